"""Tables written and read as CSV, XLSX, ODS and JSON."""

import io
import json as plain_json
import zipfile
from datetime import date, datetime, time

import pytest
import xlsxwriter
from defusedxml import ElementTree

from engage.core.formats import csv, json, ods, xlsx
from engage.core.formats import packed as packed_files
from engage.core.formats.sheet import Sheet, Unreadable, cut, plain, said

ROWS = [
    ["Ana", "=1+1", 5, -2.5, None],
    ["<b>&\"'", "  two\nlines", 0, 1.0, ""],
    ["😀 العربية", "x", 7, 0.5, "z"],
]
TOLD = [
    ["Ana", "=1+1", "5", "-2.5", ""],
    ["<b>&\"'", "  two\nlines", "0", "1", ""],
    ["😀 العربية", "x", "7", "0.5", "z"],
]
HEADINGS = ["Name", "Words", "Number", "Share", "Rest"]
SHEET = Sheet("Answers", HEADINGS, ROWS)


def written(sheet):
    target = io.BytesIO()
    csv.write(target, sheet)
    return target.getvalue()


@pytest.mark.parametrize("format_", [xlsx, ods], ids=["xlsx", "ods"])
def test_a_spreadsheet_says_again_what_was_written(tmp_path, format_):
    path = tmp_path / "a.sheet"
    format_.write(path, [SHEET, Sheet("Second", ["only"], [["one"]])])
    assert list(format_.read(path)) == [HEADINGS, *TOLD]


def test_csv_says_again_what_was_written():
    assert list(csv.read(written(SHEET))) == [HEADINGS, *[[*r[:3], r[3], r[4]] for r in _numbers()]]


def _numbers():
    return [[*row[:3], "1.0" if row[3] == "1" else row[3], row[4]] for row in TOLD]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_of_a_csv_never_starts_a_formula(start):
    data = written(Sheet("a", ["h"], [[f"{start}cmd"]])).decode("utf-8-sig")
    assert f"'{start}cmd" in data
    assert list(csv.read(data.encode()))[1] == [f"{start}cmd"]
    assert csv.harmless(f"{start}cmd") == f"'{start}cmd"


def test_numbers_and_plain_texts_stay_as_they_are():
    assert [csv.harmless(each) for each in (-5, "5", None, "'a", "a-b")] == [
        -5,
        "5",
        None,
        "'a",
        "a-b",
    ]
    assert csv.unmarked("'quoted'") == "'quoted'"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_csv_of_any_encoding_and_sign_is_read(encoding, sign):
    rows = [["Név", "Words", "More"], ["é", "a, b; c", "d"], ["ű", "x", "y|z"]]
    target = io.StringIO(newline="")
    csv.csv.writer(target, delimiter=sign).writerows(rows)
    assert list(csv.read(target.getvalue().encode(encoding))) == rows


def test_old_windows_files_are_read():
    assert list(csv.read("Name;Café\nO’Neill;“yes”".encode("cp1252"))) == [
        ["Name", "Café"],
        ["O’Neill", "“yes”"],
    ]


def test_a_sign_named_in_the_file_is_believed():
    assert list(csv.read(b"sep=;\na,b;c,d\n"))[1] == ["a,b", "c,d"]


@pytest.mark.parametrize("data", [b"\x81\x8d\x8f", b"a,b\x00c,d\n" * 3, b'a,b\n"never closed'])
def test_what_is_no_csv_is_refused(data):
    with pytest.raises(Unreadable):
        list(csv.read(data))


def test_an_empty_file_has_no_rows():
    assert list(csv.read(b"")) == []


@pytest.mark.parametrize("format_", [xlsx, ods], ids=["xlsx", "ods"])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"words"])
def test_what_is_no_spreadsheet_is_refused(tmp_path, format_, data):
    path = tmp_path / "bad"
    path.write_bytes(data)
    with pytest.raises(Unreadable):
        list(format_.read(path))


def test_a_zip_that_is_no_spreadsheet_is_refused(tmp_path):
    path = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("hello.txt", "hello")
    with pytest.raises(Unreadable):
        list(xlsx.read(path))


def test_cells_too_far_apart_are_not_read(tmp_path):
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_string(0, 0, "here")
        page.write_string(1_048_575, 16_383, "there")
    with pytest.raises(Unreadable):
        list(xlsx.read(path))


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(packed_files, "MOST_UNPACKED", 1_000)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "0" * 100_000)
    with pytest.raises(Unreadable):
        list(xlsx.read(path))


def test_a_workbook_holds_no_formula_and_no_link(tmp_path):
    path = tmp_path / "a.xlsx"
    xlsx.write(path, [Sheet("a", ["h"], [["=1+1"], ["https://example.org"]])])
    with zipfile.ZipFile(path) as packed:
        page = packed.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in page
    assert b"hyperlink" not in page


def test_a_text_longer_than_a_cell_ends_in_dots(tmp_path):
    path = tmp_path / "a.xlsx"
    xlsx.write(path, [Sheet("a", ["h"], [["x" * 40_000]])])
    cell = list(xlsx.read(path))[1][0]
    assert len(cell) == 32_767
    assert cell.endswith("…")


def test_an_ods_is_well_formed_and_says_first_what_it_is(tmp_path):
    path = tmp_path / "a.ods"
    ods.write(path, [Sheet('<&">', ["h"], [["a\x00\x0b<&>\ta  b"]])])
    with zipfile.ZipFile(path) as packed:
        first = packed.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        tree = ElementTree.fromstring(packed.read("content.xml"))
    text = "".join(tree.itertext())
    assert "a<&>" in text


def test_a_table_longer_than_a_sheet_goes_on_in_the_next():
    parts = [
        (part.name, list(part.rows))
        for part in cut(Sheet("a", ["h"], iter([[1], [2], [3], [4], [5]])), most=3)
    ]
    assert parts == [("a", [[1], [2]]), ("a 2", [[3], [4]]), ("a 3", [[5]])]
    assert [list(part.rows) for part in cut(Sheet("a", ["h"], []))] == [[]]


def test_json_holds_facts_and_rows_by_heading():
    target = io.BytesIO()
    json.write(target, {"made": "today"}, Sheet("rows", ["a", "b"], iter([["é", 1], [None, "x"]])))
    assert plain_json.loads(target.getvalue()) == {
        "made": "today",
        "rows": [{"a": "é", "b": 1}, {"a": None, "b": "x"}],
    }


def test_json_without_rows_is_json():
    target = io.BytesIO()
    json.write(target, {}, Sheet("rows", ["a"], []))
    assert plain_json.loads(target.getvalue()) == {"rows": []}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "1"),
        (False, "0"),
        (3.0, "3"),
        (2.5, "2.5"),
        (datetime(2026, 1, 2), "2026-01-02"),  # noqa: DTZ001 - cells have no zone
        (datetime(2026, 1, 2, 3, 4), "2026-01-02T03:04:00"),  # noqa: DTZ001 - as above
        (date(2026, 1, 2), "2026-01-02"),
        (time(3, 4), "03:04:00"),
        ("words", "words"),
    ],
)
def test_a_cell_says_what_somebody_would_have_typed(value, text):
    assert said(value) == text


def test_what_no_xml_may_hold_is_left_out():
    assert plain("a\x00b\ud800c\n") == "abc\n"
