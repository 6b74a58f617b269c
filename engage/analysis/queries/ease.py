"""How easy people found it, in numbers that are made safe, by language, format and channel."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engage.core.i18n import _d, _l, languages
from engage.figures import rules as door
from engage.figures.rules import NOT_ANSWERED, Counts, Mode, SafeTable
from engage.responses.models import Channel, CouldSay, Ease
from engage.responses.queries import ease as told
from engage.responses.queries.ease import Told

_ASKED: Mapping[str, tuple[Any, Any]] = {
    "ease": (_l("How easy was this?"), Ease),
    "could_say": (_l("Could you say what you wanted?"), CouldSay),
}
_PLAIN = "plain"
_SPLITS: Mapping[str, tuple[str, Callable[[Told], str]]] = {
    "language": (_d("By language"), lambda each: each.language),
    "format": (_d("By format"), lambda each: each.variant or _PLAIN),
    "channel": (_d("By channel"), lambda each: each.channel.value),
}


@dataclass(frozen=True)
class Asked:
    """One question: its words, those of its codes, and how many people chose each."""

    key: str
    label: Any
    labels: Mapping[str, Any]
    table: SafeTable


@dataclass(frozen=True)
class Split:
    """One question by language, format or channel; or the sentence that says why there is none."""

    asked: Asked
    heading: str
    labels: Mapping[str, str]
    table: SafeTable | None
    why_not: str


@dataclass(frozen=True)
class HowEasy:
    """`total`: how many people told, exact, as a count of work for staff."""

    total: int
    asked: Sequence[Asked]
    splits: Sequence[Split]


def how_easy(consultation_id: UUID, mode: Mode) -> HowEasy:
    """What staff see of one consultation. One statement."""
    rows = told.told(consultation_id)
    asked = questions(rows, mode)
    splits = [_split(each, by, rows, mode) for each in asked for by in _SPLITS]
    return HowEasy(sum(each.count for each in rows), asked, splits)


def safe_ease(consultation_id: UUID, mode: Mode) -> list[Asked]:
    """Both questions as they may leave the house; empty where nobody told. One statement."""
    rows = told.told(consultation_id)
    return questions(rows, mode) if rows else []


def questions(rows: Iterable[Told], mode: Mode) -> list[Asked]:
    """Both questions, small numbers hidden."""
    kept = list(rows)
    return [_asked(key, kept, mode) for key in _ASKED]


def _code(key: str, each: Told) -> str:
    return str(getattr(each, key) or NOT_ANSWERED)


def labels_of(key: str) -> dict[str, Any]:
    """The words of each code of a question, as the reader's own page says them."""
    return {each.value: each.label for each in _ASKED[key][1]}


def label_of(key: str) -> Any:
    """The words of a question."""
    return _ASKED[key][0]


def _asked(key: str, rows: Sequence[Told], mode: Mode) -> Asked:
    numbers = Counter[str]()
    for each in rows:
        numbers[_code(key, each)] += each.count
    counts = Counts.one_way({code: numbers[code] for code in _codes(key, numbers)}, axis=key)
    return Asked(key, label_of(key), labels_of(key), door.protect(counts, mode))


def _codes(key: str, found: Mapping[str, int]) -> list[str]:
    silent = [NOT_ANSWERED] if found[NOT_ANSWERED] else []
    return [*labels_of(key), *silent]


def _split(asked: Asked, by: str, rows: Sequence[Told], mode: Mode) -> Split:
    heading, take = _SPLITS[by]
    cells = Counter[tuple[str, str]]()
    for each in rows:
        cells[_code(asked.key, each), take(each)] += each.count
    columns = sorted({column for _row, column in cells})
    counts = Counts.cross(
        asked.table.rows,
        columns,
        [[cells[row, column] for column in columns] for row in asked.table.rows],
        axes=(asked.key, by),
    )
    labels = {code: _column_label(by, code) for code in columns}
    try:
        return Split(asked, heading, labels, door.protect(counts, mode), "")
    except door.TooFewAnswers as refused:
        return Split(asked, heading, labels, None, str(refused))


def _column_label(by: str, code: str) -> str:
    if by == "language":
        return languages()[code].name
    if by == "channel":
        return str(Channel(code).label)
    return _d("Plain page") if code == _PLAIN else code.replace("-", " ").capitalize()
