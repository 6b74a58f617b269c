"""Why a second person must look at an answer before it is published."""

import enum
import re
import secrets
from collections.abc import Iterable
from typing import Any

from engage.core.i18n import SOURCE, _dl
from engage.core.text import sentence_spans
from engage.responses.models import AgeGroup, RespondentKind, Response

ONE_IN = 10
"""One in so many of the answers that one person may check is drawn for a second look."""


class Flag(enum.StrEnum):
    """Why a second person must look at an answer."""

    FOUND = "found"
    MARKED = "marked"
    HEALTH = "health"
    CHILD = "child"
    AGE = "age"
    LANGUAGE = "language"
    ASKED = "asked"

    @property
    def label(self) -> Any:
        """The reason in words for staff."""
        return _FLAGS[self]


_FLAGS = {
    Flag.FOUND: _dl("We found something that may show who this is"),
    Flag.MARKED: _dl("A part was taken out"),
    Flag.HEALTH: _dl("It may tell of somebody’s health"),
    Flag.CHILD: _dl("The person is under 16"),
    Flag.AGE: _dl("The person did not say how old they are, and may be under 16"),
    Flag.LANGUAGE: _dl("Names and health are looked for in English only"),
    Flag.ASKED: _dl("The first reader asked for a second"),
}


_HEALTH = re.compile(
    r"\b(?:cancer|tumour|diabet\w+|dementia|alzheimer\w*|depress\w+|anxiety|bipolar|schizo\w+|autis\w+"
    r"|adhd|epilep\w+|seizures?|asthma\w*|copd|strokes?|heart\s+(?:attack|failure|disease)|hiv|hepatitis"
    r"|kidney|dialysis|arthritis|parkinson\w*|sclerosis|sickle|fibromyalgia|endometriosis|pregnan\w+"
    r"|miscarr\w+|abortion|disab\w+|wheelchair|deaf\w*|blind|surger(?:y|ies)\b(?!\s+(?:hours|phone|is|was))"
    r"|operation|diagnos\w+|chronic|illness\w*|condition|medication|tablets|insulin|therapy|overdose"
    r"|suicid\w+|self[- ]harm\w*|addict\w+|alcoholi\w+|mental\s+health|transition\w*|died|dying)\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\b(?:i|i’m|i'm|i’ve|i've|me|my|mine|he|she|him|her|his|hers|we|our|son|daughter|wife|husband|partner"
    r"|mum|mother|dad|father|brother|sister|baby|child|friend|neighbour|gran\w*|nan)\b",
    re.IGNORECASE,
)


def mentions_health(text: str) -> bool:
    """Whether a sentence may tell of somebody's health: a health word beside “I”, “my mum”, “she”.

    A short list of English words, no more: it misses what is said in other words, and it finds
    some sentences that tell of nobody.
    """
    return any(
        _HEALTH.search(sentence) and _SOMEBODY.search(sentence)
        for sentence in (text[span.start : span.end] for span in sentence_spans(text))
    )


_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_MOST_OTHER = 0.2


def is_english_writing(text: str) -> bool:
    """Whether nearly all letters are Latin ones: others are not looked through for names."""
    letters = len(_LETTER.findall(text))
    return letters - len(_LATIN.findall(text)) <= _MOST_OTHER * letters


YOUNG = frozenset({AgeGroup.TEEN, AgeGroup.CHILD})


def may_be_child(response: Response) -> bool:
    """Whether somebody under 16 may have answered: they said so, or one person did not say.

    Groups and organisations are not asked for an age.
    """
    silent = response.age_group is not AgeGroup.ADULT
    alone = response.respondent_kind not in {RespondentKind.GROUP, RespondentKind.ORGANISATION}
    return response.age_group in YOUNG or (silent and alone)


def flags(response: Response, said: Iterable[str], found: bool) -> list[Flag]:
    """Why a second person must look; empty when one is enough. `found`: there are suggestions."""
    words_said = list(said)
    english = response.language == SOURCE and all(map(is_english_writing, words_said))
    wanted = {
        Flag.FOUND: found,
        Flag.HEALTH: any(map(mentions_health, words_said)),
        Flag.CHILD: response.age_group in YOUNG,
        Flag.AGE: may_be_child(response) and response.age_group not in YOUNG,
        Flag.LANGUAGE: not english,
    }
    return [flag for flag, true in wanted.items() if true]


def drawn() -> bool:
    """Whether this answer is of the tenth that gets a second look; nobody can foresee it."""
    return secrets.randbelow(ONE_IN) == 0
