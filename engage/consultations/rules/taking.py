"""Questions that were pasted, as a questionnaire that can be taken in."""

from collections.abc import Sequence

from engage.consultations.models import Kind
from engage.consultations.rules import building
from engage.consultations.rules.exchange import (
    Document,
    FileChoice,
    FilePage,
    FileQuestion,
    Text,
    Texts,
)
from engage.consultations.rules.pasting import Found
from engage.consultations.rules.questionnaire import AGREE_KEYS
from engage.core.errors import RuleBroken
from engage.core.i18n import SOURCE, _dl

_LONGEST_NAME = 60


def as_document(found: Sequence[Found], title: str, *, together: bool) -> Document:
    """These questions as pages: all on one, or one page for each, named after its question.

    Raises RuleBroken that names the question that cannot be asked as it is.
    """
    asked = [_question(each, number) for number, each in enumerate(found, start=1)]
    if together:
        return Document(pages=[FilePage(_text(title), None, asked)])
    pages = [
        FilePage(_text(_name(each.label)), None, [one])
        for each, one in zip(found, asked, strict=True)
    ]
    return Document(pages=pages)


def _text(words: str) -> Texts:
    return {SOURCE: Text(words)} if words else {}


def _name(label: str) -> str:
    """A page named after its question, cut at a word."""
    if len(label) <= _LONGEST_NAME:
        return label
    return label[:_LONGEST_NAME].rsplit(" ", maxsplit=1)[0].rstrip(",;:") + "…"


def _question(found: Found, number: int) -> FileQuestion:
    columns = building.bounds_of(
        found.kind,
        {
            "required": found.required,
            "other": found.other,
            "least": found.least,
            "most": found.most,
        },
    )
    choices = _choices(found)
    typed = [
        building.ChoiceText(each.key, each.label[SOURCE].words, each.alone)
        for each in choices
        if found.kind in building.NEEDS_CHOICES
    ]
    texts = {"label": found.label, "hint": found.hint}
    try:
        building.check_question(found.kind, texts, columns, typed)
    except RuleBroken as broken:
        said = _dl("Question %(number)s: %(said)s", number=number, said=str(broken))
        raise RuleBroken(said, f"kind_{number - 1}") from broken
    worded = {name: _text(words) for name, words in texts.items()}
    return FileQuestion(f"q{number}", found.kind, worded, columns, choices)


def _choices(found: Found) -> list[FileChoice]:
    if found.kind is Kind.AGREE_SCALE:
        keys = [*AGREE_KEYS, *(["dont_know"] if found.dont_know else [])]
        return [FileChoice(key, {}) for key in keys]
    if found.kind not in building.NEEDS_CHOICES:
        return []
    said = [*((words, False) for words in found.choices)]
    if found.none:
        said.append((found.none, True))
    return [FileChoice(f"c{n}", _text(words), alone) for n, (words, alone) in enumerate(said)]
