"""The English words of a consultation."""

from wtforms import HiddenField, StringField, TextAreaField

from engage.consultations.models import FIELDS, Consultation
from engage.core.forms import Form, Needed, version_of
from engage.core.i18n import _dl

_LABELS = {
    "title": (_dl("Title"), _dl("A question or a short name.")),
    "summary": (_dl("In one breath"), _dl("Two or three short sentences.")),
    "for_whom": (_dl("Who it is for"), ""),
    "asked": (_dl("What we ask"), ""),
    "undecided": (_dl("What is not yet decided"), _dl("One thing on each line.")),
    "fixed": (_dl("What cannot change, and why"), _dl("One thing on each line.")),
    "why_now": (_dl("Why now"), ""),
    "effects": (_dl("What it could mean for people"), ""),
    "costs": (_dl("What it costs"), ""),
    "one_option": (
        _dl("Why there is only one option"),
        _dl("Leave this empty when there are two or more."),
    ),
    "rejected": (
        _dl("Options we looked at and turned down, and why"),
        _dl("One on each line."),
    ),
    "short_time": (
        _dl("Why there is less time than usual"),
        _dl("Only when it is open for less than six weeks."),
    ),
    "decision": (_dl("How the decision will be made"), ""),
    "decision_maker": (_dl("Who decides"), ""),
}
_SHORT = {"title", "for_whom", "decision_maker"}


class WordsForm(Form):
    """The English words of a consultation. Carries the version it was opened at."""

    version = HiddenField()

    @property
    def opened_at(self) -> int:
        """The version the form was opened at; 0, which is always stale, for anything else."""
        return version_of(self.version.data)

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by field."""
        return {name: str(self[name].data or "") for name in FIELDS}


for _name in FIELDS:
    _label, _hint = _LABELS[_name]
    _kind = StringField if _name in _SHORT else TextAreaField
    _checks = [Needed(_dl("Enter a title"))] if _name == "title" else []
    setattr(WordsForm, _name, _kind(_label, description=_hint, validators=_checks))


def words_form(consultation: Consultation, words: dict[str, str]) -> WordsForm:
    """The form filled with what is written now."""
    return WordsForm(data={**words, "version": str(consultation.version)})
