"""What a reader sees as one letter. Pure."""

import unicodedata

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
