"""Words of answers in reports: only what is public, beside a checked translation, never a copy."""

import json
import re

import pytest

from engage.accounts.models import Role
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.publishing import queries as publishing
from engage.reports import commands as reports
from engage.reports.commands import quotes as commands
from engage.reports.models import Quote
from engage.reports.queries import drafts
from engage.reports.queries import quotes as queries
from engage.reports.rules import quotes as rules
from engage.responses.commands import publication, sending, translating
from engage.responses.models import RedactionReason, ResponseState
from tests.factories.accounts import AccountFactory, SiteFactory
from tests.factories.decisions import draft_final
from tests.factories.publication import again, analyst, checked, nobody_drawn, published, queued
from tests.factories.reports import (
    answered_consultation,
    cost,
    draft_report,
    publish,
    publisher,
)
from tests.factories.translations import ENGLISH, SOMALI, confirmed, drafted, one_of, written

PAGE = "/reports/letters/"
DESK = "/desk/reports/letters/quotes/"
WORDS = "siddeedda fiidkii"
TOLD = "at eight in the evening"


@pytest.fixture
def asked(database, monkeypatch):
    SiteFactory()
    nobody_drawn(monkeypatch)
    return answered_consultation(opens=-40, closes=-5)


@pytest.fixture
def report(asked):
    return draft_report(asked)


@pytest.fixture
def lead(client, asked):
    client.account = AccountFactory(role=Role.ENGAGEMENT_LEAD)
    client.sign_in(client.account)
    return client


def said(asked, words=SOMALI, language="so"):
    """A published answer in a language."""
    one = published(asked, words)
    one.response.language = language
    db.session.flush()
    return one.response


def first_of(report):
    return drafts.source(report).statements[0]


def quoted(report, response, words=WORDS, translated=TOLD):
    asked = drafts.source(report).consultation
    return commands.add_quote(
        actor=analyst(),
        report=report,
        one=queries.quotable(asked, response.reference),
        words=words,
        translated=translated,
        statement_id=first_of(report).id,
    )


def refusal(*args, **facts) -> str:
    with pytest.raises(RuleBroken) as broken:
        quoted(*args, **facts)
    return str(broken.value)


def gate(report, name="quotes") -> bool:
    return next(each.passed for each in drafts.gates(drafts.source(report)) if each.name == name)


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


# --- What may be quoted --------------------------------------------------------------------------


def test_an_unchecked_translation_cannot_be_quoted(asked, report):
    response = said(asked)
    wanted = "Have a translation written and checked first."
    assert wanted in refusal(report, response)
    drafted(asked, response)
    assert wanted in refusal(report, response)
    one = written(asked, response, f"{ENGLISH} Every day.")
    assert wanted in refusal(report, response)
    translating.check(actor=analyst(), one=one, version=one.row.version)
    assert quoted(report, response).translation_id is not None


def test_words_in_english_need_no_translation(asked, report):
    response = said(asked, ENGLISH, "en_GB")
    quote = quoted(report, response, TOLD, "")
    assert (quote.translation_id, quote.translation_mark) == (None, "")
    assert ENGLISH[quote.start : quote.stop] == TOLD


def test_only_words_of_the_public_list_are_quoted(asked, report):
    waiting = queued(asked, ENGLISH).response
    assert "on the public list" in refusal(report, waiting, TOLD, "")
    response = said(asked, ENGLISH, "en_GB")
    assert "not in what the public reads" in refusal(report, response, "never said", "")
    for wrong in ("", "a" * 1_001):
        assert "Copy the words" in refusal(report, response, wrong, "")
    response.current_version = 2
    assert "on the public list" in refusal(report, response, TOLD, "")
    response.held = True
    assert "no answer with this reference" in refusal(report, response, TOLD, "")


def test_the_translated_words_stand_in_the_checked_translation(asked, report):
    response = said(asked)
    confirmed(asked, response)
    for wrong in ("", "at nine in the evening"):
        assert "Copy the same words" in refusal(report, response, translated=wrong)


