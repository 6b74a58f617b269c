"""Corrections after opening: where a wrong fact stands, and what may be corrected.

Source: settled 18 (keys stay, an option is closed and never renamed into another meaning). What
needs no new reading is a rule of the panel: reading.rules.fixes.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from engage.consultations.models import Consultation, Kind, Question
from engage.consultations.rules.stages import LIVE, PUBLIC, stage_in_force
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.core.text import is_longer
from engage.reading.rules import is_small_fix

LONGEST_FACT = 500
_LONG_NUMBER = 5
_MARKS = "\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069"
_GAPS = rf"[\s\u00a0\u202f{_MARKS}().\-‐‑–]*"


# --- where a fact stands


@cache
def _digits() -> dict[str, int]:
    """Every character that is a decimal digit in some script, and its value."""
    letters = map(chr, range(sys.maxunicode + 1))
    return {each: unicodedata.decimal(each) for each in letters if each.isdecimal()}


@cache
def _class_of(value: int) -> str:
    return "[" + "".join(each for each, number in _digits().items() if number == value) + "]"


def _between(before: str, after: str, *, long: bool) -> str:
    """What may stand between two characters: marks around digits, gaps in long numbers."""
    if before in _digits() and after in _digits():
        return _GAPS if long else f"[{_MARKS}]*"
    return f"[{_MARKS}]*" if before in _digits() or after in _digits() else ""


def _parts(fact: str) -> list[str]:
    """The characters that count; a gap inside a long number does not, elsewhere it is one space."""
    squeezed = " ".join(unicodedata.normalize("NFC", fact).split())
    if not _is_long(squeezed):
        return list(squeezed)
    return list(re.sub(rf"(?<=\d){_GAPS}(?=\d)", "", squeezed))


def _is_long(fact: str) -> bool:
    return sum(each in _digits() for each in fact) >= _LONG_NUMBER


def _pattern(fact: str) -> re.Pattern[str]:
    parts, long, found = _parts(fact), _is_long(fact), []
    for place, part in enumerate(parts):
        if part in _digits():
            found.append(_class_of(_digits()[part]))
        else:
            found.append(r"[\s\u00a0]+" if part == " " else re.escape(part))
        if place + 1 < len(parts):
            found.append(_between(part, parts[place + 1], long=long))
    start = r"(?<!\w)" if parts[0].isalnum() else ""
    end = r"(?!\w)" if parts[-1].isalnum() else ""
    return re.compile(start + "".join(found) + end)


def corrected(text: str, old: str, new: str) -> str:
    """The text with a fact corrected wherever it stands; the text itself where it stands nowhere.

    Digits are found in any script and stay in it. A long number is found with any spaces or marks
    of direction between its digits, and keeps them when only digits change.
    """
    if not old.strip() or is_longer(old, LONGEST_FACT):
        return text
    composed = unicodedata.normalize("NFC", text)
    said = _pattern(old).sub(lambda match: _replacement(match[0], old, new), composed)
    return text if said == composed else said


def _replacement(found: str, old: str, new: str) -> str:
    zero = next((ord(each) - _digits()[each] for each in found if each in _digits()), ord("0"))
    if not _same_shape(old, new):
        return "".join(_in_script(each, zero) for each in new)
    fresh = iter([each for each in new if each in _digits()])
    return "".join(_in_script(next(fresh), zero) if each in _digits() else each for each in found)


def _in_script(letter: str, zero: int) -> str:
    return chr(zero + _digits()[letter]) if letter in _digits() else letter


def _same_shape(old: str, new: str) -> bool:
    """Whether only digits differ, one for one."""
    return _shape(old) == _shape(new)


def _shape(fact: str) -> str:
    return "".join("0" if each in _digits() else each for each in _parts(fact))


# --- may it be corrected


def form_may_change(consultation: Consultation, at: datetime) -> bool:
    """Whether a correction may touch what is asked: it was launched and has not closed.

    What was asked is never altered after closing (guidance on publishing consultations, GOV.UK).
    """
    return stage_in_force(consultation, at) in LIVE


def check_may_correct_question(consultation: Consultation, at: datetime) -> None:
    """Raises RuleBroken once a correction may no longer touch what is asked."""
    if not form_may_change(consultation, at):
        raise RuleBroken(_dl("Only a text that is public and still open can be corrected."))


def check_may_correct_fact(consultation: Consultation, at: datetime) -> None:
    """Raises RuleBroken unless its page is public.

    A wrong phone number misleads on a closed page too. The page as it was stays in its edition.
    """
    is_public = stage_in_force(consultation, at) in PUBLIC and consultation.edition_id is not None
    if not is_public:
        raise RuleBroken(_dl("Only a text that is public can be corrected."))


def check_fact(old: str, new: str, *, places: int, in_signed_text: bool) -> None:
    """Raises RuleBroken for a correction of a fact that changes nothing, or too much.

    `places`: where it was found. In the text that was signed only a small fix is a fact.
    """
    if not old or not new or old == new:
        raise RuleBroken(_dl("Enter what stands now, and what should stand."), "new")
    if is_longer(old, LONGEST_FACT) or is_longer(new, LONGEST_FACT):
        raise RuleBroken(_dl("Make this shorter: only what is wrong."), "old")
    if not places:
        raise RuleBroken(_dl("We found this nowhere. Copy it from the page."), "old")
    if in_signed_text and not is_small_fix(old, new):
        raise RuleBroken(
            _dl("This is more than a spelling, a date, a number or a link. Only those are facts."),
            "new",
        )


def check_closing(question: Question, closed: Iterable[str]) -> None:
    """Raises RuleBroken when closing choices would leave none, or break a scale."""
    keys = set(closed)
    fresh = {each.key for each in question.choices if each.key in keys and not each.closed}
    if fresh and question.kind is Kind.AGREE_SCALE:
        raise RuleBroken(_dl("A scale keeps all its answers."))
    if fresh and all(each.closed or each.key in keys for each in question.choices):
        raise RuleBroken(_dl("Leave at least one choice open."))


def check_renamed(changes: Sequence[tuple[str, str]], *, same_meaning: bool) -> None:
    """Raises RuleBroken when a choice gets other words and nobody says that its meaning stays.

    `changes`: the old and the new label of each choice that changed (settled 18).
    """
    renamed = [new for old, new in changes if not is_small_fix(old, new)]
    if renamed and not same_meaning:
        raise RuleBroken(
            _dl("Say that each choice still means the same. If it does not, close it instead."),
            "same_meaning",
        )


def check_in_every_language(changed: Iterable[str], offered: Iterable[str], field: str) -> None:
    """Raises RuleBroken when the English changed in more than a small way and a language did not.

    `changed` are the languages that changed, `offered` all that are offered but English.
    """
    missed = sorted(set(offered) - set(changed))
    if missed:
        raise RuleBroken(_dl("Change the wording in every language."), f"{field}_{missed[0]}")
