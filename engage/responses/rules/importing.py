"""Rows of a file from another tool turned into answers: which column is which, which word is which.

A map says for each heading what it holds: the short name of a fact or of a part of a question, as
in the headings of our own exports, or nothing. It can be saved, edited and used again.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from engage.consultations.models import Kind
from engage.core.errors import RuleBroken
from engage.core.i18n import SOURCE, _dl, languages
from engage.core.text import fold
from engage.responses.models import ResponseState
from engage.responses.rules.answers import AGREE_WORDS
from engage.responses.rules.cells import day, people, story
from engage.responses.rules.checks import OTHER
from engage.responses.rules.exporting import CODES, FACTS, Asking, name_in, part_of
from engage.responses.rules.points import PLAN_PARTS, POINT_PARTS, put_point

MOST_ROWS = 200_000
FILLED = (
    "state",
    "received_on",
    "channel",
    "language",
    "begun_language",
    "variant",
    "begun_variant",
    "respondent_kind",
    "speaks_for",
    "group_name",
    "group_gathered",
    "group_disagreed",
    "helper",
    "own_words",
    "permission",
    "age_group",
    "parent",
)
"""The facts that a file may bring; the others we give ourselves."""
_SKIPPED = tuple(name for name in FACTS if name not in FILLED)
_ALSO = {
    "received_on": "received | date received | received on | date submitted | submitdate | date",
    "channel": "source | response channel | how",
    "language": "startlanguage | response language | language",
    "respondent_kind": "respondent type | respondent kind | responding as",
    "speaks_for": "number of people | speaks for",
    "group_name": "organisation | organisation name | group name",
}
_ALSO_MEANS = {
    "channel": {"online": "web", "post": "letter", "telephone": "phone", "in person": "event"},
    "respondent_kind": {"individual": "individual", "person": "individual"},
}
_YES = frozenset({"1", "yes", "y", "true", "x", "✓", "✔", "checked", "selected", "ticked"})
_NO = frozenset({"0", "no", "n", "false", "-", "unchecked", "not selected", "n/a"})
_NOT_WORD = re.compile(r"[\W_]+")
_PARTS = re.compile(r"[;|\n]")
NOT_TAKEN_FROM_FILES = frozenset({Kind.FILE, Kind.INFO})


def bare(text: str) -> str:
    """A text by its words alone: no case, accents or signs. Empty where it has none."""
    return _NOT_WORD.sub(" ", fold(text)).strip()


class Part(NamedTuple):
    """What a column holds: an answer, a part of it (`code`, `other`, `point` …), or a choice."""

    asking: Asking
    part: str
    choice: str = ""


@dataclass(frozen=True)
class Map:
    """Which column holds what. `columns`: a short name by heading, empty where it is left out.

    `defaults`: facts for rows that do not say. `month_first`: 02/03 is the third of February.
    """

    columns: Mapping[str, str]
    defaults: Mapping[str, str] = field(default_factory=dict)
    month_first: bool = False

    @property
    def left_out(self) -> list[str]:
        """The headings that hold nothing we take."""
        return [heading for heading, name in self.columns.items() if not name]

    def as_dict(self) -> dict[str, Any]:
        """The map as it is saved."""
        return {
            "columns": dict(self.columns),
            "defaults": dict(self.defaults),
            "month_first": self.month_first,
        }


@dataclass(frozen=True)
class Made:
    """One row, read: the facts it says and the answers in the shape they are kept in."""

    facts: Mapping[str, Any]
    answers: Mapping[str, Any]


class Reader:
    """Reads rows for one consultation. `askings`: its questions over all editions."""

    def __init__(self, askings: Sequence[Asking], offered: Sequence[str]) -> None:
        self._offered = offered
        self._parts = _parts(askings)
        self._names = _names(askings)
        self._words = {each.question.key: _choice_words(each) for each in askings}
        self._coded = {name: _code_words(name, labels) for name, labels in CODES.items()}
        self._spoken = _language_words(offered)

    def match(self, headings: Sequence[str], defaults: Mapping[str, str] | None = None) -> Map:
        """What each heading seems to hold; each thing is held by one column, the first."""
        found: dict[str, str] = {}
        for heading in headings:
            name = self._name_of(heading)
            found[heading] = name if name not in found.values() else ""
        return Map(found, dict(defaults or {}))

    def _name_of(self, heading: str) -> str:
        name = name_in(heading) or heading.strip()
        if name in _SKIPPED:
            return ""
        if self._knows(name):
            return name
        without = heading.rpartition("[")[0]
        return self._names.get(bare(heading), "") or self._names.get(bare(without), "")

    def _knows(self, name: str) -> bool:
        return name in FILLED or name in self._parts

    def check(self, wanted: Map, headings: Sequence[str]) -> None:
        """Raises RuleBroken for a map that does not fit the file or the consultation."""
        self.check_names(wanted)
        if not any(name in self._parts for name in wanted.columns.values()):
            raise RuleBroken(_dl("No column holds an answer. Say which one does."))
        for heading in wanted.columns:
            if heading not in headings:
                raise RuleBroken(_dl("The file has no column “%(name)s”."), name=heading)
        if "received_on" not in {*wanted.columns.values(), *wanted.defaults}:
            raise RuleBroken(
                _dl("Say on which day the answers came: a column, or one day for all.")
            )

    def check_names(self, wanted: Map) -> None:
        """Raises RuleBroken for what we do not know, and for what two columns hold."""
        names = [name for name in wanted.columns.values() if name]
        for name in (*names, *wanted.defaults):
            if not self._knows(name):
                raise RuleBroken(_dl("There is no “%(name)s” in this consultation."), name=name)
        if twice := [name for name in names if names.count(name) > 1]:
            message = _dl("Two columns hold the same: %(name)s. Leave one out.")
            raise RuleBroken(message, name=twice[0])

    def read(self, row: Mapping[str, str], wanted: Map) -> Made:
        """One row by heading, as facts and answers.

        Raises RuleBroken with the reason when something in it cannot be understood.
        """
        said = {name: row.get(heading, "").strip() for heading, name in wanted.columns.items()}
        facts = {
            name: self._fact(name, said.get(name) or wanted.defaults.get(name, ""), wanted)
            for name in FILLED
        }
        if facts["state"] not in {"", ResponseState.SUBMITTED}:
            raise RuleBroken(_dl("This answer was taken back."))
        answers: dict[str, Any] = {}
        for name, text in said.items():
            if text and name in self._parts and not said.get(f"{name}.code"):
                self._put(answers, self._parts[name], text, wanted)
        for part in self._parts.values():
            if part.asking.question.plan and not part.part:
                put_point(answers, part.asking.question)
        return Made(facts, _whole(answers))

    def _fact(self, name: str, text: str, wanted: Map) -> Any:
        if name in CODES:
            return self._code(name, text)
        if name in {"language", "begun_language"}:
            return self._language(text)
        if name == "received_on":
            return day(text, month_first=wanted.month_first)
        if name == "speaks_for":
            return people(text)
        if name in {"group_gathered", "group_disagreed"}:
            return story(text)
        return text

    def _code(self, name: str, text: str) -> str:
        if not text:
            return ""
        found = self._coded[name].get(bare(text))
        if found is None:
            message = _dl("“%(text)s” is none of our words for: %(what)s.")
            raise RuleBroken(message, text=text[:80], what=FACTS[name])
        return found

    def _language(self, text: str) -> str:
        if not text:
            return ""
        found = self._spoken.get(bare(text))
        if found is None:
            raise RuleBroken(_dl("“%(text)s” is not a language of this consultation."), text=text)
        return found

    def _put(self, answers: dict[str, Any], part: Part, text: str, wanted: Map) -> None:
        """Put what a cell says where it belongs in the answers."""
        question = part.asking.question
        if part.part in {"other", *POINT_PARTS}:
            answers[f"{question.key}.{part.part}"] = text
        elif part.choice:
            self._put_choice(answers, part, text)
        else:
            answers[question.key] = self._answer(part.asking, text, wanted)

    def _answer(self, asking: Asking, text: str, wanted: Map) -> Any:
        kind = asking.question.kind
        if kind in {Kind.SEVERAL_CHOICES, Kind.RANK}:
            return [self._choice(asking, each) for each in _PARTS.split(text) if each.strip()]
        if kind.has_choices:
            return self._choice(asking, text)
        if kind is Kind.DATE:
            return day(text, month_first=wanted.month_first).isoformat()
        if kind is Kind.CONSENT:
            return _tick(asking, text, self._words[asking.question.key]) and "yes"
        return text

    def _choice(self, asking: Asking, text: str) -> str:
        found = self._words[asking.question.key].get(bare(text))
        if found is None:
            message = _dl("“%(text)s” is not a choice of “%(label)s”.")
            raise RuleBroken(message, text=text[:80], label=asking.question.label)
        return found

    def _put_choice(self, answers: dict[str, Any], part: Part, text: str) -> None:
        key = part.asking.question.key
        if part.asking.question.kind is Kind.RANK:
            answers.setdefault(key, {})[part.choice] = _place(text, part.asking)
            return
        chosen = answers.setdefault(key, [])
        if _tick(part.asking, text, self._words[key], part.choice):
            chosen.append(part.choice)


def _parts(askings: Sequence[Asking]) -> dict[str, Part]:
    """Every short name that a column of answers may have."""
    found: dict[str, Part] = {}
    for asking in askings:
        question = asking.question
        if question.kind in NOT_TAKEN_FROM_FILES:
            continue
        for part in ("", "code", "other", "point", *(PLAN_PARTS if question.plan else ())):
            found[f"{question.key}.{part}" if part else question.key] = Part(asking, part)
        for code in asking.choices if question.kind in _SPREAD else ():
            found[f"{question.key}.{part_of(code)}"] = Part(asking, "", code)
    return found


_SPREAD = {Kind.SEVERAL_CHOICES, Kind.RANK}


def _names(askings: Sequence[Asking]) -> dict[str, str]:
    """The short name for every heading that we know, by its words."""
    found: dict[str, str] = {}
    for asking in askings:
        if asking.question.kind not in NOT_TAKEN_FROM_FILES:
            for words, name in _names_of(asking):
                found.setdefault(words, name)
    for name in FILLED:
        more = _ALSO.get(name, "").split("|")
        for words in (name, str(FACTS[name]), *more):
            found.setdefault(bare(words), name)
    found.pop("", None)
    return found


def _names_of(asking: Asking) -> Iterator[tuple[str, str]]:
    """The headings a question may stand under, and each choice of several, with short names."""
    key = asking.question.key
    for label in (key, *asking.labels.values()):
        yield bare(label), key
        for code, words in asking.choices.items() if asking.question.kind in _SPREAD else ():
            for said in (code, *words.values()):
                yield f"{bare(label)} {bare(said)}", f"{key}.{part_of(code)}"


def _choice_words(asking: Asking) -> dict[str, str]:
    """The code of each choice by every word for it: its code, its labels, those of the scale."""
    found: dict[str, str] = {}
    for code, words in asking.choices.items():
        scale = [str(AGREE_WORDS[code])] if code in AGREE_WORDS else []
        for said in (*words.values(), *scale):
            found.setdefault(bare(said), code)
    return found | {bare(code): code for code in asking.choices}


def _code_words(name: str, labels: Mapping[str, Any]) -> dict[str, str]:
    found = {bare(str(label)): code for code, label in labels.items()}
    found |= {bare(code): code for code in labels}
    return found | _ALSO_MEANS.get(name, {})


def _language_words(offered: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code in (SOURCE, *offered):
        known = languages()[code]
        for said in (code, known.name, known.autonym, known.html_lang, code.partition("_")[0]):
            found.setdefault(bare(said), code)
    return found


def _place(text: str, asking: Asking) -> int:
    most = len(asking.choices)
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= most):
        raise RuleBroken(_dl("“%(text)s” is not a place in the order."), text=text[:40])
    return int(text)


def _tick(asking: Asking, text: str, words: Mapping[str, str], code: str = "") -> bool:
    """Whether a cell says yes, in a tick or by the name of its own choice."""
    said = fold(text).strip()
    if said in _YES or (code and words.get(bare(text)) == code):
        return True
    if said in _NO:
        return False
    message = _dl("“%(text)s” is neither yes nor no under “%(label)s”.")
    raise RuleBroken(message, text=text[:40], label=asking.question.label)


def _whole(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers put together: places given one by one as an order, “Other” chosen by its words.

    Raises RuleBroken for a place given twice.
    """
    made: dict[str, Any] = {}
    for key, said in answers.items():
        if isinstance(said, dict):
            if len(set(said.values())) != len(said):
                raise RuleBroken(_dl("Two choices share one place in the order."))
            made[key] = sorted(said, key=said.__getitem__)
        elif isinstance(said, list) and answers.get(f"{key}.other") and OTHER not in said:
            made[key] = [*said, OTHER]
        elif said:
            made[key] = said
    return made


def map_of(read: Any) -> Map:
    """A map that was saved. Raises RuleBroken for anything else."""
    whole: dict[str, Any] = read if isinstance(read, dict) else {}
    columns, defaults = whole.get("columns"), whole.get("defaults", {})
    if not (_is_texts(columns) and _is_texts(defaults)):
        raise RuleBroken(_dl("We could not read this map. Save a new one."))
    return Map(dict(columns or {}), dict(defaults), bool(whole.get("month_first")))


def _is_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
