"""An email that staff drop: one file, read with care."""

from contextlib import closing
from typing import Any

from flask import request
from wtforms import FileField

from engage.core.errors import RuleBroken
from engage.core.formats.eml import MOST_BYTES, Email, read_email
from engage.core.forms import Form
from engage.core.i18n import _dl


class DropForm(Form):
    """One email as a file."""

    file = FileField(
        _dl("Email as a file"),
        description=_dl("In your mail program, save the email as an .eml file. Up to 10 MB."),
    )

    @staticmethod
    def dropped() -> Email:
        """The email that came. Raises RuleBroken for no file, and for what is no email."""
        sent: Any = request.files.get("file")
        if sent is None or not sent.filename:
            raise RuleBroken(_dl("Choose the file of an email."), "file")
        with closing(sent) as file:
            return read_email(file.read(MOST_BYTES + 1))
