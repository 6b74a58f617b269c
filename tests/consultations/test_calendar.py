"""The calendar of the desk, ideas on it; and the public days for everybody."""

import re
from datetime import timedelta

import pytest

from engage.accounts.models import Role
from engage.consultations import queries as consultations
from engage.consultations.commands import calendar as commands
from engage.consultations.models import Poll, PollArea, Stage, Weight
from engage.core.clock import today
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.places.models import Tier
from tests.consultations.test_programmes import counted
from tests.factories.accounts import AccountFactory, OrganisationFactory, SiteFactory
from tests.factories.consultations import (
    TopicFactory,
    draft_consultation,
    open_consultation,
)
from tests.factories.places import AreaFactory
from tests.factories.programmes import programme

DESK = "/desk/calendar/"


def said(answer):
    return answer.get_data(as_text=True)


# --- the desk


@pytest.mark.parametrize("role", list(Role))
def test_the_calendar_is_for_staff(client, role):
    client.sign_in(AccountFactory(role=role))
    staff = {Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.APPROVER, Role.ADMIN}
    assert client.get(DESK).status_code == (200 if role in staff else 403)
    may_add = role in {Role.ENGAGEMENT_LEAD, Role.ADMIN}
    assert client.get(f"{DESK}idea/").status_code == (200 if may_add else 403)


def test_an_empty_calendar_says_so(as_lead):
    assert "Nothing in these months" in said(as_lead.get(DESK))


def world():
    """Two that overlap in Bexley, an idea, a phase and an election."""
    bexley = AreaFactory(slug="bexley", name="Bexley")
    teeth = TopicFactory(slug="teeth", name="Teeth")
    open_consultation("one", words={"title": "Number One"}, areas=[bexley], topic_id=teeth.id)
    draft_consultation("two", words={"title": "Number Two"}, areas=[bexley], opens=5, closes=30)
    open_consultation("far", words={"title": "Far away"}, areas=[AreaFactory(name="Lewisham")])
    programme(phases=(("Listening", "", 0, 30),))
    poll = Poll(name="Borough election", notice_on=today(), polls_on=today() + timedelta(days=25))
    poll.areas = [PollArea(area_id=bexley.id)]
    db.session.add(poll)
    return bexley, teeth


def test_everything_that_runs_stands_as_a_bar_and_in_words(as_lead):
    world()
    page = said(as_lead.get(DESK))
    for words in ("Number One", "Number Two", "Listening", "Borough election", "Far away"):
        assert words in page
    assert "Idea, not launched yet" in page
    assert "Phase of a programme" in page
    assert page.count("<rect") == 5
    assert re.search(r"Begins: Number Two", page)
    assert 'href="/desk/consultations/two/"' in page
    assert 'href="/desk/programmes/care-closer-to-home/"' in page


def test_an_overlap_is_named_in_words(as_lead):
    world()
    page = " ".join(said(as_lead.get(DESK)).split())
    first, last = (f"{today() + timedelta(days=days):%-d %B %Y}" for days in (5, 20))
    assert "<strong>Number One</strong> and <strong>Number Two</strong>" in page
    assert f"Both ask people in Bexley between {first} and {last}." in page
    assert page.count("Both ask") == 1


def test_the_same_topic_and_a_single_day_are_named_in_words(as_lead):
    teeth = TopicFactory(name="Teeth")
    for slug, opens, closes in (("one", 1, 9), ("two", 9, 12)):
        draft_consultation(
            slug, topic_id=teeth.id, areas=[AreaFactory(name=slug)], opens=opens, closes=closes
        )
    page = " ".join(said(as_lead.get(DESK)).split())
    assert f"Both are about Teeth on {today() + timedelta(days=9):%-d %B %Y}." in page


def test_more_than_the_setting_at_once_is_told(as_lead):
    bexley = AreaFactory(name="Bexley")
    for number in range(4):
        draft_consultation(f"n{number}", areas=[bexley], opens=1, closes=9)
    page = " ".join(said(as_lead.get(DESK)).split())
    assert "More than 3 at once" in page
    assert "People in Bexley are asked by 4 consultations between" in page
    as_lead.application.config["MOST_OPEN"] = 4
    assert "at once" not in said(as_lead.get(DESK))


def test_what_was_withdrawn_overlaps_with_nothing(as_lead):
    world()
    consultations.by_slug("two").stage = Stage.WITHDRAWN
    page = said(as_lead.get(DESK))
    assert "Both ask" not in page
    assert "We stopped this" in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("?area=bexley", {"One", "Two", "Listening", "election"}),
        ("?topic=teeth", {"One", "Listening", "election"}),
        ("?area=bexley&topic=teeth", {"One", "Listening", "election"}),
        ("?area=nonsense&from=nonsense", {"One", "Two", "Listening", "election", "Far"}),
        ("?from=2020-01", set()),
    ],
)
def test_the_filters_live_in_the_address(as_lead, asked, shown):
    world()
    page = said(as_lead.get(f"{DESK}{asked}")).partition("What runs when")[2]
    titles = {"One": "Number One", "Two": "Number Two", "Far": "Far away"}
    found = {
        name
        for name in ("One", "Two", "Listening", "election", "Far")
        if titles.get(name, name) in page
    }
    assert found == shown


