"""Paper is keyed once, and a part of it again by a second person; what is more, when it differs.

Source: double keying of a sample is common practice for paper surveys; the numbers are a humane
default of this house, for a team of two: 10%, at least 20 forms; over 1% wrong fields, all.
"""

import math
import secrets
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeVar
from uuid import UUID

from engage.consultations.models import Kind
from engage.consultations.rules import AskedQuestion
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.core.text import fold, words

SHARE = Fraction(1, 10)
LEAST = 20
MOST_WRONG = Fraction(1, 100)
FIRST, SECOND, ANEW = "first", "second", "anew"
WAYS = (FIRST, SECOND, ANEW)
_PARTS = ("", ".other", ".point")
T = TypeVar("T")


def to_key_twice(keyed: int, *, all_twice: bool = False) -> int:
    """How many of so many keyed forms are keyed a second time."""
    if all_twice:
        return keyed
    return min(keyed, max(LEAST, math.ceil(keyed * SHARE)))


def drawn(waiting: Sequence[T], keyed: int, chosen: int, *, all_twice: bool = False) -> list[T]:
    """Which of the forms not chosen yet are chosen now. Nobody can foresee which.

    `keyed`: how many forms were keyed; `chosen`: how many of them were drawn before.
    """
    missing = min(len(waiting), max(0, to_key_twice(keyed, all_twice=all_twice) - chosen))
    return secrets.SystemRandom().sample(list(waiting), missing)


def compared(questions: Sequence[AskedQuestion]) -> list[AskedQuestion]:
    """The questions whose answers are typed, and so compared."""
    return [each for each in questions if each.kind not in {Kind.INFO, Kind.FILE}]


def part_of(key: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one question with all that belongs to it."""
    names = [f"{key}{part}" for part in _PARTS]
    return {name: answers[name] for name in names if name in answers}


def _plain(said: Any) -> Any:
    """Words as they are compared: capitals, commas and line ends are no mistakes."""
    return words(fold(said)) if isinstance(said, str) else said


def _same(key: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    one, other = part_of(key, first), part_of(key, second)
    return {name: _plain(said) for name, said in one.items()} == {
        name: _plain(said) for name, said in other.items()
    }


def differences(
    questions: Sequence[AskedQuestion], first: Mapping[str, Any], second: Mapping[str, Any]
) -> list[str]:
    """The keys of the questions that two people keyed differently, in the order of the form."""
    return [each.key for each in compared(questions) if not _same(each.key, first, second)]


def check_second(first_by: UUID, second_by: UUID, *, chosen: bool, done: bool) -> None:
    """Raises RuleBroken unless this person may key this form a second time."""
    if first_by == second_by:
        raise RuleBroken(_dl("You keyed this form first. Ask a colleague to key it again."))
    if not chosen:
        raise RuleBroken(_dl("This form was not drawn for a second keying."))
    if done:
        raise RuleBroken(_dl("This form was keyed a second time before."))


def settled(
    differs: Collection[str],
    ways: Mapping[str, str],
    first: Mapping[str, Any],
    second: Mapping[str, Any],
    anew: Mapping[str, Any],
) -> dict[str, Any]:
    """The answers after somebody chose, for each difference, the first, the second or a new one.

    Raises RuleBroken with the key of a difference that nobody settled.
    """
    kept = dict(first)
    sources = {FIRST: first, SECOND: second, ANEW: anew}
    for key in differs:
        if ways.get(key) not in sources:
            raise RuleBroken(_dl("Choose which of the two is right, or type it anew."), key)
        for name in part_of(key, first):
            del kept[name]
        kept.update(part_of(key, sources[ways[key]]))
    return kept


def error_rate(wrong: int, fields: int) -> Fraction:
    """The share of compared fields that the first person had wrong; nought for none compared."""
    return Fraction(wrong, fields) if fields else Fraction(0)


def too_many_wrong(wrong: int, fields: int) -> bool:
    """Whether the whole batch is keyed twice: over one field in a hundred was wrong."""
    return error_rate(wrong, fields) > MOST_WRONG
