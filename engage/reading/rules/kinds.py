"""What the check hands back: verdict, reasons, flags at exact places, figures."""

import enum
from dataclasses import asdict, dataclass
from typing import Any

from engage.core.i18n import _, _l, format_number
from engage.reading.rules.scores import Score


class Verdict(enum.StrEnum):
    """What the machine can say of a text. People decide."""

    LIKELY_CLEAR = "likely_clear"
    NEEDS_A_LOOK = "needs_a_look"
    LIKELY_HARD = "likely_hard"

    @property
    def label(self) -> Any:
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.LIKELY_CLEAR: _l("Likely clear"),
    Verdict.NEEDS_A_LOOK: _l("Needs a look"),
    Verdict.LIKELY_HARD: _l("Likely hard"),
}


class Kind(enum.StrEnum):
    """What a flag points at."""

    VERY_LONG_SENTENCE = "very_long_sentence"
    LONG_SENTENCE = "long_sentence"
    PASSIVE = "passive"
    ACRONYM = "acronym"
    JARGON = "jargon"
    WORDY = "wordy"
    HARD_WORD = "hard_word"

    @property
    def label(self) -> Any:
        return _KINDS[self][0]

    @property
    def advice(self) -> Any:
        return _KINDS[self][1]


_KINDS = {
    Kind.VERY_LONG_SENTENCE: (_l("Very long sentence"), _l("Split this into short sentences.")),
    Kind.LONG_SENTENCE: (_l("Long sentence"), _l("Split this sentence in two.")),
    Kind.PASSIVE: (_l("Who does it?"), _l("Say who does this.")),
    Kind.ACRONYM: (_l("Short form"), _l("Write this in full the first time.")),
    Kind.JARGON: (_l("Jargon"), _l("Use an everyday word, or say what this means.")),
    Kind.WORDY: (_l("Wordy"), _l("Use fewer or shorter words.")),
    Kind.HARD_WORD: (_l("Long word"), _l("See if a shorter word will do.")),
}


@dataclass(frozen=True)
class Flag:
    """One place to look at. `text[start:end] == words`. `plain` is what could stand instead."""

    kind: Kind
    start: int
    end: int
    words: str
    plain: str = ""
    sure: bool = True

    @property
    def is_sentence(self) -> bool:
        return self.kind in {Kind.LONG_SENTENCE, Kind.VERY_LONG_SENTENCE}


@dataclass(frozen=True)
class Reason:
    """Why the verdict is what it is, in words and with its figure."""

    code: str
    message: Any
    number: float | None = None

    def __str__(self) -> str:
        if self.number is None:
            return str(self.message)
        return str(self.message) % {"number": format_number(round(self.number, 1))}


@dataclass(frozen=True)
class Figures:
    """Counts of a text without its headings. Shares run from 0 to 1; None where nothing is known.

    `mean` and `longest` are words per sentence.
    """

    words: int
    sentences: int
    mean: float
    longest: int
    over_25: float
    passive: float | None
    scores: tuple[Score, ...]
    too_short: bool

    @property
    def grade(self) -> float | None:
        """The Flesch-Kincaid grade, where the text has one."""
        found = [score.value for score in self.scores if score.formula.startswith("Flesch-Kincaid")]
        return found[0] if found else None


@dataclass(frozen=True)
class Check:
    """All that the machine says of one text."""

    language: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    flags: tuple[Flag, ...]
    figures: Figures

    @property
    def about_scores(self) -> str:
        """Why there is no score, in words; empty when there is one."""
        if self.figures.too_short:
            return _("This text is too short to score.")
        if not self.figures.scores:
            return _("We know no score we trust for this language.")
        return ""


def as_dict(check: Check) -> dict[str, Any]:
    """A check as plain values for JSON. Offsets count characters from 0; `end` is not included."""
    return {
        "language": check.language,
        "verdict": check.verdict.value,
        "reasons": [str(reason) for reason in check.reasons],
        "reason_codes": [reason.code for reason in check.reasons],
        "figures": _figures(check.figures),
        "flags": [{**asdict(flag), "kind": flag.kind.value} for flag in check.flags],
    }


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "words": figures.words,
        "sentences": figures.sentences,
        "mean_words_per_sentence": round(figures.mean, 1),
        "longest_sentence": figures.longest,
        "share_over_25_words": round(figures.over_25, 3),
        "passive_share": None if figures.passive is None else round(figures.passive, 3),
        "too_short_to_score": figures.too_short,
        "scores": [
            {"formula": each.formula, "language": each.language, "value": round(each.value, 1)}
            for each in figures.scores
        ],
    }
