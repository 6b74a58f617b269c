"""Two answers of one person: asked, decided by a person, undone; people are counted once."""

import re
from itertools import pairwise
from uuid import uuid4

import pytest

from engage.audit.models import Action, Entry
from engage.core.clock import today
from engage.core.errors import NotFound, RuleBroken
from engage.core.turning import Turn
from engage.responses import commands as responses
from engage.responses import queries
from engage.responses.commands import duplicates as commands
from engage.responses.commands.inbound import keep_contact
from engage.responses.models import RespondentKind
from engage.responses.queries import alike, arrivals
from tests.factories.accounts import SiteFactory
from tests.factories.arrivals import staff
from tests.factories.consultations import open_consultation
from tests.factories.reports import cost
from tests.factories.responses import sent

DESK = "/desk/consultations/evenings/duplicates/"


@pytest.fixture
def asked(database):
    SiteFactory()
    return open_consultation()


def reached_at(database, response, email):
    keep_contact(actor=None, response=response, sender=f"Somebody <{email}>")
    return response


def two(asked, database, emails=("ana@example.org", "ANA@example.org")):
    made = [reached_at(database, sent(asked), email) for email in emails]
    return sorted(made, key=lambda each: (each.submitted_at, each.id))


def decided(asked, same=True):
    (pair,) = alike.likely(asked.id).items
    return commands.decide(actor=staff(), pair=pair, same=same)


def test_the_same_email_asks_and_another_one_does_not(asked, database):
    older, newer = two(asked, database)
    reached_at(database, sent(asked), "bo@example.org")
    reached_at(database, sent(asked), "")
    reached_at(database, sent(asked), "")
    (pair,) = alike.likely(asked.id).items
    assert (pair.older.id, pair.newer.id, pair.why) == (older.id, newer.id, "email")


def keys(pairs):
    return [(each.older.id, each.newer.id) for each in pairs.items]


def test_many_answers_of_one_email_are_asked_about_one_beside_the_next(asked, database):
    made = [reached_at(database, sent(asked), "library@example.org").id for _each in range(5)]
    assert keys(alike.likely(asked.id)) == [*pairwise(made)]
    (first, *_rest) = alike.likely(asked.id).items
    commands.decide(actor=staff(), pair=first, same=False)
    assert keys(alike.likely(asked.id)) == [(made[0], made[2]), *pairwise(made[1:])]
    commands.decide(actor=staff(), pair=alike.likely(asked.id).items[1], same=True)
    assert keys(alike.likely(asked.id)) == [(made[0], made[2]), (made[2], made[3]), (*made[3:],)]


def test_pairs_come_a_page_at_a_time(asked, as_lead, database, monkeypatch):
    monkeypatch.setattr(alike, "PAGE", 2)
    monkeypatch.setattr(alike, "_CONTACTS", 2)
    made = set()
    for at in range(5):
        made.add(tuple(each.id for each in two(asked, database, (f"{at}@example.org",) * 2)))
    pages, after = [], None
    while not pages or after:
        page = alike.likely(asked.id, after)
        pages.append(keys(page))
        after = page.after
    assert [len(each) for each in pages] == [2, 2, 1]
    assert {each for page in pages for each in page} == made
    page = as_lead.get(DESK)
    (following,) = re.findall(rf'href="({DESK}\?pair=[^"]+)"', page.text)
    assert "Back to the first pairs" in as_lead.get(following).text
    for pair in alike.likely(asked.id).items:
        commands.decide(actor=staff(), pair=pair, same=True)
    assert keys(alike.likely(asked.id)) == [*pages[1]]
    assert keys(alike.likely(asked.id, uuid4())) == [*pages[1]]


def test_pairs_cost_the_same_however_many_there_are(asked, as_lead, database):
    costs = []
    for at in range(4):
        two(asked, database, (f"{at}@example.org",) * 2)
        if at:
            commands.decide(actor=staff(), pair=alike.likely(asked.id).items[0], same=bool(at % 2))
            costs.append(cost(as_lead, DESK))
    assert len(set(costs)) == 1
    assert costs[0] <= 12


def test_two_consultations_are_two_answers(asked, database):
    other = open_consultation("other")
    reached_at(database, sent(asked), "ana@example.org")
    reached_at(database, sent(other), "ana@example.org")
    assert alike.likely(asked.id).items == alike.likely(other.id).items == []


def test_nothing_is_counted_out_before_somebody_decides(asked, database):
    two(asked, database)
    assert arrivals.people_counted(asked.id) == 2


def test_of_one_persons_answers_the_newest_counts_and_no_word_is_lost(asked, database):
    older, newer = two(asked, database)
    decided(asked)
    assert older.duplicate_of == newer.id
    assert arrivals.people_counted(asked.id) == 1
    (read,) = queries.closed_columns(asked, ("bus",))
    assert len(read.keys) == 1
    assert len(queries.submitted(asked.id)) == 2
    assert sum(each.count for each in queries.work_counts(asked.id)) == 2
    assert alike.likely(asked.id).items == []


