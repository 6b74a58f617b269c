"""Answers written in bulk are those the commands make."""

from collections import Counter
from random import Random
from uuid import UUID

import pytest
import sqlalchemy as sa

from engage import demo
from engage.accounts.models import Role
from engage.audit.models import Action, Entry
from engage.consultations import queries as consultations
from engage.core.db import UtcDateTime, db, unit_of_work
from engage.core.errors import RuleBroken
from engage.demo import bulk, moderation, responses
from engage.demo.replies import Writer
from engage.demo.rows import Keys, Maker, write
from engage.demo.world import person
from engage.equality.models import MonitoringAnswer
from engage.responses import rules
from engage.responses.commands import finding, publication
from engage.responses.models import (
    Contact,
    Publication,
    Redaction,
    Response,
    ResponseContact,
    ResponseEquality,
    ResponseVersion,
    SavedDraft,
    published_words,
    taken_out,
)
from engage.responses.queries import publication as publications

TABLES = (Response, ResponseVersion, ResponseEquality, MonitoringAnswer, Entry)
KEYS = {
    "id",
    "reference",
    "draft_key",
    "secret_hash",
    "code_lookup",
    "response_id",
    "monitoring_key",
    "subject_id",
    "publication_id",
    "contact_id",
}
SENT = (Action.RESPONSE_SUBMITTED, Action.RESPONSE_ENTERED)


def _replies(slug, number, seed):
    writer = Writer(consultations.by_slug(slug), Random(seed))  # noqa: S311 - made-up people
    return [writer.reply(share=(at + 0.5) / number) for at in range(number)]


def _columns(row):
    """A row without the values of keys and moments: of a key only whether there is one."""
    table = type(row).__table__
    return {
        column.name: (value is None) if column.name in KEYS else value
        for column in table.columns
        if not isinstance(column.type, UtcDateTime)
        for value in [getattr(row, column.name)]
    }


def _stands():
    """All that stands of each answer, in the order they came, followed over the keys."""
    session = db.session
    session.expire_all()
    found = []
    for row in session.scalars(sa.select(Response).order_by(Response.submitted_at)):
        here = [_columns(row)]
        links = session.scalars(
            sa.select(ResponseEquality).where(ResponseEquality.response_id == row.id)
        ).all()
        about = [session.get(MonitoringAnswer, link.monitoring_key) for link in links]
        of_it = [
            *session.scalars(sa.select(ResponseVersion).filter_by(response_id=row.id)),
            *links,
            *about,
            *session.scalars(sa.select(Entry).where(Entry.subject_id == row.id)),
        ]
        found.append(here + [_columns(each) for each in of_it])
    return found


def _stands_onward():
    """All that stands of each answer on its way to the public, by the order they came."""
    session, found = db.session, []
    session.expire_all()
    for row in session.scalars(sa.select(Response).order_by(Response.submitted_at)):
        link = session.scalar(sa.select(ResponseContact).filter_by(response_id=row.id))
        way = session.scalar(sa.select(Publication).filter_by(response_id=row.id))
        marks = session.scalars(
            sa.select(Redaction)
            .filter_by(publication_id=way.id)
            .order_by(Redaction.question_key, Redaction.start, Redaction.end)
        ).all()
        words = session.execute(
            sa.select(published_words.c.words).where(published_words.c.publication_id == way.id)
        ).all()
        words += session.execute(
            sa.select(taken_out.c.reason, taken_out.c.whole)
            .where(taken_out.c.publication_id == way.id)
            .order_by(taken_out.c.place)
        ).all()
        of_it = [way.id, *(each.id for each in marks)]
        lines = session.scalars(sa.select(Entry).where(Entry.subject_id.in_(of_it))).all()
        rows = [row, way, *marks, *([link, session.get(Contact, link.contact_id)] if link else [])]
        told = sorted(str(_columns(each) | {"details": each.details.keys()}) for each in lines)
        found.append([*map(_columns, rows), words, told])
    return found


def _clear():
    with unit_of_work():
        for rows in (published_words, taken_out):
            db.session.execute(rows.delete())
        for model in (Redaction, Publication, ResponseContact, Contact):
            db.session.execute(sa.delete(model))
        for model in (SavedDraft, ResponseEquality, ResponseVersion, Response, MonitoringAnswer):
            db.session.execute(sa.delete(model))
        db.session.execute(sa.delete(Entry).where(Entry.action.in_(SENT)))


def test_two_hundred_answers_in_bulk_are_row_for_row_those_of_the_commands(evenings):
    replies = _replies(evenings, 200, 53)
    with unit_of_work():
        responses.send_all(evenings, replies)
    by_commands = _stands()
    _clear()
    with unit_of_work():
        write(Maker(evenings, 200).rows(replies))
    in_bulk = _stands()
    assert len(by_commands) == 200
    assert {len(each) for each in by_commands} == {3, 5}
    for one, other in zip(by_commands, in_bulk, strict=True):
        assert one == other


