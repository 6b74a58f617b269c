"""Texts as a table: one to a row, with the tags of both languages as headings."""

from collections.abc import Iterator
from io import BytesIO

from engage.core.formats import csv
from engage.core.formats.sheet import Sheet, Unreadable
from engage.core.formats.units import MOST_UNITS, Faulty, Unit, UnitFile
from engage.core.i18n import _dl

_HEADINGS = ("id", "where")
_WIDTH = 4


def write(made: UnitFile) -> bytes:
    """CSV, UTF-8 with the mark that spreadsheet programs look for."""
    rows = ((each.id, each.note, each.source, each.target) for each in made.units)
    kept = BytesIO()
    csv.write(kept, Sheet("Texts", [*_HEADINGS, made.source, made.target], rows))
    return kept.getvalue()


def read(data: bytes) -> UnitFile:
    """The units of a file; `line` is the row. Raises Faulty."""
    try:
        rows = list(csv.read(data))
    except Unreadable as error:
        raise Faulty(_dl("This is not a CSV file that we can read.")) from error
    if len(rows) > MOST_UNITS:
        raise Faulty(_dl("This file has too many texts."))
    headings = [each.strip() for each in rows[0]] if rows else []
    if len(headings) < _WIDTH or headings[0].casefold() != _HEADINGS[0]:
        raise Faulty(_dl("The first row must be: id, where, and the two languages."), 1)
    return UnitFile(headings[2], headings[3], list(_units(rows[1:])))


def _units(rows: list[list[str]]) -> Iterator[Unit]:
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) < _WIDTH:
            raise Faulty(_dl("This row has too few cells."), number)
        yield Unit(row[0].strip(), row[2], row[3], number, row[1])
