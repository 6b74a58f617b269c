"""For whom somebody answers, who helps them, what may be shown; the receipt by email."""

import io

import pytest
from sqlalchemy import select

from engage.core.i18n import format_day
from engage.jobs import commands as jobs
from engage.jobs.models import Job
from engage.responses import rules
from engage.responses.models import (
    AgeGroup,
    Channel,
    FileUse,
    GroupVoice,
    OwnWords,
    Permission,
    RespondentKind,
    Response,
    ResponseFile,
)
from engage.responses.rules import drafts
from engage.responses.views import journey
from tests.factories.accounts import SiteFactory
from tests.factories.consultations import open_consultation
from tests.factories.responses import entered
from tests.responses.test_views import BASE, PAGES, Visitor, saved_code, title

VOICE = {
    "q-name": "The Market Traders",
    "q-people": "২৫",
    "q-gathered": "We met twice.",
    "q-disagreed": "Some <like> Sundays.",
}
BEFORE = {
    "q-permission": "yes",
    "q-age_group": "teen",
    "q-helper": "interpreter",
    "q-own_words": "mostly",
}


@pytest.fixture
def asked(database):
    SiteFactory()
    return open_consultation(languages=("en_GB", "bn"))


def only_response(database):
    return database.scalars(select(Response)).one()


def test_a_group_says_who_it_is_and_for_how_many_it_speaks(asked, client, database):
    visitor = Visitor(client).begin("group")
    page = visitor.get("who/").text
    assert "Name of your group" in page
    answer = visitor.post("who/", VOICE)
    assert answer.location.endswith("/respond/1/")
    visitor.fill()
    shown = visitor.get("check/").text
    for words in ("The Market Traders", ">25<", "We met twice.", "Some &lt;like&gt; Sundays."):
        assert words in shown
    visitor.post("about-you/", {"then": "send"})
    response = only_response(database)
    voice = database.scalars(select(GroupVoice)).one()
    assert (response.speaks_for, response.respondent_kind) == (25, RespondentKind.GROUP)
    assert (voice.name, voice.gathered) == ("The Market Traders", "We met twice.")
    assert voice.disagreed == "Some <like> Sundays."


@pytest.mark.parametrize("people", ["", "0", "-3", "2.5", "many", "9999999999", "\u202e"])
def test_a_group_without_a_number_of_people_is_asked_for_it(asked, client, people):
    visitor = Visitor(client).begin("group")
    page = visitor.post("who/", {**VOICE, "q-people": people})
    assert page.status_code == 422
    assert page.text.count("Enter how many people you speak for, like 25.") == 2
    assert "The Market Traders" in page.text
    assert title(page).startswith("Error: Who do you speak for?")
    visitor.fill()
    for path in ("check/", "before-you-send/"):
        assert visitor.get(path).location.endswith("/who/?from=check")
    assert visitor.post("about-you/", {"then": "send"}).location.endswith("/who/?from=check")


def test_an_organisation_may_leave_everything_out(asked, client, database):
    visitor = Visitor(client).begin("organisation")
    assert "Name of your organisation" in visitor.get("who/").text
    visitor.tell().fill()
    visitor.post("about-you/", {"then": "send"})
    response = only_response(database)
    assert (response.speaks_for, response.respondent_kind) == (None, RespondentKind.ORGANISATION)
    assert database.scalars(select(GroupVoice)).all() == []


def test_what_a_group_says_is_changed_from_the_check(asked, client):
    visitor = Visitor(client).begin("group").tell(people="3").fill()
    assert "/who/?from=check#q-people" in visitor.get("check/").text
    assert 'value="3"' in visitor.get("who/").text
    changed = visitor.post("who/?from=check", {"q-people": "4"})
    assert changed.location.endswith("/check/")
    assert ">4<" in visitor.get("check/").text


def test_too_long_a_story_of_a_group_is_told_and_kept_on_the_page(asked, client):
    visitor = Visitor(client).begin("group")
    page = visitor.post("who/", {**VOICE, "q-gathered": "x" * 2001})
    assert page.status_code == 422
    assert "Use 2000 characters or fewer." in page.text
    assert "x" * 2001 in page.text


