"""The list of jargon, and where its terms stand in a text. No regular expression per term."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from engage.core.text import words
from engage.paths import PACKAGE

_DATA = PACKAGE / "reading" / "data" / "jargon.csv"
_VOWELS = "aeiou"
_DOUBLES = 6


@dataclass(frozen=True)
class Term:
    """One entry: the term, what kind it is, plain words for it, whether it is jargon for sure."""

    term: str
    kind: str
    plain: str
    sure: bool


@dataclass(frozen=True)
class Token:
    """A word of the text: its place, its form in small letters, the sentence it stands in."""

    start: int
    end: int
    word: str
    low: str
    sentence: int


def normal(word: str) -> str:
    """A word as the list knows it: small letters, one kind of apostrophe and hyphen."""
    return word.lower().replace("’", "'").replace("‐", "-").replace("‑", "-")


@cache
def terms() -> tuple[Term, ...]:
    """The bundled list in its own order."""
    with _DATA.open(encoding="utf-8") as file:
        return tuple(
            Term(row["term"], row["kind"], row["plain"], row["confidence"] == "sure")
            for row in csv.DictReader(file)
        )


@cache
def acronyms() -> dict[str, Term]:
    """Short forms of the list by their exact letters."""
    return {term.term: term for term in terms() if term.kind == "acronym"}


@cache
def phrases() -> dict[str, tuple[tuple[tuple[str, ...], Term], ...]]:
    """Every form of every other term by its first word, longest first."""
    found: dict[str, dict[tuple[str, ...], Term]] = {}
    for term in terms():
        if term.kind != "acronym":
            for form in _forms(term.term):
                found.setdefault(form[0], {}).setdefault(form, term)
    return {
        first: tuple(sorted(forms.items(), key=lambda pair: -len(pair[0])))
        for first, forms in found.items()
    }


def _forms(term: str) -> Iterator[tuple[str, ...]]:
    """A term as its words, with the usual endings, with and without its hyphens."""
    for spelling in {term, term.replace("-", " "), re.sub(r"is(e|ation)\b", r"iz\1", term)}:
        *first, last = [normal(word) for word in words(spelling)]
        for ending in sorted(_endings(last)):
            yield (*first, ending)


def _endings(word: str) -> set[str]:
    found = {word, f"{word}s", f"{word}es"}
    if word.endswith("e"):
        found |= {f"{word}d", f"{word[:-1]}ing"}
    elif word.endswith("y") and word[-2] not in _VOWELS:
        found |= {f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing"}
    else:
        found |= {f"{word}ed", f"{word}ing"}
    if len(word) <= _DOUBLES and re.search(r"[^aeiou][aeiou][bdgmnprt]$", word):
        found |= {f"{word}{word[-1]}ed", f"{word}{word[-1]}ing"}
    return found


def found_terms(text: str, tokens: Sequence[Token]) -> Iterator[tuple[Token, Token, Term]]:
    """Each term in the text as (first word, last word, term): longest first, never overlapping."""
    known, at = phrases(), 0
    while at < len(tokens):
        for form, term in known.get(tokens[at].low, ()):
            last = at + len(form) - 1
            if _stands(text, tokens, at, form):
                yield tokens[at], tokens[last], term
                at = last
                break
        at += 1


def _stands(text: str, tokens: Sequence[Token], at: int, form: tuple[str, ...]) -> bool:
    if len(form) == 1:
        return True
    piece = tokens[at : at + len(form)]
    if tuple(token.low for token in piece) != form:
        return False
    return all(
        text[one.end : two.start].strip(" \n-‐‑") == "" and one.sentence == two.sentence
        for one, two in pairwise(piece)
    )
