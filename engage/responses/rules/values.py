"""What people type, made into values: texts, and numbers in any script. Pure."""

import re
import unicodedata
from decimal import Decimal
from functools import cache

from babel.numbers import get_decimal_symbol

from engage.core.text import forwards, is_blank

_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]"
)
_SPACES = re.compile(r"(?<=\d)[\s'’\u066c](?=\d)")
_SIGNS = str.maketrans({"−": "-", "–": "-", "\u066b": "."})
_LONGEST = 15
_MOST_DECIMALS = 2
"""No more, so that a kept number like 12.25 is read as the same number in every language."""


def clean(text: str) -> str:
    """Text as it is kept: one normal form, one kind of line end, nothing that cannot be seen."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = forwards(_CONTROLS.sub("", unicodedata.normalize("NFC", text))).strip()
    return "" if is_blank(kept) else kept


def line(text: str) -> str:
    """Clean text on one line."""
    return " ".join(clean(text).split())


def latin_digits(text: str) -> str:
    """The same text with the digits of any script as 0 to 9, and no marks of direction."""
    return "".join(
        letter if (digit := unicodedata.decimal(letter, None)) is None else str(digit)
        for letter in text
        if unicodedata.category(letter) != "Cf"
    )


def whole(typed: str) -> int | None:
    """A whole number that was typed in any script; None where it is none."""
    digits = latin_digits(line(typed))
    return int(digits) if re.fullmatch(r"[0-9]{1,9}", digits) else None


@cache
def decimal_mark(language: str) -> str:
    """What stands before the decimals in a language: a point or a comma."""
    return "," if get_decimal_symbol(language) == "," else "."


@cache
def _shape(mark: str, between: str) -> re.Pattern[str]:
    """A number with this decimal mark; its whole part may be in groups."""
    point, group = re.escape(mark), re.escape(between)
    grouped = rf"[0-9]{{1,3}}(?:{group}[0-9]{{2,3}})*{group}[0-9]{{3}}"
    return re.compile(rf"([+-]?)([0-9]+|{grouped})(?:{point}([0-9]+))?\Z")


def number_of(typed: str, mark: str) -> str | None:
    """A typed number in its one spelling: 1000, 2.5, -3; None where it is none.

    `mark` is the decimal mark of the reader's language; the other one is understood where a
    number can only be read so: “1,000” is a thousand in English, “2,5” two and a half.
    """
    said = _SPACES.sub("", latin_digits(line(typed)).translate(_SIGNS))
    ways = [(mark, "," if mark == "." else "."), (",", ".") if mark == "." else (".", ",")]
    for point, between in ways:
        if found := _shape(point, between).match(said):
            return _canonical(found[1], found[2].replace(between, ""), found[3] or "")
    return None


def _canonical(sign: str, digits: str, decimals: str) -> str | None:
    if len(digits) > _LONGEST or len(decimals) > _MOST_DECIMALS:
        return None
    number = Decimal(f"{sign}{digits}.{decimals or '0'}")
    said = format(number, "f")
    said = said.rstrip("0").rstrip(".")
    return "0" if not number else said
