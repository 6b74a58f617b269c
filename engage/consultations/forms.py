"""What staff type, and what visitors ask the list for."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField

from engage.consultations import queries
from engage.consultations.models import FIELDS, Consultation
from engage.core.forms import Form, Needed, SelectChoice, version_of
from engage.core.i18n import _, _dl, reader_language
from engage.core.kept import kept
from engage.languages import queries as languages
from engage.places import queries as places

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


class FilterForm(Form):
    """What a visitor asks the list for; it lives in the address and changes nothing."""

    class Meta(Form.Meta):
        """A form that only reads carries no token."""

        csrf = False

    q = StringField()
    area = SelectField()
    topic = SelectField()
    state = SelectField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.q.label.text = _("Search")
        self.area.label.text = _("Area")
        self.topic.label.text = _("Topic")
        self.state.label.text = _("State")
        self.area.choices = _choices(_("All areas"), "area", places.areas)
        self.topic.choices = _choices(_("All topics"), "topic", queries.topics)
        self.state.choices = [
            SelectChoice("", _("All")),
            SelectChoice("open", _("Open now")),
            SelectChoice("closed", _("Closed")),
        ]


def _choices(everything: str, kind: str, ask: Callable[[], Sequence[Any]]) -> list[SelectChoice]:
    code = reader_language().code
    names = kept(f"{kind} {code}", partial(_names, kind, code, ask))
    return [SelectChoice("", everything), *(SelectChoice(slug, name) for slug, name in names)]


def _names(kind: str, code: str, ask: Callable[[], Sequence[Any]]) -> list[tuple[str, str]]:
    rows = ask()
    names = languages.words(kind, [row.id for row in rows], code)
    return [(row.slug, str(languages.name(names, row.id))) for row in rows]


def words_form(consultation: Consultation, words: dict[str, str]) -> WordsForm:
    """The form filled with what is written now."""
    return WordsForm(data={**words, "version": str(consultation.version)})
