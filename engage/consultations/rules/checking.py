"""Whether every page of a form can be reached, found before anybody answers it.

The way through a form is followed once for all answers at the same time. It is exact up to
MOST_WAYS ways at any page. Beyond that each page is looked at alone: what is then called wrong is
wrong, but something wrong may be missed, and `exact` says so.
"""

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Protocol

from engage.consultations.models import Kind
from engage.consultations.rules.routing import Condition, parts
from engage.consultations.rules.ways import (
    Put,
    TooMany,
    Way,
    all_parts,
    fulfilled,
    known_keys,
    spelt,
    ways_of,
)
from engage.core.i18n import _dl

MOST_WAYS = 20_000
"""How many different ways are followed one by one."""
SPEAKERS = ("individual", "organisation", "group")
"""Who may answer; the values of the kinds of respondent."""


class ProblemKind(enum.StrEnum):
    """What is wrong with the route."""

    UNKNOWN_QUESTION = "unknown_question"
    UNKNOWN_CHOICE = "unknown_choice"
    UNKNOWN_SPEAKER = "unknown_speaker"
    WRONG_KIND = "wrong_kind"
    LATER = "later"
    LOOP = "loop"
    EMPTY_RANGE = "empty_range"
    CONTRADICTION = "contradiction"
    UNREACHABLE = "unreachable"
    NOT_THEM = "not_them"
    REQUIRED_UNSEEN = "required_unseen"


@dataclass(frozen=True)
class Problem:
    """What is wrong with one page, counted from 1; page 0 is the whole form."""

    page: int
    kind: ProblemKind
    message: Any


class RoutedPage(Protocol):
    """What the checker needs of a page."""

    @property
    def condition(self) -> Condition | None:
        """Who sees it."""

    @property
    def questions(self) -> Sequence[Put]:
        """What it asks."""


Pages = Sequence[RoutedPage]


@dataclass(frozen=True)
class Route:
    """What was found. `seen_by`: for each page, the kinds of respondent that can reach it."""

    problems: tuple[Problem, ...]
    seen_by: tuple[frozenset[str], ...]
    exact: bool


def route_problems(pages: Pages) -> list[Problem]:
    """What is wrong with the route through these pages, in the order of the form.

    Empty means: every page can be reached, and no condition asks for what cannot be.
    """
    return list(check_route(pages).problems)


def check_route(pages: Pages) -> Route:
    """The route through these pages, checked. See the module for what exact means."""
    try:
        seen, exact = _followed(pages), True
    except TooMany:
        seen, exact = _guessed(pages), False
    places = _Places(pages)
    found = [
        problem
        for number in range(1, len(pages) + 1)
        for problem in _page_problems(places, number, seen[number - 1])
    ]
    return Route((*found, *_left_out(pages, seen)), tuple(seen), exact)


# --- following all answers at once


def _followed(pages: Pages) -> list[frozenset[str]]:
    """Who reaches each page. Raises TooMany."""
    known = all_parts(page.condition for page in pages)
    needed = [set(all_parts(page.condition for page in pages[at:])) for at in range(len(pages) + 1)]
    ways = {(speaks, fulfilled(known, {}, speaks)) for speaks in SPEAKERS}
    seen = []
    for at, page in enumerate(pages):
        reached = {way for way in ways if met(page.condition, way[1])}
        seen.append(frozenset(speaks for speaks, _way in reached))
        ways -= reached
        ways |= _answered(page, reached, _about(known, page))
        ways = {(speaks, way & needed[at + 1]) for speaks, way in ways}
        if len(ways) > MOST_WAYS:
            raise TooMany
    return seen


def _about(known: Mapping[str, Condition], page: RoutedPage) -> dict[str, dict[str, Condition]]:
    """The parts that ask about each question of a page."""
    return {
        question.key: {
            name: part for name, part in known.items() if part.get("question") == question.key
        }
        for question in page.questions
    }


def _answered(
    page: RoutedPage,
    ways: set[tuple[str, Way]],
    about: Mapping[str, Mapping[str, Condition]],
) -> set[tuple[str, Way]]:
    """The ways after the questions of a page, whatever is answered."""
    for question in page.questions:
        own = about[question.key]
        if own:
            possible = ways_of(question, own)
            if len(ways) * len(possible) > MOST_WAYS * len(SPEAKERS):
                raise TooMany
            ways = {
                (speaks, way.difference(own) | more) for speaks, way in ways for more in possible
            }
    return ways