def test_a_group_brings_what_its_members_said(asked, client, database):
    visitor = Visitor(client).begin("group")
    files = [(io.BytesIO(b"We all said"), f"members-{number}.txt") for number in range(4)]
    kind = "multipart/form-data"
    many = visitor.post("who/", {**VOICE, "q-members": files}, content_type=kind)
    assert many.status_code == 422
    assert "Add 3 files or fewer." in many.text
    one = {**VOICE, "q-members": (io.BytesIO(b"We all said"), "members.txt")}
    assert visitor.post("who/", one, content_type=kind).status_code == 303
    visitor.fill()
    assert "members.txt" in visitor.get("check/").text
    visitor.post("about-you/", {"then": "send"})
    kept = database.scalars(select(ResponseFile)).one()
    assert (kept.use, kept.question_key, kept.name) == (FileUse.MEMBERS, "", "members.txt")


def test_one_person_has_no_page_about_a_group(asked, client):
    visitor = Visitor(client).begin()
    assert visitor.get("who/").location.endswith("/respond/1/")
    assert "How many people" not in visitor.fill().get("check/").text


def test_who_helped_and_what_may_be_shown_is_asked_on_one_page(asked, client, database):
    visitor = Visitor(client).begin().fill()
    assert "before-you-send/" in visitor.get("check/").text
    page = visitor.get("before-you-send/")
    assert title(page).startswith("Before you send (you can skip this)")
    assert " checked" not in page.text
    assert "Under 13" in page.text
    assert "/consultations/evenings/privacy/1/" in page.text
    answer = visitor.post("before-you-send/", BEFORE)
    assert answer.location.endswith("/about-you/")
    assert visitor.get("before-you-send/").text.count(" checked") == 4
    visitor.post("about-you/", {"then": "send"})
    response = only_response(database)
    assert (response.helper, response.own_words) == ("interpreter", OwnWords.MOSTLY)
    assert (response.permission, response.age_group) == (Permission.YES, AgeGroup.TEEN)


def test_a_group_is_not_asked_for_its_age(asked, client):
    visitor = Visitor(client).begin("group").tell(people="3").fill()
    assert "How old are you?" not in visitor.get("before-you-send/").text
    alone = Visitor(client.application.test_client()).begin().fill()
    assert "How old are you?" in alone.get("before-you-send/").text


def test_all_of_it_is_skipped_in_one_press_and_nothing_may_be_shown(asked, client, database):
    visitor = Visitor(client).begin().fill()
    assert visitor.post("before-you-send/", {"then": "skip"}).location.endswith("/about-you/")
    visitor.post("about-you/", {"then": "send"})
    response = only_response(database)
    assert (response.helper, response.own_words) == ("", None)
    assert (response.permission, response.age_group) == (Permission.NO, AgeGroup.UNKNOWN)


def test_whose_words_they_are_counts_only_where_someone_helped(asked, client, database):
    visitor = Visitor(client).begin().fill()
    visitor.post("before-you-send/", {"q-own_words": "no"})
    visitor.post("about-you/", {"then": "send"})
    assert only_response(database).own_words is None


@pytest.mark.parametrize("key", sorted(rules.BEFORE))
def test_an_answer_before_sending_that_is_not_on_the_list_is_refused(asked, client, key):
    visitor = Visitor(client).begin().fill()
    page = visitor.post("before-you-send/", {f"q-{key}": "dragon"})
    assert page.status_code == 422
    assert f'href="#q-{key}"' in page.text
    assert title(page).startswith("Error: Before you send")


def test_digits_and_a_dead_phone(asked, app, client, database):
    """Begun in Bengali, read aloud as twelve digits, finished in English by a helper."""
    begun = Visitor(client, "/bn")
    begun.get()
    begun.begin()
    _words, digits = saved_code(begun)
    helper = Visitor(type(client)(app))
    spoken = digits.translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    answer = helper.client.post("/continue/", data={"code": spoken})
    assert answer.location.endswith(f"{BASE}2/")
    assert " checked" in helper.get("1/").text
    helper.post("2/", PAGES[1])
    helper.post("3/", PAGES[2])
    helper.post("before-you-send/", {"q-helper": "family", "q-own_words": "yes"})
    assert helper.post("about-you/", {"then": "send"}).location.endswith("/done/")
    response = only_response(database)
    assert (response.begun_language, response.language) == ("bn", "en_GB")
    assert (response.helper, response.own_words) == ("family", OwnWords.YES)
    assert begun.get("2/").location.endswith("/bn" + BASE + "done/")


