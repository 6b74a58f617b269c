"""A table being made safe: what is hidden so far, and what a reader could still work out.

Row `rows` and column `columns` (one past the last) hold the totals; a one-way table has only the
totals of its rows and the grand total.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from engage.figures.rules.cells import Cell, Hidden, Reason, Shown
from engage.figures.rules.counts import Counts
from engage.figures.rules.modes import Mode
from engage.figures.rules.network import UNBOUNDED, Arc, Network, Node

ENOUGH = 3
"""A number counts as recovered when fewer values than this remain possible."""

Place = tuple[int, int]

_START: Node = ("start", 0)
_END: Node = ("end", 0)
_OTHERS: Node = ("others", 0)


@dataclass
class Sheet:
    """The working copy of one table."""

    counts: Counts
    mode: Mode
    hidden: dict[Place, Reason] = field(default_factory=dict)
    crowd: set[Place] = field(default_factory=set)
    """Numbers of a line whose total is small: nought may be among them."""

    def __post_init__(self) -> None:
        counts = self.counts
        self.rows, self.columns = len(counts.rows), len(counts.columns)
        self.grand: Place = (self.rows, self.columns)
        self.values: dict[Place, int] = {self.grand: counts.grand_total}
        for row, total in enumerate(counts.row_totals):
            self.values[row, self.columns] = total
        for column, total in enumerate(counts.column_totals):
            self.values[self.rows, column] = total
        for row, line in enumerate(counts.cells):
            self.values |= {(row, column): number for column, number in enumerate(line)}
        self._arcs = {place: Arc(*self._nodes(place), self.values[place]) for place in self.values}
        self._foot = [place for place in self.values if place[0] == self.rows]
        for place in self.values:
            self._set_bounds(place)
        self._networks = self._lay_networks()

    def _nodes(self, place: Place) -> tuple[Node, Node]:
        row, column = place
        if place == self.grand:
            return _END, _START
        if column == self.columns:
            return _START, ("row", row) if self.counts.two_way else _END
        at: Node = ("column", column)
        return (("row", row), at) if row < self.rows else (at, _END)

    def _lay_networks(self) -> list[Network]:
        """One network; where people may stand in several rows, one a row and one for the people."""
        if not self.counts.many:
            return [Network(self._arcs.values())]
        foot = [self._arcs[place] for place in self._foot]
        rows = [Network([*self._row(at), *foot, *self._others(at)]) for at in range(self.rows)]
        return [*rows, Network([*foot, *self._direct()])]

    def _row(self, at: int) -> Iterable[Arc]:
        return (arc for (row, _), arc in self._arcs.items() if row == at)

    def _others(self, row: int) -> Iterable[Arc]:
        """The people who are not in a row, who are never published: at least none of each."""
        rest = self.counts.grand_total - self.counts.row_totals[row]
        if not self.counts.two_way:
            yield Arc(_START, _END, rest)
            return
        yield Arc(_START, _OTHERS, rest)
        people = self.counts.column_totals
        for column, number in enumerate(self.counts.cells[row]):
            yield Arc(_OTHERS, ("column", column), people[column] - number)

    def _direct(self) -> Iterable[Arc]:
        """The people of each column, without asking which rows they stand in."""
        for column, people in enumerate(self.counts.column_totals):
            yield Arc(_START, ("column", column), people)

    def is_total(self, place: Place) -> bool:
        """Whether a number is a total that stands beside cells."""
        beside = place[0] == self.rows or place[1] == self.columns
        return place == self.grand or (self.counts.two_way and beside)

    def hide(self, place: Place, reason: Reason, *, crowd: bool = False) -> None:
        """Hide a number. One that is hidden keeps its first reason."""
        self.hidden.setdefault(place, reason)
        if crowd:
            self.crowd.add(place)
        self._set_bounds(place)

    def unhide(self, place: Place) -> None:
        """Take back a trial."""
        del self.hidden[place]
        self._set_bounds(place)

    def _set_bounds(self, place: Place) -> None:
        low, high = self._known(place)
        if self.counts.many and place[0] == self.rows:
            low = max(low, self._most_in_a_row(place[1]))
        self._arcs[place].low, self._arcs[place].high = low, high

    def _most_in_a_row(self, column: int) -> int:
        """There are at least as many people in a column as chose any one answer."""
        return max((self.values[row, column] for row in range(self.rows)), default=0)

    def _known(self, place: Place) -> tuple[int, int]:
        """What a reader knows of a number from its own cell."""
        reason = self.hidden.get(place)
        if reason is None:
            return self.mode.known(self.mode.published(self.values[place]))
        if reason is Reason.PROTECTS:
            return self.mode.limit, UNBOUNDED
        return (0 if place in self.crowd else 1), self.mode.limit - 1

    def is_safe(self, place: Place) -> bool:
        """Whether a reader of everything shown can still give a hidden number three values."""
        if self.counts.many and place[0] == self.rows:
            return self._people_are_safe(place)
        network = self._networks[place[0] if self.counts.many else 0]
        return network.values_left(self._arcs[place], ENOUGH) >= ENOUGH

    def _people_are_safe(self, place: Place) -> bool:
        """The people of a column, no fewer than stand in any one of its rows."""
        arc, wanted = self._arcs[place], ENOUGH - 1
        up = self._networks[-1].rise(arc, min(arc.high - arc.value, wanted))
        if up == wanted or place == self.grand:
            return up == wanted
        least = self._known(place)[0]
        down = self._networks[-1].fall(arc, min(arc.value - least, wanted - up))
        return up + down == wanted and all(
            self._row_falls(row, place[1], arc.value - down) for row in range(self.rows)
        )

    def _row_falls(self, row: int, column: int, most: int) -> bool:
        """Whether a cell could be as low as `most` while the people of the columns stay."""
        cell = self._arcs[row, column]
        wanted = max(0, cell.value - most)
        if cell.value - wanted < cell.low:
            return False
        foot = {place: (self._arcs[place].low, self._arcs[place].high) for place in self._foot}
        for place in foot:
            self._arcs[place].low = self._arcs[place].high = self.values[place]
        fell = self._networks[row].fall(cell, wanted)
        for place, (low, high) in foot.items():
            self._arcs[place].low, self._arcs[place].high = low, high
        return fell == wanted

    def cell(self, place: Place) -> Cell:
        """A number as it may be shown."""
        if place in self.hidden:
            return Hidden(self.hidden[place], self.mode.limit)
        return Shown(self.mode.published(self.values[place]))
