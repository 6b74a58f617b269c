"""See what happened to my answer: opened by link or by code, shown, hidden, taken back, left."""

import re
from datetime import timedelta

import pytest
from flask import Response

from engage.consultations.models import Consultation
from engage.core.clock import days_away, today
from engage.responses import commands, rules
from engage.responses.forms import give_answer_ticket, site_salt
from engage.responses.models import GroupVoice, RespondentKind, ResponseState
from tests.factories.consultations import open_consultation
from tests.factories.reports import (
    answered_consultation,
    consultation_of,
    published_report,
    responses_of,
)
from tests.factories.responses import asked_of, begun


@pytest.fixture
def answer(database, app):
    """An answer that was sent, with its secret and its code."""
    made = open_consultation(languages=("en_GB", "es"))
    visit, draft = begun(made)
    with app.test_request_context():
        code = rules.mint(site_salt())
    response = commands.submit(
        visit=visit,
        draft=draft,
        consultation=made,
        asked=asked_of(made),
        grace=timedelta(),
        code=code,
    )
    response.secret, response.words = draft.receipt["secret"], rules.code_words(code.number, "ar")
    return response


@pytest.fixture
def opened(answer, client):
    """The same, opened in this browser by the link of the receipt."""
    client.get(f"/answers/{answer.reference}/{answer.secret}/")
    return answer


def page_of(answer):
    return f"/answers/{answer.reference}/"


def test_the_link_opens_the_answer_and_leaves_the_address_without_its_secret(answer, client):
    arrived = client.get(f"/answers/{answer.reference}/{answer.secret}/")
    assert arrived.location == page_of(answer)
    assert arrived.headers["Referrer-Policy"] == "no-referrer"
    assert arrived.headers["Cache-Control"] == "no-store"
    assert "Max-Age=1800" in arrived.headers["Set-Cookie"]
    page = client.get(arrived.location)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert answer.secret not in page.text
    for words in ("We received your answer on", answer.reference, "The bus stops at eight."):
        assert words in page.text
    assert "We have not sorted your answer yet." in page.text


@pytest.mark.parametrize("secret", ["guess", "%00", "x" * 500])
def test_a_wrong_secret_opens_nothing(answer, client, secret):
    assert client.get(f"/answers/{answer.reference}/{secret}/").status_code == 404


def test_without_the_link_the_code_is_asked_for(answer, client):
    assert client.get(page_of(answer)).location == "/answers/"
    assert client.get(f"{page_of(answer)}take-back/").location == "/answers/"
    assert client.get("/answers/ABC-DEFG-HJ/").location == "/answers/"


def test_reference_and_code_open_it_in_any_language(answer, client):
    assert client.get("/es/answers/").status_code == 200
    typed = {"reference": answer.reference.lower(), "code": answer.words}
    assert client.post("/es/answers/", data=typed).location == f"/es{page_of(answer)}"
    assert "(es)" in client.get(f"/es{page_of(answer)}").text


@pytest.mark.parametrize("wrong", [{"reference": ""}, {"code": ""}, {"reference": "ABC-DEFG-HJ"}])
def test_one_of_them_wrong_opens_nothing(answer, client, wrong):
    typed = {"reference": answer.reference, "code": answer.words, **wrong}
    page = client.post("/answers/", data=typed)
    assert page.status_code == 422
    assert "Check your reference and your code." in page.text


def token_of(page):
    return re.search(r'name="token" value="([^"]+)"', page)[1]


def test_my_words_can_be_hidden_on_every_device_and_shown_again(opened, client):
    token = token_of(client.get(page_of(opened)).text)
    answer = client.post(f"{page_of(opened)}words/", data={"token": token, "words": "hide"})
    assert answer.location == page_of(opened)
    page = client.get(page_of(opened)).text
    assert "The bus stops at eight." not in page
    client.post(f"{page_of(opened)}words/", data={"token": token, "words": "show"})
    assert "The bus stops at eight." in client.get(page_of(opened)).text


def test_a_number_in_my_own_arabic_words_keeps_its_direction(opened, client, database):
    opened.answers = {**opened.answers, "hard": "هاتفي 020 7946 0101"}
    database.commit()
    page = client.get(page_of(opened)).text
    assert "هاتفي \u2066020 7946 0101\u2069" in page
    checked = client.post(f"{page_of(opened)}change/", data={"token": token_of(page)})
    assert "هاتفي \u2066020 7946 0101\u2069" in client.get(checked.location).text


def test_a_group_reads_for_whom_it_spoke(opened, client, database):
    opened.respondent_kind, opened.speaks_for = RespondentKind.GROUP, 34
    database.add(GroupVoice(response_id=opened.id, name="Garden club", gathered="At two meetings"))
    database.commit()
    page = client.get(page_of(opened)).text
    for words in ("Garden club", "34", "At two meetings", "How many people do you speak for?"):
        assert words in page
    assert "Where did people disagree?" not in page


