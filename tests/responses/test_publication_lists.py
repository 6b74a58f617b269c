"""Who checks which answer next, what the public reads of it, and the log of what was taken out."""

import pytest
import sqlalchemy as sa

from engage.core.turning import Turn
from engage.responses.models import (
    GroupVoice,
    PublicationState,
    RedactionReason,
    RespondentKind,
)
from engage.responses.queries import publication as queries
from engage.responses.queries import published as lists
from engage.responses.queries.words import with_words
from engage.responses.rules import flags
from tests.factories.consultations import closed_consultation
from tests.factories.publication import analyst, checked, nobody_drawn, published, queued
from tests.factories.responses import asked_of

WAITING = PublicationState.WAITING
PRIVATE = "My name is Jane Smith and the bus is late."


@pytest.fixture
def asked(database, monkeypatch):
    nobody_drawn(monkeypatch)
    return closed_consultation()


def shown(consultation, search=""):
    return lists.published(consultation, asked_of(consultation), search, Turn()).items


def words(one):
    return [each.words for text in one.texts for each in text.pieces]


# --- For staff ------------------------------------------------------------------------------------


def test_the_queue_counts_by_state_and_shows_the_oldest_first(asked):
    first, second = queued(asked), queued(asked, PRIVATE)
    assert queries.state_counts(asked.id) == {
        **dict.fromkeys(queries.QUEUES, 0),
        WAITING: 2,
    }
    page = queries.queue(asked.id, WAITING, Turn(), 2)
    assert [each.publication.id for each in page.items] == [
        first.publication.id,
        second.publication.id,
    ]
    assert (page.items[1].flags, page.items[1].language.code) == ([flags.Flag.FOUND], "en_GB")
    assert (page.previous, page.following) == ({}, {})


def test_second_checks_come_first_and_never_to_the_same_person(asked):
    first, second = analyst(), analyst()
    one = checked(asked, queued(asked), first, ask_second=True)
    assert queries.next_to_check(asked.id, first.id) is None
    assert queries.next_to_check(asked.id, second.id) == one.publication.id
    waiting = queued(asked)
    assert queries.next_to_check(asked.id, first.id) == waiting.publication.id
    assert queries.next_to_check(asked.id, second.id) == one.publication.id


# --- For the public -------------------------------------------------------------------------------


def test_the_public_reads_what_is_left_and_can_search_nothing_else(asked):
    published(asked, PRIVATE)
    (one,) = shown(asked)
    assert words(one) == ["My name is ", "", " and the bus is late."]
    assert one.texts[0].pieces[1].reason is RedactionReason.PERSONAL
    assert (one.texts[0].label, one.language.code) == ("What would make it hard?", "en_GB")
    assert len(shown(asked, "BUS late")) == 1
    assert (shown(asked, "Jane"), shown(asked, "us"), shown(asked, "%")) == ([], [], [])


@pytest.mark.once
def test_a_search_begins_at_the_index_of_words_and_not_at_each_answer(asked, database):
    wanted, _place = with_words(lists.listed(asked.id), "bus", asked.id)
    line = wanted.compile(database.get_bind(), compile_kwargs={"literal_binds": True})
    plan = database.execute(sa.text(f"EXPLAIN QUERY PLAN {line}")).all()
    assert "published_words_found" in plan[0][-1]
    assert "published_words USING INTEGER PRIMARY KEY" in plan[1][-1]


def test_an_organisation_stands_under_its_name_and_nobody_else_does(asked, database):
    one = published(asked, respondent_kind=RespondentKind.ORGANISATION)
    database.add(GroupVoice(response_id=one.response.id, name="Walkers of Sidcup"))
    two = published(asked, respondent_kind=RespondentKind.GROUP)
    database.add(GroupVoice(response_id=two.response.id, name="Five neighbours"))
    published(asked, respondent_kind=RespondentKind.ORGANISATION)
    database.flush()
    assert sorted(each.who for each in shown(asked)) == ["", "", "Walkers of Sidcup"]


def test_a_long_answer_is_cut_in_the_list_and_whole_alone(asked):
    one = published(asked, "The bus is late. " * 60)
    (listed,) = shown(asked)
    whole = lists.published_one(asked, asked_of(asked), one.publication.id)
    assert (listed.cut, whole.cut) == (True, False)
    assert len(words(listed)[0]) < len(words(whole)[0])


def test_the_log_has_a_line_for_each_part_and_leads_to_nobody(asked):
    published(asked, PRIVATE, street="Ring 07700 900123")
    queued(asked, PRIVATE)
    page = lists.taken_out(asked.id, Turn())
    assert (page.total, {each.whole for each in page.items}) == (2, {False})
    assert set(vars(page.items[0])) == {"at", "reason", "whole"}
