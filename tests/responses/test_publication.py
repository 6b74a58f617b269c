"""From permission to the public list: two people, a delay, and down again at once."""

from datetime import timedelta
from itertools import product

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from engage.audit.models import Action, Entry
from engage.consultations.models import Weight
from engage.core.clock import days_away, now
from engage.core.errors import NotFound, RuleBroken
from engage.core.turning import Turn
from engage.responses import tasks
from engage.responses.commands import finding
from engage.responses.commands import publication as commands
from engage.responses.models import (
    AgeGroup,
    Permission,
    Publication,
    PublicationState,
    Redaction,
    RedactionReason,
    Response,
    ResponseState,
    ResponseVersion,
    published_words,
)
from engage.responses.queries import publication as queries
from engage.responses.queries import published as lists
from engage.responses.rules import flags
from engage.responses.rules import redaction as rules
from tests.factories.consultations import closed_consultation, open_consultation
from tests.factories.publication import (
    PLAIN,
    again,
    allowed,
    analyst,
    checked,
    nobody_drawn,
    published,
    queued,
    seen,
    settled,
)
from tests.factories.responses import asked_of, entered

READY, ONCE = PublicationState.READY, PublicationState.CHECKED_ONCE
WAITING, OUT = PublicationState.WAITING, PublicationState.PUBLISHED
PRIVATE = "My name is Jane Smith and the bus is late."


@pytest.fixture
def asked(database, monkeypatch):
    nobody_drawn(monkeypatch)
    return closed_consultation()


def history(database, action):
    return database.scalars(select(Entry).where(Entry.action == action)).all()


def shown(consultation, search=""):
    return lists.published(consultation, asked_of(consultation), search, Turn()).items


def words(one):
    return [each.words for text in one.texts for each in text.pieces]


# --- Into the queue -----------------------------------------------------------------------------


def test_only_answers_with_permission_come_into_the_queue(asked, database):
    entered(asked)
    allowed(asked, PRIVATE)
    assert finding.find_new(actor=None) == 1
    assert finding.find_new(actor=None) == 0
    row = database.scalars(select(Publication)).one()
    assert (row.state, row.version_number, row.flags) == (WAITING, 1, ["found"])
    marks = database.scalars(select(Redaction)).all()
    assert [(each.start, each.end, each.found, each.made_by) for each in marks] == [
        (11, 21, "name", None)
    ]
    assert history(database, Action.PUBLICATIONS_FOUND)[0].details == {"count": 1}


def test_the_public_key_of_an_answer_tells_no_time(asked, database):
    one = queued(asked)
    assert one.publication.id.version == 4
    assert one.response.id.version == 7


def test_a_light_consultation_is_never_shown_one_by_one(database):
    allowed(closed_consultation(weight=Weight.LIGHT))
    assert finding.find_new(actor=None) == 0


def test_new_answers_of_one_consultation_alone_can_be_looked_for(asked):
    other = open_consultation("other")
    allowed(asked), allowed(other)
    assert finding.find_new(actor=None, consultation_id=other.id) == 1
    assert finding.find_new(actor=None) == 1


def test_an_answer_without_words_asks_nobody(asked, database):
    allowed(asked, "")
    finding.find_new(actor=None)
    assert database.scalars(select(Publication)).one().first_by is None
    assert set(queries.state_counts(asked.id).values()) == {0}
    assert queries.next_to_check(asked.id, analyst().id) is None
    assert lists.taken_out(asked.id, Turn()).items == []


def test_the_condition_in_the_database_is_the_rule(asked, database):
    first = allowed(asked)
    cases = list(product(Permission, ResponseState, (True, False), (None, first.id)))
    for permission, state, held, same in cases:
        allowed(asked, permission=permission, state=state, held=held, duplicate_of=same)
    database.flush()
    by_rule = {
        each.id for each in database.scalars(select(Response)) if rules.may_be_shown(each, asked)
    }
    by_query = set(database.scalars(select(Response.id).where(queries.may_be_shown())))
    assert by_rule == by_query
    assert len(by_rule) == 2


# --- One person, or two -------------------------------------------------------------------------


def test_one_person_is_enough_for_a_plain_answer_and_it_waits_a_day(asked):
    one = checked(asked, queued(asked))
    assert (one.publication.state, one.publication.second) == (READY, False)
    assert timedelta(hours=23) < one.publication.not_before - now() <= timedelta(hours=24)
    assert commands.publish_ready() == 0
    assert shown(asked) == []
    with days_away(1.01):
        assert commands.publish_ready() == 1
    assert words(shown(asked)[0]) == [PLAIN]


