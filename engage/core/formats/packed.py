"""What a packed spreadsheet would become, found out before anything opens it.

A small file can hold a huge one: packed ten thousand times over, with two cells at opposite ends of
a sheet, with one cell said to stand a billion times, or with one long text that a million cells
share. It is read here once, a piece at a time.
"""

import re
import zipfile
import zlib
from array import array
from collections.abc import Callable
from copy import copy
from pathlib import Path

from engage.core.formats.sheet import Unreadable

MOST_UNPACKED = 200 * 1024 * 1024
"""A spreadsheet that is bigger than this when unpacked is not opened."""
MOST_CELLS = 50_000_000
"""A sheet whose furthest cells span more than this is not opened."""
MOST_TEXT = MOST_UNPACKED
"""Cells that share or repeat more text than this, all together, are not opened."""
MOST_ROW = 16 * 1024 * 1024
"""A row of an open spreadsheet that is longer than this is not opened."""
_PIECE = 1 << 20
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_STRINGS = "xl/sharedStrings.xml"
_STRING_ENDS = re.compile(rb"</(?:\w+:)?si\s*>|<(?:\w+:)?si\s*/>")
_IS_SHARED = re.compile(rb"""\bt\s*=\s*["']s["']""")
_SHARED = re.compile(rb'\bt="s"[^<>]*><(?:\w+:)?v>([0-9]{1,9})<')
_END = b"</table:table-row>"
_ATTRIBUTES = rb"""((?:[^<>"']|"[^"]*"|'[^']*')*)"""
_TAG = re.compile(
    rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])" + _ATTRIBUTES
)
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']([^"']*)["']""")
_SPACES = re.compile(rb"<text:s(?=[\s/>])" + _ATTRIBUTES)
_HOW_MANY = re.compile(rb"""\bc\s*=\s*["']([^"']*)["']""")
_SAYS = re.compile(rb"office:|<text:")
_SHEET_BEGINS = re.compile(rb"<table:table[\s/>]")
_CELLS_OF_A_ROW = (b"<table:table-cell", b"<table:covered-table-cell")
_MOST_DIGITS = 7
Feed = Callable[[bytes], None]


def check(path: Path, most_cells: int = MOST_CELLS) -> None:
    """Look at the whole of a packed spreadsheet, in little memory. Raises Unreadable.

    `most_cells`: how many cells its furthest ones may span; whoever reads it makes room for all.
    """
    whole = 0
    try:
        with zipfile.ZipFile(path) as packed:
            if len(set(packed.namelist())) != len(packed.namelist()):
                raise Unreadable
            strings = _Strings()
            for each in sorted(packed.infolist(), key=lambda part: part.filename != _STRINGS):
                feed = _feed(each.filename, strings, most_cells)
                whole += _check_part(packed, each, MOST_UNPACKED - whole, feed)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError) as error:
        raise Unreadable from error
    except (NotImplementedError, zlib.error) as error:
        raise Unreadable from error


def _check_part(packed: zipfile.ZipFile, part: zipfile.ZipInfo, most: int, feed: Feed) -> int:
    """Unpack one part, to its true end whatever it says of its size; how long it is."""
    asked, size = copy(part), 0
    asked.file_size = MOST_UNPACKED + _PIECE
    with packed.open(asked) as member:
        while piece := member.read(_PIECE):
            size += len(piece)
            if size > most:
                raise Unreadable
            feed(piece)
    feed(b"")
    return size


def _feed(name: str, strings: "_Strings", most_cells: int) -> Feed:
    """What looks at the pieces of one part, by its name; an empty piece is its end."""
    if name == _STRINGS:
        return strings.feed
    if _SHEET.fullmatch(name):
        return _Cells(strings, most_cells).feed
    return _Rows(most_cells).feed if name == "content.xml" else lambda _piece: None


class _Strings:
    """How long each text is that the cells of an XLSX file share, in the order of their numbers.

    `text`: how much text those cells hold that were looked at.
    """

    def __init__(self) -> None:
        self._rest, self._lengths, self._longest, self.text = b"", array("L"), 0, 0

    def feed(self, piece: bytes) -> None:
        """Take the next piece. Raises Unreadable for a text longer than any cell."""
        if b"<!" in self._rest[-1:] + piece:
            raise Unreadable
        *whole, self._rest = _STRING_ENDS.split(self._rest + piece)
        self._lengths.extend(map(len, whole))
        self._longest = max([self._longest, *map(len, whole)])
        if len(self._rest) > MOST_ROW:
            raise Unreadable

    def count(self, cells: bytes) -> None:
        """Count the texts of some cells. Raises Unreadable for too much text in all of them."""
        numbers = [int(each) for each in _SHARED.findall(cells)]
        known = len(self._lengths)
        self.text += sum(self._lengths[each] for each in numbers if each < known)
        self.text += self._longest * (len(_IS_SHARED.findall(cells)) - len(numbers))
        if self.text > MOST_TEXT:
            raise Unreadable


