"""A machine drafts the translation of an answer: where it was switched on, in the worker."""

import logging

import pytest
from flask import current_app

from engage.audit.models import Action, Entry
from engage.config import read_settings
from engage.core.clock import days_away
from engage.core.db import db, writing
from engage.core.errors import RuleBroken
from engage.core.machines import for_answers
from engage.languages import tasks as languages_tasks
from engage.languages.commands.machine import MOST_TRIES
from engage.responses import tasks
from engage.responses.commands import machine as commands
from engage.responses.commands import publication as moderating
from engage.responses.models import AgeGroup, RedactionReason
from engage.responses.queries import machine as queries
from engage.responses.rules import translating as rules
from tests.factories.accounts import SiteFactory
from tests.factories.consultations import closed_consultation
from tests.factories.publication import analyst, queued
from tests.factories.translations import ENGLISH, SOMALI, foreign, one_of, written
from tests.languages.machine import KEY, machine_at_work


@pytest.fixture
def asked(database):
    SiteFactory()
    return closed_consultation()


@pytest.fixture
def fake(asked):
    with machine_at_work() as fake:
        current_app.config["MACHINE_ANSWERS"] = True
        fake.words[SOMALI] = ENGLISH
        yield fake
        current_app.config["MACHINE_ANSWERS"] = False


def ask(asked, response):
    run = commands.ask_machine(actor=analyst(), one=one_of(asked, response))
    db.session.commit()
    return run


def work():
    tasks.ask_machine()
    db.session.expire_all()


def page_of(response):
    return f"/desk/consultations/evenings/translations/{response.reference}/hard/"


def test_a_draft_is_labelled_and_counts_for_nothing_until_it_is_checked(asked, fake):
    response = foreign(asked)
    run = ask(asked, response)
    languages_tasks.ask_machine()
    assert fake.asked == []
    work()
    row = one_of(asked, response).row
    assert (row.text, row.machine, row.made_by) == (ENGLISH, "LibreTranslate", None)
    assert not one_of(asked, response).translated.counts
    ((_path, sent, _key),) = fake.asked
    assert (sent["q"], sent["source"], sent["target"]) == ([SOMALI], "so", "en")
    assert (run.done, run.failed, run.ended_at is not None) == (1, "", True)
    told = db.session.query(Entry).filter_by(action=Action.MACHINE_ASKED).one()
    assert told.subject_id == response.id
    assert told.details == {"machine": "LibreTranslate", "question": "hard"}


def test_deepl_is_told_both_languages(asked, database):
    with machine_at_work("deepl") as fake:
        current_app.config["MACHINE"].translate(["你好"], "en_GB", "zh_Hans")
        assert (fake.asked[0][1]["source_lang"], fake.asked[0][1]["target_lang"]) == ("ZH", "EN-GB")


def test_the_machine_is_asked_while_nothing_is_locked(asked, fake, monkeypatch):
    ask(asked, foreign(asked))
    seen = []
    machine = current_app.config["MACHINE"]
    translate = type(machine).translate

    def watched(*given):
        seen.append((db.session().in_transaction(), writing.get()))
        return translate(*given)

    monkeypatch.setattr(type(machine), "translate", watched)
    work()
    assert seen == [(False, True)]


@pytest.mark.parametrize(
    ("words", "facts"),
    [
        (SOMALI, {"held": True}),
        (SOMALI, {"age_group": AgeGroup.TEEN}),
        (f"{SOMALI} amina@example.org", {}),
        (f"{SOMALI} 07700 900 123", {}),
    ],
)
def test_words_that_must_stay_here_are_never_sent(asked, fake, words, facts):
    response = foreign(asked, words)
    one = one_of(asked, response)
    for name, value in facts.items():
        setattr(response, name, value)
    with pytest.raises(RuleBroken):
        commands.ask_machine(actor=analyst(), one=one)
    for name in facts:
        setattr(response, name, AgeGroup.ADULT if name == "age_group" else False)
    if facts:
        ask(asked, response)
        for name, value in facts.items():
            setattr(response, name, value)
        db.session.commit()
        work()
        assert queries.run_of(one).failed == "kept here"
    assert fake.asked == []


