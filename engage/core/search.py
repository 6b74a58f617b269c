"""Words for searching: how a text is kept, and how what somebody typed is sought in it. Pure.

The same on both databases and in every language: a kept text is its folded words, each after a
space. A Latin word is sought at the start of a word. Others are sought anywhere: Arabic puts its
article before the word, and Chinese no space between words.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise

from engage.core.text import fold

_WITHIN = frozenset("'’‘`´ʼʻ-‐‑")
"""Signs inside a word: of what they join, each part is a word, and so is the whole."""
_ARTICLE = "ال"
_SHORTEST_WITH_ARTICLE = 5
_HAN = (("\u3400", "\u4dbf"), ("\u4e00", "\u9fff"), ("\U00020000", "\U0002ffff"))
MOST = 12
"""So many words are sought at once; of a longer text the first ones."""
_WITHIN_WORD = "·"
LONGEST = 24
"""So many letters of a word, from where it is sought, stand in an index."""
MOST_INDEXED = 10_000
"""So many words of one text stand in an index; of a longer text the first ones."""


def kept(text: str) -> str:
    """A text as it is kept for searching."""
    return " " + " ".join(_words(text))


def sought(typed: str) -> list[str]:
    """The words of what somebody typed, each once; all of them must stand in a kept text.

    Signs alone stand in none; nothing typed asks for nothing.
    """
    found = [each for word in _bare(typed).split() for each in _asked(word)]
    return list(dict.fromkeys(found))[:MOST] or fold(typed).split()[:1]


def as_kept(word: str) -> str:
    """What must stand in a kept text for a sought word to be found in it."""
    return f" {word}" if word.isascii() else word


def indexed(text: str) -> str:
    """A kept text as an index holds it: what is sought is the start of one of these words.

    A word that is not Latin is sought anywhere, so each of its ends stands here behind a sign.
    """
    found = dict.fromkeys(piece for word in text.split() for piece in _ends(word))
    return " ".join(islice(found, MOST_INDEXED))


def start_of(word: str) -> str:
    """How a word of an index must begin for a sought word to be found; empty for signs alone."""
    if not kept(word).strip():
        return ""
    return word[:LONGEST] if word.isascii() else f"{_WITHIN_WORD}{word[:LONGEST]}"


def _ends(word: str) -> list[str]:
    if word.isascii():
        return [word[:LONGEST]]
    ends = [f"{_WITHIN_WORD}{word[at : at + LONGEST]}" for at in range(len(word))]
    return [word[:LONGEST], *ends]


@lru_cache(maxsize=4_096)
def _letter(letter: str) -> str:
    """A letter, mark or number as it is kept, a sign inside a word as one sign, else a space.

    Numbers are kept in Latin digits. Marks that cannot be seen go: people cannot type them.
    """
    if letter in _WITHIN:
        return "-"
    kind = unicodedata.category(letter)
    if kind == "Cf":
        return ""
    if kind == "Nd":
        return str(unicodedata.decimal(letter))
    return letter if kind[0] in "LMN" else " "


def _bare(text: str) -> str:
    """Folded text with nothing in it but words, spaces, and one sign inside words."""
    return "".join(map(_letter, fold(text)))


def _words(text: str) -> Iterator[str]:
    for word in _bare(text).split():
        parts = _parts(word)
        yield from parts
        if len(parts) > 1:
            yield "".join(parts)


def _parts(word: str) -> list[str]:
    return [part for part in word.split("-") if part]


def _asked(word: str) -> list[str]:
    """What is sought for one typed word.

    A single letter before an apostrophe is no word of its own (l’hôpital); Arabic words are sought
    without their article; Han is sought in pairs.
    """
    parts = _parts(word)
    long = [part for part in parts if len(part) > 1 or not part.isascii()]
    return [piece for part in long or parts for piece in _pieces(part)]


def _pieces(part: str) -> list[str]:
    if part.startswith(_ARTICLE) and len(part) >= _SHORTEST_WITH_ARTICLE:
        return [part.removeprefix(_ARTICLE)]
    if len(part) > 1 and all(map(_is_han, part)):
        return [first + second for first, second in pairwise(part)]
    return [part]


def _is_han(letter: str) -> bool:
    return any(first <= letter <= last for first, last in _HAN)
