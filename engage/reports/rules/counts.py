"""How many people said it, as it may be shown, kept in an edition and said again later."""

from collections.abc import Mapping
from typing import Any

from engage.core.i18n import _
from engage.figures import rules as figures
from engage.figures.rules import Cell, Hidden, Mode, Reason, SafeTable, Shown


def safe_counts(people: Mapping[str, int], everyone: int, mode: Mode) -> SafeTable:
    """How many people are behind each theme, out of all who answered, made safe (settled 31).

    `people` are true numbers by theme; a person may be behind several.
    """
    counts = figures.Counts.one_way(people, axis="theme", people=everyone)
    return figures.protect(counts, mode)


def kept(cell: Cell) -> dict[str, Any]:
    """A count as an edition keeps it: only what may be shown."""
    if isinstance(cell, Hidden):
        return {"hidden": cell.reason.value, "limit": cell.limit}
    return {"people": cell.number}


def cell_of(kept_count: Mapping[str, Any]) -> Cell:
    """The count that an edition kept."""
    if "hidden" in kept_count:
        return Hidden(Reason(kept_count["hidden"]), kept_count["limit"])
    return Shown(kept_count["people"])


def count_words(part: Cell, whole: Cell) -> str:
    """The count as one phrase: "184 of 402 people", "fewer than 8 of 400 people"."""
    if isinstance(whole, Hidden) or (isinstance(part, Hidden) and part.reason is Reason.PROTECTS):
        return part.people
    if isinstance(part, Hidden):
        least = figures.Shown(part.limit).words
        return _("fewer than %(most)s of %(all)s people", most=least, all=whole.words)
    return _("%(part)s of %(all)s people", part=part.words, all=whole.words)
