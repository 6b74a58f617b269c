"""Every kind of question on the web: typed, checked, shown again, changed, sent."""

from datetime import date

import pytest
from sqlalchemy import select

from engage.core.clock import today
from engage.responses import queries
from engage.responses.models import Response
from tests.factories.accounts import SiteFactory
from tests.factories.journey import whole_consultation
from tests.responses.test_views import Visitor, title

FIRST = {"q-one": "one_0", "q-some": ["some_0", "other"], "q-some.other": "Before work"}
SECOND = {
    "q-order:order_0": "2",
    "q-order:order_1": "١",
    "q-order:order_2": "3",
    "q-miles": "2,5",
    "q-day-day": "27",
    "q-day-month": "3",
    "q-day-year": "2026",
}
THIRD = {"q-place": "place_1"}
LAST = {"q-why": "It is <near>."}
KEPT = {
    "one": "one_0",
    "some": ["some_0", "other"],
    "some.other": "Before work",
    "order": ["order_1", "order_0", "order_2"],
    "miles": "2.5",
    "day": "2026-03-27",
    "place": "place_1",
    "why": "It is <near>.",
}


@pytest.fixture
def visitor(database, client):
    SiteFactory()
    whole_consultation()
    return Visitor(client).begin()


def walk(visitor, *pages):
    for number, typed in pages:
        answer = visitor.post(f"{number}/", typed)
        assert answer.status_code == 303, answer.text
    return answer


def sent(visitor, database):
    visitor.get("about-you/")
    assert visitor.post("about-you/", {"then": "send"}).location.endswith("/done/")
    return database.scalars(select(Response)).one()


def test_every_kind_of_question_is_answered_and_sent(visitor, database):
    end = walk(visitor, (1, FIRST), (2, SECOND), (3, THIRD), (5, LAST))
    assert end.location.endswith("/check/")
    page = visitor.get("check/").text
    for words in (
        "Evenings<br>Other: Before work",
        "1. Soon<br>2. Near<br>3. Kind",
        "2.5",
        "27 March 2026",
        "Library",
        "It is &lt;near&gt;.",
    ):
        assert words in page
    assert "Please read" not in page
    assert sent(visitor, database).answers == KEPT


def test_what_was_typed_stands_in_its_fields_again(visitor):
    walk(visitor, (1, FIRST), (2, SECOND))
    first, second = visitor.get("1/").text, visitor.get("2/").text
    assert first.count(" checked") == 3
    assert 'value="Before work"' in first
    for field, value in (
        ("q-order:order_0", "2"),
        ("q-order:order_1", "1"),
        ("q-miles", "2.5"),
        ("q-day-day", "27"),
        ("q-day-month", "3"),
        ("q-day-year", "2026"),
    ):
        assert f'value="{value}"' in second.partition(f'name="{field}"')[2].partition(">")[0]


def test_the_kinds_are_asked_without_dragging_and_without_scripts(visitor):
    visitor.post("1/", FIRST)
    page = visitor.get("2/").text
    assert "Near: place 1 to 3" in page
    assert "Write 1 for your first choice, 2 for your second, and so on." in page
    for label in ("Day", "Month", "Year"):
        assert f">{label}</label>" in page
    assert "<table" not in page
    assert "Somewhere else" in visitor.get("3/").text
    words = visitor.get("5/").text
    assert "Facts about this question" in words
    assert "One fact." in words
    assert "/papers/paper_0/" in words
    assert "In danger call 999." in words


