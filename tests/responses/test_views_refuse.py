"""Forged, garbled, replayed and oversized requests: a clear no, and nothing stored."""

from io import BytesIO

import pytest
from sqlalchemy import select

from engage.consultations import queries
from engage.consultations.models import Stage
from engage.core.clock import days_away
from engage.responses import commands, rules
from engage.responses.forms import cookie_name
from engage.responses.models import Response, SavedDraft
from tests.factories.consultations import open_consultation
from tests.responses.test_views import BASE, PAGES, Visitor

NAME = cookie_name("evenings")


@pytest.fixture
def visitor(database, client):
    open_consultation()
    return Visitor(client).begin()


def test_what_was_begun_before_a_stop_is_kept_and_the_page_says_so(visitor, database):
    for number, typed in enumerate(PAGES, start=1):
        visitor.post(f"{number}/", typed)
    made = queries.by_slug("evenings")
    made.stage = Stage.PAUSED
    with days_away(200):
        assert visitor.get("check/").status_code == 200
        page = visitor.post("about-you/", {"then": "send"})
        assert page.status_code == 422
        assert "Stopped for a while" in page.text
        assert "What you have begun is kept." in page.text
        commands.forget_old_drafts()
        assert visitor.get("check/").status_code == 200
        made.stage = Stage.CLOSED
        commands.forget_old_drafts()
        assert visitor.get("check/").location.endswith("/respond/")


@pytest.mark.parametrize("token", ["", "forged", "é\x00", "x" * 5000])
@pytest.mark.parametrize("path", ["1/", "about-you/", "about-you/sex/", "leave/", "who/"])
def test_a_form_made_elsewhere_is_refused(visitor, path, token):
    answer = visitor.post(path, {"token": token, "then": "send", "q-where": "where_0"})
    assert answer.status_code == 400
    assert " checked" not in visitor.get("1/").text


def test_another_site_cannot_start_an_answer_over_yours(visitor):
    visitor.client.delete_cookie(NAME)
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert visitor.post("", {"token": ""}, headers=headers).status_code == 400


@pytest.mark.parametrize("cookie", ["garbage", "AAAA", "a" * 64, "é", "x" * 4000])
def test_a_garbled_cookie_is_a_fresh_start(visitor, cookie):
    visitor.client.set_cookie(NAME, cookie)
    assert visitor.get("1/").location.endswith("/respond/")
    assert visitor.get().status_code == 200
    answer = visitor.post("1/", {"token": visitor.token, "then": "save"})
    assert answer.status_code in {303, 400}


def test_a_cookie_of_a_draft_that_is_gone_is_a_fresh_start(visitor):
    visitor.client.set_cookie(NAME, rules.new_visit().cookie)
    assert visitor.get("check/").location.endswith("/respond/")
    assert visitor.post("").status_code == 303


def test_a_cookie_of_another_consultation_opens_nothing(visitor, database):
    open_consultation("other")
    kept = visitor.client.get_cookie(NAME).value
    visitor.client.set_cookie(cookie_name("other"), kept)
    answer = visitor.client.get("/consultations/other/respond/1/")
    assert answer.location.endswith("/other/respond/")


@pytest.mark.parametrize("path", ["0/", "4/", "99999999999999999999/", "-1/", "x/", "done/extra/"])
def test_a_page_that_is_not_there_is_not_found(visitor, path):
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize("slug", ["unheard", "x" * 3000, "%00", "é", "..%2f"])
def test_a_consultation_that_is_not_there_is_not_found(visitor, slug):
    assert visitor.client.get(f"/consultations/{slug}/respond/").status_code in {302, 308, 404}
    assert visitor.client.post(f"/consultations/{slug}/respond/1/").status_code in {302, 308, 404}


@pytest.mark.parametrize(
    "typed",
    [
        {"q-where": "dragon"},
        {"q-where": "where_0\x00"},
        {"q-times": ["times_0", "times_1", "times_2"]},
        {"q-times": ["times_0", "__proto__"]},
    ],
)
def test_an_answer_that_is_not_on_the_list_is_refused(visitor, typed):
    assert visitor.post("1/", typed).status_code == 422
    assert " checked" not in visitor.get("1/").text


def test_null_bytes_and_strange_letters_are_cleaned_or_kept_never_a_fault(visitor):
    strange = "a\x00b\u202e\ufdd0q-hard\ufdd1 \U0001f600 \x85 <script>"
    assert visitor.post("2/", {"q-bus": "agree", "q-hard": strange}).status_code == 303
    page = visitor.get("2/").text
    assert "<script>" not in page.partition("<main")[2]
    assert "ab" in page
    assert visitor.get("check/").status_code == 303 or visitor.get("check/").status_code == 200


def test_a_text_that_is_too_long_is_told_and_kept_on_the_page(visitor):
    page = visitor.post("2/", {"q-bus": "agree", "q-hard": "x" * 5001})
    assert page.status_code == 422
    assert "Use 5000 characters or fewer." in page.text
    assert "x" * 5001 in page.text


@pytest.mark.parametrize("mark", ["\u0301", "\u200b", "\u200d"])
def test_marks_and_unseen_letters_do_not_get_round_the_limit(visitor, mark):
    page = visitor.post("2/", {"q-bus": "agree", "q-hard": "x" + mark * 100_000})
    assert page.status_code == 422
    assert "Use 5000 characters or fewer." in page.text


@pytest.mark.once
@pytest.mark.parametrize(
    "path", ["", "1/", "check/", "about-you/", "about-you/sex/", "saved/", "done/"]
)
def test_asking_for_headers_alone_is_answered_as_the_page_is(visitor, path):
    visitor.fill()
    full = visitor.get(path)
    bare = visitor.client.head(visitor.base + path)
    assert (bare.status_code, bare.location) == (full.status_code, full.location)


@pytest.mark.once
def test_asking_for_headers_alone_begins_nothing(visitor, database):
    visitor.client.delete_cookie(NAME)
    assert visitor.client.head(BASE).status_code == 200
    assert visitor.client.head("/continue/").status_code == 200
    assert len(database.scalars(select(SavedDraft)).all()) == 1


def test_a_wrong_postcode_is_told_and_never_kept(visitor, database):
    page = visitor.post("3/", {"q-postcode": "my house"})
    assert page.status_code == 422
    assert "Enter a postcode, or its first part, like DA6" in page.text
    assert "my house" not in visitor.get("3/").text


def test_ten_megabytes_are_too_much(visitor, database):
    body = {"q-hard": "x" * 10_000_000}
    assert visitor.post("2/", body).status_code == 413
    files = {"q-hard": (BytesIO(b"x"), "a-file")}
    assert visitor.post("2/", files).status_code == 422


def test_thousands_of_fields_are_too_many(visitor):
    many = {f"field-{number}": "x" for number in range(3000)}
    answer = visitor.post("1/", many, content_type="multipart/form-data")
    assert answer.status_code == 413


def test_the_receipt_is_not_there_before_sending(visitor):
    assert visitor.get("done/").location.endswith("/check/")


def test_nothing_of_all_this_is_a_response(visitor, database):
    visitor.post("about-you/", {"then": "send"})
    visitor.client.post(f"{BASE}about-you/", data={"then": "send"})
    assert database.scalars(select(Response)).all() == []
    assert len(database.scalars(select(SavedDraft)).all()) == 1
