"""Answers as columns of a table, and the dictionary that says what each column means."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from engage.consultations.models import Format, Kind
from engage.consultations.rules import AskedQuestion, Questionnaire
from engage.core.i18n import SOURCE, _dl
from engage.responses.models import (
    AgeGroup,
    Channel,
    OwnWords,
    Permission,
    Relation,
    RespondentKind,
    ResponseState,
)
from engage.responses.rules.answers import choices_of
from engage.responses.rules.checks import OTHER
from engage.responses.rules.points import PLAN_WORDS, plan_takes
from engage.responses.rules.voices import HELPERS

FORMATS = ("csv", "xlsx", "ods", "json")
DAYS_KEPT = 7
"""How long the file of an export can be fetched."""
OUTDATED = _dl("An answer in this file may be seen no more. Make the file again.")
SHORTEST_REASON = 10
FACTS = {
    "reference": _dl("Reference"),
    "state": _dl("State"),
    "received_on": _dl("Day it reached us"),
    "channel": _dl("How it reached us"),
    "language": _dl("Language it was finished in"),
    "begun_language": _dl("Language it was begun in"),
    "variant": _dl("Format it was finished in"),
    "begun_variant": _dl("Format it was begun in"),
    "respondent_kind": _dl("Who is speaking"),
    "speaks_for": _dl("Speaks for so many people"),
    "group_name": _dl("Name of the group"),
    "group_gathered": _dl("How the group gathered its views"),
    "group_disagreed": _dl("Where the group disagreed"),
    "helper": _dl("Who helped"),
    "own_words": _dl("In the person’s own words"),
    "late": _dl("Late"),
    "area": _dl("Area"),
    "district": _dl("Postcode district"),
    "permission": _dl("Words may be shown"),
    "age_group": _dl("Age group"),
    "parent": _dl("Who agreed for a child under 13"),
    "duplicate_of": _dl("The same person as"),
    "edition": _dl("Edition it was given on, and version of the privacy notice"),
}
_ENUMS: Mapping[str, type[Any]] = {
    "state": ResponseState,
    "channel": Channel,
    "respondent_kind": RespondentKind,
    "own_words": OwnWords,
    "permission": Permission,
    "age_group": AgeGroup,
    "parent": Relation,
}
_FORMATS = {each.variant: each.label for each in Format}
CODES: Mapping[str, Mapping[str, Any]] = {
    **{name: {str(each): each.label for each in kind} for name, kind in _ENUMS.items()},
    "helper": HELPERS,
    **dict.fromkeys(("variant", "begun_variant"), _FORMATS),
}
"""The words of each code of a fact; lazy ones are said when they are shown."""
OTHER_CHOSEN = "other-chosen"
"""The part under which “Other” stands among several choices: `other` holds its words."""
DICTIONARY = ("Column", "Kind", "Code", "Language", "Words", "Editions")
_NAME = re.compile(r"\[([\w.\-]+)\]\s*\Z")
Answers = Mapping[str, Any]
Value = str | int | float | None
Take = Callable[[Answers], Value]


@dataclass(frozen=True)
class Asking:
    """A question over all editions: as it was asked last, and every choice it ever had.

    `labels` and `choices` hold the words by language, `editions` the numbers it stood in;
    `plan_words` say what its plan shows.
    """

    question: AskedQuestion
    labels: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    editions: tuple[int, ...]
    plan_words: Mapping[str, str] = field(default_factory=dict)

    def choice(self, code: str) -> str:
        """A choice in English; its code where no words are known."""
        words = self.choices.get(code, {})
        return words.get(SOURCE) or next(iter(words.values()), code)


@dataclass(frozen=True)
class Column:
    """One column of answers: its short name, its heading, and what it takes of an answer."""

    name: str
    heading: str
    take: Take


def part_of(code: str) -> str:
    """The short name of a choice among several, or of its place in an order."""
    return OTHER_CHOSEN if code == OTHER else code


def heading(words: str, name: str) -> str:
    """A heading that people and programs can read: the words, then the short name in brackets."""
    return f"{' '.join(words.split())} [{name}]"


def name_in(heading_: str) -> str:
    """The short name in a heading of ours; empty when there is none."""
    found = _NAME.search(heading_)
    return found[1] if found else ""


def union(forms: Mapping[int, Mapping[str, Questionnaire]]) -> list[Asking]:
    """Every question of some editions, by number and language, in the order of the newest."""
    found: dict[str, list[tuple[int, str, AskedQuestion]]] = {}
    for number in sorted(forms, reverse=True):
        for language in sorted(forms[number], key=lambda code: (code != SOURCE, code)):
            for question in forms[number][language].questions:
                found.setdefault(question.key, []).append((number, language, question))
    return [_asking(each) for each in found.values() if each[0][2].kind is not Kind.INFO]


def _asking(asked: Sequence[tuple[int, str, AskedQuestion]]) -> Asking:
    labels: dict[str, str] = {}
    choices: dict[str, dict[str, str]] = {}
    for _number, language, question in asked:
        labels.setdefault(language, question.label)
        for code, words in choices_of(question).items():
            choices.setdefault(code, {}).setdefault(language, words)
    plans = {language: each.plan.words for _number, language, each in asked[::-1] if each.plan}
    numbers = tuple(sorted({number for number, _language, _question in asked}))
    return Asking(asked[0][2], labels, choices, numbers, plans)


def columns(askings: Sequence[Asking]) -> list[Column]:
    """The columns of all questions, in order. Labels stand in English, codes beside them."""
    return [column for asking in askings for column in _columns_of(asking)]


def _columns_of(asking: Asking) -> Iterator[Column]:
    kind = asking.question.kind
    if kind in {Kind.SEVERAL_CHOICES, Kind.RANK}:
        for code in asking.choices:
            yield _choice_column(asking, code)
    elif kind.has_choices:
        yield _column(asking, "", _label_of(asking))
        yield _column(asking, ".code", _same(asking.question.key))
    else:
        yield _column(asking, "", _TAKES.get(kind, _same)(asking.question.key))
    if asking.question.other or kind is Kind.LOCATION:
        yield _column(asking, ".other", _same(f"{asking.question.key}.other"))
    if kind is Kind.LOCATION:
        yield _column(asking, ".point", _same(f"{asking.question.key}.point"))
    if asking.question.plan:
        for part, take in plan_takes(asking.question.key, asking.question.plan).items():
            yield _column(asking, f".{part}", take)


_PARTS = {
    "": "{label}",
    ".code": "{label}: code",
    ".other": "{label}: other",
    ".point": "{label}: point",
    ".x": "{label}: from the left",
    ".y": "{label}: from the top",
    ".square": "{label}: square",
}


def _column(asking: Asking, part: str, take: Take) -> Column:
    name = f"{asking.question.key}{part}"
    words = _PARTS[part].replace("{label}", asking.question.label)
    return Column(name, heading(words, name), take)


def _choice_column(asking: Asking, code: str) -> Column:
    key = asking.question.key
    name = f"{key}.{part_of(code)}"
    words = f"{asking.question.label}: {asking.choice(code)}"
    take = _place if asking.question.kind is Kind.RANK else _chosen
    return Column(name, heading(words, name), take(key, code))


def _same(key: str) -> Take:
    return lambda answers: answers.get(key)


def _label_of(asking: Asking) -> Take:
    key = asking.question.key
    words = {code: asking.choice(code) for code in asking.choices}
    return lambda answers: words.get(answers.get(key, ""), answers.get(key))


def _chosen(key: str, code: str) -> Take:
    def take(answers: Answers) -> Value:
        said = answers.get(key)
        return None if said is None else int(code in said)

    return take


def _place(key: str, code: str) -> Take:
    def take(answers: Answers) -> Value:
        said = answers.get(key) or []
        return said.index(code) + 1 if code in said else None

    return take


def _number(key: str) -> Take:
    return lambda answers: as_number(answers.get(key))


def as_number(said: Any) -> Value:
    """A kept number as a number, where none of its digits are lost by that; else as it is."""
    try:
        number = Decimal(said)
        value = int(number) if number == number.to_integral_value() else float(number)
    except (InvalidOperation, TypeError, ValueError, OverflowError):
        return said  # type: ignore[no-any-return]  # None or a text
    return value if Decimal(str(value)) == number else str(said)


def _files(key: str) -> Take:
    return lambda answers: len(answers[key]) if answers.get(key) else None


_TAKES: Mapping[Kind, Callable[[str], Take]] = {Kind.NUMBER: _number, Kind.FILE: _files}


def dictionary(askings: Sequence[Asking]) -> Iterator[tuple[str, ...]]:
    """What each column means: rows as in DICTIONARY, one for each text in each language."""
    for name, words in FACTS.items():
        yield name, "", "", SOURCE, str(words), ""
        for code, label in CODES.get(name, {}).items():
            yield name, "", code, SOURCE, str(label), ""
    for asking in askings:
        yield from _meanings(asking)


def _meanings(asking: Asking) -> Iterator[tuple[str, ...]]:
    question = asking.question
    kind, editions = str(question.kind.label), ", ".join(map(str, asking.editions))
    for language, words in asking.labels.items():
        yield question.key, kind, "", language, words, editions
    for code, said in asking.choices.items():
        for language, words in said.items():
            yield question.key, kind, code, language, words, editions
    if question.plan:
        for part, words in PLAN_WORDS.items():
            yield f"{question.key}.{part}", kind, "", SOURCE, words, editions
        for language, words in asking.plan_words.items():
            yield f"{question.key}.plan", kind, "", language, words, editions
