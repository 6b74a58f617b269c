"""Ask for a full record, wait, fetch it."""

import re
from datetime import timedelta
from io import BytesIO

import pytest

from engage.accounts.models import Role
from engage.audit.models import Action, Entry
from engage.bundle import commands, queries, rules, tasks
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.files import stored_bytes
from tests.factories.accounts import AccountFactory
from tests.factories.bundle import made_record, record_of
from tests.factories.consultations import closed_consultation
from tests.factories.reports import cost
from tests.honest import parse, text_of

RECORD = "/desk/consultations/letters/record/"


def words_of(answer):
    """All words of a page."""
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return text_of(parse(answer.get_data(as_text=True)))


@pytest.fixture
def closed(database):
    """A consultation that has closed, written down."""
    made = closed_consultation("letters")
    db.session.commit()
    return made


def test_a_lead_asks_for_a_record_and_fetches_what_the_worker_made(closed, as_lead):
    assert "There is none yet" in words_of(as_lead.get(RECORD))
    as_lead.send(RECORD)
    assert "Being made" in words_of(as_lead.get(RECORD))
    db.session.commit()
    tasks.make()
    db.session.commit()
    page = as_lead.get(RECORD).get_data(as_text=True)
    address = re.search(rf'href="({RECORD}[0-9a-f-]+/)"', page)[1]
    with as_lead.get(address) as answer:
        data, told = answer.data, answer.headers["Content-Disposition"]
    assert told.startswith("attachment; filename=letters-full-")
    assert rules.faults(BytesIO(data)) == []
    row = queries.of_consultation(closed.id)[0]
    assert (rules.digest(data), len(data)) == (row.sha256, row.size)
    assert data == record_of(closed, row.as_of)


def test_whoever_fetches_a_record_is_written_down(closed, as_admin):
    row = made_record(closed)
    db.session.commit()
    as_admin.get(f"{RECORD}{row.id}/").close()
    wanted = db.select(Entry).where(Entry.action == Action.LOOKED)
    (line,) = db.session.scalars(wanted)
    assert (line.actor_id, line.details["ids"]) == (as_admin.account.id, [str(row.id)])


def test_a_stored_record_is_never_made_anew(closed, as_lead):
    row = made_record(closed)
    db.session.commit()
    before = stored_bytes(row.stored)
    tasks.make()
    assert stored_bytes(queries.of_consultation(closed.id)[0].stored) == before


def test_a_record_that_cannot_be_made_says_so(closed, as_lead, monkeypatch):
    as_lead.send(RECORD)
    monkeypatch.setattr(queries, "built", lambda *_facts: 1 / 0)
    db.session.commit()
    tasks.make()
    db.session.commit()
    assert queries.of_consultation(closed.id)[0].failed == "ZeroDivisionError"
    assert "Not made" in words_of(as_lead.get(RECORD))
    assert list(queries.waiting()) == []


def test_asking_and_making_leave_lines_of_history(closed):
    row = made_record(closed)
    wanted = db.select(Entry.action, Entry.subject_kind).where(
        Entry.action.in_([Action.RECORD_ASKED, Action.RECORD_MADE])
    )
    found = db.session.execute(wanted.order_by(Entry.at, Entry.id)).all()
    assert [tuple(each) for each in found] == [
        (Action.RECORD_ASKED, "consultation"),
        (Action.RECORD_MADE, "record_bundle"),
    ]
    assert row.made_by is not None


def test_a_record_of_the_future_is_refused(closed):
    later = now() + timedelta(minutes=1)
    with pytest.raises(RuleBroken, match="that has passed"):
        commands.begin(actor=AccountFactory(), consultation=closed, as_of=later)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.READER, Role.BOARD_PUBLISHER])
def test_only_the_lead_the_approver_and_the_admin_get_a_record(closed, client, role):
    row = made_record(closed)
    client.sign_in(AccountFactory(role=role))
    for address in (RECORD, f"{RECORD}{row.id}/"):
        assert client.get(address).status_code == 403
    assert client.post(RECORD).status_code == 403


def test_a_record_of_another_consultation_is_not_found(closed, as_lead):
    row = made_record(closed_consultation("other"))
    db.session.commit()
    assert as_lead.get(f"{RECORD}{row.id}/").status_code == 404
    assert as_lead.get("/desk/consultations/nothing/record/").status_code == 404


def test_the_page_of_records_costs_little(closed, as_lead):
    made_record(closed)
    db.session.commit()
    assert cost(as_lead, RECORD) <= 12
