"""A file of answers from the desk: each step, each refusal, and what is left of it afterwards."""

import io
import json
import zipfile

import pytest
from sqlalchemy import select

from engage.audit.models import Action, Entry
from engage.core.clock import today
from engage.core.errors import RuleBroken
from engage.core.files import storage_path
from engage.core.formats import ods, xlsx
from engage.core.formats.sheet import Sheet
from engage.responses.commands import intake as commands
from engage.responses.models import (
    Channel,
    IntakeFile,
    IntakeStep,
    Response,
)
from engage.responses.queries import imports
from engage.responses.rules import importing
from engage.responses.rules import intake as rules
from tests.factories.consultations import open_consultation
from tests.factories.intake import (
    HEADINGS,
    bad,
    good,
    lead,
    matched,
    taken,
    uploaded,
    worked,
)

MATCHING, CHECKED, TAKEN = IntakeStep.MATCHING, IntakeStep.CHECKED, IntakeStep.TAKEN


@pytest.fixture
def asked(database):
    return open_consultation(languages=("en_GB", "es"))


def answers(database):
    return database.scalars(select(Response).order_by(Response.id)).all()


def actions(database):
    return set(database.scalars(select(Entry.action)))


def stored():
    """The names of the files of imports that lie in storage."""
    return sorted(each.name for each in storage_path("imports").glob("*"))


# --- Sent ----------------------------------------------------------------------------------------


def test_a_file_is_kept_with_its_headings_matched_and_nothing_is_taken(asked, database):
    made = uploaded(asked, good(), bad(), headings=[*HEADINGS[:3], "Remarks"])
    assert (made.step, made.rows, made.name) == (MATCHING, 2, "answers.csv")
    assert made.headings[3] == ["Remarks", "It is far."]
    assert made.mapping["columns"] == {
        "Date received": "received_on",
        "Where?": "where",
        "I could get there by bus.": "bus",
        "Remarks": "",
    }
    assert answers(database) == []
    assert Action.IMPORT_UPLOADED in actions(database)


@pytest.mark.parametrize(("ending", "write"), [("xlsx", xlsx.write), ("ods", ods.write)])
def test_spreadsheets_are_kept_too(asked, tmp_path, ending, write):
    path = tmp_path / f"a.{ending}"
    write(path, [Sheet("Answers", HEADINGS, [good()])])
    made = uploaded(asked, name=f"C:\\Desk\\a.{ending.upper()}", data=path.read_bytes())
    assert (made.rows, made.name) == (1, f"a.{ending.upper()}")


def _bomb():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (210 * 1024 * 1024))
    return target.getvalue()


def _far_apart():
    cell = '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell * 100}</table:table-row>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        body = f'<table:table table:name="a">{row}</table:table>'
        packed.writestr("content.xml", f"{ods._HEAD}{body}{ods._TAIL}")
    return target.getvalue()


REFUSED = {
    "another kind": ("a.pdf", b"%PDF-1.7", "ends in .csv"),
    "no ending": ("answers", b"a,b", "ends in .csv"),
    "an old spreadsheet": ("a.xls", b"\xd0\xcf\x11\xe0", "ends in .csv"),
    "nothing in it": ("a.csv", b"  \n", "empty"),
    "a spreadsheet named CSV": ("a.csv", b"PK\x03\x04more", "not what its name says"),
    "a CSV named XLSX": ("a.xlsx", b"a,b\n1,2", "not what its name says"),
    "a broken XLSX": ("a.xlsx", b"PK\x03\x04 broken", "cannot read"),
    "a broken ODS": ("a.ods", b"PK\x03\x04 broken", "cannot read"),
    "bytes that are no text": ("a.csv", b"\x81\x8d\x00\x01" * 30, "cannot read"),
    "headings alone": ("a.csv", b"Where?,Date received\n", "no row"),
    "too big": ("a.csv", b"a" * (rules.MOST_BYTES + 1), "engage import responses"),
    "too many columns": ("a.csv", b",".join([b"a"] * 501) + b"\n1,2", "500 columns"),
}


