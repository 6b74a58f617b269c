"""A checked translation under a published answer, and what keeps it from there."""

import re

import pytest

from engage.core.turning import Turn
from engage.responses.commands import publication as commands
from engage.responses.commands import translating
from engage.responses.models import RedactionReason
from engage.responses.queries import published as lists
from tests.factories.accounts import SiteFactory
from tests.factories.consultations import closed_consultation
from tests.factories.publication import again, analyst, checked, nobody_drawn, published, queued
from tests.factories.reports import cost
from tests.factories.responses import asked_of
from tests.factories.translations import ENGLISH, SOMALI, confirmed, drafted, one_of, written

LIST = "/consultations/evenings/responses/"


@pytest.fixture
def asked(database, monkeypatch):
    SiteFactory()
    nobody_drawn(monkeypatch)
    return closed_consultation()


def out(asked, words=SOMALI, language="so"):
    """A published answer in another language."""
    one = published(asked, words)
    one.response.language = language
    return one


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def text(asked, reader="en_GB"):
    (one,) = lists.published(asked, asked_of(asked), "", Turn(), reader).items
    return one.texts[0]


@pytest.mark.parametrize("prefix", ["", "/es", "/ar"])
def test_a_checked_translation_stands_under_the_words_and_says_what_it_is(client, asked, prefix):
    one = out(asked)
    confirmed(asked, one.response)
    for page in (LIST, f"{LIST}{one.publication.id}/"):
        shown = client.get(f"{prefix}{page}").get_data(as_text=True)
        assert re.search(rf'lang="so"\s+dir="ltr"[^>]*>{SOMALI}', shown)
        assert re.search(rf'lang="en-GB"\s+dir="ltr"[^>]*>{ENGLISH}', shown)
    if not prefix:
        said = words(client.get(LIST))
        assert "Translated from Somali. A person who reads both languages checked it." in said


def test_an_unchecked_or_old_translation_is_never_public(asked):
    one = out(asked)
    drafted(asked, one.response)
    assert (text(asked).translation, text(asked).kept_back) == (None, False)
    written(asked, one.response)
    assert text(asked).translation is None
    confirmed(asked, one.response, "At eight.")
    assert text(asked).translation.text == "At eight."
    written(asked, one.response, "At nine.")
    assert text(asked).translation is None


def test_what_a_machine_began_is_said(client, asked):
    one = out(asked)
    draft = drafted(asked, one.response)
    translating.check(actor=analyst(), one=draft, version=draft.row.version)
    assert text(asked).translation.machine
    assert "A machine made the first draft." in words(client.get(LIST))


def test_what_was_taken_out_does_not_come_back_through_a_translation(client, asked):
    one = queued(asked, f"{SOMALI} Cali Warsame ayaan ahay.")
    reason = RedactionReason.PERSONAL
    commands.mark(
        actor=analyst(), one=one, question_key="hard", words="Cali Warsame", reason=reason
    )
    one = checked(asked, again(asked, one), ask_second=True)
    checked(asked, one)
    commands.publish_ready()
    one.response.language = "so"
    confirmed(asked, one.response, f"{ENGLISH} I am Cali Warsame.")
    assert (text(asked).translation, text(asked).kept_back) == (None, True)
    said = words(client.get(LIST))
    assert "We took a part out, so we do not show a translation." in said
    assert "Cali" not in said
    assert ENGLISH not in said


def test_who_reads_the_language_is_shown_the_words_alone(asked):
    one = out(asked, "El autobus para.", "es")
    confirmed(asked, one.response, "The bus stops.")
    assert text(asked, "es").translation is None
    assert text(asked, "ar").translation.text == "The bus stops."


def test_a_language_that_was_put_right_is_the_one_that_is_told(client, asked):
    one = published(asked, SOMALI)
    translating.set_language(actor=analyst(), one=one_of(asked, one.response), language="so")
    assert "Written in Soomaali" in words(client.get(LIST))
    assert re.search(rf'lang="so"[^>]*>{SOMALI}', client.get(LIST).get_data(as_text=True))


def test_a_long_translation_is_cut_in_the_list_and_whole_on_its_page(client, asked):
    one = out(asked)
    confirmed(asked, one.response, "Late again. " * 80 + "The end.")
    assert "The end." not in words(client.get(LIST))
    assert "Read the whole answer" in words(client.get(LIST))
    assert "The end." in words(client.get(f"{LIST}{one.publication.id}/"))


def test_the_public_list_still_costs_six_statements(client, asked):
    for _each in range(3):
        confirmed(asked, out(asked).response)
    assert cost(client, LIST) <= 6