def test_two_people_who_share_an_email_both_count_and_are_not_asked_again(asked, database):
    two(asked, database)
    decided(asked, same=False)
    assert arrivals.people_counted(asked.id) == 2
    assert alike.likely(asked.id).items == []


@pytest.mark.parametrize("same", [True, False])
def test_a_decision_can_be_taken_back(asked, database, same):
    older, _newer = two(asked, database)
    made = decided(asked, same=same)
    found = alike.decision(asked.id, made.id)
    commands.undo(actor=staff(), decided=found)
    assert older.duplicate_of is None
    assert arrivals.people_counted(asked.id) == 2
    assert len(alike.likely(asked.id).items) == 1
    actions = {each.action for each in database.query(Entry).all()}
    assert {Action.LIKENESS_DECIDED, Action.LIKENESS_UNDONE} <= actions


def test_a_third_answer_is_asked_about_with_the_newest_only(asked, database):
    _older, newer = two(asked, database)
    decided(asked)
    third = reached_at(database, sent(asked), "ana@example.org")
    (pair,) = alike.likely(asked.id).items
    assert {pair.older.id, pair.newer.id} == {newer.id, third.id}
    decided(asked)
    assert arrivals.people_counted(asked.id) == 1


def test_when_the_newer_is_taken_back_the_older_counts_again(asked, database):
    _older, newer = two(asked, database)
    decided(asked)
    responses.withdraw(response=newer)
    assert arrivals.people_counted(asked.id) == 1


def test_one_decided_meanwhile_is_not_decided_again(asked, database):
    two(asked, database)
    (pair,) = alike.likely(asked.id).items
    commands.decide(actor=staff(), pair=pair, same=True)
    with pytest.raises(RuleBroken, match="just now"):
        commands.decide(actor=staff(), pair=pair, same=True)


def test_an_answer_that_is_held_back_is_in_no_pair(asked, database):
    older, _newer = two(asked, database)
    older.held = True
    database.flush()
    assert alike.likely(asked.id).items == []


def test_once_the_answers_are_frozen_nothing_is_decided(asked, database):
    two(asked, database)
    made = decided(asked)
    asked.frozen_on = today()
    with pytest.raises(RuleBroken, match="frozen since"):
        commands.undo(actor=staff(), decided=alike.decision(asked.id, made.id))
    assert arrivals.people_counted(asked.id) == 1


def test_groups_and_organisations_are_no_people(asked, database):
    sent(asked)
    sent(asked, kind=RespondentKind.ORGANISATION)
    group = sent(asked, kind=RespondentKind.GROUP)
    group.speaks_for = 310
    database.flush()
    assert arrivals.people_counted(asked.id) == 1
    told = arrivals.voices(asked.id)
    assert told[RespondentKind.GROUP] == arrivals.Voices(1, 310)
    assert told[RespondentKind.ORGANISATION] == arrivals.Voices(1, 0)


# --- The page -------------------------------------------------------------------------------


def test_somebody_looks_at_both_and_decides(asked, as_lead, database):
    older, newer = two(asked, database)
    page = as_lead.get(DESK).text
    assert older.reference in page
    assert "Both came from the same email." in page
    assert "ana@example.org" not in page.lower()
    assert "The bus stops at eight." in page
    answer = as_lead.send(DESK, to=f"{DESK}{older.id}/{newer.id}/same/")
    assert answer.status_code == 302
    page = as_lead.get(DESK).text
    assert "People who count now: 1." in page
    assert "one person" in page
    likeness = alike.decided(asked.id, Turn()).items[0].likeness
    assert as_lead.send(DESK, to=f"{DESK}undo/{likeness.id}/").status_code == 302
    assert "People who count now: 2." in as_lead.get(DESK).text


def test_whoever_reads_two_answers_can_say_that_one_worries_them(asked, as_lead, database):
    older, newer = two(asked, database)
    third = reached_at(database, sent(asked), "ana@example.org")
    page = as_lead.get(DESK).text
    for each, times in ((older, 1), (newer, 2), (third, 1)):
        assert page.count(f'action="/desk/answers/{each.id}/concern/"') == times
    assert len(set(re.findall(r'<textarea[^>]* id="(concern-[^"]+)"', page))) == 4
    told = as_lead.send(DESK, {"note": "In danger."}, to=f"/desk/answers/{newer.id}/concern/")
    assert told.status_code == 302
    assert newer.held
    page = as_lead.get(DESK).text
    assert newer.reference not in page
    assert page.count("I am worried about this person") == 2


def test_a_pair_that_is_none_cannot_be_decided(asked, as_lead, database):
    older, newer = two(asked, database)
    for path in (
        f"{newer.id}/{older.id}/same/",
        f"{older.id}/{uuid4()}/same/",
        f"{older.id}/{newer.id}/perhaps/",
        f"undo/{uuid4()}/",
    ):
        assert as_lead.send(DESK, to=f"{DESK}{path}").status_code == 404
    assert arrivals.people_counted(asked.id) == 2
    with pytest.raises(NotFound):
        alike.decision(asked.id, uuid4())


def test_without_a_pair_the_page_says_so(asked, as_lead):
    assert "No pair waits" in as_lead.get(DESK).text
