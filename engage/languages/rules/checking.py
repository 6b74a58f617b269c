"""What a translation must keep of its English: placeholders and, from a machine, numbers."""

import re
import unicodedata
from collections import Counter

from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.core.text import is_longer

_HOLE = re.compile(r"%\(\w+\)[sd]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:[a-zA-Z]+|#\d+);")
_NUMBER = re.compile(r"\d+")


def check_text(english: str, text: str) -> None:
    """Raises RuleBroken for a translation that lost or made up a placeholder, or holds markup.

    Letters are counted as a reader sees them.
    """
    if is_longer(text):
        raise RuleBroken(_dl("Make this text shorter. It takes 20,000 letters."))
    lost, more = _uneven(_HOLE, english, text)
    if lost:
        raise RuleBroken(_dl("Keep %(hole)s in the text, exactly as it stands."), hole=lost)
    if more:
        raise RuleBroken(_dl("Take %(hole)s out. The English does not have it."), hole=more)
    _lost, markup = _uneven(_TAG, english, text)
    if markup:
        raise RuleBroken(
            _dl("Take the markup %(markup)s out. Only words stand here."), markup=markup
        )


def _uneven(pattern: re.Pattern[str], english: str, text: str) -> tuple[str, str]:
    """The first thing that the text has too few of, and the first that it has too many of."""
    wanted, have = Counter(pattern.findall(english)), Counter(pattern.findall(text))
    return next(iter(wanted - have), ""), next(iter(have - wanted), "")


def machine_fault(english: str, text: str) -> str:
    """Why what a machine gave cannot be kept even as a draft; empty where it can.

    Nobody wrote it, so it must not have lost a number, a placeholder or a way to reach us.
    """
    if not text.strip():
        return "empty"
    try:
        check_text(english, text)
    except RuleBroken:
        return "placeholder"
    return "" if _numbers(english) == _numbers(text) else "number"


def _numbers(text: str) -> Counter[str]:
    """The numbers of a text, digits of any script as 0 to 9."""
    latin = "".join(
        letter if (digit := unicodedata.decimal(letter, None)) is None else str(digit)
        for letter in text
    )
    return Counter(_NUMBER.findall(latin))
