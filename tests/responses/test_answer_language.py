"""The language that the words of an answer are really in: the page's, a guess, a person's word."""

import pytest
from sqlalchemy import func, select

from engage.audit.models import Action, Entry
from engage.core import detect
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.responses import tasks
from engage.responses.commands import translating as commands
from engage.responses.models import AnswerLanguage
from engage.responses.queries import translating as queries
from engage.responses.rules import translating as rules
from tests.factories.consultations import open_consultation
from tests.factories.publication import allowed, analyst
from tests.factories.translations import (
    SOMALI,
    drafted,
    foreign,
    hears,
    listened,
    one_of,
)

LONG = "The bus stops at eight and I cannot get home."


@pytest.fixture
def asked(database):
    return open_consultation()


def refusal(call, **facts) -> str:
    with pytest.raises(RuleBroken) as broken:
        call(**facts)
    return str(broken.value)


def details(action):
    wanted = select(Entry).where(Entry.action == action).order_by(Entry.id)
    return [each.details for each in db.session.scalars(wanted)]


def test_words_in_another_language_than_the_page_are_put_right(asked):
    response = foreign(asked, language="en_GB")
    assert not one_of(asked, response).beside.needs
    person = analyst()
    row = commands.set_language(actor=person, one=one_of(asked, response), language="so")
    beside = one_of(asked, response).beside
    assert (beside.language.code, beside.needs, beside.detected) == ("so", True, False)
    assert (row.set_by, row.unwritten, response.language) == (person.id, 1, "en_GB")
    said = refusal(commands.set_language, actor=person, one=one_of(asked, response), language="xx")
    assert "Choose a language" in said


def test_what_was_said_of_older_words_is_not_believed_of_newer_ones(asked):
    response = foreign(asked, language="en_GB")
    commands.set_language(actor=analyst(), one=one_of(asked, response), language="so")
    response.answers = {**response.answers, "hard": LONG}
    response.current_version = 2
    db.session.flush()
    assert one_of(asked, response).beside.language.code == "en_GB"
    listened()
    assert queries.known(response) is None


def test_the_clock_finds_what_is_not_in_english(asked):
    allowed(asked)
    first, second = foreign(asked), foreign(asked, "Autobus", street="Rynek", language="pl")
    assert listened() == 2
    known = {each.id: queries.known(each) for each in (first, second)}
    assert (known[first.id].language, known[first.id].unwritten) == ("so", 1)
    assert (known[second.id].language, known[second.id].unwritten) == ("pl", 2)
    drafted(asked, second)
    assert (known[second.id].unwritten, known[second.id].unchecked) == (1, 1)
    assert listened() == 0
    assert details(Action.ANSWER_LANGUAGES_FOUND) == [{"count": 2}]


def test_an_answer_without_words_needs_no_translation(asked):
    response = foreign(asked)
    response.answers = {"bus": "agree"}
    assert listened() == 0


def test_a_detector_is_believed_and_a_person_more(asked):
    response = foreign(asked, LONG, language="pl")
    assert listened(hears("en_GB")) == 1
    beside = one_of(asked, response).beside
    assert (beside.language.code, beside.detected, beside.needs) == ("en_GB", True, False)
    commands.set_language(actor=analyst(), one=one_of(asked, response), language="so")
    response.hidden = True  # the clock looks again
    db.session.flush()
    assert listened(hears("en_GB")) == 1
    beside = one_of(asked, response).beside
    assert (beside.language.code, beside.detected) == ("so", False)


@pytest.mark.parametrize(
    ("page", "words", "detector", "found"),
    [
        ("en_GB", LONG, hears("pl"), "pl"),
        ("en_GB", LONG, hears("pl", sure=0.6), "en_GB"),  # not sure
        ("en_GB", "The bus", hears("pl"), "en_GB"),  # too little to tell
        ("en_GB", "巴士晚上八点就停了", hears("zh_Hans"), "zh_Hans"),  # nine of Han are enough
        ("zh_Hant", "巴士晚上八點就停了", hears("zh_Hans"), "zh_Hant"),  # the same language
        ("yo", LONG, hears("pl"), "yo"),  # it cannot know the language of the page
        ("en_GB", "12345 67890 12345 67890 12345", hears("pl"), "en_GB"),  # no letters
        ("so", LONG, None, "so"),  # nothing is installed
    ],
)
def test_when_a_detector_is_believed(page, words, detector, found):
    assert rules.detected(page, words, detector) == found


def test_without_the_library_nothing_is_guessed(monkeypatch):
    monkeypatch.setattr(detect, "find_spec", lambda _name: None)
    assert detect.detector() is None


def test_the_library_is_asked_for_our_languages_only(monkeypatch):
    asked_for = []

    class Identifier:
        labels = ("en", "zh", "wuu", "so", "la")

        def set_languages(self, codes):
            asked_for.extend(codes)

        def classify(self, text):
            return ("zh", 0.97) if "巴" in text else ("so", 0.91)

    class Library:
        MODEL_FILE = "model"

        class LanguageIdentifier:
            @staticmethod
            def from_model_file(_name, norm_probs):
                assert norm_probs
                return Identifier()

    monkeypatch.setattr(detect, "find_spec", lambda _name: object())
    monkeypatch.setattr(detect, "import_module", lambda _name: Library)
    detect._loaded.cache_clear()
    made = detect.detector()
    detect._loaded.cache_clear()
    assert asked_for == ["en", "zh", "so"]
    assert made.knows == {"en_GB", "zh_Hans", "so"}
    assert made.tell("巴士") == detect.Guess("zh_Hans", 0.97)
    assert made.tell(SOMALI) == detect.Guess("so", 0.91)


def test_the_clock_looks_some_minutes_behind(asked, database):
    foreign(asked)
    database.commit()
    tasks.find_languages()
    assert database.scalar(select(func.count()).select_from(AnswerLanguage)) == 0


def test_answers_are_looked_through_in_stretches(asked, monkeypatch):
    monkeypatch.setattr("engage.responses.queries.spoken.AT_ONCE", 2)
    rows = [foreign(asked) for _each in range(5)]
    assert listened() == 5
    assert all(queries.known(each) for each in rows)
