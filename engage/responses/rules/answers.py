"""What may be answered, page by page, and an answer in words. Pure; the hot path of the product."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engage.consultations.models import Kind
from engage.consultations.rules import AskedPage, AskedQuestion, Path, path
from engage.core.errors import RuleBroken
from engage.core.i18n import _, _l, format_day, format_number, ngettext
from engage.responses.rules.checks import (
    CHECKS,
    OTHER,
    PLACE_LIMIT,
    SHORT_LIMIT,
    Answer,
    check_length,
    codes_of,
    has_other,
    point_in,
)
from engage.responses.rules.values import line

AGREE_WORDS = {
    "strongly_agree": _l("Strongly agree"),
    "agree": _l("Agree"),
    "neither": _l("Neither agree nor disagree"),
    "disagree": _l("Disagree"),
    "strongly_disagree": _l("Strongly disagree"),
    "dont_know": _l("Don’t know"),
}
_MISSING = {
    Kind.RANK: _l("Put the answers in order."),
    Kind.NUMBER: _l("Enter a number."),
    Kind.DATE: _l("Enter a date."),
    Kind.FILE: _l("Add a file."),
    Kind.CONSENT: _l("Tick the box to go on."),
}
_TOO_FEW = {
    Kind.SEVERAL_CHOICES: _l("Choose %(least)s or more."),
    Kind.RANK: _l("Give %(least)s or more of them a place."),
    Kind.FILE: _l("Add %(least)s files or more."),
}

Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Checked:
    """One page, checked: answers to keep by question key, and what is wrong by question key."""

    answers: dict[str, Answer]
    errors: dict[str, RuleBroken]


def choices_of(question: AskedQuestion) -> dict[str, str]:
    """The words of each choice by code; the scale has words of its own where staff gave none.

    Closed choices are among them, and “Other” where that may be chosen.
    """
    words = {
        each.key: each.label or str(AGREE_WORDS.get(each.key, each.key))
        for each in question.choices
    }
    if words and has_other(question):
        place = question.kind is Kind.LOCATION
        words[OTHER] = _("Somewhere else") if place else _("Other")
    return words


def offered_to(question: AskedQuestion) -> dict[str, str]:
    """The words of each choice that can be chosen now, by code, in order."""
    words = choices_of(question)
    return {code: words[code] for code in codes_of(question)}


def check_answer(question: AskedQuestion, typed: Sequence[str], *, gaps: bool = False) -> Answer:
    """The answer to keep; empty when there is none. Raises RuleBroken with the question's key.

    `gaps`: an answer that is missing, or not whole yet, is let through.
    """
    answer = CHECKS[question.kind](question, typed)
    if not gaps:
        _check_whole(question, answer)
    return answer


def _check_whole(question: AskedQuestion, answer: Answer) -> None:
    if question.required and not answer and question.kind is not Kind.INFO:
        wanted = _l("Choose an answer.") if codes_of(question) else _l("Write an answer.")
        raise RuleBroken(_MISSING.get(question.kind, wanted), question.key)
    few = _TOO_FEW.get(question.kind)
    if few and answer and len(answer) < (question.least or 0) and not _alone(question, answer):
        raise RuleBroken(few, question.key, least=question.least)


def _alone(question: AskedQuestion, answer: Answer) -> bool:
    return any(each.alone and each.key in answer for each in question.choices)


def check_page(questions: Iterable[AskedQuestion], typed: Typed, *, gaps: bool = False) -> Checked:
    """Check what was typed on a page, field by field. Fields that are not asked are ignored.

    `gaps`: as in `check_answer`.
    """
    checked = Checked({}, {})
    for question in questions:
        try:
            found = _checked(question, typed, gaps=gaps)
        except RuleBroken as broken:
            checked.errors[question.key] = broken
        else:
            checked.answers.update({key: said for key, said in found.items() if said})
    return checked


def _checked(question: AskedQuestion, typed: Typed, *, gaps: bool) -> dict[str, Answer]:
    """The answer to one question with all that belongs to it; a point alone is an answer too."""
    if not has_other(question):
        given = typed.get(question.key, ())
        return {question.key: check_answer(question, given, gaps=gaps)}
    point = point_in(question, typed)
    found = _with_words(question, typed, gaps=gaps or bool(point))
    return {**found, f"{question.key}.point": point}


def _with_words(question: AskedQuestion, typed: Typed, *, gaps: bool) -> dict[str, Answer]:
    key, given = question.key, typed.get(question.key, ())
    words = line(next(iter(typed.get(f"{key}.other", ())), ""))
    if not codes_of(question):
        gaps = gaps or bool(words)
    elif words and not any(given) and question.kind is not Kind.RANK:
        given = [OTHER]
    answer = check_answer(question, given, gaps=gaps)
    chosen = [answer] if isinstance(answer, str) else answer
    if codes_of(question) and OTHER not in chosen:
        return {key: answer}
    place = question.kind is Kind.LOCATION
    check_length(words, question.limit or (PLACE_LIMIT if place else SHORT_LIMIT), key)
    return {key: answer, f"{key}.other": words}


def as_typed(answers: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """Kept answers in the shape of typed ones."""
    return {key: [said] if isinstance(said, str) else said for key, said in answers.items()}


def problems(questions: Iterable[AskedQuestion], answers: Mapping[str, Any]) -> Checked:
    """A whole answer, checked once more before it is sent."""
    return check_page(questions, as_typed(answers))


def questions_on(pages: Sequence[AskedPage], way: Path) -> list[AskedQuestion]:
    """The questions that stand on the path, in order."""
    return [question for number in way.numbers for question in pages[number - 1].questions]


def said(question: AskedQuestion, answers: Mapping[str, Any]) -> list[str]:
    """An answer in words, a line for each choice; empty when it was left out."""
    answer, words = answers.get(question.key), answers.get(f"{question.key}.other", "")
    if question.kind.has_choices:
        point = _said_point(question, answers.get(f"{question.key}.point", ""))
        return [*_said_choices(question, answer, words), *point]
    return _said_plain(question.kind, answer) if answer else []


def _said_point(question: AskedQuestion, point: str) -> list[str]:
    square = question.plan.square(point) if question.plan else ""
    return [_("Square %(square)s", square=square)] if square else []


def _said_choices(question: AskedQuestion, answer: Any, words: str) -> list[str]:
    labels = choices_of(question)
    if words:
        place = question.kind is Kind.LOCATION
        labels[OTHER] = words if place else _("Other: %(words)s", words=words)
    chosen = [answer] if isinstance(answer, str) else answer or []
    lines = [labels[each] for each in chosen if each in labels]
    if question.kind is Kind.RANK:
        return [f"{format_number(place)}. {each}" for place, each in enumerate(lines, start=1)]
    return lines or ([words] if words else [])


def _said_plain(kind: Kind, answer: Any) -> list[str]:
    if kind is Kind.FILE:
        return [ngettext("%(num)s file", "%(num)s files", len(answer))]
    if kind is Kind.DATE:
        return [format_day(date.fromisoformat(answer))]
    if kind is Kind.CONSENT:
        return [_("Yes")]
    return [answer] if isinstance(answer, str) else list(answer)


def first_open_page(
    pages: Sequence[AskedPage],
    answers: Mapping[str, Any],
    speaks: str = "individual",
    stopped: int = 0,
) -> int:
    """The first page of the path with nothing on it, counted from 1; else the last of the path.

    `speaks`: who is answering. A page that only gives something to read is passed by. `stopped`:
    the page on which somebody saved for later; it comes first while a question on it is open.
    """
    way = path(pages, answers, speaks)
    asked = {number: _asked_on(pages[number - 1]) for number in way.numbers}
    left = {
        number: [each for each in questions if not _has_answer(each, way.answers)]
        for number, questions in asked.items()
    }
    if left.get(stopped):
        return stopped
    empty = (number for number in asked if left[number] and left[number] == asked[number])
    return next(empty, way.numbers[-1] if way.numbers else 1)


def _asked_on(page: AskedPage) -> list[AskedQuestion]:
    return [each for each in page.questions if each.kind is not Kind.INFO]


def _has_answer(question: AskedQuestion, answers: Mapping[str, Any]) -> bool:
    names = (question.key, f"{question.key}.other", f"{question.key}.point")
    return any(name in answers for name in names)