def test_what_was_taken_out_is_not_quoted_and_not_told_by_a_translation(asked, report):
    one = queued(asked, f"{SOMALI} Cali ayaan ahay, {WORDS}.")
    publication.mark(
        actor=analyst(),
        one=one,
        question_key="hard",
        words="Cali ayaan ahay",
        reason=RedactionReason.PERSONAL,
    )
    one = checked(asked, again(asked, one), ask_second=True)
    checked(asked, one)
    publication.publish_ready()
    assert "not in what the public reads" in refusal(report, one.response, "Cali", "")
    assert quoted(report, one.response, WORDS, "").start == SOMALI.index(WORDS)
    one.response.language = "so"
    confirmed(asked, one.response, f"{ENGLISH} I am Cali.")
    assert "A part of this text was taken out" in refusal(report, one.response)


def test_a_statement_holds_five_quotes(asked, report):
    response = said(asked, ENGLISH, "en_GB")
    for _each in range(rules.MOST):
        quoted(report, response, TOLD, "")
    assert "Remove one first" in refusal(report, response, TOLD, "")
    quote = queries.of_report(report.id)[0].quote
    commands.remove_quote(actor=analyst(), report=report, quote_id=quote.id)
    assert len(queries.of_report(report.id)) == rules.MOST - 1
    with pytest.raises(NotFound):
        commands.remove_quote(actor=analyst(), report=report, quote_id=quote.id)


def test_a_statement_goes_with_its_quotes(asked, report):
    quoted(report, said(asked, ENGLISH, "en_GB"), TOLD, "")
    reports.remove_statement(actor=analyst(), report=report, statement=first_of(report))
    assert db.session.query(Quote).all() == []


# --- The gate and the edition --------------------------------------------------------------------


def test_a_report_waits_while_a_quote_is_not_public_and_checked(asked, report):
    response = said(asked)
    confirmed(asked, response)
    quoted(report, response)
    assert gate(report)
    written(asked, response, f"{ENGLISH} Corrected.")
    assert not gate(report)
    with pytest.raises(RuleBroken, match="quote"):
        reports.publish(actor=publisher(report), report=report)
    translating.check(
        actor=analyst(), one=(one := one_of(asked, response)), version=one.row.version
    )
    assert gate(report)
    sending.withdraw(response=response)
    assert not gate(report)


def test_an_edition_holds_no_word_of_a_quote(asked, report):
    response = said(asked)
    confirmed(asked, response)
    quote = quoted(report, response)
    publish(report)
    body = publishing.document(report.edition_id, "en_GB").body
    (kept,) = body["statements"][0]["quotes"]
    assert kept == {
        "id": str(quote.id),
        "mark": quote.mark,
        "translation_mark": quote.translation_mark,
    }
    text = json.dumps(body, ensure_ascii=False)
    assert WORDS not in text
    assert TOLD not in text
    assert rules.mark_of(quote.salt, WORDS) == quote.mark


# --- What the public reads -----------------------------------------------------------------------


def test_a_quote_says_what_it_was_translated_from_and_leads_to_the_original(client, asked, report):
    response = said(asked)
    confirmed(asked, response)
    quoted(report, response)
    publish(report)
    answer = client.get(PAGE)
    shown = answer.get_data(as_text=True)
    assert re.search(rf'lang="so"\s+dir="ltr"\s+[^>]*>{WORDS}<', shown)
    assert re.search(rf'lang="en-GB"\s+dir="ltr"\s+[^>]*>{TOLD}<', shown)
    assert "Translated from Somali. A person who reads both languages checked it." in words(answer)
    link = re.search(r'href="([^"]+/responses/[^"]+)"', shown)[1]
    assert SOMALI in words(client.get(link))
    assert WORDS in words(client.get(f"{PAGE}print/"))
    assert cost(client, PAGE) <= 6


