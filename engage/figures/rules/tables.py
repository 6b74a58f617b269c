"""The only shape in which counts leave the house."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from engage.core.i18n import _
from engage.figures.rules.cells import Cell, Hidden, Reason, Shown
from engage.figures.rules.modes import Mode
from engage.figures.rules.sheet import Sheet

LEAST_FOR_PERCENTAGES = 20
CARE_BELOW = 50


class Note(StrEnum):
    """What a table says about itself, under it."""

    ROUNDED = "rounded"
    SMALL = "small"
    PROTECTS = "protects"
    MANY = "many"
    NO_PERCENTAGES = "no_percentages"
    CARE = "care"


@dataclass(frozen=True)
class Percent:
    """A share from shown numbers. `care` marks a base of 20 to 49."""

    number: int
    care: bool


@dataclass(frozen=True)
class Line:
    """One row of a table as a page lists it: its code, its cells and its total."""

    code: str
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True)
class SafeTable:
    """Counts of people after disclosure control. Made by `protect` alone.

    A one-way table has no columns: its numbers are `row_totals`. `limit` is the mode's: small is
    fewer than this.
    """

    row_axis: str
    column_axis: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    row_totals: tuple[Cell, ...]
    column_totals: tuple[Cell, ...]
    grand_total: Cell
    mode: Mode
    many: bool = False

    @property
    def limit(self) -> int:
        """The smallest number above nought that may be shown."""
        return self.mode.limit

    @property
    def base(self) -> int | None:
        """How many people are counted, as shown; None where that is hidden."""
        return self.grand_total.number if isinstance(self.grand_total, Shown) else None

    @property
    def lines(self) -> Iterator[Line]:
        """The rows in their order."""
        for code, cells, total in zip(self.rows, self.cells, self.row_totals, strict=True):
            yield Line(code, cells, total)

    def cell(self, row: str, column: str | None = None) -> Cell:
        """The number of a row, or of a row and a column. Raises KeyError for a code not counted."""
        if row not in self.rows or (column is not None and column not in self.columns):
            raise KeyError(row, column)
        at = self.rows.index(row)
        return self.row_totals[at] if column is None else self.cells[at][self.columns.index(column)]

    def slice(self, column: str) -> "SafeTable":
        """One column of a two-way table as a one-way table, hidden where the table hides.

        Raises KeyError for a code not counted.
        """
        if column not in self.columns:
            raise KeyError(column)
        at = self.columns.index(column)
        return replace(
            self,
            column_axis="",
            columns=(),
            cells=tuple(() for _ in self.rows),
            row_totals=tuple(cells[at] for cells in self.cells),
            column_totals=(),
            grand_total=self.column_totals[at],
        )

    def percent(self, row: str, column: str | None = None) -> Percent | None:
        """The share of a row among all people of the table, or among those of a column.

        From shown numbers only; None where one is hidden or the base is under 20.
        """
        part = self.cell(row, column)
        whole = self.grand_total
        if column is not None:
            whole = self.column_totals[self.columns.index(column)]
        return share(part, whole)

    @property
    def numbers(self) -> Iterator[Cell]:
        """Every number of the table, totals too."""
        for line in self.cells:
            yield from line
        yield from (*self.row_totals, *self.column_totals, self.grand_total)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What must be said under the table."""
        reasons = {cell.reason for cell in self.numbers if isinstance(cell, Hidden)}
        base = self.base or 0
        facts = {
            Note.ROUNDED: self.mode.rounded,
            Note.SMALL: Reason.SMALL in reasons,
            Note.PROTECTS: Reason.PROTECTS in reasons,
            Note.MANY: self.many,
            Note.NO_PERCENTAGES: base < LEAST_FOR_PERCENTAGES,
            Note.CARE: LEAST_FOR_PERCENTAGES <= base < CARE_BELOW,
        }
        return tuple(note for note, holds in facts.items() if holds)

    @property
    def note_words(self) -> tuple[str, ...]:
        """The notes as sentences, in the reader's language."""
        return self.said()

    def said(self, *but: Note) -> tuple[str, ...]:
        """The notes as sentences, but for those that the page has no use for."""
        return tuple(_note(note, self.limit) for note in self.notes if note not in but)


def share(part: Cell, whole: Cell) -> Percent | None:
    """A percentage of shown numbers, halves up; None if one is hidden or the base is under 20."""
    if isinstance(part, Hidden) or isinstance(whole, Hidden):
        return None
    if whole.number < LEAST_FOR_PERCENTAGES:
        return None
    percent = (200 * part.number + whole.number) // (2 * whole.number)
    return Percent(percent, care=whole.number < CARE_BELOW)


def _note(note: Note, limit: int) -> str:
    said: dict[Note, Any] = {
        Note.ROUNDED: _("Numbers are rounded to the nearest 5, so they may not add up."),
        Note.SMALL: _("We hide any number from 1 to %(most)s to protect people.", most=limit - 1),
        Note.PROTECTS: _("We hide some larger numbers so that nobody can work out a small one."),
        Note.MANY: _("People could choose more than one answer."),
        Note.NO_PERCENTAGES: _("Too few people answered for percentages."),
        Note.CARE: _("Fewer than 50 people answered, so read the percentages with care."),
    }
    return str(said[note])


def safe_table(sheet: Sheet) -> SafeTable:
    """A settled sheet as the table that may be shown."""
    counts, rows, columns = sheet.counts, range(sheet.rows), range(sheet.columns)
    return SafeTable(
        row_axis=counts.row_axis,
        column_axis=counts.column_axis,
        rows=counts.rows,
        columns=counts.columns,
        cells=tuple(tuple(sheet.cell((row, column)) for column in columns) for row in rows),
        row_totals=tuple(sheet.cell((row, sheet.columns)) for row in rows),
        column_totals=tuple(sheet.cell((sheet.rows, column)) for column in columns),
        grand_total=sheet.cell(sheet.grand),
        mode=sheet.mode,
        many=counts.many,
    )
