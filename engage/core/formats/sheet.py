"""A table on its way into or out of a file, whatever the format."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, count, islice
from typing import Any

Cell = str | int | float | None
Row = Sequence[Cell]
MOST_ROWS = 1_048_576
"""The most rows that a sheet of a spreadsheet program takes, its headings counted."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Unreadable(ValueError):
    """A file that is not what its name says, or that is too big when it is unpacked."""


@dataclass(frozen=True)
class Sheet:
    """A named table. `rows` may be any stream: they are taken once and never kept."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Row]


def cut(sheet: Sheet, most: int = MOST_ROWS) -> Iterator[Sheet]:
    """The same rows as one sheet, or as several where one would be too long; each has headings."""
    rows = iter(sheet.rows)
    for number in count(1):
        first = list(islice(rows, 1))
        if not first and number > 1:
            return
        name = sheet.name if number == 1 else f"{sheet.name} {number}"
        yield Sheet(name, sheet.headings, chain(first, islice(rows, most - 2)))


def plain(text: str) -> str:
    """A text without the characters that no XML file may hold."""
    return _NOT_XML.sub("", text)


def said(value: Any) -> str:
    """What a cell of a spreadsheet says, as somebody would have typed it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