def test_an_answer_is_changed_through_the_pages_of_the_journey(opened, client, database):
    token = token_of(client.get(page_of(opened)).text)
    check = client.post(f"{page_of(opened)}change/", data={"token": token})
    assert check.location == "/consultations/evenings/respond/check/"
    base = "/consultations/evenings/respond/"
    page = client.get(check.location).text
    assert "You sent this answer before." in page
    assert "The bus stops at eight." in page
    token = token_of(page)
    typed = {"token": token, "q-bus": "agree", "q-hard": "It stops at seven now."}
    assert client.post(f"{base}2/?from=check", data=typed).location.endswith("/check/")
    assert client.get(f"{base}before-you-send/").status_code == 200
    skipped = client.post(f"{base}before-you-send/", data={"token": token, "then": "skip"})
    assert skipped.location.endswith("/check/")
    sending = client.post(f"{base}about-you/", data={"token": token, "then": "send"})
    assert sending.location.endswith("/check/")
    sent = client.post(f"{base}change/", data={"token": token})
    assert sent.location == page_of(opened)
    assert "It stops at seven now." in client.get(sent.location).text
    assert opened.current_version == 2
    assert client.get(f"{base}check/").location.endswith("/respond/")


def test_a_journey_that_changes_nothing_has_no_such_button(opened, client):
    base = "/consultations/evenings/respond/"
    start = client.post(base, data={"kind": "individual"})
    page = client.get(start.location).text
    answer = client.post(f"{base}change/", data={"token": token_of(page)})
    assert answer.status_code == 404


def test_changing_ends_when_the_answers_are_frozen(opened, client, database):
    with days_away(40):
        database.get(Consultation, opened.consultation_id).frozen_on = today()
        client.get(f"/answers/{opened.reference}/{opened.secret}/")
        page = client.get(page_of(opened)).text
        assert "Change my answer" not in page
        assert "Take back my answer" in page
        answer = client.post(f"{page_of(opened)}change/", data={"token": token_of(page)})
        assert answer.status_code == 400


@pytest.mark.parametrize("path", ["words/", "change/"])
def test_these_buttons_are_for_whoever_opened_the_answer(answer, client, path):
    assert client.post(f"{page_of(answer)}{path}").location == "/answers/"


@pytest.mark.parametrize("path", ["words/", "change/"])
def test_another_site_cannot_press_them(opened, client, path):
    assert client.post(f"{page_of(opened)}{path}", data={"token": "forged"}).status_code == 400


def test_leaving_closes_the_answer(opened, client):
    assert client.get("/answers/leave/").location == "/"
    assert client.get(page_of(opened)).location == "/answers/"


def test_taking_back_asks_first_and_then_does_it(opened, client, database):
    asking = client.get(f"{page_of(opened)}take-back/").text
    assert "Yes, take back my answer" in asking
    assert opened.state is ResponseState.SUBMITTED
    token = re.search(r'name="token" value="([^"]+)"', asking)[1]
    answer = client.post(f"{page_of(opened)}take-back/", data={"token": token})
    assert answer.location == page_of(opened)
    assert opened.state is ResponseState.WITHDRAWN
    page = client.get(page_of(opened)).text
    assert "You took back this answer." in page
    assert "The bus stops at eight." not in page
    again = client.post(f"{page_of(opened)}take-back/", data={"token": token})
    assert (again.status_code, opened.state) == (400, ResponseState.WITHDRAWN)


@pytest.mark.parametrize("token", ["", "forged", "é"])
def test_another_site_cannot_take_it_back(opened, client, token):
    answer = client.post(f"{page_of(opened)}take-back/", data={"token": token})
    assert answer.status_code == 400
    assert opened.state is ResponseState.SUBMITTED


def test_what_came_of_it_is_told_by_theme_and_by_line_of_the_report(database, client):
    report = published_report(answered_consultation(languages=("en_GB", "es")))
    mine = responses_of(consultation_of(report))[0]
    mine.reference = "HBX-7K4M-29"
    follow(client, mine)
    page = client.get(page_of(mine)).text
    for words in ("Yours is under:", "Who to ring", "What came of it", "Read the report"):
        assert words in page
    assert f"/reports/{report.slug}/#statement-1" in page
    assert "Who to ring (es)" in client.get(f"/es{page_of(mine)}").text


def test_an_answer_under_no_theme_has_no_line(database, client):
    report = published_report()
    mine = responses_of(consultation_of(report))[-1]
    mine.reference = "HBX-7K4M-29"
    follow(client, mine)
    assert "What came of it" not in client.get(page_of(mine)).text


def follow(client, response):
    """Give the browser the cookie that the link or the code gives."""
    with client.application.test_request_context():
        made = give_answer_ticket(Response(), response.reference)
    name, _equals, value = made.headers["Set-Cookie"].split(";")[0].partition("=")
    client.set_cookie(name, value)
