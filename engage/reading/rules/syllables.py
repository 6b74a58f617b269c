"""How many syllables a word has: from the bundled list for English, by spelling for the rest."""

import gzip
import re
from functools import cache, lru_cache

from engage.core.text import fold
from engage.paths import PACKAGE

_DATA = PACKAGE / "reading" / "data" / "syllables" / "syll.txt.gz"
_DIGITS = dict(zip("0123456789", (2, 1, 1, 1, 1, 1, 1, 2, 1, 1), strict=True))
_SHORT = 3
_SPELLINGS = (
    (re.compile(r"isation"), "ization"),
    (re.compile(r"is(e|ed|es|ing|er|ers|able)$"), r"iz\1"),
    (re.compile(r"ys(e|ed|es|ing|er|ers)$"), r"yz\1"),
    (re.compile(r"our"), "or"),
    (re.compile(r"tre(s?)$"), r"ter\1"),
    (re.compile(r"ogue(s?)$"), r"og\1"),
    (re.compile(r"lled$"), "led"),
    (re.compile(r"lling$"), "ling"),
    (re.compile(r"aem"), "em"),
    (re.compile(r"aed"), "ed"),
    (re.compile(r"ence(s?)$"), r"ense\1"),
    (re.compile(r"oe"), "e"),
)


@cache
def counts() -> dict[str, int]:
    """The bundled list: small English words to their syllables. Read once, about 0.1 seconds."""
    with gzip.open(_DATA, "rt", encoding="utf-8") as file:
        pairs = (line.rpartition(" ") for line in file)
        return {word: int(number) for word, _space, number in pairs}


@lru_cache(maxsize=8192)
def syllables(word: str, language: str = "en_GB") -> int:
    """How many syllables a reader says for one word; at least 1.

    English acronyms are said letter by letter and digits one by one, so "A&E" is 3 and "111" is 3.
    """
    spoken = _BY_LANGUAGE.get(language.partition("_")[0], _vowel_groups)
    return max(1, spoken(word))


def _english(word: str) -> int:
    parts = re.findall(r"[0-9]|[^\W\d_]+(?:['’][^\W\d_]+)*|&", word)
    return sum(_english_part(part) for part in parts)


def _english_part(part: str) -> int:
    if part in _DIGITS:
        return _DIGITS[part]
    if part == "&" or len(part) == 1:
        return _DIGITS.get(part, 3 if part in "wW" else 1)
    low = fold(part).replace("’", "'")
    letters = part.removesuffix("s")
    if letters.isupper() and (len(letters) <= _SHORT or low not in counts()):
        return sum(3 if letter == "W" else 1 for letter in letters)
    return _spoken(low)


def _spoken(low: str) -> int:
    """From the list; else as the list spells it; else its stem; else by its vowels."""
    known = counts()
    if low in known:
        return known[low]
    for pattern, spelling in _SPELLINGS:
        other = pattern.sub(spelling, low)
        if other != low and other in known:
            return known[other]
    return _from_stem(low, known)


_HISS = re.compile(r"(?:[sxz]|ch|sh|[cgsz]e)$")
_ENDINGS = (("ies", "y"), ("es", "e"), ("s", ""), ("ly", ""))


def _from_stem(low: str, known: dict[str, int]) -> int:
    owner = low.removesuffix("'s").removesuffix("'")
    if owner and owner != low:
        return _spoken(owner) + (1 if low.endswith("'s") and _HISS.search(owner) else 0)
    for ending, stem_end in _ENDINGS:
        stem = low.removesuffix(ending) + stem_end
        if low.endswith(ending) and stem in known:
            return known[stem] + (1 if ending == "ly" or _HISS.search(stem) else 0)
    for ending in ("ing", "ed"):
        stem = low.removesuffix(ending)
        found = known.get(stem) or known.get(stem + "e")
        if low.endswith(ending) and found:
            return found + (1 if ending == "ing" or stem.endswith(("t", "d")) else 0)
    for prefix in ("un", "re", "non", "co", "pre"):
        if low.startswith(prefix) and low.removeprefix(prefix) in known:
            return known[low.removeprefix(prefix)] + 1
    return _english_by_vowels(low)


def _english_by_vowels(low: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", low))
    groups += len(re.findall(r"i[ao](?!us|n)|[aeiou]ing|eo(?!u)|ua(?!r)|ie(?=st$|r$)", low))
    silent = re.search(r"[^aeiouyl]e$|[aeiouy]les?$|[^aeiouytd]ed$|[^aeiouysxzcgl]es$", low)
    return groups - (1 if silent else 0)


def _spanish(word: str) -> int:
    low = re.sub(r"y\b", "i", word.lower())
    low = re.sub(r"qu(?=[eiéí])|gu(?=[eiéí])", "g", low)
    strong = len(re.findall(r"[aeoáéóíú]", low))
    weak = len(re.findall(r"(?<![aeoáéóíúiuü])[iuü]+(?![aeoáéóíúiuü])", low))
    return strong + weak


def _french(word: str) -> int:
    low = word.lower()
    groups = len(re.findall(r"[aeiouyàâäéèêëîïôöùûüœæ]+", low))
    mute = re.search(r"[^aeiouyàâäéèêëîïôöùûüœæ](?:e|es)$", low)
    return groups - (1 if mute and groups > 1 else 0)


def _german(word: str) -> int:
    return len(re.findall(r"au|ei|ai|eu|äu|ie|aa|ee|oo|[aeiouyäöü]", word.lower()))


def _dutch(word: str) -> int:
    pattern = r"aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|oe|ie|eu|ui|ij|ei|ou|au|[aeiouyéëï]"
    return len(re.findall(pattern, word.lower()))


def _russian(word: str) -> int:
    return len(re.findall(r"[аеёиоуыэюя]", word.lower()))


def _vowel_groups(word: str) -> int:
    return len(re.findall(r"[aeiouy]+", word.lower()))


_BY_LANGUAGE = {
    "en": _english,
    "es": _spanish,
    "fr": _french,
    "de": _german,
    "nl": _dutch,
    "ru": _russian,
}
