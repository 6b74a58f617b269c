"""XLSX: written row by row, no text taken for a formula or a link; read as text."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import python_calamine as calamine
import xlsxwriter

from engage.core.formats import packed
from engage.core.formats.sheet import Sheet, Unreadable, cut, plain, said

_LONGEST = 32_767
_SETTINGS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


def write(target: Path, sheets: Sequence[Sheet]) -> None:
    """Write tables as the sheets of one workbook, in constant memory."""
    with xlsxwriter.Workbook(str(target), _SETTINGS) as book:
        bold = book.add_format({"bold": True})
        for sheet in (part for whole in sheets for part in cut(whole)):
            page = book.add_worksheet(sheet.name[:31])
            page.freeze_panes(1, 0)
            for column, heading in enumerate(sheet.headings):
                page.write_string(0, column, _fitting(heading), bold)
            _write_rows(page, sheet)


def _write_rows(page: Any, sheet: Sheet) -> None:
    text, number = page.write_string, page.write_number
    for line, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    text(line, column, cell if len(cell) < _LONGEST else _fitting(cell))
            elif cell is not None:
                number(line, column, cell)


def _fitting(text: str) -> str:
    """A text as long as a cell may be; a longer one ends in dots."""
    text = plain(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def read(path: Path) -> Iterator[list[str]]:
    """The rows of the first sheet that holds any, cells as text. Raises Unreadable."""
    packed.check(path)
    try:
        with calamine.load_workbook(str(path)) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                if sheet.height:
                    for row in sheet.iter_rows():
                        yield [said(cell) for cell in row]
                    return
    except (calamine.CalamineError, OSError) as error:
        raise Unreadable from error