def met(condition: Condition | None, way: Way) -> bool:
    """Whether a condition is met when exactly these of its parts hold."""
    if not condition:
        return True
    if "all" in condition:
        return all(met(each, way) for each in condition["all"])
    if "any" in condition:
        return any(met(each, way) for each in condition["any"])
    if "not" in condition:
        return not met(condition["not"], way)
    return spelt(condition) in way


# --- looking at one page alone


def _guessed(pages: Pages) -> list[frozenset[str]]:
    """Who may reach each page, each looked at alone: nobody who can reach it is left out."""
    places, seen = _Places(pages), list[frozenset[str]]()
    for number, page in enumerate(pages, start=1):
        seen.append(
            frozenset(
                speaks
                for speaks in SPEAKERS
                if _possible(places, number, page.condition, speaks, lambda at: seen[at - 1])
            )
        )
    return seen


class _Places:
    """Where each question stands."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.questions = {each.key: each for page in pages for each in page.questions}
        self.page_of = {
            each.key: number
            for number, page in enumerate(pages, start=1)
            for each in page.questions
        }
        self.number_of = {key: number for number, key in enumerate(self.questions, start=1)}


def _possible(
    places: _Places,
    number: int,
    condition: Condition | None,
    speaks: str,
    reach: Callable[[int], frozenset[str]],
) -> bool:
    """Whether any answers to the questions it names meet a condition; True when too many."""
    known = all_parts([condition])
    fixed = fulfilled({name: part for name, part in known.items() if "speaks" in part}, {}, speaks)
    try:
        options = [
            _ways_before(places, number, key, known, speaks in reach(places.page_of.get(key, 1)))
            for key in {part["question"]: 0 for part in known.values() if "question" in part}
        ]
    except TooMany:
        return True
    total = 1
    for each in options:
        total *= len(each)
    if total > MOST_WAYS:
        return True
    return any(met(condition, fixed.union(*some)) for some in product(*options))


def _ways_before(
    places: _Places, number: int, key: str, known: Mapping[str, Condition], reached: bool
) -> frozenset[Way]:
    """What may hold of one question when a page is reached; it may not have been asked."""
    own = {name: part for name, part in known.items() if part.get("question") == key}
    unasked = frozenset({fulfilled(own, {}, "")})
    at = places.page_of.get(key, number)
    if at >= number or not reached:
        return unasked
    asked = ways_of(places.questions[key], own)
    return asked | unasked if places.pages[at - 1].condition else asked


# --- what is wrong


def _page_problems(places: _Places, number: int, seen: frozenset[str]) -> Iterator[Problem]:
    """Everything wrong with one page: its parts first, then the whole."""
    page = places.pages[number - 1]
    wrong = list(dict.fromkeys(_part_problems(places, number, page.condition)))
    yield from wrong
    if not seen:
        if not wrong:
            yield _unreachable(places, number, page.condition)
        yield from _unseen(places, number, page)
        return
    for speaks in sorted(_named(page.condition) - seen):
        if speaks in SPEAKERS:
            said = _dl("Page %(page)s names people who can never see it.", page=number)
            yield Problem(number, ProblemKind.NOT_THEM, said)


def _part_problems(places: _Places, number: int, condition: Condition | None) -> Iterator[Problem]:
    for part in parts(condition):
        if "speaks" in part:
            if not set(part["speaks"]) <= set(SPEAKERS):
                said = _dl("Page %(page)s asks for people we do not know.", page=number)
                yield Problem(number, ProblemKind.UNKNOWN_SPEAKER, said)
        else:
            problem = _asked_wrongly(places, number, part)
            if problem is not None:
                yield problem


def _asked_wrongly(places: _Places, number: int, part: Condition) -> Problem | None:
    """What is wrong with a part that asks about a question; None when nothing is."""
    key = part["question"]
    question = places.questions.get(key)
    if question is None:
        said = _dl("Page %(page)s asks about a question that is not in this form.", page=number)
        return Problem(number, ProblemKind.UNKNOWN_QUESTION, said)
    if places.page_of[key] >= number:
        return _too_late(places, number, key)
    where = {"page": number, "question": places.number_of[key]}
    for kind, wrong, said in _FAULTS:
        if wrong(question, part):
            return Problem(number, kind, said % where)
    return None


def _too_late(places: _Places, number: int, key: str) -> Problem:
    where = {"page": number, "question": places.number_of[key], "there": places.page_of[key]}
    if _leads_back(places, places.page_of[key], number):
        said = _dl("Page %(page)s waits for page %(there)s, which waits for it.", **where)
        return Problem(number, ProblemKind.LOOP, said)
    said = _dl("Page %(page)s asks about question %(question)s, which comes later.", **where)
    return Problem(number, ProblemKind.LATER, said)


def _leads_back(places: _Places, start: int, goal: int) -> bool:
    """Whether the conditions of one page lead, step by step, to another page."""
    seen, waiting = set[int](), [start]
    while waiting:
        at = waiting.pop()
        if at == goal:
            return True
        if at not in seen:
            seen.add(at)
            asked = parts(places.pages[at - 1].condition)
            keys = [part["question"] for part in asked if "question" in part]
            waiting += [places.page_of[key] for key in keys if key in places.page_of]
    return False


def _wrong_kind(question: Put, part: Condition) -> bool:
    """A part that asks for what this kind of question never holds."""
    if question.kind is Kind.INFO:
        return True
    if "from" in part or "to" in part:
        return question.kind is not Kind.NUMBER
    return "is" in part and not (question.kind.has_choices or question.kind is Kind.CONSENT)


def _unknown_choice(question: Put, part: Condition) -> bool:
    return "is" in part and not set(part["is"]) <= known_keys(question)


def _empty_range(question: Put, part: Condition) -> bool:
    """A range that no answer lies in: upside down, or outside the bounds of the question."""
    if "from" not in part and "to" not in part:
        return False
    lows = [each for each in (part.get("from"), question.least) if each is not None]
    highs = [each for each in (part.get("to"), question.most) if each is not None]
    return bool(lows and highs) and max(lows) > min(highs)


_FAULTS: tuple[tuple[ProblemKind, Callable[[Put, Condition], bool], str], ...] = (
    (
        ProblemKind.WRONG_KIND,
        _wrong_kind,
        _dl("Page %(page)s asks question %(question)s for an answer that it cannot have."),
    ),
    (
        ProblemKind.UNKNOWN_CHOICE,
        _unknown_choice,
        _dl("Page %(page)s asks for a choice that question %(question)s does not offer."),
    ),
    (
        ProblemKind.EMPTY_RANGE,
        _empty_range,
        _dl("Page %(page)s asks question %(question)s for a number that it cannot be."),
    ),
)


def _unreachable(places: _Places, number: int, condition: Condition | None) -> Problem:
    """Nobody can see this page: its condition contradicts itself, or what comes before."""
    everyone = frozenset(SPEAKERS)
    alone = any(
        _possible(places, number, condition, speaks, lambda _page: everyone) for speaks in SPEAKERS
    )
    if alone:
        said = _dl("Nobody can reach page %(page)s. Look at the pages before it.", page=number)
        return Problem(number, ProblemKind.UNREACHABLE, said)
    said = _dl("Nobody can see page %(page)s. Its condition contradicts itself.", page=number)
    return Problem(number, ProblemKind.CONTRADICTION, said)


def _unseen(places: _Places, number: int, page: RoutedPage) -> Iterator[Problem]:
    for question in page.questions:
        if question.required:
            where = {"question": places.number_of[question.key], "page": number}
            said = _dl("Question %(question)s must be answered, but nobody sees it.", **where)
            yield Problem(number, ProblemKind.REQUIRED_UNSEEN, said)


def _named(condition: Condition | None) -> set[str]:
    """The kinds of respondent that a condition asks for."""
    if not condition or "not" in condition:
        return set()
    inner = [*condition.get("all", ()), *condition.get("any", ())]
    return set(condition.get("speaks", ())).union(*(_named(each) for each in inner))


def _left_out(pages: Pages, seen: Sequence[frozenset[str]]) -> Iterator[Problem]:
    """A kind of respondent that sees no page at all."""
    for speaks in SPEAKERS:
        if pages and all(speaks not in each for each in seen):
            said = _dl("People who answer as “%(kind)s” see no page.", kind=_SPEAKING[speaks])
            yield Problem(0, ProblemKind.NOT_THEM, said)


_SPEAKING = {
    "individual": _dl("myself"),
    "organisation": _dl("an organisation"),
    "group": _dl("a group"),
}


def speaking(kind: str) -> str:
    """Who is answering, in words for staff."""
    return str(_SPEAKING.get(kind, kind))
