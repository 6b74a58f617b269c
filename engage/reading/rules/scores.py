"""The one place that knows textstat.

textstat looks syllables up in a list that it fetches at run time, and cuts sentences at every full
stop. Both look-ups, and its hyphenation, are replaced here, so nothing is fetched and "Dr. Shah" is
one name. What it is handed is not the text but its shape: a line per sentence, and for each word
the number of its syllables. Its formulas and their constants are its own; so no words of anybody
stay in its memory. Formulas it lacks stand in this file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from engage.core.i18n import _l
from engage.reading.rules.syllables import syllables


class _Shapes:
    """Stands where textstat expects a pronouncing dictionary: "3" is a word of three syllables."""

    def __getitem__(self, shape: str) -> tuple[str, ...]:
        return (("1",) * int(shape),)  # type: ignore[return-value]  # a list of pronunciations


def _lines(shape: str) -> int:
    return shape.count("\n") + 1


@cache
def library() -> Any:
    """The formulas, loaded when the first text is judged: they bring a whole library along."""
    counts: Any = import_module("textstat.backend.counts._count_syllables")
    counts.get_cmudict = lambda _language: _Shapes()
    counts.get_pyphen = lambda _language: None
    words: Any = import_module("textstat.backend.metrics._words_per_sentence")
    words.count_sentences = _lines
    return import_module("textstat.backend.metrics")


@dataclass(frozen=True)
class Score:
    """One formula's figure for one text. Figures of two languages can never be compared."""

    formula: str
    language: str
    value: float
    meaning: Any


_EASE = _l("higher is easier")
_GRADE = _l("lower is easier")
FLESCH_KINCAID = "Flesch-Kincaid grade"


def _shape(sentences: Sequence[Sequence[str]], language: str) -> str:
    return "\n".join(
        " ".join(str(syllables(word, language)) for word in sentence) for sentence in sentences
    )


def _ease(language: str) -> Callable[[Sequence[Sequence[str]]], float]:
    return lambda text: float(library().flesch_reading_ease(_shape(text, language), language))


def _grade(text: Sequence[Sequence[str]]) -> float:
    return float(library().flesch_kincaid_grade(_shape(text, "en"), "en"))


def _gulpease(text: Sequence[Sequence[str]]) -> float:
    """Gulpease: 89 + (300 sentences - 10 letters) / words."""
    words = [word for sentence in text for word in sentence]
    letters = sum(character.isalnum() for word in words for character in word)
    return 89 + (300 * len(text) - 10 * letters) / len(words)


_FORMULAS: dict[str, tuple[tuple[str, Any, Callable[[Sequence[Sequence[str]]], float]], ...]] = {
    "en": ((FLESCH_KINCAID, _GRADE, _grade), ("Flesch reading ease", _EASE, _ease("en"))),
    "es": (("Fernández-Huerta", _EASE, _ease("es")),),
    "fr": (("Kandel-Moles", _EASE, _ease("fr")),),
    "it": (("Gulpease", _EASE, _gulpease),),
    "de": (("Amstad", _EASE, _ease("de")),),
    "nl": (("Flesch-Douma", _EASE, _ease("nl")),),
    "ru": (("Oborneva", _EASE, _ease("ru")),),
}


def scores(sentences: Sequence[Sequence[str]], language: str) -> tuple[Score, ...]:
    """The scores of a text given as sentences of words. Empty where no formula is known.

    Formulas: Flesch 1948, Kincaid 1975, Fernández Huerta 1959, Kandel and Moles 1958, Gulpease
    1988, Amstad 1978, Douma 1960, Oborneva 2006. No formula is borrowed from another language.
    """
    if not any(sentences):
        return ()
    kept = [sentence for sentence in sentences if sentence]
    return tuple(
        Score(name, language, count(kept), meaning)
        for name, meaning, count in _FORMULAS.get(language.partition("_")[0], ())
    )


@cache
def familiar_words() -> frozenset[str]:
    """English words that nearly everybody knows: textstat's list, in small letters."""
    words = import_module("textstat.backend.utils").get_lang_easy_words("en")
    return frozenset(word.lower() for word in words)