@pytest.mark.parametrize(
    ("text", "facts", "flag"),
    [
        (PRIVATE, {}, "found"),
        ("My mum has dementia.", {}, "health"),
        (PLAIN, {"age_group": AgeGroup.TEEN}, "child"),
        (PLAIN, {"age_group": AgeGroup.CHILD}, "child"),
        ("El autobús.", {"language": "es"}, "language"),
    ],
)
def test_every_flagged_answer_needs_a_second_person(database, monkeypatch, text, facts, flag):
    nobody_drawn(monkeypatch)
    asked = closed_consultation(languages=("en_GB", "es"))
    first, second = analyst(), analyst()
    one = settled(asked, queued(asked, text, **facts), first, take_out=False)
    one = checked(asked, one, first)
    assert (one.publication.state, one.publication.second) == (ONCE, True)
    assert flag in one.publication.flags
    with days_away(2):
        assert commands.publish_ready() == 0
    with pytest.raises(RuleBroken, match="Another person"):
        commands.finish(actor=first, one=one, seen=one.seen, ask_second=False)
    one = checked(asked, one, second)
    assert (one.publication.first_by, one.publication.second_by) == (first.id, second.id)
    assert commands.publish_ready() == 1
    assert one.publication.state is OUT


def test_a_part_taken_out_by_hand_needs_a_second_person_too(asked):
    one = queued(asked)
    commands.mark(
        actor=analyst(), one=one, question_key="hard", words="bus", reason=RedactionReason.LAW
    )
    one = checked(asked, again(asked, one))
    assert (one.publication.state, one.publication.flags) == (ONCE, ["marked"])


def test_the_first_reader_may_ask_for_a_second(asked):
    one = checked(asked, queued(asked), ask_second=True)
    assert (one.publication.state, one.publication.flags) == (ONCE, ["asked"])


def test_who_is_drawn_is_known_only_after_the_check_and_stays_drawn(asked, monkeypatch):
    monkeypatch.setattr(flags, "drawn", lambda: True)
    one = queued(asked)
    assert not one.publication.second
    one = checked(asked, one)
    assert one.publication.state is ONCE
    nobody_drawn(monkeypatch)
    commands.reopen(actor=analyst(), one=one)
    assert checked(asked, again(asked, one)).publication.state is ONCE


def test_each_suggestion_is_settled_before_the_check_is_done(asked):
    one = queued(asked, PRIVATE)
    with pytest.raises(RuleBroken, match="yes or no"):
        commands.finish(actor=analyst(), one=one, seen=one.seen, ask_second=False)


def test_marks_that_changed_meanwhile_are_seen_first(asked):
    one = queued(asked)
    as_seen = one.seen
    commands.mark(
        actor=analyst(), one=one, question_key="hard", words="bus", reason=RedactionReason.LAW
    )
    with pytest.raises(RuleBroken, match="changed"):
        commands.finish(actor=analyst(), one=again(asked, one), seen=as_seen, ask_second=False)


# --- Marks ----------------------------------------------------------------------------------------


def test_words_are_taken_out_wherever_they_stand_and_the_original_stays(asked, database):
    one = queued(asked, "The bus and the bus.")
    who = analyst()
    made = commands.mark(
        actor=who, one=one, question_key="hard", words="bus", reason=RedactionReason.HARM
    )
    marks = again(asked, one).redactions
    assert (made, [(each.start, each.end) for each in marks]) == (2, [(4, 7), (16, 19)])
    assert {each.made_by for each in marks} == {who.id}
    assert one.response.answers["hard"] == "The bus and the bus."
    assert database.scalars(select(ResponseVersion)).one().answers["hard"] == "The bus and the bus."
    assert {each.details["reason"] for each in history(database, Action.REDACTION_MADE)} == {"harm"}


def test_the_same_words_twice_are_one_mark(asked):
    one = queued(asked, PRIVATE)
    commands.mark(
        actor=analyst(),
        one=one,
        question_key="hard",
        words="Jane Smith",
        reason=RedactionReason.LAW,
    )
    (mark,) = again(asked, one).redactions
    assert (mark.found, mark.reason, rules.counts(mark)) == ("name", RedactionReason.LAW, True)


def test_only_words_of_a_text_can_be_taken_out(asked):
    one = queued(asked)
    for key, typed in (("hard", "train"), ("where", "bus")):
        with pytest.raises(RuleBroken):
            commands.mark(
                actor=analyst(), one=one, question_key=key, words=typed, reason=RedactionReason.LAW
            )


def test_what_was_taken_out_can_be_left_in_again(asked, database):
    one = settled(asked, queued(asked, PRIVATE), analyst())
    commands.lift(actor=analyst(), one=one, redaction=one.redactions[0])
    assert not rules.counts(again(asked, one).redactions[0])
    assert len(history(database, Action.REDACTION_LIFTED)) == 1
    one = settled(asked, one, analyst())
    commands.accept(
        actor=analyst(), one=one, redaction=one.redactions[0], reason=RedactionReason.PERSONAL
    )
    assert rules.counts(again(asked, one).redactions[0])


