"""What a decision must show: that people were listened to with care (Gunning 4; Moseley).

Reference 2.1 and 2.4: R v Brent LBC ex p Gunning (1985), Moseley v Haringey [2014] UKSC 56, and
the public sector equality duty (Equality Act 2010 s.149; due regard comes before the decision).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from engage.consultations.models import Consultation, Stage, Weight
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl, format_day
from engage.publishing.rules import Gate
from engage.reports.models import Decision
from engage.reports.rules.publishing import reading_gate, second_person


def check_may_decide(consultation: Consultation, *, final_is_out: bool) -> None:
    """Raises RuleBroken for a consultation that was stopped, or before its final report is out."""
    if consultation.stage is Stage.WITHDRAWN:
        raise RuleBroken(_dl("This consultation was stopped. There is nothing to decide."))
    if not final_is_out:
        raise RuleBroken(_dl("Publish the final report first. Whoever decides must read it."))


def check_opened(consultation: Consultation, day: date, today: date) -> None:
    """Raises RuleBroken for a day on which nobody can have read the final report."""
    if day <= consultation.closes_on:
        raise RuleBroken(_dl("Give a day after the closing day."), "opened_on")
    if day > today:
        raise RuleBroken(_dl("Give a day that has come already."), "opened_on")


def check_days(
    consultation: Consultation, decided_on: date | None, equality_read_on: date | None, today: date
) -> None:
    """Raises RuleBroken for a decision before closing or in the future (Gunning 1 and 4).

    The equality assessment was read on or before that day: afterwards is too late (s.149).
    """
    if decided_on and decided_on <= consultation.closes_on:
        raise RuleBroken(
            _dl("Give a day after %(day)s. A decision comes after the closing day."),
            "decided_on",
            day=format_day(consultation.closes_on),
        )
    if decided_on and decided_on > today:
        raise RuleBroken(_dl("Give a day that has come already."), "decided_on")
    if equality_read_on and equality_read_on > (decided_on or today):
        raise RuleBroken(_dl("Give a day on or before the decision."), "equality_read_on")


@dataclass(frozen=True)
class DecisionFacts:
    """What the gates need to know of a decision.

    `words`: its English by field; `themes`: the themes that need a line; `weighed`: those that
    have one; `opened`: the days on which somebody opened the final report; `authors`: who wrote
    any of it; `publisher`: who wants to publish it.
    """

    decision: Decision
    weight: Weight
    words: Mapping[str, str]
    themes: Collection[UUID]
    weighed: Collection[UUID]
    opened: Collection[date]
    authors: Iterable[UUID]
    publisher: UUID | None
    signed: bool


def decision_gates(facts: DecisionFacts) -> list[Gate]:
    """What must be true before a decision is published; a missed courtesy is told."""
    return [
        *_what_was_decided(facts),
        *_how_it_was_weighed(facts),
        *_what_the_law_asks(facts),
        second_person(facts.authors, facts.publisher),
        reading_gate(signed=facts.signed),
    ]


def _what_was_decided(facts: DecisionFacts) -> list[Gate]:
    said = facts.words
    return [
        Gate("decision", bool(said.get("decision")), _dl("Write what was decided.")),
        Gate("decided_by", bool(said.get("decided_by")), _dl("Write who decided.")),
        Gate("how", bool(said.get("how")), _dl("Write how it was decided, and why.")),
        Gate("decided_on", facts.decision.decided_on is not None, _dl("Give the day.")),
    ]


def _how_it_was_weighed(facts: DecisionFacts) -> list[Gate]:
    decided_on, said = facts.decision.decided_on, facts.words
    in_time = decided_on is not None and any(day <= decided_on for day in facts.opened)
    objections = bool(said.get("objections") or said.get("no_objections"))
    return [
        Gate(
            "opened",
            in_time,
            _dl("Somebody who decides must open the final report before the decision."),
        ),
        Gate(
            "themes",
            set(facts.themes) <= set(facts.weighed),
            _dl("Write how each main theme was weighed."),
        ),
        Gate(
            "objections",
            objections,
            _dl("Answer those who were against it, or say why there is nothing to answer."),
        ),
    ]


def _what_the_law_asks(facts: DecisionFacts) -> list[Gate]:
    """Equality for all but a light consultation; the tests of a change to services."""
    said = facts.words
    read = said.get("equality") and said.get("equality_read_by") and facts.decision.equality_read_on
    equality = facts.weight is Weight.LIGHT or bool(read)
    tests = facts.weight is not Weight.FORMAL or bool(said.get("tests"))
    return [
        Gate(
            "equality",
            equality,
            _dl("Name the equality assessment, who read it and when."),
        ),
        Gate("tests", tests, _dl("Write which tests of a change to services were met.")),
    ]


def decision_text(words: Mapping[str, str], weighed: Iterable[str]) -> str:
    """The one text that the reading panel reads and signs: the words, then each theme's line."""
    return "\n\n".join(text for text in (*words.values(), *weighed) if text)
