"""Anybody can tell us of wrong words in a translation; whoever translates looks at them."""

import pytest

from engage.audit.models import Action, Entry
from engage.core import i18n
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.languages import commands
from engage.languages.models import WrongWords
from tests.factories.accounts import AccountFactory

PAGE = "/wrong-words/"
DESK = "/desk/languages/wrong-words/"


def line(**facts):
    told = {"language": "pl", "page": "/about/", "wrong": "Zły wyraz", "better": "", **facts}
    return commands.tell_wrong(**told)


def typed(**facts):
    return {"page": "/about/", "language": "pl", "wrong": "Zły wyraz", "better": "Dobry", **facts}


def test_a_page_that_nobody_checked_says_so_and_leads_to_the_form(client):
    page = client.get("/pl/about/").get_data(as_text=True)
    assert 'href="/pl/wrong-words/?page=/about/"' in page
    english = client.get("/about/").get_data(as_text=True)
    assert "wrong-words" not in english


def test_a_catalogue_that_was_checked_says_by_whom(client, app, monkeypatch):
    monkeypatch.setitem(app.jinja_env.globals, "checked_by", lambda _code: "Ana, 2026-11-01")
    page = client.get("/es/about/").get_data(as_text=True)
    assert "Ana, 2026-11-01" in page
    assert i18n.checked_by("es") == ""
    assert i18n.checked_by("en_GB") == ""


def test_words_are_told_without_a_name_and_the_reader_comes_back(client, database):
    opened = client.get(f"/pl{PAGE}?page=/about/").get_data(as_text=True)
    assert '<option selected value="pl">Polski' in opened
    sent = client.post(f"/pl{PAGE}", data=typed())
    assert sent.location == f"/pl{PAGE}thanks/?page=/about/"
    assert 'href="/pl/about/"' in client.get(sent.location).get_data(as_text=True)
    (row,) = database.query(WrongWords)
    assert (row.language, row.page, row.wrong, row.better) == (
        "pl",
        "/about/",
        "Zły wyraz",
        "Dobry",
    )
    entry = database.query(Entry).filter_by(action=Action.WRONG_WORDS_TOLD).one()
    assert entry.actor_id is None


@pytest.mark.parametrize(
    "wrong",
    [{"wrong": ""}, {"wrong": "x" * 1_001}, {"better": "x" * 1_001}, {"language": "en_GB"}],
)
def test_what_is_not_right_is_told_and_nothing_is_kept(client, database, wrong):
    answer = client.post(f"/pl{PAGE}", data=typed(**wrong))
    assert answer.status_code in {200, 400}
    assert database.query(WrongWords).count() == 0


def test_an_address_of_another_site_is_not_kept(client, database):
    sent = client.post(PAGE, data=typed(page="//evil.example/"))
    assert sent.location == f"{PAGE}thanks/?page=/"
    assert database.query(WrongWords).one().page == "/"


def test_very_many_lines_from_one_address_are_slowed(client):
    codes = [client.post(PAGE, data=typed()).status_code for _each in range(21)]
    assert codes[:20] == [302] * 20
    assert codes[20] == 429


def test_words_in_a_language_that_our_pages_do_not_speak_are_refused(database):
    with pytest.raises(RuleBroken):
        line(language="lt")
    with pytest.raises(RuleBroken, match="Say which words"):
        line(wrong=" ")


def test_whoever_translates_sees_it_puts_it_away_and_back(as_lead, database):
    row = line(better="Dobry wyraz")
    line(language="so", page="/")
    db.session.commit()
    page = as_lead.get(DESK).get_data(as_text=True)
    assert "Polish: 1, Somali: 1." in page
    assert "If a line worries you, tell your safeguarding lead now." in page
    assert "Dobry wyraz" in page
    sent = as_lead.send(DESK, {"settled": "yes"}, to=f"{DESK}{row.id}/")
    assert sent.status_code == 302
    assert database.get(WrongWords, row.id).settled_by == as_lead.account.id
    settled = as_lead.get(f"{DESK}?settled=yes").get_data(as_text=True)
    assert "Dobry wyraz" in settled
    as_lead.send(f"{DESK}?settled=yes", {"settled": "no"}, to=f"{DESK}{row.id}/")
    assert database.get(WrongWords, row.id).settled_at is None


def test_readers_of_the_panel_have_no_business_there(as_reader):
    assert as_reader.get(DESK).status_code == 403


def test_settling_is_in_the_history(database):
    row = line()
    commands.settle_wrong(actor=AccountFactory(), row=row)
    assert database.query(Entry).filter_by(action=Action.WRONG_WORDS_SETTLED).count() == 1
