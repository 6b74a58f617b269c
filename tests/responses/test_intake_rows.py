"""A file of answers from the desk: checked, taken in once, put away, undone."""

import csv as plain_csv
import io

import pytest
from sqlalchemy import func, select

from engage.audit.models import Action, Entry
from engage.core.clock import days_away, now, today
from engage.core.errors import NotFound, RuleBroken
from engage.core.files import storage_path
from engage.responses import tasks
from engage.responses.commands import finding, import_
from engage.responses.commands import intake as commands
from engage.responses.models import (
    ImportBatch,
    IntakeRow,
    IntakeStep,
    Permission,
    Publication,
    Response,
)
from engage.responses.queries import intake as queries
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
