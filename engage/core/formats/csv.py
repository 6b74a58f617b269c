"""CSV: written so that no cell can run as a formula, read whatever program wrote it."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO

from engage.core.formats.sheet import Cell, Row, Sheet, Unreadable

_RISKY = ("=", "+", "-", "@", "\t", "\r")
_SIGNS = (",", ";", "\t", "|")
_LOOK_AT = 50
_SAMPLE = 2_000
LONGEST_CELL = 1_000_000
csv.field_size_limit(LONGEST_CELL)


def harmless(cell: Cell) -> Cell:
    """A cell that no spreadsheet program takes for a formula: a text that could be one is marked.

    The mark is an apostrophe, as advised in OWASP’s page on CSV injection. Numbers stay.
    """
    if isinstance(cell, str) and cell.startswith(_RISKY):
        return f"'{cell}"
    return cell


def unmarked(text: str) -> str:
    """A text without the mark that `harmless` gave it."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_RISKY) else text


def write(target: IO[bytes], sheet: Sheet) -> None:
    """Write one table as UTF-8 with the mark that spreadsheet programs look for."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", errors="replace")
    writer = csv.writer(text)
    writer.writerow([harmless(each) for each in sheet.headings])
    writer.writerows(_harmless_rows(sheet))
    text.flush()
    text.detach()


def _harmless_rows(sheet: Sheet) -> Iterator[Row]:
    for row in sheet.rows:
        yield [
            f"'{cell}" if isinstance(cell, str) and cell.startswith(_RISKY) else cell
            for cell in row
        ]


def decoded(data: bytes) -> str:
    """The text of a file: by its mark, else UTF-16 or UTF-8 where it is that, else Windows-1252.

    Raises Unreadable for what is no text.
    """
    text = _decoded(data)
    if "\x00" in text:
        raise Unreadable
    return text


def _decoded(data: bytes) -> str:
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        if (zeros := data[:_SAMPLE].count(0)) * 4 > len(data[:_SAMPLE]):
            low = data[1:_SAMPLE:2].count(0) * 2 > zeros
            return data.decode("utf-16-le" if low else "utf-16-be")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _western(data)


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Unreadable from error


def read(data: bytes) -> Iterator[list[str]]:
    """The rows of a CSV file, cells as text. Raises Unreadable."""
    text = decoded(data)
    sign = _sign(text)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True):
            yield [unmarked(cell) for cell in row]
    except csv.Error as error:
        raise Unreadable from error


def _sign(text: str) -> str:
    """What stands between the cells: the sign that cuts the first rows alike, into the most."""
    if text[:4].lower() == "sep=" and text[4:5] in _SIGNS:
        return text[4]
    return max(_SIGNS, key=lambda sign: _fit(text, sign))


def _fit(text: str, sign: str) -> tuple[bool, int]:
    """How well a sign fits: whether the rows have one width, and how wide the headings are."""
    widths = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            widths += [len(row)] if row else []
            if len(widths) >= _LOOK_AT:
                break
    except csv.Error:
        return False, 0
    first = widths[0] if widths else 0
    return first > 1 and all(width == first for width in widths), first
