"""The plain-English check: one text in, a verdict of three with its reasons and places out."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from engage.core.i18n import _l
from engage.core.text import Span, sentence_spans, word_matches
from engage.paths import PACKAGE
from engage.reading.rules.grammar import passives, short_forms, shouted_places
from engage.reading.rules.kinds import Check, Figures, Flag, Kind, Reason, Verdict
from engage.reading.rules.scores import familiar_words, scores
from engage.reading.rules.syllables import syllables
from engage.reading.rules.terms import Token, found_terms, normal

NUMBER = 1
"""The number of this check. It rises whenever some text could be judged in another way."""

# Bounds: settled with the panel; 25 words is GOV.UK's, over 40 tires every reader.
CLEAR_MEAN, HARD_MEAN = 15, 20
LONG, VERY_LONG = 25, 40
HARD_SHARE = CLEAR_PASSIVE = HARD_WORDS = 0.10
CLEAR_GRADE, HARD_GRADE = 8, 12
MIN_WORDS, MIN_SENTENCES = 100, 3
HARD_SYLLABLES = 3

HOUSE_WORDS = frozenset({"accessibility", "consultation", "consultations", "equality", "privacy"})
_PHONE = re.compile(r"(?<!\w)(?:\+44|0)[\d ]{8,12}\d(?!\w)")
_DOMAIN = re.compile(r"[(\"'“‘]?[\w.-]+\.(?:uk|org|com|net)\b")


def check(text: str, language: str = "en_GB", house: frozenset[str] = frozenset()) -> Check:
    """Check a plain text.

    `language` is a code such as "en_GB"; `house` are words that readers here know, in small
    letters, which never count as hard. Offsets of flags count characters of `text`. Below 100 words
    or 3 sentences there is no score and only the flags decide. Headings are flagged, not counted.
    """
    spans = sentence_spans(text, language)
    tokens = _tokens(text, spans)
    by_sentence: list[list[Token]] = [[] for _span in spans]
    for token in tokens:
        by_sentence[token.sentence].append(token)
    flags = list(_sentence_flags(text, spans, by_sentence))
    passive = _passive_flags(text, tokens) if _is_english(language) else {}
    flags += passive.values()
    flags += _word_flags(text, tokens, spans, language)
    if _is_english(language):
        named = {flag.start for flag in flags if flag.kind in {Kind.JARGON, Kind.WORDY}}
        flags += (flag for flag in _hard_words(text, by_sentence, house) if flag.start not in named)
    flags.sort(key=lambda flag: (flag.start, flag.end, flag.kind))
    figures = _figures(spans, by_sentence, set(passive), language)
    verdict, reasons = _verdict(figures, flags)
    return Check(language, verdict, reasons, tuple(flags), figures)


def _is_english(language: str) -> bool:
    return language.partition("_")[0] == "en"


def _tokens(text: str, spans: Sequence[Span]) -> list[Token]:
    """The words inside sentences. Web addresses and phone numbers are no words."""
    aside = [*_addresses(text), (len(text), len(text))]
    found: list[Token] = []
    at, apart, count = 0, 0, len(spans)
    for match in word_matches(text):
        start, end = match.span()
        while at < count and spans[at].end <= start:
            at += 1
        while aside[apart][1] <= start:
            apart += 1
        if at < count and spans[at].start <= start < aside[apart][0]:
            found.append(Token(start, end, match[0], normal(match[0]), at))
    return found


def _addresses(text: str) -> list[tuple[int, int]]:
    """Where web addresses, mail addresses and phone numbers stand, in order."""
    found = [match.span() for match in _PHONE.finditer(text)]
    for match in re.finditer(r"\S+", text):
        chunk = match[0]
        if "." not in chunk:
            continue
        if "://" in chunk or "@" in chunk or chunk.startswith("www.") or _DOMAIN.match(chunk):
            found.append(match.span())
    return sorted(found)


def _sentence_flags(
    text: str, spans: Sequence[Span], by_sentence: Sequence[Sequence[Token]]
) -> Iterator[Flag]:
    for span, tokens in zip(spans, by_sentence, strict=True):
        if len(tokens) > LONG:
            kind = Kind.VERY_LONG_SENTENCE if len(tokens) > VERY_LONG else Kind.LONG_SENTENCE
            yield Flag(kind, span.start, span.end, text[span.start : span.end])


def _passive_flags(text: str, tokens: Sequence[Token]) -> dict[int, Flag]:
    """The first passive of each sentence, by the number of the sentence."""
    found: dict[int, Flag] = {}
    for first, last in passives(tokens):
        flag = Flag(Kind.PASSIVE, first.start, last.end, text[first.start : last.end])
        found.setdefault(first.sentence, flag)
    return found


def _word_flags(
    text: str, tokens: Sequence[Token], spans: Sequence[Span], language: str
) -> Iterator[Flag]:
    shouted = shouted_places(text, [(span.start, span.end) for span in spans])
    for start, end, term in short_forms(text, shouted):
        yield Flag(Kind.ACRONYM, start, end, text[start:end], term.plain)
    all_count = _is_english(language) or not _is_latin(text)
    for first, last, term in found_terms(text, tokens):
        words = text[first.start : last.end]
        if all_count or (term.sure and " " in words):
            kind = Kind.WORDY if term.kind == "wordy" else Kind.JARGON
            yield Flag(kind, first.start, last.end, words, term.plain, term.sure)


def _is_latin(text: str) -> bool:
    """True for a text in Latin script. There a single English-looking word may be that language's
    own ("agenda"), so of English jargon only phrases are told.
    """
    start = text[:2000].lower()
    return sum("a" <= character <= "z" for character in start) * 2 >= len(start)


@cache
def _familiar() -> frozenset[str]:
    ours = (PACKAGE / "reading" / "data" / "familiar.txt").read_text(encoding="utf-8").split()
    return familiar_words() | frozenset(ours)


def _hard_words(
    text: str, by_sentence: Sequence[Sequence[Token]], house: frozenset[str]
) -> Iterator[Flag]:
    """Words of three or more syllables that few know: once each, names left out."""
    seen: set[str] = set()
    for tokens in by_sentence:
        for place, token in enumerate(tokens):
            low = token.low
            if low in seen or not low[0].isalpha() or token.word.isupper():
                continue
            is_name = place > 0 and token.word[0].isupper()
            if is_name or syllables(token.word) < HARD_SYLLABLES:
                continue
            seen.add(low)
            if low not in house and not _is_familiar(low):
                yield Flag(Kind.HARD_WORD, token.start, token.end, text[token.start : token.end])


def _is_familiar(low: str) -> bool:
    known = _familiar()
    if low in known:
        return True
    for ending in ("'s", "s", "es", "d", "ed", "ing", "ly"):
        stem = low.removesuffix(ending)
        if stem != low and (stem in known or f"{stem}e" in known or f"{stem[:-1]}y" in known):
            return True
    return "-" in low and all(syllables(part) < HARD_SYLLABLES for part in low.split("-"))


def _figures(
    spans: Sequence[Span], by_sentence: Sequence[Sequence[Token]], passive: set[int], language: str
) -> Figures:
    kept = [number for number, span in enumerate(spans) if not span.heading and by_sentence[number]]
    lengths = [len(by_sentence[number]) for number in kept]
    count, total = len(kept), sum(lengths)
    too_short = total < MIN_WORDS or count < MIN_SENTENCES
    shape = [[token.word for token in by_sentence[number]] for number in kept]
    share = sum(number in passive for number in kept) / count if count else 0.0
    return Figures(
        words=total,
        sentences=count,
        mean=total / count if count else 0.0,
        longest=max(lengths, default=0),
        over_25=sum(length > LONG for length in lengths) / count if count else 0.0,
        passive=share if _is_english(language) else None,
        scores=() if too_short else scores(shape, language),
        too_short=too_short,
    )


_MEAN = _l("Average sentence: %(number)s words. Aim for 15 or fewer.")
_OVER = _l("Sentences over 25 words: %(number)s. Split them.")
_PASSIVE = _l("Sentences that do not say who acts: %(number)s. Say who does what.")
_SHORT_FORMS = _l("Short forms that are not explained: %(number)s. Write them in full once.")
_JARGON = _l("Jargon: %(number)s. Use everyday words.")
_LONG_WORDS = _l("Long words: %(number)s. See if shorter words will do.")
_GRADE = _l("Flesch-Kincaid grade: %(number)s. Aim for 8 or less.")
_CLEAR = _l("Sentences are short. We found no jargon.")


def _verdict(figures: Figures, flags: Sequence[Flag]) -> tuple[Verdict, tuple[Reason, ...]]:
    reasons = tuple(_reasons(figures, flags))
    if _is_hard(figures, flags):
        return Verdict.LIKELY_HARD, reasons
    if reasons:
        return Verdict.NEEDS_A_LOOK, reasons
    return Verdict.LIKELY_CLEAR, (Reason("clear", _CLEAR),)


def _is_hard(figures: Figures, flags: Sequence[Flag]) -> bool:
    if figures.too_short:
        return any(flag.kind is Kind.VERY_LONG_SENTENCE for flag in flags)
    grade = figures.grade
    return (
        figures.mean > HARD_MEAN
        or figures.over_25 > HARD_SHARE
        or (grade is not None and grade > HARD_GRADE)
    )


def _reasons(figures: Figures, flags: Sequence[Flag]) -> Iterator[Reason]:
    """All that keeps the text from being likely clear."""
    yield from _reasons_of_sentences(figures, flags)
    yield from _reasons_of_words(figures, flags)


def _reasons_of_sentences(figures: Figures, flags: Sequence[Flag]) -> Iterator[Reason]:
    scored = not figures.too_short
    if scored and figures.mean > CLEAR_MEAN:
        yield Reason("mean", _MEAN, figures.mean)
    long = sum(flag.is_sentence for flag in flags)
    if long:
        yield Reason("long_sentences", _OVER, long)
    passive = sum(flag.kind is Kind.PASSIVE for flag in flags)
    if passive and (not scored or (figures.passive or 0) >= CLEAR_PASSIVE):
        yield Reason("passive", _PASSIVE, passive)


def _reasons_of_words(figures: Figures, flags: Sequence[Flag]) -> Iterator[Reason]:
    acronyms = sum(flag.kind is Kind.ACRONYM for flag in flags)
    if acronyms:
        yield Reason("acronyms", _SHORT_FORMS, acronyms)
    jargon = sum(flag.kind is Kind.JARGON and flag.sure for flag in flags)
    if jargon:
        yield Reason("jargon", _JARGON, jargon)
    hard = sum(
        flag.kind is Kind.HARD_WORD
        or (flag.kind in {Kind.JARGON, Kind.WORDY} and syllables(flag.words) >= HARD_SYLLABLES)
        for flag in flags
    )
    if figures.too_short and hard > HARD_WORDS * figures.words:
        yield Reason("hard_words", _LONG_WORDS, hard)
    if figures.grade is not None and figures.grade > CLEAR_GRADE:
        yield Reason("grade", _GRADE, figures.grade)
