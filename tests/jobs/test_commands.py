"""Nothing is sent for a change that was undone, and nothing committed is forgotten."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engage.core import mail
from engage.core.clock import days_away, now
from engage.core.db import db
from engage.jobs import commands, queries, tasks
from engage.jobs.models import Job, JobState, Lease

LETTER = {
    "to": "reader@example.org",
    "subject": "Your link",
    "body": "Use it once.",
    "message_id": "<one@engage.invalid>",
}
MINUTE = 1 / (24 * 60)


def post(**more):
    return commands.plan("mail", dict(LETTER), actor=None, **more)


def test_a_planned_letter_is_sent_once_and_its_words_are_wiped(app, database):
    job = post()
    database.commit()
    assert job.state is JobState.WAITING
    assert commands.deliver_due() == 1
    assert commands.deliver_due() == 0
    (sent,) = app.extensions["outgoing"]
    assert (sent["To"], sent["Message-ID"]) == ("reader@example.org", "<one@engage.invalid>")
    assert (job.state, job.payload, job.attempts) == (JobState.DONE, {}, 1)
    assert "Use it once" not in str(database.execute(sa.text("SELECT payload FROM job")).all())


def test_nothing_is_sent_for_a_change_that_was_undone(app, database):
    post()
    database.rollback()
    assert commands.deliver_due() == 0
    assert app.extensions["outgoing"] == []


def test_a_job_waits_for_its_time(app, database):
    job = post(due_at=now() + timedelta(hours=1))
    assert commands.deliver_due() == 0
    assert job.state is JobState.WAITING
    with days_away(2 * 60 * MINUTE):
        assert commands.deliver_due() == 1


def test_jobs_are_done_oldest_first_and_no_more_than_asked(app, database):
    for minutes in (1, 3, 2):
        commands.plan(
            "mail",
            {**LETTER, "subject": str(minutes)},
            actor=None,
            due_at=now() - timedelta(minutes=minutes),
        )
    assert commands.deliver_due(limit=2) == 2
    assert [each["Subject"] for each in app.extensions["outgoing"]] == ["3", "2"]


def test_work_of_an_unknown_kind_is_refused(database):
    with pytest.raises(ValueError, match="telegram"):
        commands.plan("telegram", {}, actor=None)


def test_a_failed_job_waits_longer_each_time_and_is_given_up(database, monkeypatch):
    def down(_message):
        raise ConnectionError("the server and its words")

    monkeypatch.setattr(mail, "send", down)
    job = post()
    days, waits = 0.0, []
    for _attempt in range(8):
        with days_away(days):
            assert commands.deliver_due() == 0
            waits.append(round((job.due_at - now()) / timedelta(minutes=1)))
        days += waits[-1] * MINUTE + MINUTE
    assert waits == [1, 2, 4, 8, 16, 32, 64, 0]
    assert (job.state, job.attempts, job.last_error) == (JobState.FAILED, 8, "ConnectionError")
    assert job.payload == {}
    with days_away(days + 1):
        assert commands.deliver_due() == 0
    assert job.attempts == 8


def test_a_failed_letter_is_the_same_letter_when_it_goes_at_last(app, database, monkeypatch):
    send, tries = mail.send, []

    def down_once(message):
        tries.append(message["Message-ID"])
        if len(tries) == 1:
            raise ConnectionError
        send(message)

    monkeypatch.setattr(mail, "send", down_once)
    job = post()
    commands.deliver_due()
    with days_away(5 * MINUTE):
        assert commands.deliver_due() == 1
    assert tries == [LETTER["message_id"]] * 2
    assert (job.state, job.payload) == (JobState.DONE, {})


def test_one_that_fails_does_not_hold_up_the_next(app, database, monkeypatch):
    send = mail.send

    def only_good(message):
        if message["Subject"] == "bad":
            raise ConnectionError
        send(message)

    monkeypatch.setattr(mail, "send", only_good)
    bad = commands.plan("mail", {**LETTER, "subject": "bad"}, actor=None)
    post()
    assert commands.deliver_due() == 1
    assert len(app.extensions["outgoing"]) == 1
    assert bad.state is JobState.WAITING


def test_the_clock_delivers_what_is_due(app, database):
    post()
    tasks.deliver()
    assert len(app.extensions["outgoing"]) == 1


def test_a_timed_task_is_run_by_one_worker_at_a_time(database):
    assert commands.take_lease("seal", "one", 60)
    assert not commands.take_lease("seal", "two", 60)
    assert commands.take_lease("deliver", "two", 60)


def test_the_holder_may_renew_and_another_takes_over_when_it_ends(database):
    assert commands.take_lease("seal", "one", 60)
    first_end = queries.lease("seal").until_at
    with days_away(MINUTE / 2):
        assert commands.take_lease("seal", "one", 60)
    assert queries.lease("seal").until_at > first_end
    with days_away(2 * MINUTE):
        assert commands.take_lease("seal", "two", 60)
        assert not commands.take_lease("seal", "one", 60)


def test_of_two_workers_who_start_together_one_gets_the_task(database, monkeypatch):
    database.add(Lease(name="seal", holder="one", until_at=now() + timedelta(minutes=1)))
    database.commit()
    monkeypatch.setattr(queries, "lease", lambda _name: None)
    assert not commands.take_lease("seal", "two", 60)
    database.commit()
    with Session(db.engine) as other:
        assert [each.holder for each in other.scalars(sa.select(Lease))] == ["one"]


def test_the_session_goes_on_after_the_other_worker_was_quicker(database, monkeypatch):
    assert commands.take_lease("seal", "one", 60)
    monkeypatch.setattr(queries, "lease", lambda _name: None)
    post()
    assert not commands.take_lease("seal", "two", 60)
    database.commit()
    assert database.scalars(sa.select(Job.kind)).all() == ["mail"]
