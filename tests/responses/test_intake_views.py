"""Taking in a file of answers at the desk: without a terminal, without scripts, by leads alone."""

import io
import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from engage.audit.models import Action, Entry
from engage.core.clock import today
from engage.core.db import db
from engage.responses import tasks
from engage.responses.models import IntakeFile, IntakeStep, Response
from engage.responses.queries import intake as queries
from engage.responses.rules import intake as rules
from tests.factories.consultations import closed_consultation, open_consultation
from tests.factories.intake import HEADINGS, bad, checked, csv_of, good, matched, taken, uploaded

DESK = "/desk/consultations/evenings/import/"
MOST_STATEMENTS = 12


@pytest.fixture
def asked(database):
    made = open_consultation(languages=("en_GB", "es"))
    database.commit()
    return made


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def send_file(client, *rows, name="answers.csv", data=None, headings=HEADINGS):
    sent = csv_of(*rows, headings=headings) if data is None else data
    return client.send(DESK, {"file": (io.BytesIO(sent), name)}, content_type="multipart/form-data")


def place(file, step=""):
    return f"{DESK}{file.id}/{step}"


def work(file):
    tasks.work_on_imports()
    db.session.refresh(file)


@contextmanager
def statements():
    seen = []

    def note(_c, _cursor, statement, *_rest):
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE)\b", statement):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def test_a_lead_takes_in_a_file_from_first_to_last(as_lead, asked, database):
    page = as_lead.get(DESK)
    assert "No file is on its way" in text(page)
    assert "No file was taken in yet" in text(page)
    assert "engage import responses evenings" in text(page)
    headings = ["When", *HEADINGS[1:3], "Remarks"]
    answer = send_file(as_lead, good(), bad(), good("Two."), headings=headings)
    assert answer.status_code == 302
    columns = answer.location
    page = as_lead.get(columns)
    assert "Rows: 3" in text(page)
    assert "For example: It is far." in text(page)
    page = as_lead.send(columns, {"column_1": "where", "column_2": "bus", "go": "check"})
    assert page.status_code == 422
    assert "Say on which day the answers came" in text(page)
    chosen = {"column_0": "received_on", "column_1": "where", "column_2": "bus", "column_3": "hard"}
    answer = as_lead.send(columns, {**chosen, "go": "check"})
    rows = answer.location
    assert rows.endswith("/rows/")
    page = as_lead.get(rows)
    assert "0 of 3 rows are checked" in text(page)
    assert "See how far it is" in text(page)
    assert as_lead.get(columns).location.endswith("/rows/")
    (file,) = database.scalars(select(IntakeFile)).all()
    work(file)
    page = text(as_lead.get(rows))
    assert "2 rows would be taken in, 1 would be refused. Nothing was changed yet." in page
    assert "3 Refused “Nowhere” is not a choice of “Where?”." in page
    page = text(as_lead.get(f"{rows}?show=refused"))
    assert "If you read a row that worries you, tell your safeguarding lead now." in page
    assert "3 Refused" in page
    assert "2 To be taken in" not in page
    assert "No row is like this" in text(as_lead.get(f"{rows}?show=left-out"))
    with as_lead.get(place(file, "refused/")) as fetched:
        assert "attachment" in fetched.headers["Content-Disposition"]
        assert "'=1+1" in fetched.get_data(as_text=True)
    answer = as_lead.send(rows, {"seen": str(file.version)}, to=place(file, "take/"))
    assert answer.status_code == 302
    assert "It is being taken in" in text(as_lead.get(rows))
    work(file)
    assert "2 answers were taken in, 1 rows were refused" in text(as_lead.get(rows))
    assert len(database.scalars(select(Response)).all()) == 2
    page = text(as_lead.get(DESK))
    assert "2 answers on" in page
    assert f"By {as_lead.account.name}." in page
    looked = database.scalars(select(Entry).where(Entry.action == Action.LOOKED)).all()
    assert {"import", "import refused rows"} <= {each.details["reason"] for each in looked}


def test_what_was_taken_in_can_be_undone_once(as_lead, asked, database):
    file = taken(checked(asked, good()))
    undo = f"{DESK}taken/{file.batch_id}/undo/"
    assert as_lead.send(DESK, to=undo).status_code == 302
    assert database.scalars(select(Response)).all() == []
    assert "its answers are gone" in text(as_lead.get(DESK))
    page = as_lead.send(DESK, to=undo)
    assert page.status_code == 422
    assert "This was undone before." in text(page)


def test_why_an_undo_is_refused_is_told(as_lead, asked, database):
    file = taken(checked(asked, good()))
    database.scalars(select(Response)).one().current_version = 2
    database.commit()
    page = as_lead.send(DESK, to=f"{DESK}taken/{file.batch_id}/undo/")
    assert page.status_code == 422
    assert "worked on since" in text(page)


