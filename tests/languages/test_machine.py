"""A machine drafts what is missing, in the worker, and never more than a labelled draft."""

import logging

import pytest

from engage.audit.models import Action
from engage.audit.queries import history
from engage.config import SettingMissing, Settings, read_settings
from engage.core.clock import days_away
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.machines import Machine, MachineFailed, configured
from engage.languages import commands, rules, tasks
from engage.languages import queries as texts
from engage.languages.commands import machine as machines
from engage.languages.queries import machine as queries
from engage.languages.rules import Target
from tests.factories.accounts import AccountFactory
from tests.factories.languages import reader
from tests.languages.bench import entry, opened, save, states, thing
from tests.languages.machine import KEY, machine_at_work

PHONE = "Cuesta 2 libras. Llame al %(phone)s."


@pytest.fixture
def made(database):
    """A thing, two of whose texts a machine does well."""
    return thing()


@pytest.fixture(params=["libretranslate", "deepl"])
def fake(made, request):
    with machine_at_work(request.param) as fake:
        fake.words["It costs £2. Ring %(phone)s."] = PHONE
        yield fake


def ask(made, **facts):
    run = commands.ask_machine(actor=AccountFactory(), **{**opened(made).whole, **facts})
    db.session.commit()
    return run


def work():
    """What the worker does until nothing is due."""
    for _number in range(5):
        tasks.ask_machine()
        db.session.expire_all()


def test_missing_texts_become_labelled_drafts_that_nobody_checked(made, fake):
    run = ask(made)
    work()
    assert states(made) == dict.fromkeys(("name", "summary", "hint"), "machine")
    row = entry(made, "summary").wording
    assert (row.text, row.written_by, row.checked_by) == (PHONE, None, None)
    assert row.made_by in {"LibreTranslate", "DeepL"}
    assert (run.done, run.refused, run.total) == (3, 0, 3)
    assert run.ended_at is not None
    assert history(run.id)[-1].action is Action.MACHINE_WROTE
    assert "Parking" not in str([line.details for line in history(run.id)])


def test_each_machine_is_asked_in_its_own_way(made, fake):
    ask(made)
    work()
    ((path, sent, authorization),) = fake.asked
    if path == "/translate":
        assert (sent["source"], sent["target"], sent["api_key"]) == ("en", "es", KEY)
    else:
        assert path == "/v2/translate"
        assert (sent["source_lang"], sent["target_lang"]) == ("EN", "ES")
        assert authorization == f"DeepL-Auth-Key {KEY}"


@pytest.mark.parametrize(
    ("kind", "language", "code"),
    [
        ("libretranslate", "zh_Hans", "zh"),
        ("libretranslate", "pt", "pt"),
        ("deepl", "zh_Hans", "ZH-HANS"),
        ("deepl", "pt", "PT-PT"),
    ],
)
def test_each_machine_has_its_own_names_for_languages(database, kind, language, code):
    with machine_at_work(kind) as fake:
        assert configured().translate(["One"], language) == ["One (es)"]
        assert code in fake.asked[0][1].values()


def test_a_person_s_text_is_never_touched(made, fake):
    save(AccountFactory(), made, {"name": "Aparcar"})
    ask(made)
    save(AccountFactory(), made, {"hint": "Traiga una carta."})
    db.session.commit()
    work()
    assert states(made) == {"name": "draft", "summary": "machine", "hint": "draft"}
    assert len(fake.asked[0][1].get("q") or fake.asked[0][1]["text"]) == 2


def test_what_a_person_makes_of_a_draft_is_theirs(made, fake):
    ask(made)
    work()
    person = reader("es")
    save(person, made, right=["summary"])
    save(person, made, {"name": "Aparcar"})
    assert states(made) == {"name": "draft", "summary": "checked", "hint": "machine"}
    assert entry(made).wording.made_by == ""


@pytest.mark.parametrize(
    "given", ["Cuesta 2 libras.", "Cuesta 3 libras. Llame al %(phone)s.", "", "<b>2 %(phone)s</b>"]
)
def test_what_lost_a_number_or_a_placeholder_is_left_missing(made, fake, given):
    fake.words["It costs £2. Ring %(phone)s."] = given
    run = ask(made)
    work()
    assert states(made) == {"name": "machine", "summary": "missing", "hint": "machine"}
    assert (run.refused, run.failed) == (1, "")


def test_a_text_that_is_too_long_is_left_for_people(fake, made):
    commands.put(actor=None, subject=made, texts={"name": "word " * 1_001})
    run = ask(made)
    work()
    assert states(made)["name"] == "missing"
    assert run.refused == 1