def test_what_was_taken_out_or_might_be_is_never_sent(asked, fake):
    one = queued(asked, f"{SOMALI} amina@example.org", language="so")
    assert not queries.may_send(one_of(asked, one.response))
    (mark,) = one.redactions
    moderating.lift(actor=analyst(), one=one, redaction=mark)
    assert queries.may_send(one_of(asked, one.response))
    moderating.refuse(actor=analyst(), one=one, reason=RedactionReason.HARM)
    assert not queries.may_send(one_of(asked, one.response))
    assert not rules.may_send(one.response, "x" * 5_001, marked=False)


def test_what_a_person_translated_meanwhile_stays(asked, fake):
    response = foreign(asked)
    ask(asked, response)
    written(asked, response, "By a person.")
    db.session.commit()
    work()
    assert one_of(asked, response).row.text == "By a person."
    assert fake.asked == []


def test_an_answer_that_changes_while_the_machine_works_gets_no_draft(asked, fake, monkeypatch):
    response = foreign(asked)
    ask(asked, response)
    machine = current_app.config["MACHINE"]
    translate = type(machine).translate

    def changed(*given):
        found = translate(*given)
        response.answers = {**response.answers, "hard": "Waa goor dambe."}
        db.session.commit()
        return found

    monkeypatch.setattr(type(machine), "translate", changed)
    work()
    assert one_of(asked, response).row is None


@pytest.mark.parametrize(
    "how", [{"status": 500}, {"body": b"[]"}, {"body": b'{"translatedText": [" "]}'}]
)
def test_it_is_tried_again_and_then_given_up_and_nothing_is_logged(asked, fake, how, caplog):
    vars(fake).update(how)
    response = foreign(asked)
    run = ask(asked, response)
    caplog.set_level(logging.DEBUG)
    for day in range(MOST_TRIES + 1):
        with days_away(day):
            work()
    assert run.ended_at is not None
    assert (run.attempts, run.failed) == (MOST_TRIES, "status 500" if "status" in how else "answer")
    assert one_of(asked, response).row is None
    assert KEY not in caplog.text
    assert "Basku" not in caplog.text


def test_it_is_off_unless_it_is_switched_on_for_answers_too(asked, client, tmp_path):
    response = foreign(asked)
    client.sign_in(analyst())
    with machine_at_work():
        assert for_answers() is None
        assert "machine" not in client.get(page_of(response)).get_data(as_text=True).lower()
        with pytest.raises(RuleBroken, match="No machine is set up here"):
            ask(asked, response)
    assert not commands.draft_waiting()
    home = {"ENGAGE_HOME": str(tmp_path)}
    assert not read_settings(home).machine_answers
    assert read_settings({**home, "ENGAGE_MACHINE_ANSWERS": "1"}).machine_answers


def test_the_run_ends_where_it_was_switched_off_meanwhile(asked, fake):
    run = ask(asked, foreign(asked))
    current_app.config["MACHINE_ANSWERS"] = False
    work()
    assert run.failed == "settings"


def test_the_page_has_the_button_then_tells_how_far_it_is(asked, fake, client):
    response = foreign(asked)
    client.sign_in(analyst())
    page = page_of(response)
    assert "The words above are sent to LibreTranslate" in client.get(page).get_data(as_text=True)
    fake.status = 503
    assert client.send(page, {}, to=f"{page}machine/").status_code == 302
    assert "A machine is at work on this" in client.get(page).get_data(as_text=True)
    assert client.send(page, {}, to=f"{page}machine/").status_code == 400
    for day in range(MOST_TRIES):
        with days_away(day):
            work()
    assert "The machine gave no draft (status 503)" in client.get(page).get_data(as_text=True)
    fake.status = 200
    client.send(page, {}, to=f"{page}machine/")
    work()
    after = client.get(page).get_data(as_text=True)
    assert ENGLISH in after
    assert "Ask the machine" not in after
    private = foreign(asked, f"{SOMALI} amina@example.org")
    kept = client.get(page_of(private)).get_data(as_text=True)
    assert "We do not send these words to a machine" in kept
