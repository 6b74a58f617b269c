"""What a reader sees as one letter. Pure."""

import re
import unicodedata
from typing import Any

_MARKS = frozenset({"Mn", "Me", "Mc", "Cf"})
_JOINER, _APART = "\u200d", "\u200c"
_LINKS = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d")
"""The signs that join consonants of Indic writing into one."""
_FIRST_SKIN, _LAST_SKIN = "\U0001f3fb", "\U0001f3ff"
_FIRST_FLAG, _LAST_FLAG = "\U0001f1e6", "\U0001f1ff"


def clusters(text: str) -> int:
    """How many letters a reader sees: what Unicode calls grapheme clusters (UAX 29).

    Marks count with their letter, joined consonants of Indic writing and joined pictures as one,
    and so do the two letters of a flag.
    """
    count, joined, flag = 0, False, False
    for letter in text:
        skin = _FIRST_SKIN <= letter <= _LAST_SKIN
        if skin or unicodedata.category(letter) in _MARKS:
            stays = joined and not skin and letter != _APART
            joined = letter == _JOINER or letter in _LINKS or stays
            continue
        half = _FIRST_FLAG <= letter <= _LAST_FLAG
        if not joined and not (half and flag):
            count += 1
        joined, flag = False, half and not flag
    return count


_BEGIN, _END = "\u2066", "\u2069"
_APART_NUMBERS = re.compile(
    r"\u2066[^\u2069]*\u2069"
    r"|(?<!\w)(?:\+?\d+(?:[ \u00a0-]\d+)+|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})(?!\w)"
)
"""What keeps its direction already; phone numbers and other numbers in groups, and postcodes."""
_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def _kept(number: str) -> str:
    return number if number.startswith(_BEGIN) else f"{_BEGIN}{number}{_END}"


def isolated(said: Any) -> Any:
    """Texts for a page that runs from right to left: a number in groups keeps its own direction.

    Without that, the groups of “020 7946 0101” stand in the wrong order. Takes a text, or a list
    or a dictionary of them; what holds no letter from right to left, such as a key or the name of
    a file, stays as it is. Source: Unicode Bidirectional Algorithm (UAX 9), isolates.
    """
    if isinstance(said, str):
        if not _FROM_RIGHT.search(said):
            return said
        return _APART_NUMBERS.sub(lambda found: _kept(found[0]), said)
    if isinstance(said, dict):
        return {key: isolated(each) for key, each in said.items()}
    return [isolated(each) for each in said] if isinstance(said, list) else said
