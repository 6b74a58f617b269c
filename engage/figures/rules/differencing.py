"""Before a table is published: what could be worked out from it and those published before?

A number keeps its name from table to table: the set of (column, code) pairs it counts. Tables of
one release (the same base) are read together by narrowing intervals until nothing moves. Tables of
other releases are compared number by number: a change smaller than the limit tells of few people.
"""

from collections.abc import Iterator, Sequence

from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.figures.rules.cells import Cell, Hidden, Reason, Shown
from engage.figures.rules.network import UNBOUNDED
from engage.figures.rules.sheet import ENOUGH
from engage.figures.rules.tables import SafeTable

Name = frozenset[tuple[str, str]]
Bounds = dict[Name, tuple[int, int]]
Sums = list[tuple[Name, list[Name]]]

_MOST_ROUNDS = 200


def check_against_published(new: SafeTable, published: Sequence[SafeTable]) -> None:
    """Refuse a table that gives a hidden number away beside those already published.

    Takes the new table and the published tables of the same consultation. Raises RuleBroken with
    the number named by its codes (settled 33).
    """
    same = [table for table in published if table.grand_total == new.grand_total]
    for name in _given_away([new, *same]):
        raise RuleBroken(
            _dl(
                "Do not publish this table. With the tables published before it, "
                "the number for “%(number)s” could be worked out."
            ),
            number=_said(name),
        )
    for table in published:
        for name in _changed_a_little(new, table):
            raise RuleBroken(
                _dl(
                    "Do not publish this table. The number for “%(number)s” has changed "
                    "by only a few people since it was last published."
                ),
                number=_said(name),
            )


def _said(name: Name) -> str:
    return ", ".join(f"{axis}: {code}" for axis, code in sorted(name)) or "all"


def _changed_a_little(new: SafeTable, old: SafeTable) -> Iterator[Name]:
    before = dict(_numbers(old))
    for name, cell in _numbers(new):
        was = before.get(name)
        if not (isinstance(cell, Shown) and isinstance(was, Shown)):
            continue
        change = abs(cell.number - was.number)
        if not new.mode.rounded and 0 < change < new.limit:
            yield name


def _names(table: SafeTable) -> tuple[list[Name], list[Name]]:
    return (
        [frozenset({(table.row_axis, code)}) for code in table.rows],
        [frozenset({(table.column_axis, code)}) for code in table.columns],
    )


def _numbers(table: SafeTable) -> Iterator[tuple[Name, Cell]]:
    """Every number of a table by its name."""
    rows, columns = _names(table)
    for row, line in zip(rows, table.lines, strict=True):
        yield row, line.total
        for column, cell in zip(columns, line.cells, strict=True):
            yield row | column, cell
    yield from zip(columns, table.column_totals, strict=True)
    yield frozenset(), table.grand_total


def _sums(table: SafeTable) -> Sums:
    """What adds up to what. Where people may stand in several rows, rows do not add up."""
    rows, columns = _names(table)
    everyone: Name = frozenset()
    sums: Sums = [] if table.many else [(everyone, rows)]
    if columns:
        sums.append((everyone, columns))
        sums += [(row, [row | column for column in columns]) for row in rows]
        if not table.many:
            sums += [(column, [row | column for row in rows]) for column in columns]
    return sums


def _bounds(table: SafeTable) -> Iterator[tuple[Name, tuple[int, int]]]:
    """What a reader knows of each number from its cell alone."""
    cells = dict(_numbers(table))
    for name, cell in cells.items():
        if isinstance(cell, Shown):
            yield name, table.mode.known(cell.number)
        elif cell.reason is Reason.PROTECTS:
            yield name, (cell.limit, UNBOUNDED)
        else:
            lines = [cells.get(name - {part}) for part in name]
            crowd = any(isinstance(total, Hidden) and total == cell for total in lines)
            yield name, (0 if crowd else 1, cell.limit - 1)


def _given_away(tables: Sequence[SafeTable]) -> list[Name]:
    bounds: Bounds = {}
    for table in tables:
        for name, (low, high) in _bounds(table):
            known = bounds.get(name, (0, UNBOUNDED))
            bounds[name] = max(known[0], low), min(known[1], high)
    sums = [equation for table in tables for equation in _sums(table)]
    for _round in range(_MOST_ROUNDS):
        moved = [_narrow(bounds, total, parts) for total, parts in sums]
        if not any(moved):
            break
    hidden = {name for table in tables for name, cell in _numbers(table) if cell.hidden}
    return sorted(
        (name for name in hidden if bounds[name][1] - bounds[name][0] + 1 < ENOUGH), key=_said
    )


def _narrow(bounds: Bounds, total: Name, parts: list[Name]) -> bool:
    """Narrow one sum's numbers by each other; whether anything moved."""
    before = [bounds[name] for name in (total, *parts)]
    low, high = sum(bounds[part][0] for part in parts), sum(bounds[part][1] for part in parts)
    bounds[total] = max(bounds[total][0], low), min(bounds[total][1], high)
    for part in parts:
        least, most = bounds[part]
        others_low = sum(bounds[other][0] for other in parts) - least
        others_high = sum(bounds[other][1] for other in parts) - most
        bounds[part] = (
            max(least, bounds[total][0] - others_high),
            min(most, bounds[total][1] - others_low),
        )
    return before != [bounds[name] for name in (total, *parts)]
