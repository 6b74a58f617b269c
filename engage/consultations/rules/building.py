"""What a question, a page or a paper may be while staff build them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from engage.consultations.models import WRITABLE, Consultation, Kind, Weight
from engage.consultations.rules.routing import Condition, parts
from engage.core.errors import RuleBroken
from engage.core.i18n import SOURCE, _dl, languages
from engage.core.text import fold, is_longer

MOST_PAGES = 60
MOST_QUESTIONS = 200
MOST_CHOICES = 100
MOST_WHOLE = 1_000_000_000
"""No bound of ours lies further from nought."""
MOST_FILES, MOST_MEGABYTES = 10, 10
MOST_FILM_MEGABYTES = 200
LONGEST_LABEL = 2_000
LONGEST_TEXT = 20_000
LONGEST_TITLE = 200
NEEDS_CHOICES = {
    Kind.ONE_CHOICE: 2,
    Kind.SEVERAL_CHOICES: 2,
    Kind.RANK: 2,
    Kind.LOCATION: 1,
}
"""Kinds whose choices staff write, and how many there must be at least."""
TAKES_OTHER = frozenset({Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES})
BOUNDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.SEVERAL_CHOICES: ("least", "most"),
    Kind.RANK: ("least", "most"),
    Kind.NUMBER: ("least", "most"),
    Kind.FILE: ("most", "limit", "films"),
    Kind.SHORT_TEXT: ("limit",),
    Kind.LONG_TEXT: ("limit",),
    Kind.DATE: ("earliest_on", "latest_on"),
}
"""Which bounds each kind takes; the others stay empty."""
_LIMITS = {
    Kind.SHORT_TEXT: 1_000,
    Kind.LONG_TEXT: 20_000,
    Kind.FILE: MOST_MEGABYTES,
}
RESERVED = frozenset({"new", "calendar", "programmes", "polls"})
"""Parts of addresses of the desk, which no consultation may take."""
_RISING = tuple(Weight)


@dataclass(frozen=True)
class ChoiceText:
    """One choice as staff typed it. An empty key asks for a new one."""

    key: str
    label: str
    alone: bool = False


def new_key() -> str:
    """A key for a question, a choice, an option or a paper: made once, random, never reused."""
    return f"k{uuid4().hex[:10]}"


def unreadable() -> RuleBroken:
    """What is said of a survey file that is none, or one made to do harm."""
    return RuleBroken(_dl("We could not read this file. Export the survey as .lss again."), "file")


def check_writable(consultation: Consultation) -> None:
    """Raises RuleBroken when the form is public and so no longer changed here (settled 18)."""
    if consultation.stage not in WRITABLE:
        raise RuleBroken(_dl("This form is public. It can no longer be changed here."))


def check_weight(consultation: Consultation, weight: Weight) -> None:
    """Raises RuleBroken when a launched consultation would become lighter: it may only rise."""
    lighter = _RISING.index(weight) < _RISING.index(consultation.weight)
    if consultation.stage not in WRITABLE and lighter:
        raise RuleBroken(_dl("Choose the same weight or a heavier one. It is public."), "weight")


def offered(codes: Sequence[str]) -> list[str]:
    """The languages a consultation promises, English always first. Raises RuleBroken."""
    wanted = [code for code in dict.fromkeys(codes) if code != SOURCE]
    if any(code not in languages() for code in wanted):
        raise RuleBroken(_dl("Choose languages from the list."), "languages_offered")
    return [SOURCE, *wanted]


def check_text(text: str, field: str, longest: int = LONGEST_TEXT) -> None:
    """Raises RuleBroken for a text that is longer than so many characters."""
    if is_longer(text, longest):
        raise RuleBroken(_dl("Use %(most)s characters or fewer."), field, most=longest)


def check_title(title: str) -> None:
    """Raises RuleBroken for an empty or too long title."""
    if not title.strip():
        raise RuleBroken(_dl("Enter a title"), "title")
    check_text(title, "title", LONGEST_TITLE)


def check_question(
    kind: Kind,
    texts: Mapping[str, str],
    facts: Mapping[str, Any],
    choices: Sequence[ChoiceText],
) -> None:
    """Raises RuleBroken for a question that cannot be asked, with the field that is wrong.

    `texts`: label, hint and facts. `facts`: columns of Question. `choices`: those that staff
    write; the agree scale has its own.
    """
    if not texts.get("label", "").strip():
        raise RuleBroken(_dl("Enter the question"), "label")
    check_text(texts["label"], "label", LONGEST_LABEL)
    check_text(texts.get("hint", ""), "hint", LONGEST_LABEL)
    check_text(texts.get("facts", ""), "facts")
    _check_choices(kind, choices)
    _check_order(facts)
    _check_bounds(kind, facts, len(choices) + bool(facts.get("other")))


def _check_choices(kind: Kind, choices: Sequence[ChoiceText]) -> None:
    least = NEEDS_CHOICES.get(kind, 0)
    if sum(1 for each in choices if each.label) < least:
        raise RuleBroken(_dl("Enter at least %(least)s choices."), "new_0", least=least)
    if len(choices) > MOST_CHOICES:
        raise RuleBroken(_dl("Use %(most)s choices or fewer."), "new_0", most=MOST_CHOICES)
    said = set[str]()
    for each in choices:
        check_text(each.label, "new_0", LONGEST_LABEL)
        if fold(each.label) in said:
            raise RuleBroken(_dl("Two choices say the same. Change one of them."), "new_0")
        said.add(fold(each.label))


def _check_order(facts: Mapping[str, Any]) -> None:
    for low, high in (("least", "most"), ("earliest_on", "latest_on")):
        first: int | date | None = facts.get(low)
        last: Any = facts.get(high)
        if first is not None and last is not None and first > last:
            raise RuleBroken(_dl("Make this the same as the one before it, or more."), high)


def _check_bounds(kind: Kind, facts: Mapping[str, Any], offered: int) -> None:
    for name in ("least", "most", "limit", "films"):
        value = facts.get(name)
        if value is None:
            continue
        lowest, highest = _allowed(kind, name, offered)
        if not lowest <= value <= highest:
            said = _dl("Enter a number from %(lowest)s to %(highest)s.")
            raise RuleBroken(said, name, lowest=lowest, highest=highest)


def _allowed(kind: Kind, name: str, offered: int) -> tuple[int, int]:
    """Between which whole numbers a bound of a kind of question may lie."""
    if kind is Kind.NUMBER:
        return -MOST_WHOLE, MOST_WHOLE
    if name == "films":
        return 1, MOST_FILM_MEGABYTES
    if name == "limit":
        return 1, _LIMITS.get(kind, MOST_WHOLE)
    return (1, MOST_FILES) if kind is Kind.FILE else (1, max(1, offered))


def bounds_of(kind: Kind, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a question of this kind: those it takes, the others empty."""
    names = ("least", "most", "limit", "films", "earliest_on", "latest_on")
    kept: dict[str, Any] = {
        name: facts.get(name) if name in BOUNDS.get(kind, ()) else None for name in names
    }
    kept["required"] = bool(facts.get("required")) and kind is not Kind.INFO
    kept["other"] = bool(facts.get("other")) and kind in TAKES_OTHER
    kept["paper_key"] = facts.get("paper_key") or ""
    return kept


def pages_about(
    conditions: Sequence[Condition | None], keys: set[str], choices: set[str]
) -> list[int]:
    """The pages, from 1, whose condition asks about one of these questions or choices."""
    return [
        number
        for number, condition in enumerate(conditions, start=1)
        if any(
            part.get("question") in keys or choices.intersection(part.get("is", ()))
            for part in parts(condition)
        )
    ]


@dataclass(frozen=True)
class NewKey:
    """The new key of a question, and the new keys of its choices by their old ones."""

    question: str
    choices: Mapping[str, str]


def renamed(condition: Condition | None, names: Mapping[str, NewKey]) -> dict[str, Any] | None:
    """A condition with the new keys of questions and choices; what has none stays as it is."""
    if condition is None:
        return None
    made: dict[str, Any] = dict(condition)
    for word in ("all", "any"):
        if word in made:
            made[word] = [renamed(each, names) for each in made[word]]
    if "not" in made:
        made["not"] = renamed(made["not"], names)
    new = names.get(made.get("question", ""))
    if new is not None:
        made["question"] = new.question
        if "is" in made:
            made["is"] = [new.choices.get(each, each) for each in made["is"]]
    return made
