"""What may change in a text without a new reading by the panel.

Source: people.md: "a spelling, date, number or link fix needs no re-reading; the difference is
shown".
"""

import re

from engage.core.text import word_matches
from engage.reading.rules.scores import familiar_words

_LINK = re.compile(r"\S+@\S+\.\w+|https?://\S+|\bwww\.\S+|\b[\w.-]+\.(?:uk|org|com|net|nhs)\b\S*")


def _each(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DAYS = _each(
    "january february april june july august september october november december monday tuesday"
    " wednesday thursday friday saturday sunday am pm a.m p.m noon midnight"
)
_CAPITAL_DAYS = _each("March May")
_WEIGHTY = _each(
    "not never none nobody nothing cannot without with more less most least before after above"
    " below open close closed closes must may might should would could will shall only also either"
    " both every each many some few yes"
)
_SHORTEST_WORD, _LONG_WORD = 4, 8


def is_small_fix(old: str, new: str) -> bool:
    """Whether a change is of a spelling, a date, a number or a link only (people.md).

    Word by word: dates, numbers and links may become others of their sort. Any other word must
    stay, unless the old one is misspelt: no word that everybody knows, and a letter or two away.
    """
    before, after = _tokens(old), _tokens(new)
    return len(before) == len(after) and all(map(_may_become, before, after))


def _tokens(text: str) -> list[str]:
    """The words of a text in small letters; a run of days and numbers is one "#", a link "@"."""
    found: list[str] = []
    for piece in re.findall(r"@|\S+", _LINK.sub(" @ ", text)):
        for word in ["@"] if piece == "@" else [each[0] for each in word_matches(piece)]:
            sort = "#" if _is_day_or_number(word) else word.casefold()
            if sort != "#" or found[-1:] != ["#"]:
                found.append(sort)
    return found


def _is_day_or_number(word: str) -> bool:
    has_digit = any(each.isdecimal() for each in word)
    return has_digit or word.casefold() in _DAYS or word in _CAPITAL_DAYS


def _may_become(old: str, new: str) -> bool:
    if old == new:
        return True
    if min(len(old), len(new)) < _SHORTEST_WORD or old[0] != new[0]:
        return False
    if {old, new} & _WEIGHTY or old in familiar_words():
        return False
    return _distance(old, new) <= (2 if max(len(old), len(new)) >= _LONG_WORD else 1)


def _distance(one: str, other: str) -> int:
    """How many letters to add, drop, change or swap with their neighbour."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, their in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != their))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == their:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
