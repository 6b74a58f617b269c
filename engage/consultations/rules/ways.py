"""What an answer can make true: the parts of all conditions, and the parts each answer fulfils.

A form has far more answers than ways through it. Two answers that fulfil the same parts of the
same conditions lead the same way, so only the sets of fulfilled parts are looked at.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, combinations
from typing import Any, Protocol

from engage.consultations.models import Kind
from engage.consultations.rules.routing import Condition, holds, parts
from engage.core.db import canonical_json

OTHER = "other"
"""What stands for “Other, please say” beside the keys of choices."""
MOST_GROUPS = 10
"""The most groups of choices of one question that are tried in every mixture."""
_STEP = Decimal("0.5")
_MANY = (Kind.SEVERAL_CHOICES, Kind.RANK)

Way = frozenset[str]
"""Parts that are fulfilled, by their one spelling."""


class TooMany(Exception):
    """There are too many ways to try them one by one."""


class Offered(Protocol):
    """What is needed of a choice."""

    @property
    def key(self) -> str:
        """Its lasting key."""

    @property
    def alone(self) -> bool:
        """Whether it stands for none of the others."""

    @property
    def closed(self) -> bool:
        """Whether it is no longer offered."""


class Put(Protocol):
    """What is needed of a question."""

    @property
    def key(self) -> str:
        """Its lasting key."""

    @property
    def kind(self) -> Kind:
        """What sort of answer it takes."""

    @property
    def required(self) -> bool:
        """Whether it must be answered."""

    @property
    def least(self) -> int | None:
        """The lower bound."""

    @property
    def most(self) -> int | None:
        """The upper bound."""

    @property
    def other(self) -> bool:
        """Whether “Other, please say” is offered."""

    @property
    def picture(self) -> str:
        """The plan on which a place may be pointed at."""

    @property
    def choices(self) -> Sequence[Offered]:
        """What may be chosen."""


def spelt(part: Condition) -> str:
    """The one spelling of a part of a condition."""
    return canonical_json(dict(part))


def all_parts(conditions: Iterable[Condition | None]) -> dict[str, Condition]:
    """Every part of some conditions by its spelling."""
    return {spelt(part): part for each in conditions for part in parts(each)}


def fulfilled(found: Mapping[str, Condition], answers: Mapping[str, Any], speaks: str) -> Way:
    """Which of these parts hold for some answers."""
    return frozenset(name for name, part in found.items() if holds(part, answers, speaks))


def known_keys(question: Put) -> set[str]:
    """What the answer to a question may be said to be: choices, “other”, or consent."""
    if question.kind is Kind.CONSENT:
        return {"yes"}
    keys = {each.key for each in question.choices}
    return keys | {OTHER} if _has_other(question) else keys


def _has_other(question: Put) -> bool:
    """Whether words of one’s own stand beside the choices; at a place always."""
    return question.other or question.kind is Kind.LOCATION


def ways_of(question: Put, about: Mapping[str, Condition]) -> frozenset[Way]:
    """Every set of parts, all about this question, that one answer to it can fulfil.

    Raises TooMany when its choices mix in too many ways.
    """
    key = question.key
    answers = chain([None] if _may_be_empty(question) else [], _answers(question, about))
    return frozenset(fulfilled(about, {} if said is None else {key: said}, "") for said in answers)


def _may_be_empty(question: Put) -> bool:
    """Left out; or a place that may be said in words alone, or by a point on a plan alone."""
    unlisted = not question.choices or bool(question.picture)
    said_else = question.kind is Kind.LOCATION and unlisted
    return not question.required or said_else or question.kind is Kind.INFO


def _answers(question: Put, about: Mapping[str, Condition]) -> Iterator[Any]:
    """Answers of which every other one fulfils the same parts as one of them."""
    if question.kind in _MANY:
        yield from _mixtures(question, about)
    elif question.kind.has_choices:
        yield from _offered(question)
    elif question.kind is Kind.NUMBER:
        yield from _numbers(question, about)
    elif question.kind is not Kind.INFO:
        yield "yes"


def _offered(question: Put) -> list[str]:
    keys = [each.key for each in question.choices if not each.closed]
    return [*keys, OTHER] if keys and _has_other(question) else keys


def _mixtures(question: Put, about: Mapping[str, Condition]) -> Iterator[list[str]]:
    """Lists of choices: any mixture of groups that the bounds allow, and each that stands alone."""
    single = {
        each.key for each in question.choices if each.alone and question.kind is not Kind.RANK
    }
    groups: dict[Way, list[str]] = {}
    for key in _offered(question):
        if key in single:
            yield [key]
        else:
            groups.setdefault(fulfilled(about, {question.key: [key]}, ""), []).append(key)
    if len(groups) > MOST_GROUPS:
        raise TooMany
    for size in range(1, len(groups) + 1):
        for some in combinations(groups.values(), size):
            yield from _within_bounds(question, some)


def _within_bounds(question: Put, groups: Sequence[list[str]]) -> Iterator[list[str]]:
    """One list with something of each of these groups and of no other, if the bounds allow it."""
    keys = [group[0] for group in groups] + [key for group in groups for key in group[1:]]
    wanted = max(len(groups), question.least or 0)
    if wanted <= min(len(keys), question.most or len(keys)):
        yield keys[:wanted]


def _numbers(question: Put, about: Mapping[str, Condition]) -> Iterator[str]:
    """Numbers at, beside and between all the ends that are named, within the bounds."""
    named = {part[end] for part in about.values() for end in ("from", "to") if end in part}
    ends = {each for each in (*named, question.least, question.most) if each is not None} or {0}
    around = {end + step * _STEP for end in ends for step in range(-2, 3)}
    for number in sorted(around):
        low = question.least is None or number >= question.least
        if low and (question.most is None or number <= question.most):
            yield str(number)
