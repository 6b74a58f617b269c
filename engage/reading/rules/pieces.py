"""A checked text cut into pieces, so that a page can show each flag in its place."""

from dataclasses import dataclass
from itertools import pairwise

from engage.reading.rules.kinds import Check, Flag


@dataclass(frozen=True)
class Piece:
    """Some characters of the text, with numbers of flags, which count from 1 in `check.flags`.

    `numbers` are of the flags on words that cover it, `opens` of all flags that begin with it.
    """

    words: str
    numbers: tuple[int, ...]
    opens: tuple[int, ...]


def pieces(text: str, check: Check) -> list[Piece]:
    """The whole text in order: joined, the pieces' words are the text again."""
    placed = list(enumerate(check.flags, 1))
    cuts = {0, len(text)}
    for _number, flag in placed:
        cuts |= {flag.start} if flag.is_sentence else {flag.start, flag.end}
    edges = sorted(cuts)
    found: list[Piece] = []
    waiting, open_now = 0, list[tuple[int, Flag]]()
    for start, end in pairwise(edges):
        open_now = [(n, flag) for n, flag in open_now if flag.end > start]
        opens = []
        while waiting < len(placed) and placed[waiting][1].start <= start:
            opens.append(placed[waiting][0])
            open_now.append(placed[waiting])
            waiting += 1
        numbers = tuple(n for n, flag in open_now if not flag.is_sentence)
        found.append(Piece(text[start:end], numbers, tuple(opens)))
    return found
