"""Your code: three words and four digits, or twelve digits, for one number below 256^3 * 10^4.

Word lists stand in the same order in each language, so the same code can be read aloud in one
language and typed in another (settled 25).
"""

import csv
import secrets
import unicodedata
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
_HARD = {"time_cost": 2, "memory_cost": 19 * 1024, "parallelism": 1}
_ALIKE = str.maketrans("ةى", "هي")
_BREAKS = str.maketrans(dict.fromkeys("-–—.,،;:/_|+\u200c\u200d\u200e\u200f", " "))


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    with (PACKAGE / "responses" / "data" / "words.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {code: tuple(row[code] for row in rows) for code in rows[0]}


def heard(word: str) -> str:
    """A word as it is compared: no accents, small letters, Arabic endings alike."""
    return fold(word).translate(_ALIKE)


@cache
def _places() -> dict[str, int]:
    return {heard(word): place for words in _lists().values() for place, word in enumerate(words)}


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
    """The number of a typed code, in words of any language or in digits; None when it is none."""
    pieces = unicodedata.normalize("NFKC", typed[:200]).translate(_BREAKS).split()
    digits = "".join(
        str(unicodedata.digit(letter))
        for piece in pieces
        for letter in piece
        if unicodedata.digit(letter, None) is not None
    )
    words = [piece for piece in pieces if not piece.isdigit()]
    if not words:
        return int(digits) if len(digits) == DIGITS and int(digits) < _MOST else None
    places = [_places().get(heard(word)) for word in words]
    if len(places) != _SPOKEN or len(digits) != _TAIL_DIGITS or None in places:
        return None
    number = 0
    for place in places:
        number = number * _WORDS + (place or 0)
    return number * _TAIL + int(digits)


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
