"""Who sees which page: conditions on answers, and the path they make.

A condition is a small tree of plain data, so that it can be stored, exported and checked:
`{"all": […]}`, `{"any": […]}`, `{"not": …}`, `{"question": key, "is": [choice keys]}`,
`{"question": key, "answered": true}`, `{"question": key, "from": 3, "to": 5}` (numbers, either end
may be left out) or `{"speaks": ["group"]}` (who is answering). It never names a word of any
language. No condition means that everybody sees the page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from engage.core.errors import RuleBroken
from engage.core.i18n import _dl

Condition = Mapping[str, Any]
Answers = Mapping[str, Any]
DEEPEST = 8
"""How deep a condition may nest."""
MOST_PARTS = 50
"""How many parts one condition may have."""


class Asked(Protocol):
    """What the path needs of a question."""

    @property
    def key(self) -> str:
        """Its lasting key."""


class Page(Protocol):
    """What the path needs of a page."""

    @property
    def condition(self) -> Condition | None:
        """Who sees it."""

    @property
    def questions(self) -> Sequence[Asked]:
        """What it asks."""


def holds(condition: Condition | None, answers: Answers, speaks: str) -> bool:
    """Whether somebody with these answers sees a page. `speaks`: the kind of respondent."""
    if not condition:
        return True
    if "all" in condition:
        return all(holds(each, answers, speaks) for each in condition["all"])
    if "any" in condition:
        return any(holds(each, answers, speaks) for each in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], answers, speaks)
    if "speaks" in condition:
        return speaks in condition["speaks"]
    return _holds_for_one(condition, answers.get(condition["question"]))


def _holds_for_one(condition: Condition, said: Any) -> bool:
    if "is" in condition:
        chosen = [said] if isinstance(said, str) else said or []
        return any(each in condition["is"] for each in chosen)
    if "answered" in condition:
        return bool(said) is bool(condition["answered"])
    return _within(said, condition.get("from"), condition.get("to"))


def _within(said: Any, lowest: int | None, highest: int | None) -> bool:
    try:
        number = Decimal(said)
    except (InvalidOperation, TypeError, ValueError):
        return False
    if not number.is_finite():
        return False
    return (lowest is None or number >= lowest) and (highest is None or number <= highest)


@dataclass(frozen=True)
class Path:
    """The way through a form: page numbers counted from 1, and the answers that stand on it."""

    numbers: tuple[int, ...]
    answers: dict[str, Any]

    def after(self, number: int) -> int | None:
        """The page that follows one, which may itself be off the path; None after the last."""
        return next((each for each in self.numbers if each > number), None)

    def before(self, number: int) -> int | None:
        """The page before one; None at the first."""
        return next((each for each in reversed(self.numbers) if each < number), None)


def path(pages: Sequence[Page], answers: Answers, speaks: str) -> Path:
    """The pages that somebody sees, made anew from their answers on every request.

    An answer on a page off the path is neither counted nor asked by later conditions. A key with
    a dot (`key.other`) goes with its question.
    """
    numbers: list[int] = []
    kept: dict[str, Any] = {}
    for number, page in enumerate(pages, start=1):
        if holds(page.condition, kept, speaks):
            numbers.append(number)
            for question in page.questions:
                kept.update(_with_parts(question.key, answers))
    return Path(tuple(numbers), kept)


def _with_parts(key: str, answers: Answers) -> dict[str, Any]:
    names = (key, f"{key}.other", f"{key}.point")
    return {name: answers[name] for name in names if name in answers}


def parts(condition: Condition | None) -> Iterator[Condition]:
    """Every part of a condition that asks something itself, in order."""
    if not condition:
        return
    inner = [*condition.get("all", ()), *condition.get("any", ())]
    inner += [condition["not"]] if "not" in condition else []
    if not inner and "all" not in condition and "any" not in condition:
        yield condition
    for each in inner:
        yield from parts(each)


def check_condition(condition: Any, depth: int = 0) -> None:
    """Raises RuleBroken for what is no condition: wrong shape, too deep, too many parts."""
    if not _is_condition(condition, depth):
        raise RuleBroken(_dl("We could not read this condition. Choose its parts again."))
    if depth == 0 and sum(1 for _part in parts(condition)) > MOST_PARTS:
        raise RuleBroken(_dl("Use fewer parts in this condition."))


def _is_condition(condition: Any, depth: int) -> bool:
    if not isinstance(condition, dict) or depth > DEEPEST:
        return False
    keys = set(condition)
    if keys in ({"all"}, {"any"}):
        inner = next(iter(condition.values()))
        return _is_short(inner) and all(_is_condition(each, depth + 1) for each in inner)
    if keys == {"not"}:
        return _is_condition(condition["not"], depth + 1)
    if keys == {"speaks"}:
        return _are_words(condition["speaks"])
    return isinstance(condition.get("question"), str) and _asks_well(condition, keys)


def _is_short(inner: Any) -> bool:
    """A list with something in it: parts that ask nothing would slip past the count of parts."""
    return isinstance(inner, list) and 0 < len(inner) <= MOST_PARTS


def _asks_well(condition: Mapping[str, Any], keys: set[str]) -> bool:
    if keys == {"question", "is"}:
        return _are_words(condition["is"])
    if keys == {"question", "answered"}:
        return isinstance(condition["answered"], bool)
    ends = [condition[each] for each in ("from", "to") if each in condition]
    whole = all(isinstance(each, int) and not isinstance(each, bool) for each in ends)
    return bool(ends) and keys <= {"question", "from", "to"} and whole


def _are_words(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)