def test_staff_enter_who_an_answer_speaks_for(asked, database):
    said = rules.check_voice(RespondentKind.GROUP, {"people": "9", "name": "Carers"}).answers
    response = entered(
        asked,
        respondent_kind=RespondentKind.GROUP,
        voice=said,
        before={"helper": "staff", "permission": "yes"},
        channel=Channel.PHONE,
    )
    assert (response.speaks_for, response.helper) == (9, "staff")
    assert response.permission is Permission.YES
    assert database.scalars(select(GroupVoice)).one().name == "Carers"


# --- The code, the start and the receipt ---------------------------------------------------


def test_the_code_says_when_it_ends(asked, client):
    visitor = Visitor(client).begin()
    saved_code(visitor)
    page = visitor.get("saved/").text
    until = rules.kept_until(asked.closes_on)
    assert f"Your code opens this answer until {format_day(until)}. Then we delete it." in page


def test_two_tabs_of_the_start_lead_on_and_lose_nothing(asked, client):
    first = Visitor(client)
    first.get()
    second = Visitor(client)
    second.get()
    first.begin()
    first.post("1/", PAGES[0])
    answer = second.post(data={"kind": "individual"})
    assert answer.location.endswith("/respond/2/")
    assert first.get("1/").text.count(" checked") == 3
    first.post("2/", PAGES[1])
    first.post("about-you/", {"then": "send"})
    assert second.post(data={"kind": "group"}).location.endswith("/done/")


def test_so_many_answers_from_one_address_are_slowed_and_never_stopped(asked, app, monkeypatch):
    monkeypatch.setattr(journey, "STARTS", "2 per 1 second")
    seen = [app.test_client().post(BASE, data={}).status_code for _try in range(4)]
    assert seen[:2] == [303, 303]
    assert 429 in seen
    other = app.test_client().post(BASE, environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert other.status_code == 303


def test_the_receipt_is_mailed_once_and_the_address_is_not_kept(asked, app, client, database):
    visitor = Visitor(client).begin().fill()
    visitor.post("about-you/", {"then": "send"})
    page = visitor.get("done/").text
    assert "Email me this receipt" in page
    assert "Your code has no end date." in page
    assert "You can change your answer until we start to write the report." in page
    mailed = visitor.post("done/", {"q-email": "Me@Example.org"})
    assert "We will email your receipt soon." in client.get(mailed.location).text
    jobs.deliver_due()
    (message,) = app.extensions["outgoing"]
    response = only_response(database)
    assert message["To"] == "me@example.org"
    assert response.reference in message.get_content()
    assert "/answers/" in message.get_content()
    assert "Your code has no end date." in message.get_content()
    assert "Market Place" not in message.get_content()
    assert database.scalars(select(Job)).one().payload == {}


@pytest.mark.parametrize(
    "typed", ["", "me", "me@", "a@b.org, c@d.org", "a,b@c.org", "me@b.org\nBcc: you@b.org", "é\x00"]
)
def test_a_wrong_address_is_told_and_nothing_is_sent(asked, client, database, typed):
    visitor = Visitor(client).begin().fill()
    visitor.post("about-you/", {"then": "send"})
    page = visitor.post("done/", {"q-email": typed})
    assert page.status_code == 422
    assert title(page).startswith("Error: Thank you. We have your answer.")
    assert 'href="#q-email"' in page.text
    assert database.scalars(select(Job)).all() == []


def test_a_receipt_is_mailed_a_few_times_at_most(asked, client):
    visitor = Visitor(client).begin().fill()
    visitor.post("about-you/", {"then": "send"})
    seen = [visitor.post("done/", {"q-email": "a@b.org"}).status_code for _try in range(6)]
    assert seen == [303] * 5 + [429]


def test_an_answer_of_another_time_is_still_read(asked, monkeypatch):
    """A draft that was sealed before a field was added opens all the same."""
    visit = rules.new_visit()
    facts = {
        "consultation_id": asked.id,
        "edition_id": asked.edition_id,
        "begun_at": asked.created_at,
        "language": "en_GB",
    }
    monkeypatch.setattr(drafts, "_SEALED", ("kind", "answers", "about", "code", "receipt"))
    sealed = rules.seal(visit, rules.Draft(**facts, answers={"bus": "agree"}))
    held = rules.open_draft(visit, sealed, **facts)
    assert held.answers == {"bus": "agree"}
    assert (held.voice, held.before, held.files) == ({}, {}, {})
