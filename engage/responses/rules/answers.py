"""What may be answered to each kind of question. Pure; the hot path of the product."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engage.consultations.models import Kind
from engage.consultations.rules import AskedPage, AskedQuestion
from engage.core.errors import RuleBroken
from engage.core.i18n import _l
from engage.core.text import forwards, is_blank
from engage.places.rules import district_of

SHORT_LIMIT = 200
LONG_LIMIT = 10_000
AGREE_WORDS = {
    "strongly_agree": _l("Strongly agree"),
    "agree": _l("Agree"),
    "neither": _l("Neither agree nor disagree"),
    "disagree": _l("Disagree"),
    "strongly_disagree": _l("Strongly disagree"),
    "dont_know": _l("Don’t know"),
}
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]"
)
_JOINS = {"Mn", "Me", "Mc", "Cf"}
_JOINER = "\u200d"
_MOST_MARKS = 8
"""The most marks that a text may have for each letter; no writing needs more."""

Answer = str | list[str]
Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Checked:
    """One page, checked: answers to keep by question key, and what is wrong by question key."""

    answers: dict[str, Answer]
    errors: dict[str, RuleBroken]


def choices_of(question: AskedQuestion) -> dict[str, str]:
    """The words of each choice by code; the scale has words of its own where staff gave none."""
    return {
        each.key: each.label or str(AGREE_WORDS.get(each.key, each.key))
        for each in question.choices
    }


def limit_of(question: AskedQuestion) -> int:
    """The most characters a text may have."""
    return question.limit or (SHORT_LIMIT if question.kind is Kind.SHORT_TEXT else LONG_LIMIT)


def clean(text: str) -> str:
    """Text as it is kept: one normal form, one kind of line end, nothing that cannot be seen."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = forwards(_CONTROLS.sub("", unicodedata.normalize("NFC", text))).strip()
    return "" if is_blank(kept) else kept


def length(text: str) -> int:
    """How many characters a reader sees: marks and joined pictures count with their letter."""
    count, joined = 0, False
    for letter in text:
        if unicodedata.category(letter) not in _JOINS and not joined:
            count += 1
        joined = letter == _JOINER
    return count


def _one(question: AskedQuestion, typed: Sequence[str]) -> Answer:
    chosen = typed[0] if typed else ""
    if chosen and all(chosen != each.key for each in question.choices):
        raise RuleBroken(_l("Choose one of the answers on this page."), question.key)
    return chosen


def _several(question: AskedQuestion, typed: Sequence[str]) -> Answer:
    known = [each.key for each in question.choices]
    if any(each not in known for each in typed):
        raise RuleBroken(_l("Choose from the answers on this page."), question.key)
    chosen = [each for each in known if each in typed]
    if question.most and len(chosen) > question.most:
        raise RuleBroken(_l("Choose %(most)s or fewer."), question.key, most=question.most)
    return chosen


def _text(question: AskedQuestion, typed: Sequence[str]) -> Answer:
    written = clean(typed[0]) if typed else ""
    if question.kind is Kind.SHORT_TEXT:
        written = " ".join(written.split())
    limit = limit_of(question)
    if len(written) > limit and (len(written) > limit * _MOST_MARKS or length(written) > limit):
        raise RuleBroken(_l("Use %(limit)s characters or fewer."), question.key, limit=limit)
    return written


def _district(question: AskedQuestion, typed: Sequence[str]) -> Answer:
    """Only the first part of a postcode is kept (settled 27)."""
    try:
        return district_of(clean(typed[0])) if typed else ""
    except RuleBroken as broken:
        raise RuleBroken(broken.message, question.key) from broken


_CHECKS: dict[Kind, Callable[[AskedQuestion, Sequence[str]], Answer]] = {
    Kind.ONE_CHOICE: _one,
    Kind.AGREE_SCALE: _one,
    Kind.SEVERAL_CHOICES: _several,
    Kind.SHORT_TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.POSTCODE: _district,
}


def check_answer(question: AskedQuestion, typed: Sequence[str]) -> Answer:
    """The answer to keep; empty when there is none. Raises RuleBroken with the question's key."""
    answer = _CHECKS[question.kind](question, typed)
    if question.required and not answer:
        wanted = _l("Choose an answer.") if question.kind.has_choices else _l("Write an answer.")
        raise RuleBroken(wanted, question.key)
    return answer


def check_page(questions: Iterable[AskedQuestion], typed: Typed) -> Checked:
    """Check what was typed on a page, field by field. Fields that are not asked are ignored."""
    checked = Checked({}, {})
    for question in questions:
        try:
            answer = check_answer(question, typed.get(question.key, ()))
        except RuleBroken as broken:
            checked.errors[question.key] = broken
        else:
            if answer:
                checked.answers[question.key] = answer
    return checked


def as_typed(answers: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """Kept answers in the shape of typed ones."""
    return {key: [said] if isinstance(said, str) else said for key, said in answers.items()}


def problems(questions: Iterable[AskedQuestion], answers: Mapping[str, Any]) -> Checked:
    """A whole answer, checked once more before it is sent."""
    return check_page(questions, as_typed(answers))


def said(question: AskedQuestion, answers: Mapping[str, Any]) -> list[str]:
    """An answer in words, a line for each choice; empty when it was left out."""
    answer = answers.get(question.key)
    if not answer:
        return []
    chosen = [answer] if isinstance(answer, str) else answer
    if not question.kind.has_choices:
        return list(chosen)
    words = choices_of(question)
    return [words[each] for each in chosen if each in words]


def first_open_page(pages: Sequence[AskedPage], answers: Mapping[str, Any]) -> int:
    """The first page with nothing on it, counted from 1; the last when all have something."""
    for number, page in enumerate(pages, start=1):
        if not any(question.key in answers for question in page.questions):
            return number
    return len(pages)
