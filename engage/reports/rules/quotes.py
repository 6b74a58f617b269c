"""What a report may quote: words on the public list, and of other languages with a checked
translation beside them (humane defaults: never an unchecked machine translation).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from engage.core.errors import RuleBroken
from engage.core.i18n import Language, _dl
from engage.core.text import is_longer
from engage.responses.models import (
    AnswerTranslation,
    Publication,
    PublicationState,
    Redaction,
    Response,
)
from engage.responses.rules import redaction, translating
from engage.responses.rules.redaction import Text

MOST = 5
"""So many quotes one statement, or one final report, holds."""
LONGEST = 1_000


@dataclass(frozen=True)
class Quotable:
    """An answer that somebody wants to quote: its texts, marks and present translations.

    `language`: that of its words.
    """

    response: Response
    publication: Publication | None
    language: Language
    texts: Sequence[Text]
    redactions: Sequence[Redaction]
    translations: Sequence[AnswerTranslation]


@dataclass(frozen=True)
class Span:
    """Where the words stand: [start, stop) of the text with this key."""

    key: str
    start: int
    stop: int


def check_answer(one: Quotable) -> None:
    """Raises RuleBroken for an answer that the public list does not show."""
    publication = one.publication
    listed = publication is not None and publication.state is PublicationState.PUBLISHED
    same = publication is not None and publication.version_number == one.response.current_version
    if not (listed and same and redaction.may_quote(one.response, publication)):
        raise RuleBroken(
            _dl("Quote an answer that is on the public list. This one is not."), "reference"
        )


def place_of(one: Quotable, words: str) -> Span:
    """Where words stand in an answer, in one piece that the public reads. Raises RuleBroken."""
    if not words or is_longer(words, LONGEST):
        raise RuleBroken(_dl("Copy the words, 1,000 characters at the most."), "words")
    for text in one.texts:
        at = text.words.find(words)
        while at >= 0:
            span = Span(text.key, at, at + len(words))
            if not _is_cut(span, one.redactions):
                return span
            at = text.words.find(words, at + 1)
    raise RuleBroken(
        _dl("These words are not in what the public reads. Copy them as they stand."), "words"
    )


def _is_cut(span: Span, redactions: Sequence[Redaction]) -> bool:
    """Whether a part of the words was taken out."""
    own = redaction.of_key(redactions, span.key)
    return any(
        redaction.counts(each) and each.start < span.stop and span.start < each.end for each in own
    )


def translation_of(one: Quotable, span: Span, translated: str) -> tuple[AnswerTranslation, Span]:
    """The checked translation beside words in another language, and where its words stand.

    Raises RuleBroken where there is none, where it is not checked, or where a part of the text
    was taken out: the translation may tell it.
    """
    rows = [each for each in one.translations if each.question_key == span.key]
    row = next((each for each in rows if translating.counts(each, one.response)), None)
    if row is None:
        raise RuleBroken(
            _dl("This is not in English. Have a translation written and checked first."),
            "translated",
        )
    if any(map(redaction.counts, redaction.of_key(one.redactions, span.key))):
        raise RuleBroken(
            _dl("A part of this text was taken out, so its translation is not shown."), "words"
        )
    at = row.text.find(translated) if translated else -1
    if at < 0:
        raise RuleBroken(_dl("Copy the same words from the checked translation."), "translated")
    return row, Span(span.key, at, at + len(translated))


def needs_translation(one: Quotable) -> bool:
    """Whether words of an answer are quoted with a translation beside them."""
    return one.language.code != translating.WORKING


def check_room(number: int) -> None:
    """Raises RuleBroken where there are quotes enough already."""
    if number >= MOST:
        raise RuleBroken(_dl("Five quotes are enough here. Remove one first."))


def mark_of(salt: str, words: str) -> str:
    """What binds words to an edition without telling them."""
    return hashlib.sha256(f"{salt}\n{words}".encode()).hexdigest()
