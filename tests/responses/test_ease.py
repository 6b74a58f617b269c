"""How easy it was: told once after sending, and joined to no answer."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, inspect, select

from engage.audit.models import Entry
from engage.core.clock import days_away, today
from engage.core.db import db
from engage.responses import commands, rules
from engage.responses.models import CouldSay, Ease, EaseAnswer, Response, SavedDraft
from engage.responses.queries import ease as queries
from engage.responses.rules import ease as easing
from tests.factories.accounts import SiteFactory
from tests.factories.consultations import open_consultation
from tests.factories.responses import SALT, asked_of, begun
from tests.responses.test_views import Visitor, title

TOLD = {"q-ease": "hard", "q-could_say": "partly", "q-more": "The  print\nis small", "then": "ease"}


@pytest.fixture
def asked(database):
    SiteFactory()
    return open_consultation(languages=("en_GB", "es"))


def rows():
    return db.session.scalars(select(EaseAnswer)).all()


def at_the_end(client, language=""):
    visitor = Visitor(client, language)
    visitor.get()
    visitor.begin().fill()
    visitor.post("about-you/", {"then": "send"})
    visitor.get("done/")
    return visitor


def finished(consultation):
    """A visit whose answer was sent, and its draft, which holds the receipt now."""
    visit, draft = begun(consultation)
    commands.submit(
        visit=visit,
        draft=draft,
        consultation=consultation,
        asked=asked_of(consultation),
        grace=timedelta(minutes=60),
        code=rules.mint(SALT),
    )
    return visit, draft


def tell(consultation, visit, draft, **said):
    given_ = {"said": said or {"ease": "easy"}, "language": "en_GB"}
    return commands.tell_ease(visit=visit, draft=draft, consultation=consultation, **given_)


# --- rules


@given(st.dictionaries(st.sampled_from(["ease", "could_say", "more"]), st.text(max_size=400)))
def test_whatever_is_typed_is_a_known_choice_a_short_line_or_a_clear_no(typed):
    checked = easing.check_ease(typed)
    assert checked.answers or checked.errors
    assert checked.answers.get("ease", "easy") in set(Ease)
    assert checked.answers.get("could_say", "yes") in set(CouldSay)
    line = checked.answers.get("more", "x")
    assert line.strip()
    assert "\n" not in line
    assert rules.length(line) <= easing.WORDS_LIMIT


@pytest.mark.parametrize("one", [{"ease": "easy"}, {"could_say": "no"}, {"more": "Bigger print"}])
def test_one_of_the_three_is_enough(one):
    checked = easing.check_ease(one)
    assert checked.answers == one
    assert not checked.errors


# --- commands


def test_it_is_kept_once_for_each_receipt(asked):
    visit, draft = finished(asked)
    assert tell(asked, visit, draft)
    assert not tell(asked, visit, draft, ease="hard")
    assert [each.ease for each in rows()] == [Ease.EASY]


def test_nothing_leads_from_it_to_an_answer(asked):
    visit, draft = finished(asked)
    tell(asked, visit, draft, ease="easy", could_say="yes", more="Fine")
    row = rows()[0]
    assert row.id.version == 4
    assert (row.created_at.hour, row.created_at.minute, row.said_on) == (0, 0, today())
    keys = {each.column.table.name for each in EaseAnswer.__table__.foreign_keys}
    assert keys == {"consultation"}
    text = " ".join(str(getattr(row, each.key)) for each in inspect(EaseAnswer).columns)
    response = db.session.scalars(select(Response)).one()
    for secret in (response.id, response.reference, visit.lookup_key):
        assert str(secret) not in text
    entries = db.session.scalars(select(Entry)).all()
    assert not any(each.subject_id == row.id for each in entries)


def test_the_row_of_the_receipt_does_not_show_who_told(asked):
    visit, draft = finished(asked)
    wanted = select(SavedDraft.changed_at, func.length(SavedDraft.ciphertext))
    wanted = wanted.where(SavedDraft.lookup_key == visit.lookup_key)
    before = db.session.execute(wanted).one()
    with days_away(1):
        tell(asked, visit, draft)
    assert db.session.execute(wanted).one() == before


def test_lines_are_read_newest_day_first_a_page_at_a_time(asked, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    for away in (-2, 0, -1):
        with days_away(away):
            said = {"more": f"Day {away}"}
            commands.keep_ease(consultation=asked, said=said, language="en_GB")
    commands.keep_ease(consultation=asked, said={"ease": "easy"}, language="es")
    page = queries.lines(asked.id, 1)
    assert [each.words for each in page.items] == ["Day 0", "Day -1"]
    assert (page.total, page.pages) == (3, 2)
    assert [each.words for each in queries.lines(asked.id, 2).items] == ["Day -2"]


def test_they_are_counted_by_language_format_and_channel(asked):
    for _each in range(2):
        commands.keep_ease(consultation=asked, said={"ease": "easy"}, language="es")
    commands.keep_ease(
        consultation=asked, said={"could_say": "no"}, language="en_GB", variant="easy-read"
    )
    found = {
        (each.language, each.variant, each.ease): each.count for each in queries.told(asked.id)
    }
    assert found == {("es", "", Ease.EASY): 2, ("en_GB", "easy-read", None): 1}


# --- the receipt


def test_the_receipt_asks_two_questions_and_a_line(asked, client):
    page = at_the_end(client).get("done/").text
    for words in ("How easy was this?", "Could you say what you wanted?", "Very hard", "Partly"):
        assert words in page
    assert "We keep this with no link to your answer." in page
    assert "In danger call 999." in page


def test_one_press_keeps_it_and_thanks_on_the_same_page(asked, client):
    visitor = at_the_end(client, "/es")
    answer = visitor.post("done/", TOLD)
    assert answer.location.endswith("/es/consultations/evenings/respond/done/#how-easy")
    page = visitor.get("done/").text
    assert 'name="q-ease"' not in page
    assert 'id="ease-title"' in page
    row = rows()[0]
    assert (row.ease, row.could_say, row.words) == (
        Ease.HARD,
        CouldSay.PARTLY,
        "The print is small",
    )
    assert (row.language, row.variant) == ("es", "")


def test_it_is_asked_at_most_once(asked, client):
    visitor = at_the_end(client)
    for _press in range(3):
        assert visitor.post("done/", TOLD).status_code == 303
    assert len(rows()) == 1


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "Choose an answer or write a line."),
        ({"q-more": " \u202e "}, "Choose an answer or write a line."),
        ({"q-ease": "forged"}, "Choose one of the answers on this page."),
        ({"q-could_say": "forged", "q-ease": "easy"}, "Choose one of the answers on this page."),
        ({"q-more": "x" * 301}, "Use 300 characters or fewer."),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(asked, client, typed, message):
    visitor = at_the_end(client)
    page = visitor.post("done/", {**typed, "then": "ease"})
    assert page.status_code == 422
    assert page.text.count(message) == 2
    assert title(page).startswith("Error: Thank you.")
    assert rows() == []
    if typed.get("q-ease") == "easy":
        assert 'value="easy" checked' in page.text
    assert visitor.client.get(visitor.base + "done/").status_code == 200


def test_a_forged_form_keeps_nothing(asked, client):
    visitor = at_the_end(client)
    visitor.token = "forged"
    assert visitor.post("done/", TOLD).status_code == 400
    assert rows() == []


def test_without_a_receipt_there_is_nothing_to_tell(asked, client):
    visitor = Visitor(client).begin()
    assert visitor.post("done/", TOLD).status_code == 303
    assert rows() == []
