"""True counts and columns of codes, and a reader who tries to work hidden numbers out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event

from engage.figures.rules import Cell, Counts, Hidden, Reason, SafeTable, Shown

CEILING = 400


def counts_of(cells: Sequence[Sequence[int]], people: Sequence[int] | None = None) -> Counts:
    """Two-way counts with codes r0, r1 … and c0, c1 …"""
    rows = [f"r{at}" for at in range(len(cells))]
    columns = [f"c{at}" for at in range(len(cells[0]))]
    return Counts.cross(rows, columns, cells, axes=("question", "group"), people=people)


def list_of(numbers: Sequence[int], people: int | None = None) -> Counts:
    """One-way counts with codes r0, r1 …"""
    return Counts.one_way(
        {f"r{at}": number for at, number in enumerate(numbers)}, axis="question", people=people
    )


def columns_of(**codes: list) -> dict:
    """Columns of codes with a random row key each."""
    size = len(next(iter(codes.values())))
    return {"row_key": [str(uuid4()) for _ in range(size)], **codes}


def a_consultation() -> UUID:
    """The key of a consultation that figures knows nothing more about."""
    return uuid4()


@contextmanager
def counted(engine: Any) -> Iterator[list]:
    """The statements that read or write rows while this holds."""
    said: list[str] = []

    def listen(_connection, _cursor, statement, *_rest):
        if statement.split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}:
            said.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", listen)


@dataclass
class Sum:
    """Numbers that add up to another."""

    total: int
    parts: list[int]


class Solver:
    """Finds by trial whether a table agrees with all that is published. Knows nothing of flows."""

    def __init__(self, table: SafeTable) -> None:
        self.table = table
        self.domains: list[tuple[int, int]] = []
        self.hidden: list[int] = []
        self.sums: list[Sum] = []
        self.caps: list[tuple[int, int]] = []
        self._lay()

    def _lay(self) -> None:
        table = self.table
        grand = self._add(table.grand_total)
        columns = [self._add(cell) for cell in table.column_totals]
        column_parts: list[list[int]] = [[] for _ in columns]
        rows = []
        for line in table.lines:
            row_small = _is_small(line.total)
            row = self._add(line.total, crowd=not columns and _is_small(table.grand_total))
            rows.append(row)
            parts = []
            for at, cell in enumerate(line.cells):
                crowd = row_small or _is_small(table.column_totals[at])
                parts.append(self._add(cell, crowd=crowd))
                column_parts[at].append(parts[-1])
                if table.many:
                    self.caps.append((parts[-1], columns[at]))
            if columns:
                self.sums.append(Sum(row, parts))
            if table.many:
                self.caps.append((row, grand))
        if columns:
            self.sums.append(Sum(grand, columns))
        if not table.many:
            self.sums += [
                Sum(total, parts) for total, parts in zip(columns, column_parts, strict=True)
            ]
            self.sums.append(Sum(grand, rows))

    def _add(self, cell: Cell, *, crowd: bool = False) -> int:
        self.domains.append(_domain(self.table, cell, crowd=crowd))
        if cell.hidden:
            self.hidden.append(len(self.domains) - 1)
        return len(self.domains) - 1

    def values(self, at: int, enough: int = 3) -> int:
        """How many values a number may still take, counted as far as `enough`."""
        start = _narrowed(self, list(self.domains))
        assert start is not None, "the published table contradicts itself"
        low, high = start[at]
        found = 0
        for value in range(low, high + 1):
            domains = list(start)
            domains[at] = (value, value)
            found += _solvable(self, domains)
            if found >= enough:
                break
        return found

    def recovered(self) -> list[int]:
        """The hidden numbers with fewer than three possible values."""
        return [at for at in self.hidden if self.values(at) < 3]


def _is_small(cell: Cell) -> bool:
    return isinstance(cell, Hidden) and cell.reason is Reason.SMALL


def _domain(table: SafeTable, cell: Cell, *, crowd: bool) -> tuple[int, int]:
    limit = table.limit
    if isinstance(cell, Shown):
        if not table.mode.rounded or cell.number == 0:
            return cell.number, cell.number
        return max(limit, cell.number - 2), cell.number + 2
    if cell.reason is Reason.SMALL:
        return (0 if crowd else 1), limit - 1
    return limit, CEILING


def _narrowed(solver: Solver, domains: list) -> list | None:
    """Interval narrowing to a fixed point; nothing if some number has no value left."""
    moved = True
    while moved:
        before = list(domains)
        for total in solver.sums:
            _narrow_sum(domains, total)
        for part, whole in solver.caps:
            domains[part] = (domains[part][0], min(domains[part][1], domains[whole][1]))
            domains[whole] = (max(domains[whole][0], domains[part][0]), domains[whole][1])
        if any(low > high for low, high in domains):
            return None
        moved = before != domains
    return domains


def _narrow_sum(domains: list, one: Sum) -> None:
    low = sum(domains[part][0] for part in one.parts)
    high = sum(domains[part][1] for part in one.parts)
    least, most = domains[one.total]
    domains[one.total] = (max(least, low), min(most, high))
    for part in one.parts:
        mine = domains[part]
        domains[part] = (
            max(mine[0], least - (high - mine[1])),
            min(mine[1], most - (low - mine[0])),
        )


def _solvable(solver: Solver, domains: list) -> bool:
    narrowed = _narrowed(solver, domains)
    if narrowed is None:
        return False
    open_ones = [at for at, (low, high) in enumerate(narrowed) if low < high]
    if not open_ones:
        return True
    at = min(open_ones, key=lambda one: narrowed[one][1] - narrowed[one][0])
    low, high = narrowed[at]
    middle = (low + high) // 2
    halves = [(low, middle), (middle + 1, high)]
    for half in halves:
        trial = list(narrowed)
        trial[at] = half
        if _solvable(solver, trial):
            return True
    return False
