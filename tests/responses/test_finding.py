"""What the clock looks through: only what changed, a stretch at a time, and nothing twice."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, update

from engage.audit.models import Action, Entry
from engage.consultations.models import Weight
from engage.core.clock import days_away, now
from engage.core.db import db
from engage.responses import commands as sending
from engage.responses import tasks
from engage.responses.commands import finding, publication
from engage.responses.models import (
    Publication,
    PublicationLook,
    PublicationState,
    Redaction,
    Response,
)
from engage.responses.queries import looking
from engage.responses.queries import publication as queries
from tests.factories.consultations import closed_consultation
from tests.factories.publication import allowed, checked, nobody_drawn, queued

PRIVATE = "My name is Jane Smith and the bus is late."


@pytest.fixture
def asked(database, monkeypatch):
    nobody_drawn(monkeypatch)
    return closed_consultation()


@contextmanager
def statements():
    seen = []

    def note(_c, _cursor, statement, *_rest):
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE)\b", statement):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def tick():
    """One run of the clock's task, and how many statements it took."""
    db.session.commit()
    with statements() as run:
        tasks.publish_ready()
        db.session.commit()
    return len(run)


def found(database):
    return set(database.scalars(select(Publication.response_id)))


def many(consultation, number, words=PRIVATE):
    return [allowed(consultation, words) for _each in range(number)]


def test_a_tick_with_nothing_new_costs_the_same_however_many_answers_there_are(asked):
    many(asked, 3)
    tick(), tick()
    few = tick()
    many(asked, 40)
    with days_away(1):
        tick(), tick()
        assert tick() == few <= 5


def test_new_answers_come_into_the_queue_in_a_few_statements_however_many(asked, database):
    many(asked, 2)
    tick()
    many(asked, 3)
    few = tick()
    many(asked, 60)
    assert tick() == few
    assert len(found(database)) == 65
    assert database.scalar(select(func.count()).select_from(Redaction)) == 65


def test_checked_answers_are_published_in_a_few_statements_however_many(asked, database):
    def ready(number):
        for _each in range(number):
            checked(asked, queued(asked))
        with days_away(2):
            return tick()

    ready(1)
    few = ready(2)
    assert ready(12) == few
    rows = database.scalars(select(Publication)).all()
    assert {row.state for row in rows} == {PublicationState.PUBLISHED}
    lines = database.scalars(select(Entry).where(Entry.action == Action.RESPONSE_PUBLISHED)).all()
    assert {each.subject_id for each in lines} == {row.id for row in rows}


def test_stretches_follow_each_other_until_nothing_is_left(asked, database, monkeypatch):
    monkeypatch.setattr(looking, "AT_ONCE", 3)
    monkeypatch.setattr(finding, "STRETCHES", 2)
    wanted = {each.id for each in many(asked, 8)}
    tick()
    assert len(found(database)) == 6
    tick()
    assert found(database) == wanted


def test_answers_that_changed_in_one_moment_are_each_looked_at(asked, database, monkeypatch):
    monkeypatch.setattr(looking, "AT_ONCE", 2)
    wanted = {each.id for each in many(asked, 7)}
    database.flush()
    database.execute(update(Response).values(changed_at=now()))
    tick()
    assert found(database) == wanted


def test_a_small_consultation_does_not_wait_for_a_big_one(asked, database, monkeypatch):
    monkeypatch.setattr(looking, "AT_ONCE", 2)
    monkeypatch.setattr(finding, "STRETCHES", 2)
    many(asked, 9)
    small = allowed(closed_consultation("small"))
    tick()
    assert small.id in found(database)


def test_what_was_written_with_an_earlier_moment_than_its_end_is_found_too(asked, database):
    early = allowed(asked)
    late = allowed(asked)
    database.flush()
    moment = early.changed_at
    database.execute(update(Response).where(Response.id == early.id).values(state="withdrawn"))
    tick()
    assert found(database) == {late.id}
    facts = {"state": "submitted", "changed_at": moment}
    database.execute(update(Response).where(Response.id == early.id).values(**facts))
    tick()
    assert early.id not in found(database)
    with days_away(1):
        tick()
    assert found(database) == {early.id, late.id}


def test_answers_of_a_consultation_that_weighs_more_now_are_found_from_the_first(database):
    made = closed_consultation(weight=Weight.LIGHT)
    wanted = {each.id for each in many(made, 3)}
    tick()
    assert found(database) == set()
    made.weight = Weight.STANDARD
    tick()
    assert found(database) == wanted


def test_what_may_not_be_shown_any_more_leaves_with_its_marks_and_a_line_of_history(
    asked, database
):
    gone, stays = many(asked, 2)
    tick()
    sending.withdraw(response=gone)
    tick()
    assert found(database) == {stays.id}
    assert database.scalar(select(func.count()).select_from(Redaction)) == 1
    wanted = select(Entry).where(Entry.action == Action.PUBLICATION_TAKEN_DOWN)
    line = database.scalars(wanted).one()
    assert line.details == {"response": str(gone.id)}


def test_a_changed_answer_is_found_anew_in_the_same_run(asked, database):
    one = queued(asked, PRIVATE)
    tick()
    one.response.current_version = 2
    tick()
    assert queries.of_response(one.response.id).version_number == 2


def test_what_changed_between_reading_and_writing_is_left_for_the_next_run(asked, database):
    gone, stays, changed = many(asked, 3)
    finding.begin_looking(actor=None)
    read = looking.next_found()
    sending.withdraw(response=gone)
    changed.current_version = 2
    database.flush()
    assert finding.put(actor=None, found=read) == 1
    assert found(database) == {stays.id}
    assert database.scalar(select(func.count()).select_from(Redaction)) == 1
    tick()
    assert found(database) == {stays.id, changed.id}


def test_what_another_put_in_the_queue_meanwhile_is_there_once(asked, database):
    many(asked, 2)
    finding.begin_looking(actor=None)
    read = looking.next_found()
    assert finding.find_new(actor=None) == 2
    assert finding.put(actor=None, found=read) == 0
    assert len(found(database)) == 2


def test_each_consultation_has_one_place_and_one_behind_it(asked, database):
    many(asked, 1)
    tick(), tick()
    rows = database.scalars(select(PublicationLook).order_by(PublicationLook.behind)).all()
    assert [(row.consultation_id, row.behind) for row in rows] == [
        (asked.id, False),
        (asked.id, True),
    ]
    assert rows[0].until_at - rows[1].until_at > timedelta(days=1)
    assert publication.publish_due() == 0