def test_a_smaller_area_finds_what_is_asked_of_the_bigger_one(as_lead):
    scale = AreaFactory(slug="scale", name="All", tier=Tier.SCALE)
    AreaFactory(slug="bexley", name="Bexley", parent_id=scale.id)
    draft_consultation("one", words={"title": "Number One"}, areas=[scale])
    assert "Number One" in said(as_lead.get(f"{DESK}?area=bexley"))


def test_the_print_shows_the_same_and_leads_back(as_lead):
    world()
    page = said(as_lead.get(f"{DESK}print/?area=bexley"))
    assert "Both ask people in Bexley" in page
    assert "Far away" not in page
    assert re.search(rf'href="{DESK}\?[^"]*area=bexley', page)


def test_the_calendar_is_kept_short_of_statements(as_lead):
    world()
    as_lead.get(DESK)
    with counted() as seen:
        as_lead.get(DESK)
    assert len(seen) <= 12, seen


# --- ideas


def test_an_idea_is_a_light_draft_on_the_calendar(as_lead):
    OrganisationFactory(slug="partners", name="Partners")
    AreaFactory(slug="bexley", name="Bexley")
    TopicFactory(slug="teeth", name="Teeth")
    typed = {"topic": "teeth", "area": "bexley", "organisation": "partners"}
    days = {"opens_on": "2027-03-01", "closes_on": "2027-04-01"}
    answer = as_lead.send(f"{DESK}idea/", {"title": "Where to park?", **typed, **days})
    assert answer.headers["Location"] == f"{DESK}?from=2027-03"
    made = consultations.by_slug("where-to-park")
    assert (made.stage, made.weight) == (Stage.DRAFT, Weight.LIGHT)
    page = said(as_lead.get(f"{DESK}?from=2027-03"))
    assert "Where to park?" in page
    assert "Idea, not launched yet" in page


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ({"title": ""}, "Enter a title"),
        ({"opens_on": ""}, "Enter the first day, roughly"),
        ({"closes_on": "2027-01-01"}, "Choose a closing day after the opening day"),
        ({"topic": "nothing"}, "Not a valid choice"),
    ],
)
def test_an_idea_that_cannot_be_is_asked_again(as_lead, typed, what):
    OrganisationFactory(slug="partners")
    AreaFactory(slug="bexley")
    TopicFactory(slug="teeth")
    right = {"title": "Parking", "topic": "teeth", "area": "bexley", "organisation": "partners"}
    days = {"opens_on": "2027-03-01", "closes_on": "2027-04-01"}
    assert what in said(as_lead.send(f"{DESK}idea/", {**right, **days, **typed}))


@pytest.mark.usefixtures("database")
def test_two_ideas_of_one_name_have_two_addresses():
    area, facts = AreaFactory(), {"opens_on": today(), "closes_on": today()}
    facts |= {"topic_id": TopicFactory().id, "organisation_id": OrganisationFactory().id}

    def add(title):
        return commands.add_idea(actor=AccountFactory(), title=title, area=area, **facts)

    assert [add("Parking?").slug, add("Parking!").slug] == ["parking", "parking-2"]
    assert add("পার্কিং").slug == "idea"
    with pytest.raises(RuleBroken, match="Enter a title"):
        add(" ")


# --- the public days


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


def test_everybody_can_take_the_public_days_into_their_own_calendar(client):
    SiteFactory()
    made = open_consultation(words={"title": "Evenings; where, when?"})
    draft_consultation("a-draft", words={"title": "A secret plan"})
    answer = client.get("/calendar.ics")
    assert answer.mimetype == "text/calendar"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    lines = unfolded(said(answer))
    assert f"UID:{made.id}-opens@engage" in lines
    assert f"UID:{made.id}-closes@engage" in lines
    assert f"DTSTART;VALUE=DATE:{made.opens_on:%Y%m%d}" in lines
    assert f"DTSTART;VALUE=DATE:{made.closes_on:%Y%m%d}" in lines
    assert "SUMMARY;LANGUAGE=en-GB:Opens: Evenings\\; where\\, when?" in lines
    assert "URL:http://127.0.0.1:5000/consultations/evenings/" in lines
    assert "secret" not in said(answer)


def test_the_public_days_are_the_same_each_time_and_need_no_cookie(client):
    open_consultation()
    first, second = client.get("/calendar.ics"), client.get("/calendar.ics")
    assert first.data == second.data
    assert "Set-Cookie" not in first.headers


def test_the_public_days_are_in_the_language_of_the_address(client):
    open_consultation(languages=("en_GB", "es"))
    text = said(client.get("/es/calendar.ics"))
    assert "SUMMARY;LANGUAGE=es:" in text
    assert "/es/consultations/evenings/" in "".join(unfolded(text))
    assert "SUMMARY;LANGUAGE=en-GB:" in said(client.get("/ar/calendar.ics"))


def test_what_was_withdrawn_is_called_off(client):
    open_consultation().stage = Stage.WITHDRAWN
    assert said(client.get("/calendar.ics")).count("STATUS:CANCELLED") == 2


def test_the_public_days_cost_two_statements(client):
    for number in range(3):
        open_consultation(f"number-{number}")
    client.get("/calendar.ics")
    with counted() as seen:
        client.get("/calendar.ics")
    assert len(seen) == 2, seen
