"""Translations of answers: who may make and check one, when it counts, and which language is read.

Source: reference 5.5 and the humane defaults: a quote is never an unchecked machine translation.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from engage.core.detect import Detector, short_code
from engage.core.errors import RuleBroken
from engage.core.i18n import SOURCE, _dl, languages
from engage.core.machines import MOST_LETTERS
from engage.core.text import is_longer
from engage.responses.models import AnswerTranslation, Response, ResponseState
from engage.responses.rules.flags import YOUNG

WORKING = SOURCE
"""The language in which the team reads answers."""
LONGEST = 60_000
"""The most characters of a translation: three times those of the longest answer."""
SURE = 0.9
SHORTEST = 20
"""So many letters a detector needs, or so many characters of Han, which say more."""
SHORTEST_HAN = 8


def is_readable(response: Response) -> bool:
    """Whether staff may see an answer's words, and so its translation."""
    return response.state is ResponseState.SUBMITTED and not response.held


def check_readable(response: Response) -> None:
    """Raises RuleBroken for an answer that was taken back, erased, or is held for a concern."""
    if not is_readable(response):
        raise RuleBroken(_dl("This answer cannot be read any more. Go on with another one."))


def is_stale(row: AnswerTranslation, response: Response) -> bool:
    """Whether the person changed the answer after this was translated."""
    return row.response_version != response.current_version


def counts(row: AnswerTranslation | None, response: Response) -> bool:
    """Whether a translation may be shown to the public or quoted: checked, and of the answer as
    it is now.
    """
    return row is not None and row.checked_by is not None and not is_stale(row, response)


def check_text(text: str) -> None:
    """Raises RuleBroken for a translation that is empty or too long."""
    if not text.strip():
        raise RuleBroken(_dl("Write the translation."), "text")
    if is_longer(text, LONGEST):
        raise RuleBroken(_dl("Make the translation shorter."), "text")


def check_same_version(response: Response, version: int) -> None:
    """Raises RuleBroken when the answer was changed after its page was opened."""
    if response.current_version != version:
        raise RuleBroken(_dl("This person changed the answer meanwhile. Read it again."))


def check_may_draft(row: AnswerTranslation | None) -> None:
    """Raises RuleBroken where a machine would write over what a person wrote or checked."""
    if row is not None and (row.made_by is not None or row.checked_by is not None):
        raise RuleBroken(_dl("A person wrote or checked this translation. It stays."))


def may_send(response: Response, text: str, *, marked: bool) -> bool:
    """Whether the words of an answer may leave the house, to a machine that translates them.

    Never those that are held for a concern, taken back, or of somebody who said that they are under
    16, nor any of which a part was taken out before publishing, or might have to be (`marked`).
    Long ones are left to people.
    Source: UK GDPR article 5(1)(c): no more goes out than is needed.
    """
    safe = is_readable(response) and response.age_group not in YOUNG and not marked
    return safe and 0 < len(text) <= MOST_LETTERS


def check_may_check(row: AnswerTranslation | None, account_id: UUID, version: int) -> None:
    """Raises RuleBroken for a check that cannot be: of nothing, of something else than was read,
    twice, or by whoever wrote it.
    """
    if row is None:
        raise RuleBroken(_dl("There is no translation to check."))
    if row.version != version:
        raise RuleBroken(_dl("Somebody changed this translation. Read it again."))
    if row.checked_by is not None:
        raise RuleBroken(_dl("This translation was checked before."))
    if row.made_by == account_id:
        raise RuleBroken(_dl("You wrote this translation. Another person must check it."))


def check_language(language: str) -> None:
    """Raises RuleBroken for a language that is not on our list."""
    if language not in languages():
        raise RuleBroken(_dl("Choose a language from the list."), "language")


@dataclass(frozen=True)
class Work:
    """How far the translation of an answer is."""

    unwritten: int
    unchecked: int


def work(language: str, keys: Sequence[str], have: Mapping[str, AnswerTranslation]) -> Work:
    """What is left to do for the texts with these keys; `have` are their present translations."""
    if language == WORKING:
        return Work(0, 0)
    there = [have[key] for key in keys if key in have]
    return Work(len(keys) - len(there), sum(each.checked_by is None for each in there))


def detected(page: str, words: str, detector: Detector | None) -> str:
    """The language that words are in: that of the page, unless a detector is sure of another.

    It is not asked about a few words, and not believed about a language that it cannot know.
    """
    if detector is None or page not in _same(detector) or not _enough(words):
        return page
    guess = detector.tell(words)
    if guess.sure < SURE or short_code(guess.language) == short_code(page):
        return page
    return guess.language


def _same(detector: Detector) -> set[str]:
    """The languages that a detector knows, in any of their writings."""
    short = {short_code(each) for each in detector.knows}
    return {code for code in languages() if short_code(code) in short}


def _enough(words: str) -> bool:
    letters = [each for each in words if unicodedata.category(each) in {"Lo", "Ll", "Lu", "Lm"}]
    han = sum("\u3400" <= each <= "\u9fff" for each in letters)
    return len(letters) >= SHORTEST or han >= SHORTEST_HAN