@pytest.mark.parametrize("how", ["withdrawn", "erased", "held", "changed", "reopened"])
def test_words_that_are_public_no_more_are_gone_from_the_report(client, asked, report, how):
    one = published(asked, ENGLISH)
    quoted(report, one.response, TOLD, "")
    publish(report)
    assert TOLD in words(client.get(PAGE))
    if how == "reopened":
        publication.reopen(actor=analyst(), one=again(asked, one))
    elif how == "changed":
        one.response.current_version = 2
    elif how == "held":
        one.response.held = True
    else:
        one.response.state = ResponseState(how)
    said_now = words(client.get(PAGE))
    assert TOLD not in said_now
    assert "Somebody’s words stood here. They are not public any more." in said_now


def test_a_translation_that_is_corrected_leaves_until_it_is_checked(client, asked, report):
    response = said(asked)
    confirmed(asked, response)
    quoted(report, response)
    publish(report)
    written(asked, response, "At eight o’clock.")
    said_now = words(client.get(PAGE))
    assert TOLD not in said_now
    assert WORDS in said_now
    assert "We are checking the translation of these words." in said_now


def test_who_reads_the_language_sees_the_words_alone(client, asked, report):
    response = said(asked, "El autobús para.", "es")
    confirmed(asked, response, "The bus stops.")
    quoted(report, response, "El autobús", "The bus")
    publish(report)
    assert "El autobús" in words(client.get(f"/es{PAGE}"))
    assert "The bus" not in words(client.get(f"/es{PAGE}"))


def test_a_final_report_quotes_under_what_people_said(client, asked):
    report = draft_final(asked)
    response = said(asked, ENGLISH, "en_GB")
    one = queries.quotable(asked, response.reference)
    commands.add_quote(actor=analyst(), report=report, one=one, words=TOLD)
    client.sign_in(AccountFactory(role=Role.ENGAGEMENT_LEAD))
    assert TOLD in words(client.get(f"/desk/reports/{report.slug}/preview/"))


# --- The desk ------------------------------------------------------------------------------------


def test_a_quote_is_added_and_taken_out_at_the_desk(lead, asked, report):
    response = said(asked)
    confirmed(asked, response)
    assert "There is no quote yet." in words(lead.get(DESK))
    fields = {
        "statement_id": str(first_of(report).id),
        "reference": response.reference.lower().replace("-", " "),
        "words": WORDS,
        "translated": TOLD,
    }
    assert lead.send(DESK, fields).location == DESK
    page = lead.get(DESK).get_data(as_text=True)
    assert WORDS in page
    assert TOLD in page
    assert f'href="/desk/analysis/{asked.slug}/answers/{response.id}/"' in page
    assert "Quotes in this report" in words(lead.get("/desk/reports/letters/"))
    away = re.search(r'action="([^"]+/remove/)"', page)[1]
    assert lead.send(DESK, to=away).location == DESK
    assert "There is no quote yet." in words(lead.get(DESK))


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("reference", "XXX", "There is no answer with this reference here."),
        ("reference", "", "Enter the reference of the answer"),
        ("words", "", "Copy the words to quote"),
        ("translated", "", "Copy the same words from the checked translation."),
        ("statement_id", "elsewhere", "Not a valid choice"),
    ],
)
def test_what_cannot_be_quoted_is_told_beside_its_field(lead, asked, report, field, value, told):
    response = said(asked)
    confirmed(asked, response)
    fields = {
        "statement_id": str(first_of(report).id),
        "reference": response.reference,
        "words": WORDS,
        "translated": TOLD,
        field: value,
    }
    assert told in words(lead.send(DESK, fields))
    assert db.session.query(Quote).all() == []


def test_a_published_report_keeps_its_quotes(lead, asked, report):
    quote = quoted(report, said(asked, ENGLISH, "en_GB"), TOLD, "")
    publish(report)
    page = words(lead.get(DESK))
    assert "Its quotes can no longer be changed." in page
    with pytest.raises(RuleBroken, match="public"):
        commands.remove_quote(actor=analyst(), report=report, quote_id=quote.id)
    assert cost(lead, "/desk/reports/letters/") <= 12
    assert cost(lead, DESK) <= 12


def test_nobody_else_chooses_quotes(client, asked, report):
    for role in (Role.READER, Role.APPROVER, Role.BOARD_PUBLISHER):
        client.sign_in(AccountFactory(role=role))
        assert client.get(DESK).status_code == 403
