"""Your code: three words and four digits, or twelve digits, for one number below 256^3 * 10^4.

Word lists stand in the same order in each language, so the same code can be read aloud in one
language and typed in another (settled 25).
"""

import csv
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from argon2.low_level import Type, hash_secret_raw

from engage.core.i18n import SOURCE
from engage.core.text import fold
from engage.paths import PACKAGE

DIGITS = 12
_WORDS = 256
_TAIL = 10_000
_MOST = _WORDS**3 * _TAIL
_SPOKEN = 3
_TAIL_DIGITS = 4
_LONGEST = 60
"""The most letters that three words have when they are typed without a space."""
_HARD = {"time_cost": 2, "memory_cost": 19 * 1024, "parallelism": 1}
_BREAKS = str.maketrans(dict.fromkeys("-–—.,،;:/_|+\u200c\u200d\u200e\u200f", " "))


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    with (PACKAGE / "responses" / "data" / "words.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {code: tuple(row[code] for row in rows) for code in rows[0]}


@cache
def _places() -> dict[str, int]:
    return {fold(word): place for words in _lists().values() for place, word in enumerate(words)}


def new_code() -> int:
    """A random code number: 37 bits, guarded by a slow derivation and a guessing budget."""
    return secrets.randbelow(_MOST)


def code_words(number: int, language: str) -> str:
    """The code in words of a language (English where there is no list): apple river lamp 4821."""
    words = _lists().get(language) or _lists()[SOURCE]
    rest, tail = divmod(number, _TAIL)
    places = (rest // _WORDS**2, rest // _WORDS % _WORDS, rest % _WORDS)
    return " ".join([*(words[place] for place in places), f"{tail:0{_TAIL_DIGITS}}"])


def code_digits(number: int) -> str:
    """The same code as twelve digits, in threes of four."""
    digits = f"{number:0{DIGITS}}"
    return " ".join(digits[at : at + 4] for at in range(0, DIGITS, 4))


def number_of(typed: str) -> int | None:
    """The number of a typed code, in words of any language or in digits; None when it is none.

    Words may run together, as in Chinese, and a word may be typed in two, as in Vietnamese.
    """
    pieces = unicodedata.normalize("NFKC", typed[:200]).translate(_BREAKS).split()
    digits = "".join(
        str(unicodedata.digit(letter))
        for piece in pieces
        for letter in piece
        if unicodedata.digit(letter, None) is not None
    )
    words = [fold("".join(each for each in piece if not each.isdigit())) for piece in pieces]
    words = [word for word in words if word]
    if not words:
        return int(digits) if len(digits) == DIGITS and int(digits) < _MOST else None
    places = _spoken(words) if len(digits) == _TAIL_DIGITS else None
    if places is None:
        return None
    first, second, third = places
    return ((first * _WORDS + second) * _WORDS + third) * _TAIL + int(digits)


def _spoken(words: list[str]) -> tuple[int, ...] | None:
    """The places of the three words in their lists; None where that is not clear."""
    places = [_places()[word] for word in words if word in _places()]
    if len(words) == len(places) == _SPOKEN:
        return tuple(places)
    whole = "".join(words)
    ways = set(_cuts(whole, _SPOKEN)) if len(whole) <= _LONGEST else set()
    return ways.pop() if len(ways) == 1 else None


def _cuts(text: str, words: int) -> Iterator[tuple[int, ...]]:
    """Every way to cut a text into so many words of the lists, as their places."""
    if not words:
        if not text:
            yield ()
        return
    for end in range(1, len(text) + 1):
        place = _places().get(text[:end])
        if place is not None:
            yield from ((place, *rest) for rest in _cuts(text[end:], words - 1))


def derive(number: int, salt: bytes) -> tuple[bytes, str]:
    """The key that wraps a draft's key, and the value to look the draft up by.

    Slow on purpose (argon2id, 19 MiB, two passes): run only when a code is made or typed.
    """
    raw = hash_secret_raw(f"{number:0{DIGITS}}".encode(), salt, hash_len=64, type=Type.ID, **_HARD)
    return raw[:32], raw[32:].hex()


@dataclass(frozen=True)
class Code:
    """A code made ready: its number, the key it gives and the value to find it by."""

    number: int
    under: bytes
    lookup: str


def mint(salt: bytes) -> Code:
    """A new code for a site, by the site's secret salt. Slow: call it before the database."""
    number = new_code()
    under, lookup = derive(number, salt)
    return Code(number, under, lookup)
