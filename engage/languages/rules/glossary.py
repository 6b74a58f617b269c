"""Agreed words: which of them a text should use, and whether it does."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.languages.models import Term

LONGEST_TERM = 200
MOST_TERMS = 2_000


@dataclass(frozen=True)
class Hint:
    """An agreed term that stands in the English; `used`: the translation has the agreed words."""

    term: Term
    used: bool


def folded(text: str) -> str:
    """A term as it is told from others: one form, small letters, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def hints(terms: Iterable[Term], english: str, text: str) -> list[Hint]:
    """The agreed terms that stand in an English text as whole words, in the order of the list."""
    said, own = folded(english), folded(text)
    return [
        Hint(term, folded(term.agreed) in own)
        for term in terms
        if re.search(rf"(?<!\w){re.escape(term.folded)}(?!\w)", said)
    ]


def check_term(english: str, agreed: str, note: str) -> None:
    """Raises RuleBroken for a term without its English or its agreed words, or one too long."""
    if not english.strip():
        raise RuleBroken(_dl("Enter the English term"), "english")
    if not agreed.strip():
        raise RuleBroken(_dl("Enter the agreed words"), "agreed")
    for field, text in (("english", english), ("agreed", agreed), ("note", note)):
        if len(text) > LONGEST_TERM:
            raise RuleBroken(_dl("Make this shorter. It takes 200 letters."), field)