def test_an_english_text_that_changes_meanwhile_is_not_translated(made, fake, monkeypatch):
    ask(made)
    drafts = machines._drafts

    def changed(*facts):
        found = drafts(*facts)
        commands.put(actor=None, subject=made, texts={"name": "Parking at clinics"})
        db.session.commit()
        return found

    monkeypatch.setattr(machines, "_drafts", changed)
    work()
    assert states(made)["name"] == "missing"


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"status": 500}, "status 500"),
        ({"status": 403, "body": b"{}"}, "status 403"),
        ({"status": 302, "location": "http://127.0.0.1:1/"}, "status 302"),
        ({"body": b"not json"}, "answer"),
        ({"body": b"[]"}, "answer"),
        ({"body": b"[" * 100_000}, "answer"),
        (
            {
                "body": b'{"translatedText": ["\\ud800", "\\ud800"],'
                b' "translations": [{"text": "\\ud800"}, {"text": "\\ud800"}]}'
            },
            "answer",
        ),
        ({"body": b'{"translatedText": [1], "translations": [{"text": 1}]}'}, "answer"),
        ({"body": b'{"translatedText": ["a"], "translations": [{"text": "a"}]}'}, "answer"),
        ({"body": b'"' + b"x" * 1_000_001 + b'"'}, "size"),
    ],
)
def test_a_machine_that_fails_is_asked_again_and_then_given_up(made, fake, how, why, caplog):
    vars(fake).update(how)
    run = ask(made)
    caplog.set_level(logging.DEBUG)
    for day in range(machines.MOST_TRIES):
        with days_away(day):
            tasks.ask_machine()
    db.session.expire_all()
    assert (run.failed, run.attempts, run.done) == (why, machines.MOST_TRIES, 0)
    assert set(states(made).values()) == {"missing"}
    assert KEY not in caplog.text
    assert "Parking" not in caplog.text


def test_it_goes_on_when_the_machine_is_there_again(made, fake):
    fake.status = 503
    run = ask(made)
    work()
    assert (run.attempts, run.ended_at, len(fake.asked)) == (1, None, 1)
    fake.status = 200
    with days_away(1):
        work()
    assert run.ended_at is not None
    assert set(states(made).values()) == {"machine"}


def test_a_machine_that_takes_too_long_is_left(database):
    with machine_at_work(seconds=0.05) as fake:
        fake.wait = 0.3
        with pytest.raises(MachineFailed, match="time"):
            configured().translate(["One"], "es")


def test_a_machine_that_is_not_there_is_told(database):
    with pytest.raises(MachineFailed, match="connection"):
        Machine("deepl", "http://127.0.0.1:1", KEY).translate(["One"], "es")


def test_none_is_set_up_by_default(made):
    with pytest.raises(RuleBroken, match="No machine is set up here"):
        ask(made)
    assert not commands.translate_waiting()


def test_a_machine_that_was_taken_away_ends_the_run(made):
    with machine_at_work():
        run = ask(made)
    work()
    assert run.failed == "settings"


def test_one_run_at_a_time_and_only_for_what_is_missing(made, fake):
    run = ask(made)
    with pytest.raises(RuleBroken, match="at work on this"):
        ask(made)
    assert queries.newest_run(made.id, Target("es")).id == run.id
    work()
    with pytest.raises(RuleBroken, match="No text is missing"):
        ask(made)
    with pytest.raises(RuleBroken, match="only translates"):
        ask(made, target=Target("en_GB", "easy-read"))


def test_another_format_is_drafted_from_that_format_in_english(made, fake):
    commands.put(actor=None, subject=made, texts={"name": "Where you park"}, variant="easy-read")
    target = Target("es", "easy-read")
    rows = texts.wordings_of([made.id])
    entries = rules.entries(opened(made).work.sections, rows, target)
    run = ask(made, target=target, entries=entries)
    work()
    assert (run.variant, fake.asked[0][1].get("q") or fake.asked[0][1]["text"]) == (
        "easy-read",
        ["Where you park"],
    )
    assert states(made)["name"] == "missing"


def test_many_texts_are_done_a_few_at_a_time(made, fake, monkeypatch):
    monkeypatch.setattr(machines, "AT_ONCE", 1)
    run = ask(made)
    commands.translate_waiting()
    db.session.expire_all()
    assert (run.done, run.ended_at) == (1, None)
    work()
    assert run.done == 3


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"ENGAGE_MACHINE": "oracle"}, "ENGAGE_MACHINE is one of"),
        ({"ENGAGE_MACHINE": "deepl"}, "ENGAGE_MACHINE_ADDRESS"),
        ({"ENGAGE_MACHINE": "deepl", "ENGAGE_MACHINE_ADDRESS": "file:///etc"}, "https://"),
    ],
)
def test_half_a_setting_is_refused_at_the_start(tmp_path, environ, said):
    with pytest.raises(SettingMissing, match=said):
        read_settings({"ENGAGE_HOME": str(tmp_path), **environ})


def test_the_key_is_never_shown(tmp_path):
    environ = {
        "ENGAGE_HOME": str(tmp_path),
        "ENGAGE_MACHINE": "deepl",
        "ENGAGE_MACHINE_ADDRESS": "https://api.example.org",
        "ENGAGE_MACHINE_KEY": KEY,
    }
    settings: Settings = read_settings(environ)
    assert settings.machine.key == KEY
    assert KEY not in repr(settings)