class _Cells:
    """The span of an XLSX sheet, by the addresses of its cells, and the text they share."""

    def __init__(self, strings: _Strings, most: int) -> None:
        self._rows, self._columns, self._rest, self._strings = 1, 1, b"", strings
        self._most = most

    def feed(self, piece: bytes) -> None:
        """Take the next piece. Raises Unreadable for cells too far apart, or with too much text."""
        joined = self._rest + piece
        end = joined.rfind(b"c>") + 2 if piece else len(joined)
        cells, self._rest = joined[:end], joined[end:]
        for letters, digits in _CELL.findall(cells):
            self._rows = max(self._rows, int(digits))
            self._columns = max(self._columns, _column(letters))
        self._strings.count(cells)
        if self._rows * self._columns > self._most or len(self._rest) > MOST_ROW:
            raise Unreadable


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


class _Rows:
    """The span of the sheets of an ODS file: rows and cells say how often they stand there.

    Empty ones at an end count for nothing, as a reader leaves them out; programs write such rows
    to the last line of a sheet.
    """

    def __init__(self, most: int) -> None:
        self._rest, self._most = b"", most
        self._earlier, self._rows, self._empty, self._width, self._text = 0, 0, 0, 0, 0

    def feed(self, piece: bytes) -> None:
        """Take the next piece. Raises Unreadable for a sheet that would be too big."""
        joined = self._rest[-1:] + piece
        if b"<!" in joined or b"\x00" in piece:
            raise Unreadable
        *rows, self._rest = (self._rest + piece).split(_END)
        for row in rows if piece else [self._rest]:
            self._take(row)
        if len(self._rest) > MOST_ROW:
            raise Unreadable

    def _take(self, row: bytes) -> None:
        """Take what stands up to the end of a row."""
        if b"repeated" in row or b"<text:s" in row or _SHEET_BEGINS.search(row):
            self._take_closely(row)
        else:
            width = sum(map(row.count, _CELLS_OF_A_ROW)) if _SAYS.search(row) else 0
            self._count(row.count(b"<table:table-row"), width, len(row))

    def _take_closely(self, row: bytes) -> None:
        times, cells, width, text = 0, 0, 0, 0
        tags = list(_TAG.finditer(row))
        ends = [*(tag.start() for tag in tags[1:]), len(row)]
        for tag, end in zip(tags, ends, strict=False):
            number = _number(tag[2])
            if tag[1] == b"table":
                self._begin_sheet()
            elif tag[1] == b"table-row":
                times += number
            else:
                cells += number
                inside = row[tag.start() : end]
                if _SAYS.search(inside):
                    width, text = cells, text + number * _length(inside)
        self._count(times, width, text)

    def _begin_sheet(self) -> None:
        self._earlier += self._rows * self._width
        self._rows, self._empty, self._width = 0, 0, 0

    def _count(self, times: int, width: int, text: int) -> None:
        if not width:
            self._empty += times
            return
        self._rows, self._empty = self._rows + self._empty + times, 0
        self._width = max(self._width, width)
        self._text += text * times
        if self._earlier + self._rows * self._width > self._most or self._text > MOST_TEXT:
            raise Unreadable


def _number(attributes: bytes) -> int:
    """How often something stands there. Raises Unreadable for what is no such number."""
    return max([1, *map(_whole, _REPEATED.findall(attributes))])


def _whole(digits: bytes) -> int:
    if not digits.isdigit() or len(digits) > _MOST_DIGITS:
        raise Unreadable
    return int(digits)


def _length(inside: bytes) -> int:
    """How long the text of a cell is at most, runs of spaces counted."""
    if b"<text:s" not in inside:
        return len(inside)
    said = [each for tag in _SPACES.findall(inside) for each in _HOW_MANY.findall(tag)]
    return len(inside) + sum(map(_whole, said))
