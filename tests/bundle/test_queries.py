"""What stands in a full record, and that it comes out the same again."""

import json
import os
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from engage.accounts.models import Role
from engage.app import create_app
from engage.bundle import queries, rules
from engage.bundle.queries.scope import scope
from engage.config import Settings
from engage.consultations import commands as consultation_commands
from engage.consultations.models import Stage
from engage.consultations.rules import files_in
from engage.core import files
from engage.core.clock import now
from engage.core.db import Base, db
from engage.core.errors import NotFound
from engage.languages import commands as languages
from engage.publishing import queries as publishing
from engage.publishing.models import EditionDocument
from engage.responses import commands as responses
from engage.responses.models import Permission, Publication, PublicationState
from engage.responses.queries import published
from tests.conftest import _empty
from tests.factories.accounts import AccountFactory
from tests.factories.beside import planned_consultation
from tests.factories.bundle import NAME, made_record, record_of, whole_consultation
from tests.factories.consultations import (
    HOW_TOLD,
    closed_consultation,
    draft_consultation,
    open_consultation,
)
from tests.factories.decisions import made_of, publish_decision, save
from tests.factories.formats import with_easy_read
from tests.factories.reports import add_answers, responses_of


def opened(data: bytes) -> dict[str, bytes]:
    """The files of a record by name."""
    with zipfile.ZipFile(BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def part(data: bytes, name: str):
    """One part of a record as a value."""
    return json.loads(opened(data)[f"record/{name}.json"])


@pytest.fixture
def whole(database):
    """A consultation with everything."""
    return whole_consultation()


@pytest.fixture
def record(whole):
    """The record of it as of now."""
    return record_of(whole, now())


def test_a_record_is_whole_and_every_hash_is_right(record):
    assert rules.faults(BytesIO(record)) == []
    names = set(opened(record))
    assert {
        "index.html",
        "index.json",
        "record/01-dates.html",
        "editions/consultation-001/en_gb.json",
        "editions/consultation-001/es.html",
        "editions/report-1-001/en_gb.json",
        "editions/decision-001/en_gb.html",
    } <= names
    listed = json.loads(opened(record)["index.json"])
    assert {each["name"] for each in listed["files"]} == names - {
        "index.html",
        "index.json",
        "SHA256SUMS",
    }


def test_a_record_rebuilds_byte_for_byte(whole):
    as_of = now()
    assert record_of(whole, as_of) == record_of(whole, as_of)


def test_what_happened_later_does_not_change_an_older_record(whole):
    as_of = now()
    before = record_of(whole, as_of)
    add_answers(whole, 12)
    save(made_of(decision_of(whole)).report, how="By 5 votes to 4.")
    publish_decision(decision_of(whole))
    languages.put(actor=AccountFactory(), subject=whole, texts={"title": "Another title"})
    db.session.commit()
    assert record_of(whole, as_of) == before
    assert record_of(whole, now()) != before


def decision_of(consultation):
    """The decision of a consultation."""
    return scope(consultation, now()).decision


def test_a_later_extension_does_not_move_an_older_closing_day(database):
    made = open_consultation("letters")
    as_of, day = now(), made.closes_on
    before = record_of(made, as_of)
    for more in (7, 14):
        consultation_commands.extend(
            actor=AccountFactory(),
            consultation=made,
            closes_on=day + timedelta(days=more),
            texts={"en_GB": "More time."},
        )
    assert part(before, "01-dates")["closes_on"] == day.isoformat()
    assert record_of(made, as_of) == before
    assert part(record_of(made, now()), "01-dates")["first_closing_day"] == day.isoformat()


def test_what_was_put_right_and_told_after_closing_stands_in_newer_records_alone(database):
    made = closed_consultation(stage=Stage.DECIDED, words={"costs": "It costs £20 a day."})
    as_of = now()
    before, actor = record_of(made, as_of), AccountFactory()
    consultation_commands.correct_fact(actor=actor, consultation=made, old="£20", new="£30")
    consultation_commands.tell_people(actor=actor, consultation=made, texts=HOW_TOLD)
    assert record_of(made, as_of) == before
    after = record_of(made, now())
    corrected, told = part(after, "01-dates")["public_notes"]
    assert (told["kind"], told["text"]) == ("told", HOW_TOLD)
    for number, name in (("001", "old"), ("002", "new")):
        edition = opened(after)[f"editions/consultation-{number}/en_gb.json"]
        assert json.loads(edition)["costs"] == f"It costs {corrected['facts'][name]} a day."
    assert part(after, "06-stages")[-1]["to"] == "fed_back"


def copy_of_everything(url: str) -> sa.Engine:
    """Every row of the test's database, with its id, in another one."""
    tables = Base.metadata.sorted_tables
    rows = {table: db.session.execute(sa.select(table)).all() for table in tables}
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        for table, found in rows.items():
            if found:
                connection.execute(table.insert(), [row._asdict() for row in found])
    return engine


@pytest.mark.once
@pytest.mark.skipif(
    "postgresql" not in os.environ.get("TEST_BACKENDS", "postgresql"), reason="needs PostgreSQL"
)
def test_both_databases_give_the_same_bytes(app, postgres_url, tmp_path):
    made = whole_consultation()
    as_of, key, model = now(), made.id, type(made)
    here = record_of(made, as_of)
    engine = copy_of_everything(postgres_url)
    settings = Settings(home=tmp_path, database_url=postgres_url, secret_key="a secret for tests")
    try:
        with create_app(settings).app_context():
            there = record_of(db.session.get(model, key), as_of)
            db.session.remove()
            db.engine.dispose()
    finally:
        _empty(engine)
        engine.dispose()
    assert rules.digest(there) == rules.digest(here)


def test_a_document_in_a_record_is_the_stored_one_and_has_its_hash(record):
    stored = db.session.scalars(sa.select(EditionDocument.hash)).all()
    found = {
        rules.digest(data)
        for name, data in opened(record).items()
        if name.startswith("editions/") and name.endswith(".json")
    }
    assert stored
    assert set(stored) <= found
    page = opened(record)["editions/consultation-001/en_gb.html"].decode()
    assert "Which two sites we use." in page
    assert "Reading level" in page
    assert "Mean words per sentence" in page


def test_dates_extensions_and_notes_stand_in_a_record(whole, record):
    dates = part(record, "01-dates")
    assert dates["closes_on"] == whole.closes_on.isoformat()
    assert dates["first_closing_day"] == (whole.closes_on - timedelta(days=5)).isoformat()
    (note,) = dates["public_notes"]
    assert (note["kind"], note["text"]) == (
        "extended",
        {"en_GB": "Many people asked for more time."},
    )
    assert note["said_by"] == {"name": NAME, "roles": ["Engagement lead"]}


def test_what_was_open_at_launch_and_who_approved_it_stand_in_a_record(record):
    launch = part(record, "02-launch")
    assert launch["not_yet_decided"] == ["Which two sites we use.", "Which evenings they open."]
    papers = {each["kind"]: each for each in launch["records"]}
    assert papers["privacy_notice"]["entered_by"]["name"] == NAME
    yes, waits = launch["asked_to_approve"]
    assert (yes["name"], yes["position"], yes["granted"], yes["said"]) == (
        "Cy Officer",
        "Monitoring officer",
        True,
        "Go on.",
    )
    assert (waits["name"], "granted" in waits) == ("Di Officer", False)
    approvals = part(record, "03-approvals")
    override = next(each for each in approvals if each["kind"] == "override")
    assert override["given_by"] == {"name": "Bo Approver", "roles": ["Approver"]}
    assert override["reason"] == "The panel reads it this week."
    assert {"second_person", "final_report", "decision_record"} <= {
        each["kind"] for each in approvals
    }


def test_readers_are_numbers_and_their_words_stay_out(record):
    (reading,) = part(record, "05-readings")
    readers = [
        each["by"]["name"] for each in reading["what_happened"] if each["what"] == "text.read"
    ]
    assert readers == ["Reader 1", "Reader 2"]
    assert reading["reading_level"]["verdict"]
    whole = b"".join(opened(record).values())
    for secret in (b"Resident One", b"My own words", b"@example.org"):
        assert secret not in whole


def test_stages_openings_and_history_stand_in_a_record(record):
    assert [each["what"] for each in part(record, "06-stages")][:2] == [
        "consultation.created",
        "consultation.scheduled",
    ]
    (opening,) = part(record, "09-openings")
    assert (opening["position"], opening["on_paper"]) == ("Chair of the Care Board", True)
    assert opening["stated_by"]["roles"] == ["Engagement lead"]
    lines = [each["what"] for each in part(record, "11-history")]
    assert {"report.published", "decision.published", "text.read"} <= set(lines)


def test_counts_are_safe_and_no_answer_is_there(record):
    counts = part(record, "07-counts")
    assert counts["late"]["everyone"] == {"people": 40}
    assert b"Too many numbers." not in b"".join(opened(record).values())


def test_small_counts_are_hidden(database):
    made = closed_consultation("few", disclosure_mode="lt5")
    add_answers(made, 20)
    add_answers(made, 2, late=True)
    rows = part(record_of(made, now()), "07-counts")["late"]["rows"]
    shown = {each["code"]: each["people"] for each in rows}
    assert shown["true"]["hidden"] == "small"


def test_an_erased_answer_is_a_hash_without_words_and_changes_the_count(whole):
    as_of = now()
    gone = responses_of(whole)[0]
    responses.withdraw(response=gone)
    db.session.commit()
    record = record_of(whole, as_of)
    (line,) = part(record, "10-erasures")
    assert line["mark"] == rules.digest(str(gone.id).encode())
    assert line["state"] == "withdrawn"
    assert part(record, "07-counts")["late"]["everyone"] == {"people": 39}
    assert record_of(whole, as_of) == record


def test_only_what_was_published_until_then_stands_in_a_record(whole):
    first, second = responses_of(whole)[:2]
    for each, days in ((first, -1), (second, 1)):
        each.permission = Permission.YES
        db.session.add(
            Publication(
                consultation_id=whole.id,
                response_id=each.id,
                version_number=1,
                state=PublicationState.PUBLISHED,
                published_at=now() + timedelta(days=days),
            )
        )
    db.session.commit()
    (shown,) = part(record_of(whole, now()), "08-published-answers")
    assert shown["texts"] == [
        {"question": "What would make it hard?", "words": "Too many numbers."}
    ]


def _publish(consultation, responses, at):
    for each in responses:
        each.permission = Permission.YES
        row = Publication(
            consultation_id=consultation.id,
            response_id=each.id,
            version_number=1,
            state=PublicationState.PUBLISHED,
            published_at=at,
        )
        db.session.add(row)
    db.session.commit()


def _statements(run):
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        run()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    return len([each for each in seen if each.lstrip().startswith("SELECT")])


def test_published_answers_are_read_many_at_once(whole):
    kept = responses_of(whole)
    _publish(whole, kept[:2], now() - timedelta(days=2))
    few = _statements(lambda: record_of(whole, now()))
    _publish(whole, kept[2:], now() - timedelta(days=2))
    assert len(kept) > 4
    assert _statements(lambda: record_of(whole, now())) == few


def test_however_many_are_read_at_once_the_bytes_are_the_same(whole, monkeypatch):
    kept = responses_of(whole)
    _publish(whole, kept[:4], now() - timedelta(days=2))
    _publish(whole, kept[4:], now() - timedelta(days=1))
    at = now()
    whole_list = record_of(whole, at)
    assert len(part(whole_list, "08-published-answers")) == len(kept)
    for number in (1, 2, 3, len(kept)):
        monkeypatch.setattr(published, "AT_ONCE", number)
        assert record_of(whole, at) == whole_list


def test_a_draft_has_a_record_too(database):
    made = draft_consultation()
    record = record_of(made, now())
    assert rules.faults(BytesIO(record)) == []
    assert json.loads(opened(record)["index.json"])["title"] == "evenings"
    assert part(record, "02-launch")["launched_at"] is None
    assert part(record, "08-published-answers") == []


def test_a_record_is_found_only_at_its_own_consultation_and_when_ready(whole):
    row = made_record(whole, role=Role.APPROVER)
    assert queries.made(row.id, whole.id) is row
    assert list(queries.of_consultation(whole.id)) == [row]
    assert list(queries.waiting()) == []
    with pytest.raises(NotFound):
        queries.made(row.id, row.id)


def test_plans_and_files_of_papers_are_in_the_record_once_as_they_were_shown(database):
    made = planned_consultation(languages=("en_GB", "es"))
    shown = {each["name"]: each["sha256"] for each in files_in(_english(made))}
    record = record_of(made, now())
    assert rules.faults(BytesIO(record)) == []
    found = {
        name.rpartition("/")[2]: rules.digest(data)
        for name, data in opened(record).items()
        if name.startswith("editions/files/")
    }
    assert found == {name.rpartition("/")[2]: sha256 for name, sha256 in shown.items()}
    page = opened(record)["editions/consultation-001/en_gb.html"].decode()
    assert "The lake lies in the east." in page
    assert next(iter(shown)) not in page


def test_a_file_that_is_lost_leaves_a_line_that_says_so(database):
    made = planned_consultation()
    name = next(files_in(_english(made)))["name"]
    files.remove(name)
    lost = [each for each in opened(record_of(made, now())) if each.endswith(".missing.txt")]
    assert len(lost) == 1


def _english(made):
    return publishing.document(made.edition_id, "en_GB").body


def test_what_the_panel_read_in_easy_read_stands_in_the_record(database):
    asked = open_consultation()
    row = with_easy_read(asked)
    consultation_commands.send_easy_read(actor=AccountFactory(), consultation=asked, row=row)
    data = record_of(asked, now())
    (reading,) = part(data, "05-readings")
    assert reading["of"] == "consultation_format"
    kinds = [note["kind"] for note in part(data, "01-dates")["public_notes"]]
    assert kinds == ["format_ready"]
