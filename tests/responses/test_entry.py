"""Answers that staff type in for somebody, on each road; what is kept apart; what is taken back."""

from io import BytesIO

import pytest
from sqlalchemy import select

from engage.audit.models import Action, Entry
from engage.consultations.models import Kind
from engage.consultations.rules import AskedPage, AskedQuestion, Questionnaire
from engage.core.clock import today
from engage.core.errors import RuleBroken
from engage.equality.models import MonitoringAnswer
from engage.responses import commands as responses
from engage.responses import rules as answer_rules
from engage.responses.commands import entry as commands
from engage.responses.models import (
    AgeGroup,
    Channel,
    OwnWords,
    Permission,
    RespondentKind,
    Response,
    ResponseEquality,
    ResponseState,
)
from engage.responses.queries import arrivals
from engage.responses.rules import entry as rules
from engage.responses.rules.uploads import Upload
from tests.factories.accounts import SiteFactory
from tests.factories.arrivals import facts, form_of, staff
from tests.factories.consultations import closed_consultation, open_consultation
from tests.factories.responses import ANSWERS, SALT, sent

PDF = b"%PDF-1.7\nscan\n%%EOF"
FORM = "/desk/consultations/evenings/enter/"
TYPED = {
    "q-where": "where_1",
    "q-times": ["times_0"],
    "q-bus": "agree",
    "q-hard": "It’s dark.",
    "q-postcode": "da6 7ab",
}


def question(key, kind=Kind.SHORT_TEXT, **more):
    return AskedQuestion(
        key, kind, f"{key}?", "", required=True, most=None, limit=None, choices=(), **more
    )


def two_pages(condition):
    pages = (
        AskedPage("One", (question("a"), question("f", Kind.FILE))),
        AskedPage("Two", (question("b"),), condition),
    )
    return Questionnaire(None, "hash", "en_GB", pages)


def test_a_person_who_left_out_a_question_has_still_answered():
    asked = rules.asked_of_others(two_pages(None))
    assert [each.key for each in asked.questions] == ["a", "b"]
    assert not any(each.required for each in asked.questions)


def test_answers_off_the_path_are_left_out_and_named():
    asked = two_pages({"question": "a", "is": ["yes"]})
    kept = rules.on_path(asked, {"a": "no", "b": "lost"}, RespondentKind.INDIVIDUAL)
    assert (kept.answers, kept.left_out) == ({"a": "no"}, ["b?"])
    whole = rules.on_path(asked, {"a": "yes", "b": "kept"}, RespondentKind.INDIVIDUAL)
    assert whole.left_out == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"channel": Channel.WEB}, "channel"),
        ({"kind": RespondentKind.GROUP, "voice": {"people": "0"}}, "people"),
        ({"kind": RespondentKind.GROUP, "voice": {"people": "many"}}, "people"),
        ({"kind": RespondentKind.ORGANISATION, "voice": {"people": "-3"}}, "people"),
        ({"kind": RespondentKind.GROUP, "voice": {"name": "x" * 201}}, "name"),
    ],
)
def test_facts_that_cannot_be_are_refused(wrong, field):
    with pytest.raises(RuleBroken) as broken:
        rules.check_facts(facts(**wrong))
    assert broken.value.field == field


def test_a_group_need_not_say_for_how_many_it_speaks():
    rules.check_facts(facts(kind=RespondentKind.GROUP, voice={"name": "Carers"}))
    rules.check_facts(facts(voice={"people": "not asked of one person"}))


@pytest.fixture
def asked(database):
    SiteFactory()
    return open_consultation(languages=("en_GB", "es"))


def entered(consultation, answers=None, code=None, **more):
    return commands.enter_for(
        actor=staff(),
        consultation=consultation,
        asked=form_of(consultation),
        answers=ANSWERS if answers is None else answers,
        facts=facts(**more),
        code=code,
    )


@pytest.mark.parametrize("channel", rules.BY_STAFF)
def test_an_answer_comes_on_each_road(asked, channel):
    response = entered(asked, channel=channel)
    assert (response.channel, response.answers) == (channel, ANSWERS)
    assert arrivals.entry(asked.id, response.reference) is response


