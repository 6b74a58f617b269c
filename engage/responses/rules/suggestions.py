"""What a machine thinks could show who wrote a text. Suggestions only: a person decides.

Names are looked for in Latin letters, numbers in the digits of any writing. Figures of how well
this does stand with its labelled texts in the tests. Source: reference 5.5.
"""

import enum
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from engage.core.i18n import _dl
from engage.responses.rules.names import names


class What(enum.StrEnum):
    """What a span may be."""

    EMAIL = "email"
    LINK = "link"
    HANDLE = "handle"
    NHS_NUMBER = "nhs_number"
    INSURANCE_NUMBER = "insurance_number"
    PHONE = "phone"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"
    POSTCODE = "postcode"
    NAME = "name"

    @property
    def label(self) -> Any:
        """What it is in words for staff."""
        return _LABELS[self]


_LABELS = {
    What.EMAIL: _dl("An email address"),
    What.LINK: _dl("A link"),
    What.HANDLE: _dl("A name on social media"),
    What.NHS_NUMBER: _dl("An NHS number"),
    What.INSURANCE_NUMBER: _dl("A National Insurance number"),
    What.PHONE: _dl("A phone number"),
    What.BIRTH_DATE: _dl("A date of birth"),
    What.ADDRESS: _dl("An address"),
    What.POSTCODE: _dl("A postcode"),
    What.NAME: _dl("A name"),
}


@dataclass(frozen=True, order=True)
class Suggestion:
    """A span [start, end) of a text, in characters, and what it may be."""

    start: int
    end: int
    what: What


BIRTH_YEARS = 15
"""A date near a word such as “birthday” is one of birth when it is older than so many years."""

_DASHES = "‐‑‒–—−"
_LOOKS = str.maketrans({**dict.fromkeys(_DASHES, "-"), "’": "'", "‘": "'", "\t": " "})
_UNSEEN = {"Cf", "Zs"}


@lru_cache(maxsize=4096)
def _plain_letter(letter: str) -> str:
    """One character for one: digits of any writing as 0 to 9, wide letters as narrow ones."""
    if letter.isascii():
        return letter
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(letter) in _UNSEEN:
        return " "
    narrow = unicodedata.normalize("NFKC", letter)
    return narrow if len(narrow) == 1 else letter


def plain(text: str) -> str:
    """The same text, character for character, in the plainest letters and digits."""
    return "".join(map(_plain_letter, text)).translate(_LOOKS)


_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}(?:@|\s?[\[(]\s?at\s?[\])]\s?)(?:[\w-]{1,63}\.){1,5}[a-z]{2,}",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?<![\w@.])(?:https?://|www\.)[^\s<>\"]{3,}"
    r"|(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|uk|eu|info|io|me)/[^\s<>\"]{2,}",
    re.IGNORECASE,
)
_LINK_ENDS = ".,;:!?)]}'\"…»”"
_HANDLE = re.compile(
    r"(?<![\w@./])@(?!home\b|work\b|night\b|school\b|hospital\b|gp\b)[a-z_][\w.]{1,28}\w"
    r"|\b(?:instagram|insta|twitter|facebook|tiktok|snapchat|telegram)"
    r"(?:\s+(?:is|name|handle|account))*\s*:?\s*(?P<handle>[a-z]\w*[_.\d]\w+)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w+.,£$€/-])(?!\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b)"
    r"(?:\(?(?:\+|00)[ -]?44\)?[ .-]{0,3}(?:\(0\))?[ .-]{0,3}|\(?0(?=[ )-]{0,2}[1-35789]))"
    r"(?:[ ().-]{0,3}\d){9,10}(?![ -]?\d)"
)
_PHONE_ABROAD = re.compile(r"(?<![\w+])\+(?!44)[1-9](?:[ ().-]{0,2}\d){7,13}(?!\d)")
_PHONE_SAID = re.compile(
    r"\b(?:phone|tel|telephone|mobile|mob|ring|call|text|whatsapp)\b[^\d\n]{0,25}?"
    r"(?P<phone>\d(?:[ -]?\d){6,10})(?![ -]?\d)",
    re.IGNORECASE,
)
_TEN_DIGITS = re.compile(r"(?<![\w+.,£$€-])\d(?:[ -]?\d){9}(?![ -]?\d|[.,]\d)")
_INSURANCE = re.compile(
    r"(?<![a-z0-9])(?P<first>[a-ceghj-prtw-z])[ ]?(?P<second>[a-ceghj-nprtw-z])"
    r"(?:[ -]?\d\d){3}(?:[ -]?(?P<last>[a-d]))?(?![a-z0-9])",
    re.IGNORECASE,
)
_BANNED = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
_INSURANCE_SAID = re.compile(r"\b(?:national\s+insurance|n\.?i\.?|nino)\b", re.IGNORECASE)
_POSTCODE = re.compile(
    r"(?<![a-z0-9])(?:gir\s?0aa|(?:[a-pr-uwyz]\d[a-hjkpstuw\d]?|[a-pr-uwyz][a-hk-y]\d[abehmnprv-y\d]?)"
    r"\s{0,2}\d(?!st\b|nd\b|rd\b|th\b)[abd-hjlnp-uw-z]{2})(?![a-z0-9])",
    re.IGNORECASE,
)
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?P<year1>\d{4}|\d\d)"
    r"|(?P<year2>\d{4})-\d\d?-\d\d?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTHS}\.?,?\s+'?(?P<year3>\d{{4}}|\d\d)"
    rf"|{_MONTHS}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?P<year4>\d{{4}}))(?!\d)",
    re.IGNORECASE,
)
_BORN = re.compile(r"\b(?:born|dob|d\.o\.b\.?|date\s+of\s+birth|birth\s*date)\b", re.IGNORECASE)
_BIRTH = re.compile(r"\b(?:birth|birthday|aged?|years\s+old|born|dob)\b", re.IGNORECASE)
_NEAR, _BEHIND = 25, 40
_STOP = re.compile(r"(?<=\w\w)[.!?]\s")
_STREETS = (
    r"(?:road|rd|street|st|avenue|ave|lane|ln|close|drive|dr|gardens|gdns|way|court|ct|crescent"
    r"|cres|terrace|place|square|sq|grove|hill|park|mews|row|walk|rise|green|vale|parade|house)"
)
_NOT_STREETS = (
    r"(?!(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|people|miles?|metres?|of|the|on"
    r"|in|by|to|a|an|at|and|or|is|was|from|for|new|more|buses|cars|times?|st|nd|rd|th|pm|am)\b)"
)
_ADDRESS = re.compile(
    rf"(?<![\w£$€.,-])(?:(?:flat|apartment|apt|unit|room)\s+\w{{1,4}},?\s+)?\d{{1,4}}[a-z]?,?\s+"
    rf"(?:{_NOT_STREETS}[a-z][\w'-]{{0,30}}\s+){{1,3}}{_STREETS}\b"
    rf"|\b(?:flat|apartment|apt)\s+\d{{1,4}}[a-z]?\b"
    rf"(?:,?\s+(?:{_NOT_STREETS}[a-z][\w'-]{{0,30}}\s+){{1,3}}{_STREETS}\b)?",
    re.IGNORECASE,
)
_LIVES = re.compile(
    r"\b(?:live|lives|lived|living|home)\s+(?:at|in|on|is)\s+"
    rf"(?P<street>(?:[A-Z][\w'-]{{1,30}}\s+){{1,3}}(?i:{_STREETS}))\b"
)