def test_answers_on_their_way_in_bulk_are_row_for_row_those_of_the_commands(evenings):
    replies = _replies(evenings, 100, 54)
    for at, reply in enumerate(replies):
        bulk.send_onward(reply, at)
        if at % 5 == 2:
            reply.answers |= dict.fromkeys(reply.themes, "")
    with unit_of_work():
        sent = responses.send_all(evenings, replies)
    with unit_of_work():
        finding.find_new(actor=None)
    words = [each for each in sent if publications.of_response(each.response_id).state == "waiting"]
    first = [each for each in words if each.reply.way in {"published", "checked_once"}]
    with unit_of_work():
        moderation.check_each(evenings, first, person(Role.ANALYST), moderation.first_check)
    second = [each for each in first if each.reply.way == "published"]
    with unit_of_work():
        lead = person(Role.ENGAGEMENT_LEAD)
        moderation.check_each(evenings, second, lead, moderation.second_check)
    with unit_of_work():
        publication.publish_due()
    by_commands = _stands_onward()
    _clear()
    with unit_of_work():
        write(Maker(evenings, 100).rows(replies))
    in_bulk = _stands_onward()
    assert len(by_commands) == 100
    for one, other in zip(by_commands, in_bulk, strict=True):
        assert one == other
    states = Counter(each[1]["state"] for each in in_bulk)
    assert set(states) == {"published", "checked_once", "waiting", "wordless"}
    assert sum(len(each) > 4 for each in in_bulk) >= 5


def test_the_clock_finds_nothing_more_of_what_was_written_on_its_way(evenings):
    demo.generate(evenings, 30, 7, print, onward=True)
    with unit_of_work():
        assert finding.find_new(actor=None) == 0
    assert db.session.scalar(sa.select(sa.func.count(Publication.id))) == 30


def test_equality_rows_in_bulk_tell_no_finer_moment_than_the_day(evenings):
    demo.generate(evenings, 60, 1, print)
    for row in db.session.scalars(sa.select(MonitoringAnswer)):
        assert row.created_at.minute == row.created_at.second == row.created_at.microsecond == 0
        assert row.id.version == 4


@pytest.mark.once
def test_any_number_is_written_in_pieces_and_told(evenings, monkeypatch):
    monkeypatch.setattr(bulk, "_CHUNK", 10)
    monkeypatch.setattr(bulk, "_TELL", 20)
    said = []
    demo.generate(evenings, 25, 7, said.append)
    assert said == ["20 of 25 answers written", "25 of 25 answers written"]
    assert db.session.scalar(sa.select(sa.func.count(Response.id))) == 25


@pytest.mark.once
def test_more_can_be_written_beside_those_that_are_there(evenings):
    demo.generate(evenings, 30, 7, print)
    demo.generate(evenings, 30, 8, print)
    references = db.session.scalars(sa.select(Response.reference)).all()
    assert len(set(references)) == 60
    assert all(rules.clean_reference(each) == each for each in references)


@pytest.mark.once
def test_the_same_seed_gives_the_same_answers(evenings):
    assert _replies(evenings, 40, 3) == _replies(evenings, 40, 3)
    assert _replies(evenings, 40, 3) != _replies(evenings, 40, 4)


@pytest.mark.once
@pytest.mark.parametrize("slug", ["health-visitors", "no-such-thing"])
def test_only_a_consultation_of_the_example_that_opened_can_be_filled(app, slug):
    with pytest.raises(RuleBroken, match="Choose a consultation of the example"):
        demo.generate(slug, 1, 1, print)


def test_keys_rise_so_that_an_index_grows_at_its_end():
    keys = Keys(1000)
    made = []
    for _ in range(1000):
        made.append(keys.hash())
        keys.step()
    assert made == sorted(set(made))
    assert {len(each) for each in made} == {64}


@pytest.mark.once
def test_equality_rows_in_bulk_come_in_no_order_that_leads_to_an_answer(evenings):
    rows = Maker(evenings, 200).rows(_replies(evenings, 200, 5))
    order = {row["id"]: at for at, row in enumerate(rows[Response])}
    link_of = {row["monitoring_key"]: row["response_id"] for row in rows[ResponseEquality]}
    by_links = [order[row["response_id"]] for row in rows[ResponseEquality]]
    by_answers = [order[link_of[row["id"]]] for row in rows[MonitoringAnswer]]
    by_keys = [order[link_of[key]] for key in sorted(link_of)]
    by_link_keys = [
        order[row["response_id"]]
        for row in sorted(rows[ResponseEquality], key=lambda row: row["id"])
    ]
    came = sorted(by_links)
    assert len(came) > 100
    for each in (by_links, by_answers, by_keys, by_link_keys):
        assert sorted(each) == came
        assert sum(one == other for one, other in zip(each, came, strict=True)) < 15
    assert by_links != by_answers
    assert {UUID(row["id"]).version for row in rows[MonitoringAnswer]} == {4}