@pytest.mark.parametrize("channel", rules.BY_STAFF)
@pytest.mark.parametrize(
    "wrong", [{"where": "forged"}, {"times": ["times_0", "times_1", "times_2"]}]
)
def test_no_road_takes_an_answer_that_is_not_on_the_list(asked, database, channel, wrong):
    with pytest.raises(RuleBroken):
        entered(asked, wrong, channel=channel)
    assert database.scalars(select(Response)).all() == []


def test_an_entry_keeps_who_speaks_who_helped_and_what_may_be_shown(asked):
    voice = {"name": "Carers", "people": "31", "gathered": "At a meeting", "disagreed": "Times"}
    before = {"helper": "family", "own_words": "mostly", "permission": "yes", "age_group": "teen"}
    response = entered(asked, kind=RespondentKind.GROUP, voice=voice, before=before)
    assert (response.speaks_for, response.helper) == (31, "family")
    assert (response.own_words, response.permission) == (OwnWords.MOSTLY, Permission.YES)
    assert response.age_group is AgeGroup.TEEN
    said = arrivals.voice_of(response.id)
    assert (said.name, said.gathered, said.disagreed) == ("Carers", "At a meeting", "Times")


def test_a_code_told_by_phone_opens_the_answer(asked):
    code = answer_rules.mint(SALT)
    assert entered(asked, code=code).code_lookup == code.lookup
    assert entered(asked).code_lookup is None


def test_a_late_letter_is_kept_and_flagged_and_a_postmark_in_time_is_not(database):
    made = closed_consultation()
    assert entered(made, channel=Channel.LETTER).late
    assert not entered(made, channel=Channel.LETTER, received_on=made.closes_on).late


def test_what_people_say_of_themselves_is_kept_once_and_apart(asked, database):
    response = entered(asked)
    assert commands.keep_about(actor=staff(), response=response, about={"sex": "female"})
    assert arrivals.about_is_kept(response.id)
    assert database.query(MonitoringAnswer).one().answers == {"sex": "female"}
    with pytest.raises(RuleBroken, match="kept before"):
        commands.keep_about(actor=staff(), response=response, about={"sex": "male"})
    lines = str([each.details for each in database.query(Entry).all()])
    assert "female" not in lines
    assert str(database.query(ResponseEquality).one().monitoring_key) not in lines


def test_nothing_said_keeps_nothing(asked, database):
    assert not commands.keep_about(actor=staff(), response=entered(asked), about={})
    assert database.query(ResponseEquality).count() == 0


def test_a_wrong_entry_is_taken_back_with_its_reason(asked, database):
    response = entered(asked)
    commands.take_entry_back(actor=staff(), response=response, why=rules.Mistake.TWICE)
    assert response.state is ResponseState.WITHDRAWN
    line = database.query(Entry).filter_by(action=Action.ENTRY_TAKEN_BACK).one()
    assert line.details == {"why": "entered_twice"}
    with pytest.raises(RuleBroken, match="before"):
        commands.take_entry_back(actor=staff(), response=response, why=rules.Mistake.ASKED)


def test_staff_cannot_take_back_what_somebody_sent_on_the_web(asked):
    with pytest.raises(RuleBroken, match="Only they"):
        commands.take_entry_back(actor=staff(), response=sent(asked), why=rules.Mistake.ASKED)


def test_a_scan_is_kept_with_its_answer(asked, database):
    response = entered(asked)
    upload = Upload("form.pdf", "application/pdf", "pdf", len(PDF), BytesIO(PDF))
    kept = commands.keep_scan(actor=staff(), response=response, upload=upload)
    database.flush()
    assert arrivals.file_of(asked.id, response.reference, kept.id) == (response, kept)
    assert [each.id for each in arrivals.files_of(response.id)] == [kept.id]


def test_once_the_answers_are_frozen_nothing_is_entered_or_taken_back(asked):
    response = entered(asked)
    asked.frozen_on = today()
    with pytest.raises(RuleBroken, match="frozen since"):
        entered(asked)
    with pytest.raises(RuleBroken, match="frozen since"):
        commands.take_entry_back(actor=staff(), response=response, why=rules.Mistake.TWICE)
    assert response.state is ResponseState.SUBMITTED


def test_a_taken_back_answer_counts_no_more(asked):
    response = entered(asked)
    assert arrivals.people_counted(asked.id) == 1
    responses.withdraw(response=response)
    assert arrivals.people_counted(asked.id) == 0