def test_showing_more_in_the_second_check_begins_the_checks_again(asked):
    one = checked(asked, settled(asked, queued(asked, PRIVATE), analyst()))
    second = analyst()
    commands.lift(actor=second, one=one, redaction=one.redactions[0])
    one = again(asked, one)
    assert (one.publication.state, one.publication.first_by) == (WAITING, None)
    assert checked(asked, one, second).publication.state is ONCE


def test_showing_less_in_the_second_check_does_not(asked):
    one = checked(asked, queued(asked, "My mum has dementia."))
    commands.mark(
        actor=analyst(), one=one, question_key="hard", words="mum", reason=RedactionReason.HEALTH
    )
    assert checked(asked, again(asked, one)).publication.state is READY


def test_a_checked_answer_is_not_marked_in_passing(asked):
    one = published(asked, PRIVATE)
    mark = one.redactions[0]
    for deed in (
        lambda: commands.lift(actor=analyst(), one=one, redaction=mark),
        lambda: commands.accept(
            actor=analyst(), one=one, redaction=mark, reason=RedactionReason.LAW
        ),
        lambda: commands.refuse(actor=analyst(), one=one, reason=RedactionReason.LAW),
    ):
        with pytest.raises(RuleBroken, match="back to the queue"):
            deed()


def test_a_mark_of_another_answer_is_not_found(asked):
    one, other = queued(asked, PRIVATE), queued(asked, PRIVATE)
    with pytest.raises(NotFound):
        one.redaction(other.redactions[0].id)
    assert one.redaction(one.redactions[0].id) is one.redactions[0]


# --- Refused, taken back, taken down ------------------------------------------------------------


def test_a_refused_answer_is_never_shown_and_the_log_says_why(asked, database):
    one = queued(asked)
    commands.refuse(actor=analyst(), one=one, reason=RedactionReason.HARM)
    with days_away(3):
        assert commands.publish_ready() == 0
    assert shown(asked) == []
    (line,) = lists.taken_out(asked.id, Turn()).items
    assert (line.reason, line.whole) == (RedactionReason.HARM, True)
    assert queries.state_counts(asked.id)[PublicationState.REFUSED] == 1
    commands.reopen(actor=analyst(), one=again(asked, one))
    assert (again(asked, one).publication.state, one.publication.why) == (WAITING, "")


def test_a_published_answer_can_be_taken_back_to_the_queue(asked, database):
    one = published(asked, PRIVATE)
    commands.reopen(actor=analyst(), one=one)
    assert (shown(asked), one.publication.published_at) == ([], None)
    assert database.execute(published_words.select()).all() == []
    assert rules.counts(again(asked, one).redactions[0])


def test_words_taken_off_the_list_are_gone_from_its_index_within_a_day(asked, database, backend):
    one = published(asked, "The zanzibar bus is late.")
    published(asked, "The street is dark.")
    commands.reopen(actor=analyst(), one=one)
    tasks.forget_words()
    assert shown(asked, "zanzibar") == []
    assert len(shown(asked, "dark")) == 1
    if backend == "sqlite":
        blocks = database.scalars(sa.text("SELECT block FROM published_words_found_data")).all()
        assert b"dark" in b"".join(blocks)
        assert b"zanz" not in b"".join(blocks)


GONE = {
    "changed": {"current_version": 2},
    "taken back": {"state": ResponseState.WITHDRAWN},
    "erased": {"state": ResponseState.ERASED},
    "held": {"held": True},
    "forbidden": {"permission": Permission.NO},
}


@pytest.mark.parametrize("facts", GONE.values(), ids=GONE)
def test_what_may_not_be_shown_any_more_is_gone_at_once(asked, database, facts):
    one = published(asked, PRIVATE)
    assert len(shown(asked)) == 1
    for name, value in facts.items():
        setattr(one.response, name, value)
    database.flush()
    assert shown(asked) == []
    with pytest.raises(NotFound):
        lists.published_one(asked, asked_of(asked), one.publication.id)
    with pytest.raises(NotFound):
        again(asked, one)
    assert lists.taken_out(asked.id, Turn()).items == []
    assert queries.queue(asked.id, OUT, Turn(), 1).items == []


def test_the_clock_takes_down_and_a_changed_answer_is_checked_anew(asked, database):
    one = published(asked, PRIVATE)
    one.response.answers = {**one.response.answers, "hard": "Ring 07700 900123"}
    one.response.current_version = 2
    commands.publish_ready()
    fresh = seen(asked, one.response)
    assert fresh.publication.id != one.publication.id
    assert (fresh.publication.state, fresh.publication.version_number) == (WAITING, 2)
    assert [each.found for each in fresh.redactions] == ["phone"]
    assert len(history(database, Action.PUBLICATION_TAKEN_DOWN)) == 1


def test_taking_down_leaves_no_words_behind(asked, database):
    one = published(asked, PRIVATE)
    commands.take_down(actor=None, response=one.response)
    commands.take_down(actor=None, response=one.response)
    assert database.scalars(select(Publication)).all() == []
    assert database.scalars(select(Redaction)).all() == []
