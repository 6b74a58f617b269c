"""Disclosure control: from true counts to a table that may leave the house.

Small numbers are hidden first. A line whose total is small is hidden whole, noughts and total
too, for a nought there says what everyone in a small group did not say. Then others are hidden
until nobody who reads the table can give any hidden number fewer than three values: cells before
totals, those that open no new gap before those that do, smaller before larger.
"""

from collections.abc import Iterator

from engage.core.errors import RuleBroken
from engage.core.i18n import _l
from engage.figures.rules.cells import Cell, Reason
from engage.figures.rules.counts import Counts
from engage.figures.rules.modes import Mode
from engage.figures.rules.sheet import Place, Sheet
from engage.figures.rules.tables import SafeTable, safe_table

LEAST_FOR_CROSS_TABS = 50


class TooFewAnswers(RuleBroken):
    """A table that is not shown at all; the message is the sentence to show in its place."""


def protect(counts: Counts, mode: Mode) -> SafeTable:
    """Make true counts of people safe to publish.

    Takes one-way or two-way counts and the consultation's mode; gives a SafeTable in which no
    hidden number can be worked out to fewer than three values. Raises TooFewAnswers for a two-way
    table of fewer than 50 people, and where hiding cannot make the table safe.
    """
    if counts.two_way and counts.grand_total < LEAST_FOR_CROSS_TABS:
        raise TooFewAnswers(
            _l(
                "Fewer than 50 people answered, so we show totals only. "
                "A smaller group could show who said what."
            )
        )
    return safe_table(_made_safe(counts, mode))


def protect_part(part: int, whole: int, mode: Mode) -> Cell | None:
    """How many of a published whole are of one sort, made safe beside the rest of it.

    Takes true counts of people. None where nobody is, and where saying it beside the whole could
    give away a small number.
    """
    if not part:
        return None
    table = protect(Counts.one_way({"part": part, "rest": whole - part}), mode)
    return None if table.grand_total.hidden else table.cell("part")


def _made_safe(counts: Counts, mode: Mode) -> Sheet:
    sheet = Sheet(counts, mode)
    if counts.two_way:
        _hide_as_margins(sheet)
    for place, value in sheet.values.items():
        if mode.small(value):
            sheet.hide(place, Reason.SMALL)
    for place in _crowds(sheet):
        sheet.hide(place, Reason.SMALL, crowd=True)
    if not (counts.many and mode.small(counts.grand_total)):
        _settle(sheet)
    return sheet


def _hide_as_margins(sheet: Sheet) -> None:
    """Hide in the margins what the one-way tables hide, so that both may be published."""
    rows = _made_safe(sheet.counts.margin(of_rows=True), sheet.mode)
    for (row, _), reason in rows.hidden.items():
        sheet.hide((row, sheet.columns), reason)
    columns = _made_safe(sheet.counts.margin(of_rows=False), sheet.mode)
    for (column, _), reason in columns.hidden.items():
        sheet.hide((sheet.rows, column), reason)


def _crowds(sheet: Sheet) -> Iterator[Place]:
    """The cells of lines whose total is small, but for those in a line without anyone."""
    for row, column in sheet.values:
        if not sheet.is_total((row, column)):
            totals = {(row, sheet.columns), (sheet.rows, column)} - {(row, column)}
            sizes = [sheet.values[total] for total in totals]
            if 0 not in sizes and any(sheet.mode.small(size) for size in sizes):
                yield row, column


def _settle(sheet: Sheet) -> None:
    """Hide until every hidden number is safe. What is safe once stays so: hiding only loosens."""
    waiting = list(sheet.hidden)
    while waiting:
        place = waiting.pop(0)
        while not sheet.is_safe(place):
            partner = _partner(sheet, place)
            sheet.hide(partner, Reason.PROTECTS)
            waiting.append(partner)


def _partner(sheet: Sheet, place: Place) -> Place:
    """The number to hide with another: the first that makes it safe, else the first of all."""
    candidates = sorted(
        (other for other in sheet.values if _may_hide(sheet, other)),
        key=lambda other: _order(sheet, place, other),
    )
    if not candidates:
        raise TooFewAnswers(_l("We do not show this table. It could show who said what."))
    for candidate in candidates:
        sheet.hide(candidate, Reason.PROTECTS)
        enough = sheet.is_safe(place)
        sheet.unhide(candidate)
        if enough:
            return candidate
    return candidates[0]


def _may_hide(sheet: Sheet, place: Place) -> bool:
    """Whether a number may be hidden to protect another.

    A total of a two-way table may not: the one-way table shows it, so hiding it here hides nothing.
    """
    shown_elsewhere = sheet.counts.two_way and sheet.is_total(place)
    large = sheet.values[place] >= sheet.mode.limit
    return large and place not in sheet.hidden and not shown_elsewhere


def _order(sheet: Sheet, place: Place, other: Place) -> tuple[bool, bool, bool, bool, int, Place]:
    """Cells first, in the same line, opening no new gap, the smallest."""
    same_row, same_column = place[0] == other[0], place[1] == other[1]
    across = [
        hidden
        for hidden in sheet.hidden
        if hidden != other
        and ((same_row and hidden[1] == other[1]) or (same_column and hidden[0] == other[0]))
    ]
    return (
        other == sheet.grand,
        sheet.is_total(other) and not sheet.is_total(place),
        not (same_row or same_column),
        not across,
        sheet.values[other],
        other,
    )
