"""The whole journey, in two languages; saved and gone on with; sent twice; sent late."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import event, select

from engage.core.clock import days_away
from engage.core.db import db
from engage.responses import rules
from engage.responses.forms import cookie_name
from engage.responses.models import RespondentKind, Response, ResponseEquality, SavedDraft
from tests.factories import consultations as factory
from tests.factories.accounts import SiteFactory
from tests.factories.consultations import open_consultation

BASE = "/consultations/evenings/respond/"
PAGES = (
    {"q-where": "where_1", "q-times": ["times_0", "times_2"]},
    {"q-bus": "agree", "q-hard": "It’s <far> & dark.\n\nVery."},
    {"q-street": "Market Place", "q-postcode": "da6 7ab"},
)


class Visitor:
    """Somebody with a browser, walking through the journey."""

    def __init__(self, client, language=""):
        self.client, self.base, self.token = client, f"{language}{BASE}", ""

    def get(self, path="", **kwargs):
        answer = self.client.get(self.base + path, **kwargs)
        if found := re.search(r'name="token" value="([^"]+)"', answer.text):
            self.token = found[1]
        return answer

    def post(self, path="", data=None, **kwargs):
        return self.client.post(
            self.base + path, data={"token": self.token, **(data or {})}, **kwargs
        )

    def begin(self, kind="individual"):
        answer = self.post(data={"kind": kind})
        first = "1/" if kind == "individual" else "who/"
        assert answer.location.endswith(f"/respond/{first}")
        self.get(first)
        return self

    def tell(self, **typed):
        """Say who a group or an organisation is."""
        said = {f"q-{name}": value for name, value in typed.items()}
        assert self.post("who/", said).location.endswith("/respond/1/")
        return self

    def fill(self):
        for number, typed in enumerate(PAGES, start=1):
            assert self.post(f"{number}/", typed).status_code == 303
        return self


@pytest.fixture
def asked(database):
    SiteFactory()
    return open_consultation(languages=("en_GB", "es"))


def title(page):
    return re.search(r"<title>([^<]*)</title>", page.text)[1]


def responses(database):
    return database.scalars(select(Response)).all()


def test_the_first_page_says_what_it_takes_and_in_which_languages(asked, client):
    page = client.get(BASE)
    for words in (
        "Takes about 5 minutes",
        "No name, no account",
        "In danger call 999.",
        "Español",
        "I have a code",
    ):
        assert words in page.text
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("language", "code", "thanks"),
    [("", "en_GB", "Thank you. We have your answer."), ("/es", "es", None)],
)
def test_a_whole_answer_is_sent_in_two_languages(asked, client, database, language, code, thanks):
    visitor = Visitor(client, language)
    visitor.get()
    visitor.begin().fill()
    checked = visitor.get("check/")
    assert "It’s &lt;far&gt; &amp; dark." in checked.text
    assert "DA6" in checked.text
    assert "7AB" not in checked.text
    visitor.get("about-you/")
    assert visitor.post("about-you/", {"then": "ask"}).location.endswith("about-you/age_band/")
    visitor.get("about-you/age_band/")
    answer = visitor.post("about-you/age_band/", {"q-age_band": "16_17"})
    assert answer.location.endswith("about-you/sex/")
    assert visitor.post("about-you/sex/", {"then": "send"}).location.endswith("/done/")
    done = visitor.get("done/")
    response = database.scalars(select(Response)).one()
    assert response.reference in done.text
    assert (response.language, response.begun_language) == (code, code)
    assert response.respondent_kind is RespondentKind.INDIVIDUAL
    assert response.answers["hard"] == "It’s <far> & dark.\n\nVery."
    assert response.district == "DA6"
    assert len(database.scalars(select(ResponseEquality)).all()) == 1
    assert thanks is None or thanks in done.text


def test_whoever_speaks_for_others_is_not_asked_about_themselves(asked, client, database):
    visitor = Visitor(client)
    visitor.get()
    visitor.begin("group").tell(people="12").fill()
    page = visitor.get("about-you/").text
    assert "You have not sent your answer yet." in page
    assert "some questions about you" not in page
    assert visitor.get("about-you/sex/").status_code == 404
    assert visitor.post("about-you/", {"then": "ask"}).location.endswith("/done/")
    response = database.scalars(select(Response)).one()
    assert (response.respondent_kind, response.speaks_for) == (RespondentKind.GROUP, 12)
    assert database.scalars(select(ResponseEquality)).all() == []


def test_titles_and_headings_say_where_you_are(asked, client):
    visitor = Visitor(client).begin()
    assert title(visitor.get("2/")).startswith("Page 2 of 3: What it is like for you")
    wrong = visitor.post("2/", {"q-hard": "My own words"})
    assert wrong.status_code == 422
    assert title(wrong).startswith("Error: Page 2 of 3: What it is like for you")
    assert 'href="#q-bus"' in wrong.text
    assert "Choose an answer." in wrong.text
    assert "My own words" in wrong.text


def test_what_was_answered_is_there_when_you_come_back(asked, client):
    visitor = Visitor(client).begin().fill()
    assert visitor.get("1/").text.count(" checked") == 3
    assert "Market Place" in visitor.get("3/").text
    changed = visitor.post("1/?from=check", {"q-where": "where_0"})
    assert changed.location.endswith("/check/")
    page = visitor.get("1/").text
    assert page.count(" checked") == 1


def test_questions_one_by_one_are_counted_as_questions(database, client, monkeypatch):
    alone = [(title, (question,)) for title, asked in factory.PAGES for question in asked]
    monkeypatch.setattr(factory, "PAGES", alone)
    open_consultation()
    visitor = Visitor(client).begin()
    titles = [title(visitor.get(f"{number}/")) for number in range(1, 7)]
    assert titles[0].startswith("Question 1 of 6: Where?")
    assert titles[3].startswith("Question 4 of 6: What would make it hard?")


def test_an_answer_begun_in_one_language_is_finished_in_another(asked, client, database):
    Visitor(client, "/es").begin()
    visitor = Visitor(client)
    assert "Where?" in visitor.get("1/").text
    visitor.fill()
    visitor.get("about-you/")
    assert visitor.post("about-you/", {"then": "send"}).location.endswith("/done/")
    response = database.scalars(select(Response)).one()
    assert (response.begun_language, response.language) == ("es", "en_GB")


def test_sent_twice_is_one_response_and_one_receipt(asked, client, database):
    visitor = Visitor(client).begin().fill()
    first = visitor.post("about-you/", {"then": "send"})
    again = visitor.post("about-you/", {"then": "send"})
    assert first.location == again.location
    assert len(responses(database)) == 1
    assert visitor.get("2/").location.endswith("/done/")
    assert visitor.get("done/").text == visitor.get("done/").text
    assert "See your receipt" in visitor.get().text


def test_sent_by_two_fingers_at_the_same_moment_is_one_response(asked, app, client, database):
    visitor = Visitor(client).begin().fill()
    kept, ready = client.get_cookie(cookie_name("evenings")).value, Barrier(2)

    def send(_number):
        browser = app.test_client()
        browser.set_cookie(cookie_name("evenings"), kept)
        ready.wait(10)
        data = {"token": visitor.token, "then": "send"}
        return browser.post(f"{BASE}about-you/", data=data).location

    with ThreadPoolExecutor(2) as hands:
        seen = set(hands.map(send, range(2)))
    assert seen == {f"{BASE}done/"}
    assert len(responses(database)) == 1


@pytest.mark.parametrize(("path", "most"), [("1/", 2), ("check/", 2), ("about-you/sex/", 2)])
def test_a_page_of_the_journey_asks_the_database_little(asked, client, path, most):
    visitor = Visitor(client).begin().fill()
    visitor.get(path)
    asked_now = []
    event.listen(db.engine, "before_cursor_execute", lambda *a: asked_now.append(a[2].split()[0]))
    visitor.get(path)
    # one more is the site's name and colour, which the test client forgets each time
    assert asked_now.count("SELECT") <= most + 1
    asked_now.clear()
    visitor.post("1/", PAGES[0])
    assert len([each for each in asked_now if each in {"SELECT", "UPDATE", "INSERT"}]) <= 4


def test_the_last_question_sends_the_answer(asked, client, database):
    visitor = Visitor(client).begin().fill()
    visitor.get("about-you/main_language/")
    answer = visitor.post("about-you/main_language/", {"q-main_language": "english"})
    assert answer.location.endswith("/done/")
    assert len(responses(database)) == 1


def test_a_question_about_you_refuses_what_is_not_on_its_list(asked, client):
    visitor = Visitor(client).begin().fill()
    wrong = visitor.post("about-you/sex/", {"q-sex": "dragon"})
    assert wrong.status_code == 422
    assert title(wrong).startswith("Error: About you: What is your sex?")
    back = visitor.post(
        "about-you/main_language/", {"q-main_language": "other_write_in_including_bsl"}
    )
    assert back.location.endswith("/main_language_text/")
    visitor.post("about-you/main_language_text/", {"q-main_language_text": "x" * 200})
    assert "Prefer not to say" in visitor.get("about-you/sex/").text


def test_a_question_that_is_not_put_to_you_is_not_there(asked, client):
    visitor = Visitor(client).begin().fill()
    assert visitor.get("about-you/sexual_orientation/").status_code == 404
    assert visitor.get("about-you/shoe_size/").status_code == 404
    assert visitor.post("about-you/sexual_orientation/", {}).status_code == 404


def test_nobody_sends_an_answer_with_a_gap(asked, client, database):
    visitor = Visitor(client).begin()
    visitor.post("1/", PAGES[0])
    for path in ("check/", "about-you/"):
        assert visitor.get(path).location.endswith("/respond/2/")
    assert visitor.post("about-you/", {"then": "send"}).location.endswith("/respond/2/")
    assert responses(database) == []


def saved_code(visitor):
    return saved_code_of(visitor, 1, PAGES[0])


def saved_code_of(visitor, number, typed):
    saved = visitor.post(f"{number}/", {**typed, "then": "save"})
    assert saved.location.endswith("/saved/")
    page = visitor.get("saved/").text
    return re.findall(r'<bdi class="eg-code[^>]*>([^<]*)</bdi>', page)


def test_save_and_finish_later_on_another_device_in_another_language(asked, app, client, database):
    visitor = Visitor(client).begin()
    words, digits = saved_code(visitor)
    assert rules.number_of(words) == rules.number_of(digits)
    other = app.test_client()
    page = client.get("/es/continue/")
    assert page.status_code == 200
    answer = other.post("/es/continue/", data={"code": digits})
    assert answer.location.endswith(f"/es{BASE}2/")
    assert " checked" in other.get(f"/es{BASE}1/").text
    assert len(database.scalars(select(SavedDraft)).all()) == 1
    assert saved_code(visitor) == [words, digits]


def test_after_sending_the_code_opens_the_answer(asked, app, client, database):
    visitor = Visitor(client).begin().fill()
    words, _digits = saved_code(visitor)
    visitor.post("about-you/", {"then": "send"})
    assert words in visitor.get("done/").text
    answer = app.test_client().post("/continue/", data={"code": words})
    assert answer.location.endswith(f"/answers/{responses(database)[0].reference}/")


def test_a_page_with_a_mistake_can_still_be_saved(asked, client):
    visitor = Visitor(client).begin()
    answer = visitor.post("2/", {"q-hard": "Half a thought", "then": "save"})
    assert answer.location.endswith("/saved/")
    assert "Half a thought" in visitor.get("2/").text


def test_without_a_code_there_is_no_page_that_shows_one(asked, client):
    assert Visitor(client).begin().get("saved/").location.endswith("/respond/1/")


def test_a_wrong_code_is_told_kindly(asked, client):
    for typed in ("", "apple", "apple bread water 1234"):
        page = client.post("/continue/", data={"code": typed})
        assert page.status_code == 422
        assert "Check your code" in page.text


def test_who_guesses_often_is_asked_to_wait(asked, client):
    codes = [f"apple bread water {number:04}" for number in range(11)]
    seen = [client.post("/continue/", data={"code": code}).status_code for code in codes]
    assert seen == [422] * 10 + [429]


def test_leaving_takes_the_answer_off_the_device(asked, client):
    visitor = Visitor(client).begin().fill()
    assert visitor.post("leave/", {"token": "forged"}).status_code == 400
    assert visitor.post("leave/").location.endswith("/consultations/evenings/")
    assert client.get_cookie(cookie_name("evenings")) is None
    assert visitor.get("check/").location.endswith("/respond/")
    assert Visitor(client).post("leave/").status_code == 303


def test_begun_before_closing_sent_within_the_hour_is_late(asked, client, database):
    visitor = Visitor(client).begin().fill()
    draft = database.scalars(select(SavedDraft)).one()
    draft.begun_at -= timedelta(days=1)
    asked.closes_on = draft.begun_at.date()
    client.application.config["LATE_MINUTES"] = 60 * 48
    assert "has closed" in visitor.get("3/").text
    assert "has closed" in visitor.get("check/").text
    assert visitor.post("about-you/", {"then": "send"}).location.endswith("/done/")
    assert "after the closing time" in visitor.get("done/").text
    assert responses(database)[0].late


def test_after_the_hour_it_is_refused_with_the_words_to_copy(asked, client, database):
    visitor = Visitor(client).begin().fill()
    with days_away(40):
        refused = visitor.post("about-you/", {"then": "send"})
        assert refused.status_code == 422
        assert "It’s &lt;far&gt; &amp; dark." in refused.text
        assert "This consultation has closed" in refused.text
        assert "It closed on" in Visitor(client.application.test_client()).get().text
    assert responses(database) == []


def test_nobody_begins_when_it_is_not_open(database, client):
    open_consultation("soon", opens=5, closes=20)
    page = client.get("/consultations/soon/respond/")
    assert "It opens on" in page.text
    answer = client.post("/consultations/soon/respond/", data={})
    assert answer.location.endswith("/soon/respond/")
    assert database.scalars(select(SavedDraft)).all() == []


def test_a_new_answer_can_be_started_on_a_shared_device(asked, client, database):
    first = Visitor(client).begin().fill()
    first.post("about-you/", {"then": "send"})
    second = Visitor(client)
    second.get()
    second.begin()
    assert " checked" not in second.get("1/").text
    assert len(database.scalars(select(SavedDraft)).all()) == 2
