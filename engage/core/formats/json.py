"""JSON: facts about the whole first, then the rows of a table as objects, one to a line."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import IO, Any

from engage.core.formats.sheet import Sheet

_AT_ONCE = 500
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write(target: IO[bytes], facts: Mapping[str, Any], sheet: Sheet) -> None:
    """Write `facts`, then the rows under the sheet's name, each an object by heading."""
    target.write(b"{")
    for name, value in facts.items():
        target.write(f"{_encode(name)}:{_encode(value)},\n".encode("utf-8", "replace"))
    target.write(f"{_encode(sheet.name)}:[".encode())
    start = "\n"
    for lines in _lines(sheet):
        target.write((start + ",\n".join(lines)).encode("utf-8", "replace"))
        start = ",\n"
    target.write(b"\n]}\n")


def _lines(sheet: Sheet) -> Iterator[list[str]]:
    headings, rows = sheet.headings, iter(sheet.rows)
    while some := list(islice(rows, _AT_ONCE)):
        yield [_encode(dict(zip(headings, row, strict=True))) for row in some]