@pytest.mark.parametrize(("name", "data", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_cannot_be_taken_is_refused_and_not_kept(asked, database, name, data, says):
    with pytest.raises(RuleBroken, match=says):
        uploaded(asked, name=name, data=data)
    assert stored() == []
    assert database.scalars(select(IntakeFile)).all() == []


@pytest.mark.parametrize(("name", "make"), [("a.xlsx", _bomb), ("a.ods", _far_apart)])
def test_a_bomb_is_refused_and_not_kept(asked, name, make):
    with pytest.raises(RuleBroken, match="cannot read"):
        uploaded(asked, name=name, data=make())
    assert stored() == []


def test_more_rows_than_the_desk_takes_are_refused_with_the_command_that_takes_them(
    asked, monkeypatch
):
    monkeypatch.setattr(rules, "MOST_ROWS", 2)
    with pytest.raises(RuleBroken, match="engage import responses"):
        uploaded(asked, good(), good(), good())


def test_settled_answers_take_no_file(asked):
    asked.frozen_on = today()
    with pytest.raises(RuleBroken, match="settled"):
        uploaded(asked, good())


def test_headings_and_cells_with_signs_that_no_database_keeps_are_cleaned(asked):
    headings = [*HEADINGS[:3], "Re\x07marks \ufffe"]
    made = uploaded(asked, [*good()[:3], "a\x0bb"], headings=headings)
    assert made.headings[3] == ["Remarks", "a b"]
    assert worked(matched(made)).good == 1


# --- Matched -------------------------------------------------------------------------------------


def test_a_column_can_be_matched_by_hand_and_rows_that_do_not_say_are_told(asked, database):
    headings = ["Place", "Bus", "Words"]
    made = uploaded(asked, ["South", "Agree", "It is far."], headings=headings)
    columns = {"Place": "where", "Bus": "bus", "Words": "hard"}
    matched(made, columns, received_on=today().isoformat(), channel="phone", language="es")
    taken(worked(made))
    (kept,) = answers(database)
    assert kept.answers == {"where": "where_1", "bus": "agree", "hard": "It is far."}
    assert (kept.channel, kept.language, kept.received_on) == (Channel.PHONE, "es", today())


def test_days_are_read_as_the_lead_says(database):
    consultation = open_consultation(opens=-400, closes=-1)
    day = today().replace(day=3)
    day = day.replace(month=day.month - 1 or 12, year=day.year - (day.month == 1))
    row = [f"{day.month:02}/{day.day:02}/{day.year}", *good()[1:]]
    made = uploaded(consultation, row)
    worked(matched(made, month_first=True))
    taken(made)
    assert answers(database)[0].received_on == day


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"Where?": "bus"}, "hold the same"),
        ({"Where?": "nothing_like_it"}, "There is no"),
        (dict.fromkeys(HEADINGS[1:], ""), "No column holds an answer"),
        ({"Date received": ""}, "which day"),
    ],
)
def test_a_map_that_does_not_fit_is_refused_and_nothing_changes(asked, database, columns, says):
    made = uploaded(asked, good())
    before = dict(made.mapping)
    with pytest.raises(RuleBroken, match=says):
        matched(made, columns)
    database.rollback()
    assert (made.mapping, made.step) == (before, MATCHING)


def test_saving_from_an_old_page_is_refused(asked):
    made = uploaded(asked, good())
    seen = made.version
    matched(made, {"Where?": ""}, check=False)
    with pytest.raises(RuleBroken, match="meanwhile"):
        commands.match(
            actor=lead(), file=made, seen=seen, columns={}, defaults={}, month_first=False
        )


def test_a_saved_map_is_used_on_the_next_file_of_its_kind(asked):
    first = matched(uploaded(asked, good()), {"Where?": ""}, check=False, channel="phone")
    saved = json.dumps({**first.mapping, "month_first": True}).encode()
    second = uploaded(asked, good("Other words."), headings=[*HEADINGS[:3], "More"])
    commands.use_map(actor=lead(), file=second, data=saved)
    assert second.mapping["columns"] == {
        "Date received": "received_on",
        "Where?": "",
        "I could get there by bus.": "bus",
        "More": "",
    }
    assert second.mapping["defaults"] == {"channel": "phone"}
    assert second.mapping["month_first"] is True
    matched(second, check=False, month_first=False)
    assert second.mapping["month_first"] is False


MAPS = {
    "no JSON": b"{",
    "no text": b"\xff\xfe\x00",
    "a list": b"[]",
    "endless": b"[" * 100_000,
    "another shape": b'{"columns": {"Where?": 1}}',
    "of another file": b'{"columns": {"Elsewhere": "where"}}',
    "of another form": b'{"columns": {"Where?": "elsewhere"}}',
    "of unknown facts": b'{"columns": {"Where?": "where"}, "defaults": {"mood": "good"}}',
    "half a letter": b'{"columns": {"Where?": "\\ud800"}}',
    "too big": b" " * (rules.MOST_MAP + 1),
}


@pytest.mark.parametrize("data", MAPS.values(), ids=MAPS.keys())
def test_what_is_no_map_of_this_file_is_refused(asked, database, data):
    made = uploaded(asked, good())
    before = dict(made.mapping)
    with pytest.raises(RuleBroken):
        commands.use_map(actor=lead(), file=made, data=data)
    assert made.mapping == before


def test_half_a_letter_in_a_map_is_left_out(asked, database):
    made = uploaded(asked, good())
    data = b'{"columns": {"Where?": "where"}, "defaults": {"channel": "pho\\ud800ne"}}'
    commands.use_map(actor=lead(), file=made, data=data)
    database.commit()
    assert made.mapping["defaults"] == {"channel": "phone"}


def test_every_part_of_every_question_is_offered_in_words(asked):
    offered = rules.offered(imports.askings_of(asked))
    names = [name for parts in offered.values() for name, _words in parts]
    assert len(names) == len(set(names))
    assert {"", "received_on", "where", "where.code", "times", "hard"} <= set(names)
    reader = imports.reader_of(asked)
    for name in filter(None, names):
        reader.check_names(importing.Map({"a": name}))
    assert all(words and "[" not in words for parts in offered.values() for _name, words in parts)
