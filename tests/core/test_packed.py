"""Spreadsheets that would become huge are refused before anything opens them."""

import tracemalloc
import zipfile
import zlib

import pytest
import xlsxwriter

from engage.core.formats import ods, packed, xlsx
from engage.core.formats.sheet import Sheet, Unreadable

CELL = '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
LONG = CELL.replace(">a<", f">{'a' * 30_000}<")
ROW = f"<table:table-row>{CELL}</table:table-row>"


def cells(number, inside=""):
    """A cell that stands so many times."""
    start = f'<table:table-cell table:number-columns-repeated="{number}"'
    kind = ' office:value-type="string"' if inside else ""
    return f"{start}{kind}>{inside}</table:table-cell>"


def rows(number, inside=CELL):
    """A row that stands so many times."""
    return f'<table:table-row table:number-rows-repeated="{number}">{inside}</table:table-row>'


def made(folder, body, *, head=ods._HEAD, name="far.ods"):
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("mimetype", ods._TYPE)
        target.writestr("META-INF/manifest.xml", ods._MANIFEST)
        target.writestr("content.xml", f"{head}{body}{ods._TAIL}")
    return path


def table(*parts):
    return f'<table:table table:name="a">{"".join(parts)}</table:table>'


FAR = {
    "a row far below": table(ROW, rows(9_000_000, cells(1)), rows(1, cells(16_000) + CELL)),
    "a million rows as wide as the sheet": table(
        rows(1, cells(16_383) + CELL), rows(1_048_576, cells(1)), ROW
    ),
    "rows that stand a million times": table(rows(1_000_000, cells(100, "<text:p>a</text:p>"))),
    "a long text that stands ten thousand times": table(rows(100, LONG * 100)),
    "one cell as wide as a thousand sheets": table(rows(1, cells(16_384_000, "<text:p/>") * 4)),
    "many sheets, each of them big": table(rows(1_000, CELL + cells(9_000) + CELL)) * 7,
    "a billion spaces": table(rows(1, CELL.replace(">a<", '>a<text:s text:c="999999999"/><'))),
    "millions of spaces, many times": table(
        rows(1, CELL.replace(">a<", '>a<text:s text:c="9999999"/><') * 40)
    ),
    "a number that is none": table(rows("&#57;&#57;")),
    "a number with a sign": table(rows("+9999")),
    "a number too long to be true": table(rows("9" * 30)),
    "a number behind a false one": table(
        ROW,
        f"<table:table-row a=\"table:number-rows-repeated='1'\""
        f' table:number-rows-repeated="9999999">{cells(1000)}{CELL}</table:table-row>',
    ),
    "rows that end with a space": table(
        rows(1_000_000, cells(100) + CELL).replace("</table:table-row>", "</table:table-row >")
    ),
    "a comment": table("<!-- <table:table-row x=' -->", ROW),
    "a cell of bare text": table("<![CDATA[", ROW, "]]>"),
    "one endless row": table("<table:table-row>" + CELL.replace("a", "b" * 1000) * 20_000),
}


@pytest.mark.parametrize("body", FAR.values(), ids=FAR.keys())
def test_an_ods_that_would_become_huge_is_refused_in_little_memory(tmp_path, body):
    path = made(tmp_path, body)
    tracemalloc.start()
    with pytest.raises(Unreadable):
        next(ods.read(path))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3 * packed.MOST_ROW


def test_entities_that_grow_are_refused(tmp_path):
    head = ods._HEAD.replace("<office:doc", '<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><office:doc', 1)
    with pytest.raises(Unreadable):
        next(ods.read(made(tmp_path, table(ROW), head=head)))


def test_empty_rows_and_cells_to_the_end_of_a_sheet_are_no_harm(tmp_path):
    body = table(
        rows(1, CELL + cells(16_383)),
        rows(2, cells(2) + CELL.replace(">a<", '>a<text:s text:c="3"/>b<')),
        rows(1_048_573, cells(16_384)),
    )
    found = list(ods.read(made(tmp_path, body)))
    assert found == [["a", "", ""], ["", "", "a   b"], ["", "", "a   b"]]


