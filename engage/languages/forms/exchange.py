"""A file that an agency sent back, and where the pages of a bench are."""

from pathlib import PurePath
from typing import Any

from flask import request, url_for
from wtforms import BooleanField, FileField

from engage.core.formats.units import MOST_BYTES
from engage.core.forms import Form
from engage.core.i18n import _dl
from engage.core.web import takes_files
from engage.languages.rules import exchange

MOST_SENT = MOST_BYTES + 1024 * 1024
takes_text_files = takes_files(MOST_SENT)


class FileForm(Form):
    """A file of translations. Its name says what kind it is."""

    file = FileField(
        _dl("The file that came back"),
        description=_dl("XLIFF (.xlf, .xliff), PO or CSV, as it was made here. 10 MB or less."),
    )
    rest = BooleanField(
        _dl("Where a text has changed meanwhile, leave it and take all others"),
        description=_dl("Without this, nothing is taken in until you have seen what has changed."),
    )

    def typed(self) -> dict[str, Any]:
        """What was sent, as the command takes it."""
        sent: Any = request.files.get("file")
        name = PurePath(sent.filename or "").suffix.casefold() if sent else ""
        kinds = {".xlf": "xliff", ".xliff": "xliff", ".po": "po", ".csv": "csv"}
        data = sent.read(MOST_BYTES + 1) if sent else b""
        return {"data": data, "format_": kinds.get(name, ""), "rest": bool(self.rest.data)}


def ways(**place: Any) -> dict[str, Any]:
    """The addresses of one bench: its pages are named alike in each feature."""
    return {
        "here": url_for(".translate", **place),
        "files": url_for(".files", **place),
        "machine": url_for(".ask_machine", **place),
        "formats": {each: url_for(".file", format_=each, **place) for each in exchange.FORMATS},
    }