def test_the_files_of_a_lead_can_be_left_and_found_again(as_lead, asked):
    uploaded(asked, good(), name="one.csv")
    checked(asked, good(), name="two.csv")
    page = text(as_lead.get(DESK))
    assert re.search(r"two\.csv \d+ : look at the rows, then take them in", page)
    assert re.search(r"one\.csv \d+ : say what each column holds", page)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.pdf", b"%PDF", "Choose a file that ends in .csv, .xlsx or .ods."),
        ("a.csv", b"", "This file is empty."),
        ("a.xlsx", b"PK\x03\x04", "We cannot read this file."),
        ("a.csv", b"a" * 1_001, "engage import responses"),
    ],
)
def test_a_file_that_is_refused_says_why_beside_the_field(
    as_lead, asked, name, data, says, monkeypatch
):
    monkeypatch.setattr(rules, "MOST_BYTES", 1_000)
    page = send_file(as_lead, name=name, data=data)
    assert page.status_code == 422
    assert says in text(page)


def test_no_file_at_all_is_told(as_lead, asked):
    page = as_lead.send(DESK, {})
    assert page.status_code == 422
    assert "Choose a file." in text(page)


def test_a_body_far_too_big_is_refused(as_lead, asked):
    answer = as_lead.post(
        DESK,
        data=b"--x--",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(4 * rules.MOST_BYTES + 1)},
    )
    assert answer.status_code == 413


def test_a_map_is_saved_and_used_again(as_lead, asked):
    first = matched(uploaded(asked, good()), {"Where?": ""}, check=False, channel="phone")
    with as_lead.get(place(first, "map/")) as fetched:
        assert fetched.mimetype == "application/json"
        saved = fetched.get_data()
    second = uploaded(asked, good("Other."))
    sent = {"map": (io.BytesIO(saved), "map.json")}
    multipart = {"content_type": "multipart/form-data"}
    answer = as_lead.send(place(second), sent, to=place(second, "map/"), **multipart)
    assert answer.status_code == 302
    page = as_lead.get(place(second)).get_data(as_text=True)
    assert re.search(r'<option selected[^>]* value="phone"', page)
    for wrong in (b"{", b"[]", b'{"columns": {"No": "where"}}'):
        sent = {"map": (io.BytesIO(wrong), "map.json")}
        answer = as_lead.send(place(second), sent, to=place(second, "map/"), **multipart)
        assert answer.status_code == 422
    answer = as_lead.send(place(second), {}, to=place(second, "map/"))
    assert "Choose the file of a map." in text(answer)


def test_a_map_that_says_a_channel_in_words_keeps_it(as_lead, asked, database):
    file = matched(uploaded(asked, good()), check=False, channel="By letter", permission="yes")
    chosen = {"column_0": "received_on", "column_1": "where", "column_2": "bus", "column_3": "hard"}
    typed = {**chosen, "channel": "By letter"}
    assert as_lead.send(place(file), typed).status_code == 302
    database.refresh(file)
    assert file.mapping["defaults"] == {"channel": "By letter", "permission": "yes"}


def test_many_columns_come_page_by_page_and_each_page_saves_its_own(as_lead, asked, database):
    headings = [*HEADINGS, *(f"Extra {number}" for number in range(30))]
    file = uploaded(asked, [*good(), *["x"] * 30], headings=headings)
    first = as_lead.get(place(file))
    assert "Page 1 of 2" in text(first)
    assert as_lead.get(f"{place(file)}?page=9").status_code == 404
    chosen = {"column_0": "received_on", "column_1": "where", "column_2": "bus", "column_3": ""}
    answer = as_lead.send(f"{place(file)}?page=1", {**chosen, "go": "2"})
    assert answer.location.endswith("?page=2")
    answer = as_lead.send(answer.location, {"column_30": "hard", "go": "check"})
    assert answer.status_code == 302
    database.refresh(file)
    held = {heading for heading, name in file.mapping["columns"].items() if name}
    assert held == {*HEADINGS[:3], "Extra 26"}


@pytest.mark.parametrize(
    "typed",
    [
        {"column_0": "nothing_like_it"},
        {"month_first": "maybe"},
        {"channel": "pigeon"},
        {"language": "tlh"},
        {"received_on": "soon"},
        {"seen": "nonsense"},
        {"column_0": "where", "column_1": "where"},
    ],
)
def test_whatever_is_typed_on_the_columns_is_a_clear_no(as_lead, asked, database, typed):
    file = uploaded(asked, good())
    before = dict(file.mapping)
    chosen = {"column_0": "received_on", "column_1": "where", "column_2": "bus", "column_3": "hard"}
    page = as_lead.send(place(file), {**chosen, **typed})
    assert page.status_code == 422
    database.refresh(file)
    assert file.mapping == before