def test_a_table_of_every_day_is_read(tmp_path):
    path = tmp_path / "a.ods"
    written = [[f'c="{line}"', "x  y", "<!"] for line in range(3_000)]
    ods.write(path, [Sheet("A", ["one", "two", "three"], written)])
    assert list(ods.read(path))[1:] == written


@pytest.mark.parametrize("name", ["content.xml", "xl/worksheets/sheet1.xml"])
def test_a_part_that_lies_about_its_size_is_read_to_its_true_end(tmp_path, monkeypatch, name):
    monkeypatch.setattr(packed, "MOST_UNPACKED", 50_000)
    path = tmp_path / "liar.ods"
    words = b"<a>" + b" " * 200_000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(name, words)
        told = target.getinfo(name)
        told.file_size, told.CRC = 100, zlib.crc32(words[:100])
    with zipfile.ZipFile(path) as target:
        assert target.getinfo(name).file_size == 100
    with pytest.raises(Unreadable):
        next(xlsx.read(path))


SHARED = {
    "plainly": ('<c r="A{0}" t="s"><v>1</v></c>', "</si>"),
    "with other signs": ("<c r='A{0}' t='s'><v>1</v></c>", "</si>"),
    "behind a formula": ('<c r="A{0}" t="s"><f>1+1</f><v>1</v></c>', "</si>"),
    "with a space": ('<c r="A{0}" t = "s"><v> 1</v></c>', "</si>"),
    "with other ends": ('<c r="A{0}" t="s"><v>1</v></c>', "</si >"),
    "with a prefix": ('<x:c r="A{0}" t="s"><x:v>1</x:v></x:c>', "</x:si>"),
}


def shared(folder, cell, end, times, long):
    """A workbook in which many cells share one text, however they say so."""
    path, plain = folder / "shared.xlsx", folder / "plain.xlsx"
    with xlsxwriter.Workbook(str(plain)) as book:
        book.add_worksheet().write_string(0, 0, "a")
    rows = "".join(f"<row>{cell.format(number)}</row>" for number in range(1, times + 1))
    strings = f"<sst><si><t>a</t>{end}<si><t>{long}</t>{end}<si><t>b</t>{end}</sst>"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", 8) as target:
        for name in source.namelist():
            words = source.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                words = f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
            elif name == "xl/sharedStrings.xml":
                words = strings
            target.writestr(name, words)
    return path


@pytest.mark.parametrize(("cell", "end"), SHARED.values(), ids=SHARED.keys())
def test_one_long_text_that_very_many_cells_share_is_refused(tmp_path, cell, end):
    path = shared(tmp_path, cell, end, 10_000, "x" * 30_000)
    with pytest.raises(Unreadable):
        packed.check(path)


def test_a_short_text_that_very_many_cells_share_is_no_harm(tmp_path):
    path = shared(tmp_path, *SHARED["plainly"], 20_000, "Strongly agree")
    assert list(xlsx.read(path))[-1] == ["Strongly agree"]


def test_two_parts_of_one_name_are_refused(tmp_path):
    path = tmp_path / "twice.ods"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("content.xml", ods._HEAD + ods._TAIL)
        with pytest.warns(UserWarning, match="Duplicate"):
            target.writestr("content.xml", ods._HEAD + table(ROW) + ods._TAIL)
    with pytest.raises(Unreadable):
        next(ods.read(path))


def test_a_part_packed_in_a_way_we_do_not_know_or_locked_is_refused(tmp_path):
    path = made(tmp_path, table(ROW))
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(bytes(data))
    with pytest.raises(Unreadable):
        next(ods.read(path))


def test_whoever_has_less_room_takes_less(tmp_path):
    book = xlsxwriter.Workbook(path := tmp_path / "far.xlsx")
    book.add_worksheet().write(2_999, 999, "far")
    book.close()
    packed.check(path)
    with pytest.raises(Unreadable):
        packed.check(path, 2_000_000)
