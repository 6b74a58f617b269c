"""What each kind of question takes. Every check gives the answer to keep, empty for none."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from engage.consultations.models import Kind
from engage.consultations.rules import AskedQuestion, place_of
from engage.core.errors import RuleBroken
from engage.core.i18n import _l, format_day, reader_language
from engage.core.text import is_longer
from engage.places.rules import district_of
from engage.responses.rules.values import clean, decimal_mark, line, number_of, whole

OTHER = "other"
AGREED = "yes"
SHORT_LIMIT = 200
LONG_LIMIT = 10_000
PLACE_LIMIT = 500
MOST_FILES = 3
_FILE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_YEARS = range(1900, 2201)
_DATE_PARTS = 3

Answer = str | list[str]
Check = Callable[[AskedQuestion, Sequence[str]], Answer]


def has_other(question: AskedQuestion) -> bool:
    """Whether words of one’s own may stand beside the choices; at a place always."""
    return question.kind.has_choices and (question.other or question.kind is Kind.LOCATION)


def codes_of(question: AskedQuestion) -> list[str]:
    """What may be chosen now, in order; “Other” before what stands for none of the others."""
    codes = [each.key for each in question.offered]
    if not codes or not has_other(question):
        return codes
    alone = [each.key for each in question.offered if each.alone]
    return [*(each for each in codes if each not in alone), OTHER, *alone]


def limit_of(question: AskedQuestion) -> int:
    """The most characters a text may have."""
    return question.limit or (SHORT_LIMIT if question.kind is Kind.SHORT_TEXT else LONG_LIMIT)


def places_of(question: AskedQuestion) -> int:
    """How many places an order has."""
    count = len(codes_of(question))
    return min(question.most or count, count)


def check_length(text: str, limit: int, key: str) -> None:
    """Raises RuleBroken for a text of more characters than a reader should see."""
    if is_longer(text, limit):
        raise RuleBroken(_l("Use %(limit)s characters or fewer."), key, limit=limit)


def _one(question: AskedQuestion, typed: Sequence[str]) -> Answer:
    """One of the choices. On paper two may be ticked: nobody chooses between them for a person."""
    chosen = typed[0] if typed else ""
    if len(set(typed)) > 1 or (chosen and chosen not in codes_of(question)):
        raise RuleBroken(_l("Choose one of the answers on this page."), question.key)
    return chosen


def _known(question: AskedQuestion, chosen: Sequence[str]) -> None:
    codes = set(codes_of(question))
    if any(each not in codes for each in chosen):
        raise RuleBroken(_l("Choose from the answers on this page."), question.key)


def _several(question: AskedQuestion, typed: Sequence[str]) -> Answer:
    _known(question, typed)
    given = set(typed)
    chosen = [each for each in codes_of(question) if each in given]
    if question.most and len(chosen) > question.most:
        raise RuleBroken(_l("Choose %(most)s or fewer."), question.key, most=question.most)
    for each in question.offered:
        if each.alone and each.key in given and len(chosen) > 1:
            message = _l("Choose “%(choice)s” alone, or take it away.")
            raise RuleBroken(message, question.key, choice=each.label)
    return chosen


def _rank(question: AskedQuestion, typed: Sequence[str]) -> Answer:
    """Keys in their order; or, as they are typed, a place and a key in each line: `2 k12`."""
    pairs = [each.rpartition(" ") for each in typed]
    _known(question, [key for _place, _space, key in pairs])
    if not any(space for _place, space, _key in pairs):
        places = {key: at for at, key in enumerate(typed, start=1)}
        if len(places) < len(typed):
            raise RuleBroken(_l("Give each answer one place only."), question.key)
    else:
        places = {key: whole(place) or 0 for place, _space, key in pairs}
    _check_places(question, list(places.values()))
    return sorted(places, key=lambda key: places[key])


def _check_places(question: AskedQuestion, places: list[int]) -> None:
    """Raises RuleBroken for a place that is not there, a tie or a gap."""
    most = places_of(question)
    if any(not 1 <= each <= most for each in places):
        raise RuleBroken(_l("Use the numbers 1 to %(most)s."), question.key, most=most)
    for place, count in sorted(Counter(places).items()):
        if count > 1:
            message = _l("You used number %(number)s twice. Use each number once.")
            raise RuleBroken(message, question.key, number=place)
    for place in range(1, len(places) + 1):
        if place not in places:
            message = _l("You left out number %(number)s. Start at 1 and leave no gaps.")
            raise RuleBroken(message, question.key, number=place)


def _number(question: AskedQuestion, typed: Sequence[str]) -> Answer:
    said = line(typed[0]) if typed else ""
    if not said:
        return ""
    number = number_of(said, decimal_mark(reader_language().code))
    if number is None:
        raise RuleBroken(_l("Enter a number, like 12 or 2.5."), question.key)
    if question.least is not None and Decimal(number) < question.least:
        message = _l("Enter a number that is %(least)s or more.")
        raise RuleBroken(message, question.key, least=question.least)
    if question.most is not None and Decimal(number) > question.most:
        message = _l("Enter a number that is %(most)s or less.")
        raise RuleBroken(message, question.key, most=question.most)
    return number


def _date(question: AskedQuestion, typed: Sequence[str]) -> Answer:
    """A day from three parts (day, month, year), or as it is kept: 2026-03-27."""
    parts = typed[0].split("-")[::-1] if len(typed) == 1 else list(typed)
    if not any(line(each) for each in parts):
        return ""
    day = _day_of([whole(each) for each in parts])
    if day is None:
        raise RuleBroken(_l("Enter a real date, like 27 3 2026."), question.key)
    if question.earliest_on and day < question.earliest_on:
        message = _l("Enter a date on or after %(day)s.")
        raise RuleBroken(message, question.key, day=format_day(question.earliest_on))
    if question.latest_on and day > question.latest_on:
        message = _l("Enter a date on or before %(day)s.")
        raise RuleBroken(message, question.key, day=format_day(question.latest_on))
    return day.isoformat()


def _day_of(parts: list[int | None]) -> date | None:
    if len(parts) != _DATE_PARTS or None in parts:
        return None
    day, month, year = (each or 0 for each in parts)
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _text(question: AskedQuestion, typed: Sequence[str]) -> Answer:
    one_line = question.kind is Kind.SHORT_TEXT
    written = (line if one_line else clean)(typed[0]) if typed else ""
    check_length(written, limit_of(question), question.key)
    return written


def _district(question: AskedQuestion, typed: Sequence[str]) -> Answer:
    """Only the first part of a postcode is kept (settled 27)."""
    try:
        return district_of(clean(typed[0])) if typed else ""
    except RuleBroken as broken:
        raise RuleBroken(broken.message, question.key) from broken


def _files(question: AskedQuestion, typed: Sequence[str]) -> Answer:
    chosen = list(dict.fromkeys(typed))
    if not all(_FILE.match(each) for each in chosen):
        raise RuleBroken(_l("Choose your file again."), question.key)
    most = question.most or MOST_FILES
    if len(chosen) > most:
        raise RuleBroken(_l("Add %(most)s files or fewer."), question.key, most=most)
    return chosen


def point_in(question: AskedQuestion, typed: Mapping[str, Sequence[str]]) -> str:
    """The point that was given on the plan of a question, as it is kept: `412,380`; or empty.

    Typed are `key.press` (a press on the plan, which goes before all else), `key.point` (the point
    as it stood) and `key.square`: the name of a square, which moves the point only when it lies in
    another one. Raises RuleBroken for what is not on the plan.
    """
    key, plan = question.key, question.plan
    if plan is None:
        return ""
    point, square, press = (typed.get(f"{key}.{each}") for each in ("point", "square", "press"))
    if press:
        return _on_plan(press[0], key)
    kept = _on_plan(point[0], key) if point and point[0] else ""
    if square is None:
        return kept
    wanted = square[0] if square else ""
    if kept and plan.square(kept) == wanted:
        return kept
    return _on_plan(plan.middle(wanted), key) if wanted else ""


def _on_plan(point: str, key: str) -> str:
    if place_of(point) is None:
        raise RuleBroken(_l("Press a place on the plan, or choose its square."), key)
    return point


def _consent(question: AskedQuestion, typed: Sequence[str]) -> Answer:
    said = typed[0] if typed else ""
    if said not in {"", AGREED}:
        raise RuleBroken(_l("Tick the box, or leave it empty."), question.key)
    return said


def _nothing(question: AskedQuestion, typed: Sequence[str]) -> Answer:
    """Something to read takes no answer."""
    return ""


CHECKS: dict[Kind, Check] = {
    Kind.ONE_CHOICE: _one,
    Kind.AGREE_SCALE: _one,
    Kind.LOCATION: _one,
    Kind.SEVERAL_CHOICES: _several,
    Kind.RANK: _rank,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.SHORT_TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.POSTCODE: _district,
    Kind.FILE: _files,
    Kind.CONSENT: _consent,
    Kind.INFO: _nothing,
}
