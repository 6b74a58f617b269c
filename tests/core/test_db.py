"""Columns that behave alike on both databases, and transactions that keep the house rules."""

import sqlite3
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from engage.accounts.models import Grant, Organisation, OrganisationKind, SignInLink
from engage.audit.models import Entry
from engage.core.db import Base, JsonText, UtcDateTime, canonical_json, db, unit_of_work, writing
from tests.factories.accounts import AccountFactory, OrganisationFactory, SignInLinkFactory

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_a_moment_comes_back_in_utc_on_both_databases(database):
    india = timezone(timedelta(hours=5, minutes=30))
    link = SignInLinkFactory(ends_at=datetime(2026, 11, 22, 5, 30, 0, 123456, tzinfo=india))
    database.commit()
    database.expire_all()
    kept = database.get(SignInLink, link.id)
    assert kept.ends_at == datetime(2026, 11, 22, 0, 0, 0, 123456, tzinfo=UTC)
    assert kept.ends_at.tzinfo is UTC
    assert kept.used_at is None


def test_a_moment_without_its_zone_is_refused(database):
    with pytest.raises(StatementError, match="A moment needs its zone"):
        SignInLinkFactory(ends_at=datetime(2026, 11, 22))  # noqa: DTZ001 - the fault


def test_nothing_stays_nothing_in_both_column_types():
    dialect = sa.create_engine("sqlite://").dialect
    for kind in (UtcDateTime(), JsonText()):
        assert kind.process_bind_param(None, dialect) is None
        assert kind.process_result_value(None, dialect) is None


@given(json_values)
def test_json_has_one_spelling_and_comes_back_whole(value):
    kind, dialect = JsonText(), sa.create_engine("sqlite://").dialect
    kept = kind.process_bind_param(value, dialect)
    back = kind.process_result_value(kept, dialect)
    assert back == value
    assert kind.process_bind_param(back, dialect) == kept


def test_json_is_sorted_without_spaces_and_in_its_own_letters():
    assert canonical_json({"b": [1, 2], "a": "ñ"}) == '{"a":"ñ","b":[1,2]}'


def test_an_enum_is_kept_by_its_value(database):
    row = OrganisationFactory(kind=OrganisationKind.ADVISORY_GROUP)
    kept = database.execute(sa.text("SELECT kind FROM organisation")).scalar_one()
    assert kept == "advisory_group"
    assert row.kind is OrganisationKind.ADVISORY_GROUP


def test_keys_sort_by_the_time_they_were_made(database):
    rows = [OrganisationFactory() for _ in range(5)]
    assert sorted(rows, key=lambda row: row.id) == rows


def test_a_change_raises_the_version_and_moves_the_moment_of_change(database):
    row = OrganisationFactory()
    database.commit()
    before = row.changed_at
    row.slug = "another"
    database.commit()
    assert row.version == 2
    assert row.changed_at > before
    assert row.created_at <= before


def test_of_two_who_change_the_same_row_the_second_is_refused(database):
    row = OrganisationFactory()
    database.execute(sa.text("UPDATE organisation SET version = 2, slug = 'theirs'"))
    row.slug = "mine"
    with pytest.raises(StaleDataError):
        database.flush()


def test_the_database_refuses_a_grant_whose_days_are_out_of_order(database):
    account = AccountFactory()
    account_id = account.id
    with pytest.raises(IntegrityError):
        database.execute(
            sa.insert(Grant).values(
                account_id=account_id,
                role="reader",
                from_on=date(2026, 5, 2),
                until_on=date(2026, 5, 1),
            )
        )


def test_foreign_keys_are_held_on_both_databases(database):
    stranger = OrganisationFactory().id
    grant = sa.insert(Grant).values(account_id=stranger, role="reader", from_on=date(2026, 5, 2))
    with pytest.raises(IntegrityError):
        database.execute(grant)


def test_every_constraint_has_a_name():
    unnamed = [
        (table.name, type(constraint).__name__)
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert unnamed == []


def test_work_that_ends_well_is_kept(database):
    with unit_of_work():
        OrganisationFactory(slug="kept")
    database.rollback()
    assert database.scalars(sa.select(Organisation.slug)).all() == ["kept"]


def test_work_that_ends_badly_is_undone(database):
    with pytest.raises(IntegrityError), unit_of_work():
        database.add_all([OrganisationFactory(slug="lost"), Organisation(slug="half done")])
    assert database.scalars(sa.select(Organisation.slug)).all() == []


def test_work_may_write_even_where_a_page_was_being_read(database):
    token = writing.set(False)
    try:
        with unit_of_work():
            OrganisationFactory()
        assert writing.get() is False
    finally:
        writing.reset(token)


def test_a_transaction_for_reading_cannot_write(database):
    database.commit()
    token = writing.set(False)
    try:
        with pytest.raises(DBAPIError):
            database.execute(sa.delete(Entry))
    finally:
        writing.reset(token)
        database.rollback()
    database.execute(sa.delete(Entry))


@pytest.mark.once
def test_the_embedded_database_is_careful(database):
    def asked(name: str) -> object:
        return database.execute(sa.text(f"PRAGMA {name}")).scalar_one()

    assert asked("journal_mode") == "wal"
    assert asked("foreign_keys") == 1
    assert asked("secure_delete") == 1
    assert asked("synchronous") == 2
    assert asked("busy_timeout") == 10_000


@pytest.mark.once
@pytest.mark.own_app
def test_a_write_takes_the_lock_at_once_and_a_reader_goes_on(database):
    OrganisationFactory()
    other = sqlite3.connect(db.engine.url.database, timeout=0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()
    token = writing.set(False)
    try:
        with Session(db.engine) as reader:
            assert reader.scalars(sa.select(Organisation)).all() == []
    finally:
        writing.reset(token)
