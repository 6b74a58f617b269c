"""The standard questions about people: which come next, which answers count."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from unicodedata import normalize

from engage.core.errors import RuleBroken
from engage.core.i18n import SOURCE, _l
from engage.core.text import is_longer
from engage.paths import PACKAGE

LATEST = "2026-11"
PREFER_NOT_TO_SAY = "prefer_not_to_say"
TEXT_LIMIT = 100
_AGE = "age_band"
_UNDER_16 = "under_16"


@dataclass(frozen=True)
class Asked:
    """Words of one question in one language."""

    text: str
    hint: str


@dataclass(frozen=True)
class MonitoringQuestion:
    """One question. `show_if` is (earlier question, the answer it needs).

    `min_age`: only people who gave an age band at or above it are asked. Without options the
    answer is a short text.
    """

    key: str
    characteristic: str
    show_if: tuple[str, str] | None
    min_age: int | None
    words: Mapping[str, Asked]
    options: Mapping[str, Mapping[str, str]]

    @property
    def free_text(self) -> bool:
        """Whether it is answered in a person's own words."""
        return not self.options

    def asked(self, language: str) -> Asked:
        """The question in a language; in English where there is no translation."""
        return self.words.get(language) or self.words[SOURCE]

    def labels(self, language: str) -> dict[str, str]:
        """The words of each answer, by code, in the order they are shown."""
        return {code: said.get(language) or said[SOURCE] for code, said in self.options.items()}


@dataclass(frozen=True)
class Standard:
    """A dated list of questions. Keys are never reused; a new list is a new version."""

    version: str
    hash: str
    questions: tuple[MonitoringQuestion, ...]
    characteristics: Mapping[str, Mapping[str, str]]

    def question(self, key: str) -> MonitoringQuestion | None:
        """One question by its key."""
        return next((each for each in self.questions if each.key == key), None)


@cache
def standard(version: str = LATEST) -> Standard:
    """A standard that comes with Engage. Raises FileNotFoundError for an unknown version."""
    path = PACKAGE / "equality" / "data" / f"standard_{version.replace('-', '_')}.json"
    raw = path.read_bytes()
    data = json.loads(raw)
    questions = [each for given in data["questions"] for each in _with_details(given)]
    digest = hashlib.sha256(raw).hexdigest()
    return Standard(data["version"], digest, tuple(questions), data["characteristics"])


def _with_details(given: Mapping[str, Any]) -> list[MonitoringQuestion]:
    """A question, then the questions that follow one of its answers."""
    needs = given["show_if"]
    first = _question(given, given, next(iter(needs.items())) if needs else None)
    details = given["detail"].items()
    return [first, *(_question(each, given, (given["key"], answer)) for answer, each in details)]


def _question(
    given: Mapping[str, Any], parent: Mapping[str, Any], show_if: tuple[str, str] | None
) -> MonitoringQuestion:
    return MonitoringQuestion(
        key=given["key"],
        characteristic=parent["characteristic"],
        show_if=show_if,
        min_age=parent["min_age"],
        words={code: Asked(said["text"], said["hint"]) for code, said in given["words"].items()},
        options={each["key"]: each["words"] for each in given["options"]},
    )


def is_asked(question: MonitoringQuestion, answers: Mapping[str, str]) -> bool:
    """Whether a question is put to somebody who gave these answers so far.

    Disability is asked at any age (settled 29); some questions need an age of 16 that was said.
    """
    if question.show_if and answers.get(question.show_if[0]) != question.show_if[1]:
        return False
    if question.min_age is None:
        return True
    return answers.get(_AGE, _UNDER_16) not in {_UNDER_16, PREFER_NOT_TO_SAY}


def questions_asked(
    answers: Mapping[str, str], version: str = LATEST
) -> tuple[MonitoringQuestion, ...]:
    """The questions for somebody who gave these answers so far, in order."""
    return tuple(each for each in standard(version).questions if is_asked(each, answers))


def next_question(
    after: str, answers: Mapping[str, str], version: str = LATEST
) -> MonitoringQuestion | None:
    """The question after one (the first for an empty key); None when all were asked."""
    return _neighbour(after, answers, version, 1)


def previous_question(
    before: str, answers: Mapping[str, str], version: str = LATEST
) -> MonitoringQuestion | None:
    """The question before one; None before the first."""
    return _neighbour(before, answers, version, -1)


def _neighbour(
    key: str, answers: Mapping[str, str], version: str, step: int
) -> MonitoringQuestion | None:
    known = [each.key for each in standard(version).questions]
    here = known.index(key) if key in known else -1
    wanted = known[here + 1 :] if step > 0 else known[: max(here, 0)][::-1]
    asked = {each.key: each for each in questions_asked(answers, version)}
    return next((asked[each] for each in wanted if each in asked), None)


def check_answer(question: MonitoringQuestion, typed: str) -> str:
    """The answer to keep: a code, a short text, or empty for no answer.

    Raises RuleBroken for an answer that is not on the list or a text over TEXT_LIMIT characters.
    """
    said = " ".join(normalize("NFC", typed.replace("\x00", "")).split())
    if question.free_text and is_longer(said, TEXT_LIMIT):
        raise RuleBroken(_l("Use 100 characters or fewer."), question.key)
    if said and not question.free_text and said not in question.options:
        raise RuleBroken(_l("Choose one of the answers on this page."), question.key)
    return said


def answers_that_count(answers: Mapping[str, str], version: str = LATEST) -> dict[str, str]:
    """Only answers to questions that are asked, when the answers are read in order."""
    kept: dict[str, str] = {}
    for question in standard(version).questions:
        said = answers.get(question.key, "")
        if said and is_asked(question, kept):
            kept[question.key] = said
    return kept


def disabled(answers: Mapping[str, str]) -> str | None:
    """Whether somebody is disabled: yes, no, prefer_not_to_say; None when not answered.

    Equality Act 2010, section 6, as measured by the Government Statistical Service: a lasting
    condition that reduces daily activities a little or a lot.
    """
    condition = answers.get("long_term_condition")
    if condition != "yes":
        return condition
    limit = answers.get("activity_limit")
    if limit in {"yes_a_lot", "yes_a_little"}:
        return "yes"
    return "no" if limit == "not_at_all" else limit