def suggestions(text: str, on: date) -> list[Suggestion]:
    """Spans of a text that a person should look at, in order and apart. `on` is today.

    Of two that overlap the surer kind stays: an email is not also a name.
    """
    simple = plain(text)
    taken: list[Suggestion] = []
    for what, start, end in _all(simple, on):
        if not any(start < each.end and each.start < end for each in taken):
            taken.append(Suggestion(start, end, what))
    return sorted(taken)


def _all(text: str, on: date) -> Iterator[tuple[What, int, int]]:
    """Everything found, the surest kinds first."""
    yield from _addresses_of_the_net(text)
    yield from _numbers(text)
    for start, end in _birth_dates(text, on):
        yield What.BIRTH_DATE, start, end
    for match in _ADDRESS.finditer(text):
        yield What.ADDRESS, *match.span()
    for match in _LIVES.finditer(text):
        yield What.ADDRESS, *match.span("street")
    for match in _POSTCODE.finditer(text):
        yield What.POSTCODE, *match.span()
    for start, end in names(text):
        yield What.NAME, start, end


def _addresses_of_the_net(text: str) -> Iterator[tuple[What, int, int]]:
    for match in _EMAIL.finditer(text):
        yield What.EMAIL, *match.span()
    for match in _LINK.finditer(text):
        yield What.LINK, match.start(), match.start() + len(match[0].rstrip(_LINK_ENDS))
    for match in _HANDLE.finditer(text):
        yield What.HANDLE, *match.span("handle" if match["handle"] else 0)


def _numbers(text: str) -> Iterator[tuple[What, int, int]]:
    for match in _TEN_DIGITS.finditer(text):
        if is_nhs_number(match[0]):
            yield What.NHS_NUMBER, *match.span()
    for match in _INSURANCE.finditer(text):
        if _is_insurance(text, match):
            yield What.INSURANCE_NUMBER, *match.span()
    for pattern in (_PHONE, _PHONE_ABROAD):
        for match in pattern.finditer(text):
            yield What.PHONE, *match.span()
    for match in _PHONE_SAID.finditer(text):
        yield What.PHONE, *match.span("phone")


def is_nhs_number(typed: str) -> bool:
    """Whether ten digits end in the check digit of an NHS number (modulus 11)."""
    digits = [int(each) for each in typed if each.isdecimal()]
    if len(digits) != 10 or len(set(digits)) == 1:  # noqa: PLR2004 - an NHS number has ten
        return False
    weighed = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - weighed % 11) % 11 == digits[9]


def _is_insurance(text: str, match: re.Match[str]) -> bool:
    """The prefixes that are never given out are not; without its last letter it must be named."""
    if (match["first"] + match["second"]).upper() in _BANNED:
        return False
    before = text[max(0, match.start() - _BEHIND) : match.start()]
    return bool(match["last"] or _INSURANCE_SAID.search(before))


def _birth_dates(text: str, on: date) -> Iterator[tuple[int, int]]:
    """Dates after “born” or “date of birth”; old ones near words such as “birthday”."""
    for match in _DATE.finditer(text):
        before = _STOP.split(text[max(0, match.start() - _BEHIND) : match.start()])[-1]
        after = _STOP.split(text[match.end() : match.end() + _NEAR])[0]
        near = _BIRTH.search(before) or _BIRTH.search(after)
        if _BORN.search(before[-_NEAR:]) or (near and _year(match) <= on.year - BIRTH_YEARS):
            yield match.span()


def _year(match: re.Match[str]) -> int:
    """The year of a date; of two digits the one that is longer ago."""
    typed = next(each for each in match.groups() if each)
    return int(typed) if len(typed) > 2 else 1900 + int(typed)  # noqa: PLR2004 - "54"
