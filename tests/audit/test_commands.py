"""History is written with the change, and sealed into a chain."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
import sqlalchemy as sa

from engage.accounts.models import Organisation, OrganisationKind
from engage.audit import queries, tasks
from engage.audit.commands import looked, record, seal
from engage.audit.models import Action, Entry
from engage.audit.queries import ChainState
from engage.core.db import canonical_json, writing
from tests.factories.accounts import AccountFactory, OrganisationFactory


def lines(database):
    return database.scalars(sa.select(Entry).order_by(Entry.at, Entry.id)).all()


def write_lines(count):
    for number in range(count):
        record(Action.SITE_SET, None, actor=None, number=number)


def test_a_line_says_who_did_what_to_which_thing(database):
    actor, thing = AccountFactory(), OrganisationFactory()
    record(Action.ORGANISATION_CREATED, thing, actor=actor, fields=["slug"])
    line = queries.history(thing.id)[-1]
    assert line.action is Action.ORGANISATION_CREATED
    assert (line.actor_id, line.subject_kind) == (actor.id, "organisation")
    assert line.details == {"fields": ["slug"]}
    assert line.position is None


def test_a_thing_that_is_new_gets_its_key_first(database):
    thing = Organisation(slug="new", kind=OrganisationKind.COUNCIL)
    database.add(thing)
    record(Action.ORGANISATION_CREATED, thing, actor=None)
    assert queries.history(thing.id)[0].actor_id is None


def test_history_that_is_undone_was_never_written(database):
    write_lines(1)
    database.rollback()
    assert lines(database) == []


def test_the_history_of_a_thing_is_oldest_first_and_of_it_alone(database):
    one, other = OrganisationFactory(), OrganisationFactory()
    database.execute(sa.delete(Entry))
    record(Action.ORGANISATION_CREATED, one, actor=None)
    record(Action.ORGANISATION_CREATED, other, actor=None)
    record(Action.WORDS_CHANGED, one, actor=None)
    said = [line.action for line in queries.history(one.id)]
    assert said == [Action.ORGANISATION_CREATED, Action.WORDS_CHANGED]


def test_looking_inside_a_change_is_kept_or_undone_with_it(database):
    looked([uuid4()], "read an answer", actor=AccountFactory())
    assert lines(database)[-1].action is Action.LOOKED
    database.rollback()
    assert lines(database) == []


def test_looking_at_a_page_is_kept_whatever_becomes_of_the_page(database):
    account, seen = AccountFactory(), [uuid4(), uuid4()]
    database.commit()
    before = len(lines(database))
    account_id = account.id
    database.rollback()
    token = writing.set(False)
    try:
        account_name = type("Someone", (), {"id": account_id})
        looked(seen, "read the answers", actor=account_name)
        assert writing.get() is False
    finally:
        writing.reset(token)
    database.rollback()
    line = lines(database)[-1]
    assert len(lines(database)) == before + 1
    assert line.details == {"ids": [str(each) for each in seen], "reason": "read the answers"}
    assert line.actor_id == account_id


def test_lines_are_sealed_oldest_first_into_one_chain(database):
    write_lines(3)
    assert queries.chain_state() == ChainState(0, 3, None)
    assert seal(limit=2) == 2
    write_lines(2)
    assert queries.chain_state() == ChainState(2, 3, None)
    assert seal() == 3
    assert seal() == 0
    assert queries.chain_state() == ChainState(5, 0, None)
    assert [line.position for line in lines(database)] == [1, 2, 3, 4, 5]
    assert queries.last_sealed().position == 5


def test_an_empty_history_holds_together(database):
    assert queries.last_sealed() is None
    assert queries.chain_state() == ChainState(0, 0, None)


def test_the_clock_seals_what_was_written(database):
    write_lines(2)
    tasks.seal()
    assert queries.chain_state() == ChainState(2, 0, None)


@pytest.mark.parametrize(
    "changed",
    [
        {"at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"action": Action.LOOKED},
        {"actor_id": uuid4()},
        {"subject_kind": "report"},
        {"subject_id": uuid4()},
        {"details": {"number": 9}},
        {"previous": "f" * 64},
        {"hash": "f" * 64},
        {"position": 20},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_sealed_line_that_was_changed_is_found(database, changed):
    write_lines(3)
    seal()
    second = lines(database)[1]
    database.execute(sa.update(Entry).where(Entry.id == second.id).values(**changed))
    database.expire_all()
    assert queries.chain_state().broken_at in {2, 3}


def test_a_sealed_line_that_was_taken_out_is_found(database):
    write_lines(3)
    seal()
    database.delete(lines(database)[1])
    database.flush()
    assert queries.chain_state() == ChainState(2, 0, 3)


def test_only_the_first_broken_place_is_named(database):
    write_lines(4)
    seal()
    for line in lines(database)[1:3]:
        line.details = {"number": 99}
    database.flush()
    assert queries.chain_state().broken_at == 2


def test_details_are_kept_in_one_spelling(database):
    record(Action.SITE_SET, None, actor=None, b=1, a="ñ")
    kept = database.execute(sa.text("SELECT details FROM audit_entry")).scalar_one()
    assert kept == canonical_json({"a": "ñ", "b": 1})