@pytest.mark.parametrize(
    ("number", "typed", "said"),
    [
        (1, {"q-one": "one_9"}, "Choose one of the answers on this page."),
        (1, {"q-some": ["some_0", "some_2"]}, "Choose “None of these” alone, or take it away."),
        (1, {"q-one": "other", "q-one.other": "x" * 201}, "Use 200 characters or fewer."),
        (2, {"q-order:order_0": "1", "q-order:order_1": "1"}, "You used number 1 twice."),
        (2, {"q-order:order_0": "1", "q-order:order_1": "3"}, "You left out number 2."),
        (2, {"q-order:order_0": "4"}, "Use the numbers 1 to 3."),
        (2, {"q-order:order_0": "first"}, "Use the numbers 1 to 3."),
        (2, {"q-miles": "many"}, "Enter a number, like 12 or 2.5."),
        (2, {"q-miles": "0"}, "Enter a number that is 1 or more."),
        (2, {"q-miles": "101"}, "Enter a number that is 100 or less."),
        (2, {"q-day-day": "31", "q-day-month": "2", "q-day-year": "2026"}, "Enter a real date"),
        (2, {"q-day-day": "3"}, "Enter a real date, like 27 3 2026."),
        (
            2,
            {"q-day-day": "1", "q-day-month": "1", "q-day-year": "2025"},
            "Enter a date on or after 1 January 2026.",
        ),
        (3, {"q-place": "place_9"}, "Choose one of the answers on this page."),
        (3, {"q-place": "other", "q-place.other": "x" * 501}, "Use 500 characters or fewer."),
    ],
)
def test_what_is_wrong_is_told_beside_the_field_and_above(visitor, number, typed, said):
    visitor.post("1/", FIRST)
    page = visitor.post(f"{number}/", typed)
    assert page.status_code == 422
    assert page.text.count(said) == 2
    assert title(page).startswith("Error: Page ")
    key = next(iter(typed)).removeprefix("q-").partition(".")[0].partition(":")[0].partition("-")[0]
    assert f'href="#q-{key}"' in page.text
    assert f'id="q-{key}-error"' in page.text


def test_words_beside_other_go_when_another_choice_is_made(visitor, database):
    walk(visitor, (1, {**FIRST, "q-one": "one_1", "q-one.other": "no more"}), (3, {}), (5, {}))
    assert "one.other" not in sent(visitor, database).answers


def test_words_beside_other_are_enough_when_nothing_was_chosen(visitor, database):
    walk(visitor, (1, {"q-one.other": "Both"}), (3, {"q-place.other": "The old school"}), (5, {}))
    page = visitor.get("check/").text
    assert "Other: Both" in page
    assert "The old school" in page
    answers = sent(visitor, database).answers
    assert (answers["one"], answers["one.other"]) == ("other", "Both")
    assert (answers["place"], answers["place.other"]) == ("other", "The old school")


def test_a_page_of_an_agreement_asks_for_the_tick(database, client):
    whole_consultation(conditions={})
    visitor = Visitor(client).begin()
    page = visitor.get("4/").text
    assert "First this." in page
    assert "Then that." in page
    wrong = visitor.post("4/", {})
    assert wrong.status_code == 422
    assert "Tick the box to go on." in wrong.text
    assert visitor.post("4/", {"q-agree": "maybe"}).status_code == 422
    assert visitor.post("4/", {"q-agree": "yes"}).status_code == 303
    assert " checked" in visitor.get("4/").text


def test_a_closed_choice_is_not_offered(database, client, monkeypatch):
    made = whole_consultation()
    body = queries.consultations.publishing.document(made.edition_id, "en_GB").body
    choices = body["pages"][0]["questions"][0]["choices"]
    kept = choices[0]["closed"]
    monkeypatch.setitem(choices[0], "closed", not kept)
    monkeypatch.setattr(queries.consultations, "_forms", {})
    visitor = Visitor(client).begin()
    assert "North" not in visitor.get("1/").text
    assert visitor.post("1/", {"q-one": "one_0"}).status_code == 422
    assert visitor.post("1/", {"q-one": "one_1"}).status_code == 303


def test_figures_get_the_first_place_of_an_order_and_no_words(visitor, database, app):
    walk(visitor, (1, FIRST), (2, SECOND), (3, {"q-place.other": "Here"}), (5, LAST))
    response = sent(visitor, database)
    made = queries.asked_now("evenings")
    assert response.received_on == today() > date(2026, 1, 1)
    keys = ("one", "some", "some.other", "order", "place", "place.other")
    (read,) = queries.closed_columns(made, keys)
    assert {key: read.columns[key] for key in ("one", "some", "order", "place")} == {
        "one": ["one_0"],
        "some": [["some_0", "other"]],
        "order": ["order_1"],
        "place": ["other"],
    }
    assert not [key for key in read.columns if "." in key]
