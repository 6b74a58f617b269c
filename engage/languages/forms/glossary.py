"""Agreed terms and who reads which language, as forms."""

from collections.abc import Iterable
from typing import Any

from flask import request
from wtforms import FileField, HiddenField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from engage.core.forms import Form, Needed, SelectChoice, version_of
from engage.core.i18n import SOURCE, _dl, languages
from engage.languages.commands.glossary import MOST_BYTES
from engage.languages.models import Term


class TermForm(Form):
    """One term. Carries the version it was opened at."""

    version = HiddenField(default="0")
    english = StringField(_dl("English term"), validators=[Needed(_dl("Enter the English term"))])
    agreed = StringField(_dl("Agreed words"), validators=[Needed(_dl("Enter the agreed words"))])
    note = StringField(_dl("Note"), description=_dl("For example where it is used, or not."))

    def typed(self) -> dict[str, Any]:
        """What was typed, as the command takes it."""
        words = {name: str(self[name].data or "") for name in ("english", "agreed", "note")}
        return {**words, "version": version_of(self.version.data)}


def term_form(term: Term) -> TermForm:
    """The form filled with a term as it stands."""
    words = {"english": term.english, "agreed": term.agreed, "note": term.note}
    return TermForm(data={**words, "version": str(term.version)})


class TermsFileForm(Form):
    """A list of terms as CSV."""

    file = FileField(
        _dl("A list as CSV"),
        description=_dl("A row of headings, then English, agreed words and a note in each row."),
    )

    def typed(self) -> dict[str, Any]:
        """What was sent, as the command takes it."""
        sent: Any = request.files.get("file")
        return {"data": sent.read(MOST_BYTES + 1) if sent else b""}


class ReadsForm(Form):
    """The languages that one person reads well enough to check them."""

    read = SelectMultipleField(
        _dl("Languages"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=True,
    )

    def offer(self) -> "ReadsForm":
        """Offer every language but English."""
        self.read.choices = [
            SelectChoice(code, f"{each.name} ({each.autonym})")
            for code, each in languages().items()
            if code != SOURCE
        ]
        return self


def reads_form(read: Iterable[str]) -> ReadsForm:
    """The form filled with what is known of somebody."""
    return ReadsForm(data={"read": list(read)}).offer()
