"""A file of answers from the desk: each step, each refusal, and what is left of it afterwards."""

import csv as plain_csv
import io
import json
import zipfile

import pytest
from sqlalchemy import func, select

from engage.audit.models import Action, Entry
from engage.core.clock import days_away, now, today
from engage.core.errors import NotFound, RuleBroken
from engage.core.files import storage_path
from engage.core.formats import ods, xlsx
from engage.core.formats.sheet import Sheet
from engage.responses import tasks
from engage.responses.commands import finding, import_
from engage.responses.commands import intake as commands
from engage.responses.models import (
    Channel,
    ImportBatch,
    IntakeFile,
    IntakeRow,
    IntakeStep,
    Permission,
    Publication,
    Response,
)
from engage.responses.queries import imports
from engage.responses.queries import intake as queries
from engage.responses.rules import importing
from engage.responses.rules import intake as rules
from tests.factories.consultations import open_consultation
from tests.factories.intake import (
    HEADINGS,
    bad,
    checked,
    csv_of,
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


# --- Checked -------------------------------------------------------------------------------------


def test_the_worker_says_of_each_row_what_would_become_of_it(asked, database):
    made = checked(asked, good(), bad(), ["", "", "", ""], good())
    assert (made.step, made.good, made.bad, made.done) == (CHECKED, 2, 1, 3)
    rows = queries.rows(made.id, "all", 1).items
    assert [(row.number, row.refused) for row in rows] == [(2, False), (3, True), (5, False)]
    assert rows[1].says == "“Nowhere” is not a choice of “Where?”."
    assert [row.number for row in queries.rows(made.id, "refused", 1).items] == [3]
    assert queries.rows(made.id, "left-out", 1).items == []
    assert answers(database) == []


def test_rows_come_page_by_page(asked, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    made = checked(asked, good(), bad(), good(), bad(), bad())
    page = queries.rows(made.id, "refused", 2)
    assert ([row.number for row in page.items], page.pages, page.total) == ([6], 2, 3)


def test_refused_rows_can_be_had_with_their_reason_and_run_as_no_formula(asked):
    made = checked(asked, good(), bad())
    text = storage_path(made.refused).read_text(encoding="utf-8-sig")
    rows = list(plain_csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["Why it was not taken", "Row", *HEADINGS]
    assert rows[1] == ["“Nowhere” is not a choice of “Where?”.", "3", *bad()[:3], "'=1+1"]


def test_how_far_it_is_can_be_seen_meanwhile(asked, database, monkeypatch):
    monkeypatch.setattr(commands, "_TELL", 2)
    made = matched(uploaded(asked, *[good()] * 5))
    seen = []
    real = commands._hold
    monkeypatch.setattr(commands, "_hold", lambda *args: (seen.append(made.done), real(*args)))
    worked(made)
    assert seen == [4]
    assert made.done == 5


def test_what_was_found_out_is_forgotten_when_a_column_changes(asked, database):
    made = checked(asked, good(), bad())
    refused = storage_path(made.refused)
    matched(made, {"What would make it hard?": ""}, check=False)
    assert (made.step, made.good, made.bad, made.refused) == (MATCHING, 0, 0, "")
    assert not refused.exists()
    assert database.scalars(select(IntakeRow)).all() == []


def test_a_check_that_fails_goes_back_to_the_lead_with_the_reason(asked, database):
    made = matched(uploaded(asked, good()))
    asked.frozen_on = today()
    database.commit()
    worked(made)
    assert made.step is MATCHING
    assert "settled" in made.problem
    assert not commands.work_waiting()


def test_a_fault_of_ours_is_told_plainly_and_not_tried_again(asked, monkeypatch):
    made = matched(uploaded(asked, good()))

    def fails(_file):
        raise OSError("the disk is full of secrets")

    monkeypatch.setattr(queries, "looked", fails)
    worked(made)
    assert (made.step, made.problem) == (MATCHING, "Something went wrong. Try again.")
    assert not commands.work_waiting()


def test_one_that_stopped_on_its_way_is_taken_over(asked, database):
    made = matched(uploaded(asked, good()))
    made.started_at = now()
    database.commit()
    assert queries.next_waiting(now()) is None
    with days_away(1):
        assert worked(made).step is CHECKED


def test_a_file_put_away_while_it_is_checked_stays_away(asked, database, monkeypatch):
    made = matched(uploaded(asked, good(), bad()))
    real = commands._read

    def read(file, looked):
        found = real(file, looked)
        commands.cancel(actor=lead(), file=file)
        database.commit()
        return found

    monkeypatch.setattr(commands, "_read", read)
    worked(made)
    assert made.step is IntakeStep.CANCELLED
    assert stored() == []
    assert database.scalars(select(IntakeRow)).all() == []


# --- Taken in ------------------------------------------------------------------------------------


def test_good_rows_are_taken_in_and_the_file_is_deleted(asked, database):
    made = checked(asked, good(), bad(), good())
    taken(made)
    assert (made.step, len(answers(database))) == (TAKEN, 2)
    batch = database.scalars(select(ImportBatch)).one()
    assert (batch.id, batch.name, batch.taken, batch.refused) == (
        made.batch_id, "answers.csv", 2, 1,
    )  # fmt: skip
    assert batch.made_by == made.asked_by
    assert stored() == [made.refused.rpartition("/")[2]]
    assert (made.stored, made.headings) == ("", [])
    assert database.scalars(select(IntakeRow)).all() == []
    assert {Action.IMPORT_ASKED, Action.RESPONSES_IMPORTED} <= actions(database)


def test_pressing_twice_takes_in_once(asked, database):
    made = checked(asked, good())
    seen = made.version
    commands.ask_take(actor=lead(), file=made, seen=seen, again=False)
    database.commit()
    with pytest.raises(RuleBroken, match="being taken in already"):
        commands.ask_take(actor=lead(), file=made, seen=seen, again=False)
    worked(made)
    assert not commands.work_waiting()
    with pytest.raises(RuleBroken, match="was taken in already"):
        commands.ask_take(actor=lead(), file=made, seen=made.version, again=True)
    assert len(answers(database)) == 1


def test_taking_in_needs_a_check_of_what_the_page_showed(asked):
    made = uploaded(asked, good())
    with pytest.raises(RuleBroken, match="Check the rows"):
        commands.ask_take(actor=lead(), file=made, seen=made.version, again=False)
    worked(matched(made))
    with pytest.raises(RuleBroken, match="meanwhile"):
        commands.ask_take(actor=lead(), file=made, seen=made.version - 1, again=False)


def test_a_file_without_a_good_row_cannot_be_taken_in(asked):
    made = checked(asked, bad())
    with pytest.raises(RuleBroken, match="No row"):
        commands.ask_take(actor=lead(), file=made, seen=made.version, again=False)


def test_the_same_file_is_taken_in_twice_only_when_somebody_says_so(asked, database):
    taken(checked(asked, good()))
    again = checked(asked, good())
    with pytest.raises(RuleBroken, match="Tick the box"):
        commands.ask_take(actor=lead(), file=again, seen=again.version, again=False)
    taken(again, again=True)
    assert len(answers(database)) == 2


def test_the_same_file_sent_by_two_leads_is_taken_in_once(asked, database):
    one, other = checked(asked, good()), checked(asked, good())
    for each in (one, other):
        commands.ask_take(actor=lead(), file=each, seen=each.version, again=False)
    database.commit()
    worked(one), worked(other)
    assert (one.step, other.step) == (TAKEN, MATCHING)
    assert "taken in before" in other.problem
    assert len(answers(database)) == 1


def test_rows_that_come_out_differently_than_shown_are_not_taken_in(asked, database, monkeypatch):
    made = checked(asked, good(), good())
    commands.ask_take(actor=lead(), file=made, seen=made.version, again=False)
    database.commit()
    monkeypatch.setattr(commands, "_read", lambda _file, looked: list(looked.outcomes())[:1])
    worked(made)
    assert made.step is MATCHING
    assert "differently" in made.problem
    assert answers(database) == []


def test_nothing_is_half_done_when_taking_in_fails(asked, database, monkeypatch):
    made = checked(asked, *[good()] * 3)
    commands.ask_take(actor=lead(), file=made, seen=made.version, again=False)
    database.commit()

    def fails(*_args, **_facts):
        raise OSError

    monkeypatch.setattr(import_, "record", fails)
    worked(made)
    assert made.step is MATCHING
    assert answers(database) == []
    assert database.scalars(select(ImportBatch)).all() == []
    assert storage_path(made.stored).exists()


# --- Put away, deleted, undone -------------------------------------------------------------------


def test_a_file_put_away_is_deleted_with_all_it_said(asked, database):
    made = checked(asked, good(), bad())
    commands.cancel(actor=lead(), file=made)
    database.commit()
    assert stored() == []
    assert made.headings == []
    assert database.scalars(select(IntakeRow)).all() == []
    assert queries.files(asked.id) == []
    with pytest.raises(NotFound):
        queries.file(asked.id, made.id)


def test_what_is_or_was_taken_in_is_not_put_away(asked, database):
    made = checked(asked, good())
    commands.ask_take(actor=lead(), file=made, seen=made.version, again=False)
    database.commit()
    for _step in range(2):
        with pytest.raises(RuleBroken):
            commands.cancel(actor=lead(), file=made)
        commands.work_waiting()


def test_files_are_deleted_after_a_week_and_the_list_of_what_was_taken_stays(asked, database):
    left, done = checked(asked, bad()), taken(checked(asked, good(), bad()))
    tasks.remove_old_imports()
    assert len(stored()) == 3
    with days_away(8):
        tasks.remove_old_imports()
    database.commit()
    assert stored() == []
    assert (left.step, done.step) == (IntakeStep.CANCELLED, TAKEN)
    (past,) = queries.past(asked.id, 1).items
    assert (past.batch.taken, past.file_id) == (1, None)
    assert Action.IMPORT_REMOVED in actions(database)


def test_a_source_that_was_left_behind_is_deleted_by_the_clock(asked, database, monkeypatch):
    made = checked(asked, good())
    monkeypatch.setattr(commands, "_delete_source", lambda _file: None)
    taken(made)
    assert len(stored()) == 1
    monkeypatch.undo()
    tasks.remove_old_imports()
    assert stored() == []


def test_a_file_belongs_to_its_consultation(asked):
    made = uploaded(asked, good())
    other = open_consultation("other")
    with pytest.raises(NotFound):
        queries.file(other.id, made.id)
    batch = database_batch(taken(worked(matched(made))))
    with pytest.raises(NotFound):
        queries.batch(other.id, batch)


def database_batch(file):
    return file.batch_id


def test_an_import_is_undone_and_what_only_waited_to_be_checked_leaves_the_queue(asked, database):
    headings = [*HEADINGS, "permission"]
    made = taken(checked(asked, [*good("I am Jane Smith."), "yes"], headings=headings))
    assert answers(database)[0].permission is Permission.YES
    assert finding.find_new(actor=None) == 1
    batch = queries.batch(asked.id, made.batch_id)
    assert commands.undo(actor=lead(), batch=batch) == 1
    assert answers(database) == []
    assert database.scalar(select(func.count()).select_from(Publication)) == 0


def test_an_import_whose_answer_somebody_checked_for_publishing_stays(asked, database):
    headings = [*HEADINGS, "permission"]
    made = taken(checked(asked, [*good(), "yes"], headings=headings))
    finding.find_new(actor=None)
    database.scalars(select(Publication)).one().first_by = lead().id
    batch = queries.batch(asked.id, made.batch_id)
    with pytest.raises(RuleBroken, match="worked on"):
        commands.undo(actor=lead(), batch=batch)
    assert len(answers(database)) == 1


def test_more_answers_than_a_page_can_wait_for_are_undone_by_command(asked, monkeypatch):
    made = taken(checked(asked, good(), good()))
    monkeypatch.setattr(rules, "MOST_ROWS", 1)
    with pytest.raises(RuleBroken, match="engage import undo"):
        commands.undo(actor=lead(), batch=queries.batch(asked.id, made.batch_id))


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("/etc/passwd.csv", "passwd.csv"),
        ("..\\..\\a.csv", "a.csv"),
        ("a\x00\x1fb.csv", "ab.csv"),
        ("x" * 200 + ".csv", "x" * 119 + "…"),
    ],
)
def test_a_name_is_shown_without_folders_and_not_too_long(name, short):
    assert rules.short_name(name) == short


def test_a_file_as_other_tools_write_it_is_read(asked):
    data = csv_of(good()).replace(b",", b";").decode().encode("utf-16")
    assert worked(matched(uploaded(asked, data=data))).good == 1
