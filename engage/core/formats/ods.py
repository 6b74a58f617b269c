"""ODS: the open spreadsheet format, written as streamed XML in a zip; read as text."""

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape, quoteattr  # only writes

from engage.core.formats import xlsx
from engage.core.formats.sheet import Cell, Row, Sheet, cut, plain

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    ' manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    "<office:document-content"
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' office:version="1.3"><office:body><office:spreadsheet>'
)
_TAIL = "</office:spreadsheet></office:body></office:document-content>"
_ODD_SPACE = re.compile(r"^ | {2,}|\t| $")
_NEEDS_CARE = re.compile("[\x00-\x1f&<> \ud800-\udfff\ufffe\uffff]")
_BUFFER = 1 << 20
read = xlsx.read


def write(target: Path, sheets: Sequence[Sheet]) -> None:
    """Write tables as the sheets of one file, a row at a time."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("mimetype", _TYPE, compress_type=zipfile.ZIP_STORED)
        packed.writestr("META-INF/manifest.xml", _MANIFEST)
        with (
            packed.open("content.xml", "w", force_zip64=True) as inner,
            io.BufferedWriter(inner, _BUFFER) as content,
        ):
            content.write(_HEAD.encode())
            for sheet in (part for whole in sheets for part in cut(whole)):
                _write_sheet(content, sheet)
            content.write(_TAIL.encode())


def _write_sheet(content: IO[bytes], sheet: Sheet) -> None:
    name, width = quoteattr(sheet.name), len(sheet.headings)
    start = f'<table:table table:name={name}><table:table-column table:number-columns-repeated="'
    content.write(f'{start}{width}"/>'.encode())
    content.write(_row(sheet.headings))
    for row in sheet.rows:
        content.write(_row(row))
    content.write(b"</table:table>")


def _row(row: Row) -> bytes:
    inside = "".join([_cell(cell) for cell in row])
    return f"<table:table-row>{inside}</table:table-row>".encode()


def _cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, str):
        text = _paragraphs(cell) if _NEEDS_CARE.search(cell) else f"<text:p>{cell}</text:p>"
        return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    return (
        f'<table:table-cell office:value-type="float" office:value="{cell}">'
        f"<text:p>{cell}</text:p></table:table-cell>"
    )


def _paragraphs(text: str) -> str:
    lines = escape(plain(text)).split("\n")
    return "".join(f"<text:p>{_ODD_SPACE.sub(_space, line)}</text:p>" for line in lines)


def _space(found: re.Match[str]) -> str:
    """Spaces that an XML reader would swallow."""
    return "<text:tab/>" if found[0] == "\t" else f'<text:s text:c="{len(found[0])}"/>'
