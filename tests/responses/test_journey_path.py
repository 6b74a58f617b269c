"""The path through the form: made anew from the answers on every request."""

import re

import pytest
from sqlalchemy import select

from engage.responses.models import Response
from tests.factories.accounts import SiteFactory
from tests.factories.journey import whole_consultation
from tests.responses.test_views import Visitor, saved_code_of, title

NORTH, SOUTH = {"q-one": "one_0"}, {"q-one": "one_1"}


@pytest.fixture
def visitor(database, client):
    SiteFactory()
    whole_consultation()
    return Visitor(client).begin()


def back_of(page):
    link = re.search(r"<a[^>]*govuk-back-link[^>]*>", page.text)[0]
    return re.search(r'href="([^"]+)"', link)[1]


def test_progress_and_back_links_follow_the_path(visitor):
    assert title(visitor.get("1/")).startswith("Page 1 of 3:")
    assert visitor.post("1/", NORTH).location.endswith("/2/")
    assert title(visitor.get("2/")).startswith("Page 2 of 4:")
    assert visitor.post("1/", SOUTH).location.endswith("/3/")
    page = visitor.get("3/")
    assert title(page).startswith("Page 2 of 3: Place and file")
    assert back_of(page).endswith("/respond/1/")
    assert back_of(visitor.get("1/")).endswith("/respond/")
    assert back_of(visitor.get("check/")).endswith("/respond/5/")


def test_a_page_off_the_path_leads_to_the_next_one_on_it(visitor):
    visitor.post("1/", SOUTH)
    assert visitor.get("2/").location.endswith("/3/")
    assert visitor.get("4/").location.endswith("/5/")
    kept = visitor.post("2/", {"q-miles": "3"})
    assert kept.location.endswith("/3/")
    visitor.post("1/", NORTH)
    assert 'value="3"' not in visitor.get("2/").text


def test_answers_off_the_path_are_neither_shown_nor_sent_nor_lost(visitor, database):
    visitor.post("1/", NORTH)
    visitor.post("2/", {"q-miles": "3"})
    visitor.post("1/", SOUTH)
    assert "How many miles?" not in visitor.get("check/").text
    visitor.post("1/", NORTH)
    assert 'value="3"' in visitor.get("2/").text
    visitor.post("1/", SOUTH)
    visitor.post("about-you/", {"then": "send"})
    assert database.scalars(select(Response)).one().answers == {"one": "one_1"}


def test_a_change_on_the_check_that_opens_a_page_leads_there(visitor):
    visitor.post("1/", SOUTH)
    assert visitor.post("1/?from=check", NORTH).location.endswith("/2/")
    assert visitor.post("1/?from=check", NORTH).location.endswith("/check/")


def test_who_speaks_decides_about_pages_too(visitor, client):
    assert visitor.get("4/").location.endswith("/5/")
    other = Visitor(client.application.test_client()).begin("group").tell(people="8")
    assert other.get("4/").status_code == 200
    assert other.get("check/").location.endswith("/4/")


def test_after_the_last_page_of_the_path_comes_the_check(visitor):
    visitor.post("1/", SOUTH)
    assert visitor.post("5/", {}).location.endswith("/check/")


def test_a_code_leads_to_the_first_open_page_of_the_path(visitor, app):
    """It first leads to where somebody stopped, until they went on from there."""
    visitor.post("1/", SOUTH)
    _words, digits = saved_code_of(visitor, 3, {"q-place": "place_0"})
    for page in (3, 5):
        answer = app.test_client().post("/continue/", data={"code": digits})
        assert answer.location.endswith(f"/respond/{page}/")
        visitor.post("3/", {"q-place": "place_0"})


def test_a_form_in_which_the_first_page_is_for_others_begins_on_the_second(database, client):
    whole_consultation(conditions={0: {"speaks": ["group"]}})
    visitor = Visitor(client)
    visitor.post(data={"kind": "individual"})
    assert visitor.get("1/").location.endswith("/2/")