def test_a_page_that_is_old_says_so_and_shows_what_is_there_now(as_lead, asked, database):
    file = checked(asked, good())
    seen = str(file.version)
    matched(file, {"What would make it hard?": ""})
    work(file)
    page = as_lead.send(place(file, "rows/"), {"seen": seen}, to=place(file, "take/"))
    assert page.status_code == 422
    assert "Somebody changed this meanwhile." in text(page)
    assert database.scalars(select(Response)).all() == []


def test_pressing_twice_says_that_it_is_being_taken_in(as_lead, asked, database):
    file = checked(asked, good())
    address, typed = place(file, "rows/"), {"seen": str(file.version)}
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', as_lead.get(address).text)[1]
    typed["csrf_token"] = token
    assert as_lead.post(place(file, "take/"), data=typed).status_code == 302
    page = as_lead.post(place(file, "take/"), data=typed)
    assert page.status_code == 422
    assert "This file is being taken in already." in text(page)
    work(file)
    assert len(database.scalars(select(Response)).all()) == 1


def test_a_file_that_was_taken_in_before_needs_a_tick(as_lead, asked, database):
    taken(checked(asked, good()))
    file = checked(asked, good())
    rows = place(file, "rows/")
    assert "Its answers would be there twice." in text(as_lead.get(rows))
    page = as_lead.send(rows, {"seen": str(file.version)}, to=place(file, "take/"))
    assert "Tick the box" in text(page)
    typed = {"seen": str(file.version), "again": "y"}
    assert as_lead.send(rows, typed, to=place(file, "take/")).status_code == 302
    work(file)
    assert len(database.scalars(select(Response)).all()) == 2


def test_a_file_can_be_put_away_and_is_gone(as_lead, asked, database):
    file = checked(asked, good(), bad())
    assert as_lead.send(place(file, "rows/"), to=place(file, "cancel/")).status_code == 302
    for step in ("", "rows/", "map/", "refused/"):
        assert as_lead.get(place(file, step)).status_code == 404
    assert "No file is on its way" in text(as_lead.get(DESK))


def test_what_went_wrong_is_told_on_the_page(as_lead, asked, database):
    file = matched(uploaded(asked, good()))
    asked.frozen_on = today()
    database.commit()
    work(file)
    assert "settled" in text(as_lead.get(place(file, "rows/")))
    assert "settled" in text(as_lead.get(place(file)))
    page = text(as_lead.get(DESK))
    assert "Nothing can be added." in page
    assert "Send this file" not in page


def test_refused_rows_of_a_file_without_any_are_not_there(as_lead, asked):
    file = checked(asked, good())
    assert as_lead.get(place(file, "refused/")).status_code == 404


def test_a_file_of_another_consultation_is_not_there(as_lead, asked, database):
    file = checked(asked, good(), bad())
    batch = taken(checked(asked, good("Other."))).batch_id
    closed_consultation("other")
    database.commit()
    other = DESK.replace("evenings", "other")
    for step in ("", "rows/", "map/", "refused/"):
        assert as_lead.get(f"{other}{file.id}/{step}").status_code == 404
    for step in (f"{file.id}/", f"{file.id}/map/", f"{file.id}/take/", f"{file.id}/cancel/"):
        assert as_lead.send(other, to=f"{other}{step}").status_code == 404
    assert as_lead.send(other, to=f"{other}taken/{batch}/undo/").status_code == 404
    database.refresh(file)
    assert file.step is IntakeStep.CHECKED


@pytest.mark.parametrize("who", ["as_analyst", "as_admin", "as_approver", "as_reader"])
def test_only_a_lead_takes_in_files(request, asked, who):
    file = checked(asked, good(), bad())
    client = request.getfixturevalue(who)
    for address in (DESK, place(file), place(file, "rows/"), place(file, "refused/")):
        assert client.get(address).status_code == 403
    for step in ("take/", "cancel/", "map/"):
        assert client.send("/desk/", to=place(file, step)).status_code == 403


def test_each_page_costs_few_statements_however_long_the_lists(as_lead, asked):
    file = checked(asked, *[good()] * 60, *[bad()] * 60)
    for number in range(6):
        taken(checked(asked, good(f"Words {number}")))
    for address in (DESK, place(file), place(file, "rows/"), place(file, "rows/?page=2")):
        as_lead.get(address)
        with statements() as run:
            assert as_lead.get(address).status_code == 200
        assert len(run) <= MOST_STATEMENTS, address
    assert queries.past(asked.id, 1).total == 6
