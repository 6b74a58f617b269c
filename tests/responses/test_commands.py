"""Keep a draft, send it once, enter a paper form, take an answer back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.audit.models import Action, Entry
from engage.consultations import queries as consultations
from engage.core.clock import days_away, today
from engage.core.errors import RuleBroken
from engage.equality import queries as equality
from engage.equality.models import MonitoringAnswer
from engage.responses import commands, queries, rules
from engage.responses.models import (
    Channel,
    RespondentKind,
    Response,
    ResponseEquality,
    ResponseState,
    ResponseVersion,
    SavedDraft,
)
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import closed_consultation, open_consultation
from tests.factories.places import AreaFactory, PostcodeDistrictFactory
from tests.factories.responses import ANSWERS, SALT, asked_of, begun, entered, sent


@pytest.fixture
def asked(database):
    return open_consultation(languages=("en_GB", "es"))


def send(consultation, visit, draft, **facts):
    return commands.submit(
        visit=visit,
        draft=draft,
        consultation=consultation,
        asked=asked_of(consultation),
        **{"grace": timedelta(minutes=60), "code": rules.mint(SALT), **facts},
    )


def history(database, action):
    return database.scalars(select(Entry).where(Entry.action == action)).all()


def test_a_draft_keeps_nothing_that_can_be_read(asked, database):
    visit, _draft = begun(asked, answers={"hard": "secret words"})
    row = database.scalars(select(SavedDraft)).one()
    assert row.lookup_key == visit.lookup_key
    assert b"secret" not in row.ciphertext
    assert visit.draft_id.hex() not in row.lookup_key
    assert not history(database, Action.RESPONSE_SUBMITTED)


@pytest.mark.parametrize("facts", [{"opens": 5, "closes": 9}, {"opens": -9, "closes": -1}])
def test_nobody_begins_before_opening_or_after_closing(database, facts):
    with pytest.raises(RuleBroken):
        begun(open_consultation("other", **facts))


def test_a_code_is_made_once(asked):
    visit, draft = begun(asked)
    first = commands.make_code(visit=visit, draft=draft, code=rules.mint(SALT))
    assert commands.make_code(visit=visit, draft=draft, code=rules.mint(SALT)) == first
    assert queries.found_by_code(first, SALT) == visit
    assert queries.draft(visit).code == first


def test_an_answer_is_sent_whole(asked, database):
    area = AreaFactory()
    PostcodeDistrictFactory(district="DA6", area_id=area.id)
    visit, draft = begun(asked, kind=RespondentKind.GROUP, language="es")
    response = send(asked, visit, draft)
    assert response.answers == ANSWERS
    assert (response.district, response.area_id) == ("DA6", area.id)
    assert (response.language, response.begun_language) == ("en_GB", "es")
    assert (response.channel, response.late) == (Channel.WEB, False)
    assert response.respondent_kind is RespondentKind.GROUP
    assert (response.received_on, response.edition_id) == (today(), asked.edition_id)
    version = database.scalars(select(ResponseVersion)).one()
    assert (version.response_id, version.number, version.answers) == (response.id, 1, ANSWERS)
    entry = history(database, Action.RESPONSE_SUBMITTED)
    assert [(each.subject_id, each.actor_id, each.details) for each in entry] == [
        (response.id, None, {})
    ]


def test_what_people_say_about_themselves_stands_apart(asked, database):
    response = sent(asked, about={"age_band": "25_34", "activity_limit": "yes_a_lot"})
    link = database.scalars(select(ResponseEquality)).one()
    assert link.response_id == response.id
    assert link.id.version == link.monitoring_key.version == 4
    assert equality.answers_of([link.monitoring_key]) == {
        link.monitoring_key: {"age_band": "25_34"}
    }
    lines = str([(each.subject_id, each.details) for each in database.scalars(select(Entry))])
    assert str(link.monitoring_key) not in lines


def test_who_skips_the_questions_leaves_no_row(asked, database):
    sent(asked)
    assert database.scalars(select(MonitoringAnswer)).all() == []
    assert database.scalars(select(ResponseEquality)).all() == []


def test_the_words_of_a_sent_draft_are_gone_and_the_receipt_stands_there(asked):
    visit, draft = begun(asked)
    response = send(asked, visit, draft)
    kept = queries.draft(visit)
    assert (kept.sent, kept.answers, kept.about) == (True, {}, {})
    assert kept.receipt["reference"] == response.reference
    assert rules.secret_hash(kept.receipt["secret"]) == response.secret_hash
    assert queries.found_by_code(kept.code, SALT) is response


def test_a_code_made_before_sending_leads_to_the_answer_afterwards(asked):
    visit, draft = begun(asked)
    number = commands.make_code(visit=visit, draft=draft, code=rules.mint(SALT))
    response = send(asked, visit, queries.draft(visit, lock=True))
    assert queries.draft(visit).code == number
    assert queries.found_by_code(number, SALT) is response


def test_a_sent_draft_is_not_changed_by_a_late_save(asked):
    visit, draft = begun(asked)
    send(asked, visit, draft)
    draft.answers = {"hard": "once more"}
    commands.save_draft(visit=visit, draft=draft)
    assert queries.draft(visit).answers == {}


def test_an_answer_begun_in_time_is_taken_for_an_hour_and_flagged(database):
    made = open_consultation("short", opens=-10, closes=0)
    visit, draft = begun(made)
    draft.begun_at -= timedelta(days=1)
    with days_away(1):
        late = send(made, visit, draft, grace=timedelta(days=2))
        assert late.late
        assert queries.draft(visit).receipt["late"] == "yes"


def test_after_that_it_is_refused_and_nothing_is_stored(database):
    made = open_consultation("short", opens=-10, closes=0)
    visit, draft = begun(made)
    with days_away(2), pytest.raises(RuleBroken):
        send(made, visit, draft)
    assert database.scalars(select(Response)).all() == []


@pytest.mark.parametrize(
    ("answers", "field"), [({}, "bus"), ({**ANSWERS, "where": "dragon"}, "where")]
)
def test_a_wrong_answer_is_never_stored(asked, database, answers, field):
    visit, draft = begun(asked, answers=answers)
    with pytest.raises(RuleBroken) as broken:
        send(asked, visit, draft)
    assert broken.value.field == field
    assert database.scalars(select(Response)).all() == []


def test_a_paper_form_is_entered_by_staff(asked, database):
    lead = AccountFactory()
    response = entered(asked, actor=lead, about={"sex": "female"}, language="es")
    assert (response.channel, response.language, response.late) == (Channel.PAPER, "es", False)
    assert response.draft_key is response.secret_hash is response.code_lookup is None
    entry = history(database, Action.RESPONSE_ENTERED)
    assert [(each.actor_id, each.details) for each in entry] == [(lead.id, {"channel": "paper"})]
    assert len(database.scalars(select(ResponseEquality)).all()) == 1


def test_late_paper_is_entered_and_flagged(database):
    made = closed_consultation("closed")
    response = entered(made, received_on=made.closes_on + timedelta(days=2))
    assert response.late
    assert not entered(made, received_on=made.closes_on).late


@pytest.mark.parametrize("days", [1, -11])
def test_a_day_before_opening_or_to_come_is_refused(asked, days):
    with pytest.raises(RuleBroken) as broken:
        entered(asked, received_on=today() + timedelta(days=days))
    assert broken.value.field == "received_on"


def test_an_answer_is_taken_back_once(asked, database):
    response = sent(asked)
    commands.withdraw(response=response)
    assert response.state is ResponseState.WITHDRAWN
    assert len(history(database, Action.RESPONSE_WITHDRAWN)) == 1
    with pytest.raises(RuleBroken):
        commands.withdraw(response=response)


def test_an_edition_without_the_language_is_answered_in_english(asked):
    assert consultations.questionnaire(asked, "bn").language == "en_GB"
    assert sent(asked, language="bn").language == "en_GB"
