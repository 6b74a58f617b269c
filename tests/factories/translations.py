"""Answers in other languages and their translations, made with the real commands."""

from datetime import timedelta

from engage.consultations import queries as consultations
from engage.core.detect import Detector, Guess
from engage.core.i18n import SOURCE
from engage.responses.commands import spoken, translating
from engage.responses.queries import spoken as heard
from engage.responses.queries import translating as queries
from tests.counting import not_counted
from tests.factories.publication import allowed, analyst

SOMALI = "Basku wuxuu istaagaa siddeedda fiidkii."
ENGLISH = "The bus stops at eight in the evening."


@not_counted()
def foreign(consultation, words=SOMALI, *, language="so", **facts):
    """An answer in another language whose writer lets us show it."""
    response = allowed(consultation, words, **facts)
    response.language = language
    return response


def one_of(consultation, response, key="hard"):
    """One text of an answer as staff see it now."""
    asked = consultations.questionnaire(consultation, SOURCE)
    return queries.to_translate(consultation, asked, response.reference, key)


def written(consultation, response, text=ENGLISH, *, actor=None, key="hard"):
    """The same with a translation that somebody wrote."""
    one = one_of(consultation, response, key)
    translating.write(
        actor=actor or analyst(),
        one=one,
        text=text,
        answer_version=response.current_version,
        version=one.row.version if one.row else 0,
    )
    return one_of(consultation, response, key)


def drafted(consultation, response, text=ENGLISH, *, machine="Tolk 2", key="hard"):
    """The same with a draft by a machine."""
    one = one_of(consultation, response, key)
    translating.put_draft(actor=None, one=one, text=text, machine=machine)
    return one_of(consultation, response, key)


def confirmed(consultation, response, text=ENGLISH, *, key="hard"):
    """The same with a translation that two people made and checked."""
    one = written(consultation, response, text, key=key)
    translating.check(actor=analyst(), one=one, version=one.row.version)
    return one_of(consultation, response, key)


def listened(detector=None):
    """Let the clock look through all answers, at once; how many are in hand."""
    spoken.begin_listening(actor=None)
    number = 0
    while found := heard.next_found(detector, timedelta(seconds=-1)):
        number += spoken.keep_found(actor=None, found=found)
    return number


def hears(language, sure=0.99, knows=("en_GB", "so", "pl", "zh_Hans")):
    """A detector that takes every text for the same language."""
    return Detector(lambda _text: Guess(language, sure), frozenset(knows))
