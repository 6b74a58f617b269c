"""Who sees a page, put together a line at a time, without scripts."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, RadioField, SelectField

from engage.consultations.forms.building import Boxes, VersionedForm, Whole
from engage.consultations.models import Kind, Question
from engage.consultations.rules.checking import SPEAKERS, speaking
from engage.consultations.rules.routing import Condition
from engage.core.errors import RuleBroken
from engage.core.forms import SelectChoice
from engage.core.i18n import _dl

WHO = "who"
"""What stands for “who is answering” in the list of questions."""
MOST_ROWS = 8


def rows_of(condition: Condition | None) -> tuple[str, list[Condition]] | None:
    """A condition as lines and the word that joins them; None for a deeper one."""
    if not condition:
        return "all", []
    for word in ("all", "any"):
        if word in condition:
            rows = list(condition[word])
            return (word, rows) if all(_is_line(each) for each in rows) else None
    return ("all", [condition]) if _is_line(condition) else None


def _is_line(condition: Condition) -> bool:
    inner = condition.get("not", condition)
    return "question" in inner or "speaks" in inner


def joined(word: str, rows: Sequence[Condition]) -> dict[str, Any] | None:
    """Lines as a condition; none is everybody."""
    return {word: [dict(each) for each in rows]} if rows else None


class JoinForm(VersionedForm):
    """How the lines of a condition belong together, and what the next line is about."""

    word = RadioField(
        _dl("Show this page when"),
        choices=[
            SelectChoice("all", _dl("all of these are true")),
            SelectChoice("any", _dl("one of these is true")),
        ],
        default="all",
    )


class AboutForm(VersionedForm):
    """What a new line is about. It goes into the address of the next page."""

    class Meta(VersionedForm.Meta):
        """A form that only leads on carries no token."""

        csrf = False

    about = SelectField(_dl("Add a line about"))


def about_form(questions: Sequence[tuple[str, str]]) -> AboutForm:
    """Every question before the page, by key and words, and who is answering."""
    form = AboutForm(formdata=None)
    who = SelectChoice(WHO, _dl("Who is answering"))
    form.about.choices = [*(SelectChoice(*each) for each in questions), who]
    del form.version
    return form


class LineForm(VersionedForm):
    """One line of a condition; `line_form` adds what goes with the question."""

    kind: Kind | None = None
    key: str = ""

    negated = BooleanField(_dl("Turn it round: only if this is not so"))

    def line(self) -> dict[str, Any]:
        """The line as a condition. Raises RuleBroken for one that says nothing."""
        made = self._plain()
        return {"not": made} if self.negated.data else made

    def _plain(self) -> dict[str, Any]:
        chosen = list(self["chosen"].data or ()) if "chosen" in self else []
        if not self.key:
            return {"speaks": self._some(chosen)}
        how = self["how"].data
        if how == "answered":
            return {"question": self.key, "answered": True}
        if how == "range":
            return {"question": self.key, **self._ends()}
        return {"question": self.key, "is": self._some(chosen)}

    @staticmethod
    def _some(chosen: list[str]) -> list[str]:
        if not chosen:
            raise RuleBroken(_dl("Choose at least one"), "chosen")
        return chosen

    def _ends(self) -> dict[str, int]:
        ends = {"from": self["lowest"].data, "to": self["highest"].data}
        found = {name: value for name, value in ends.items() if value is not None}
        if not found:
            raise RuleBroken(_dl("Enter a number"), "lowest")
        return found


def line_form(question: Question | None, labels: Mapping[str, str], version: int) -> LineForm:
    """A line about a question, with its choices; None: about who is answering."""
    fields: dict[str, Any] = {}
    if question is None:
        pairs = [(each, speaking(each).capitalize()) for each in SPEAKERS]
        fields["chosen"] = _boxes(_dl("The answer is for"), pairs)
    else:
        fields["how"] = RadioField(_dl("Only if the question"), choices=_ways(question))
        if question.kind.has_choices:
            fields["chosen"] = _boxes(_dl("Choices"), list(labels.items()))
        if question.kind is Kind.NUMBER:
            fields |= {"lowest": Whole(_dl("From")), "highest": Whole(_dl("To"))}
    shape: type[LineForm] = type("LineForm", (LineForm,), fields)
    form = shape(data={"version": version, "how": _first_way(question)})
    form.key = question.key if question else ""
    return form


def _boxes(label: str, pairs: Sequence[tuple[str, str]]) -> Any:
    return Boxes(label, choices=[SelectChoice(*each) for each in pairs])


def _first_way(question: Question | None) -> str:
    return str(_ways(question)[0].value) if question is not None else ""


def _ways(question: Question) -> list[Any]:
    """What may be asked of an answer of this kind."""
    ways = [SelectChoice("answered", _dl("is answered"))]
    if question.kind.has_choices:
        ways.insert(0, SelectChoice("is", _dl("is one of the choices below")))
    if question.kind is Kind.NUMBER:
        ways.insert(0, SelectChoice("range", _dl("is a number between two others")))
    return ways
