"""Passive sentences and unexplained short forms, told from the words alone."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from engage.core.text import words
from engage.reading.rules.terms import Term, Token, acronyms


def _each(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_BE = _each(
    "am is are was were be been being isn't aren't wasn't weren't it's they're we're you're i'm"
)
_BETWEEN = _each(
    "not also often never always already still being been just only once now soon all both"
    " you they we he she it i"
)
_REACH = 4
_IRREGULAR = _each(
    "beaten begun bitten blown born bought bound bred broken brought built burnt cast caught chosen"
    " cut dealt done drawn driven eaten fed felt forbidden forgiven forgotten fought found frozen"
    " given gone grown heard held hidden hit hung hurt kept known laid led lent lit lost made meant"
    " met mistaken overseen overtaken paid proven put read rebuilt run said seen sent sewn shaken"
    " shown shut sold sought spent spoken spread stolen stuck sung sunk swept sworn taken taught"
    " thought thrown told torn undertaken understood undone unmade upheld withdrawn withheld won"
    " worn wound woven written rewritten"
)
# Words in -ed or of irregular form that usually say how something is, not what was done to it.
_STATES = _each(
    "aged ahead bed bored broken closed concerned confused crowded delighted disabled disappointed"
    " done embarrassed excited experienced finished frightened gone hundred indeed interested"
    " involved left limited located lost married mistaken need pleased prepared qualified red"
    " registered related relaxed retired satisfied scared shed shut skilled speed supposed"
    " surprised tired unemployed used worried"
)
_SHORT_FORM = re.compile(r"(?<![\w&])[A-Z](?:[a-z]?[A-Z&])+(?:[a-z](?![a-z]))?(?!\w)")
_EVERYDAY = _each(
    "NHS GP GPs A&E UK EU USA TV BBC DVD CD ID PIN OK PC DIY AM PM USB WC II III IV VI VII VIII"
    " COVID BST GMT"
)
_MANY_CAPITALS = 3


def passives(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """Each passive as (form of "be", participle), both in one sentence."""
    for at, token in enumerate(tokens):
        if token.low in _BE:
            last = _participle(tokens, at)
            if last is not None:
                yield token, last


def _participle(tokens: Sequence[Token], at: int) -> Token | None:
    for place in range(at + 1, min(at + 1 + _REACH, len(tokens))):
        token = tokens[place]
        if token.sentence != tokens[at].sentence:
            return None
        if token.low in _BETWEEN or token.low.endswith("ly"):
            continue
        after = tokens[place + 1].low if place + 1 < len(tokens) else ""
        return token if _is_participle(token.low, after) else None
    return None


def _is_participle(low: str, after: str) -> bool:
    if low in _STATES:
        return after == "by"
    return low in _IRREGULAR or (low.endswith("ed") and not low.endswith("eed"))


def short_forms(text: str, shouted: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, Term]]:
    """Each short form that is not explained, at its first place, with plain words where known.

    Explained is "full name (ABC)" or "ABC (full name)" at the first use. `shouted` are places
    written all in capitals, where nothing can be told.
    """
    seen: set[str] = set()
    for match in _SHORT_FORM.finditer(text):
        form = match[0].removesuffix("s")
        if form in seen or form in _EVERYDAY or not any(map(str.isupper, form[1:])):
            continue
        place = bisect_right(shouted, (match.start(), match.end() + len(text))) - 1
        if place >= 0 and match.start() < shouted[place][1]:
            continue
        seen.add(form)
        if not _explained(text, match):
            yield match.start(), match.end(), _term(form)


def _explained(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 80) : match.start()], text[match.end() :][:80]
    if before.endswith("(") and after.startswith(")"):
        return len(words(before.rpartition("\n")[2])) > 1
    opened = re.match(r"\s*\(([^()]+)\)", after)
    return opened is not None and len(words(opened[1])) > 1


def _term(form: str) -> Term:
    return acronyms().get(form, Term(form, "acronym", "", sure=True))


def shouted_places(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sentences written all in capitals, with at least three words of them."""
    return [
        (start, end)
        for start, end in spans
        if text[start:end].isupper()
        and sum(word.isupper() for word in words(text[start:end])) >= _MANY_CAPITALS
    ]
