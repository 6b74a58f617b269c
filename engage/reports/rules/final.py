"""What a final report must tell before it is published (reference 5.7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.publishing.rules import Gate
from engage.reports.models import Report
from engage.reports.rules.publishing import quotes_gate, reading_gate, second_person


@dataclass(frozen=True)
class FinalFacts:
    """What the gates need to know of a final report.

    `words`: its English by field; `counted`: the safe numbers hold every answer; `gaps`: missing
    or stale texts; `authors`: who wrote any of it; `publisher`: who wants to publish it;
    `quotes_lost`: quotes that may not be shown.
    """

    words: Mapping[str, str]
    counted: bool
    gaps: int
    authors: Iterable[UUID]
    publisher: UUID | None
    signed: bool
    quotes_lost: int = 0


_NEEDED = {
    "said": _dl("Write what people said."),
    "minority": _dl("Write what fewer people said. If nobody did, say so."),
    "methods": _dl("Write how you read and counted the answers."),
    "missing": _dl("Write who you still need to hear from."),
    "next_steps": _dl("Write what happens next."),
}


def final_gates(facts: FinalFacts) -> list[Gate]:
    """What must be true before a final report is published; a missed courtesy is told.

    It may be published by any second person: it says what was said, not what was done about it.
    """
    return [
        *(Gate(field, bool(facts.words.get(field)), what) for field, what in _NEEDED.items()),
        Gate("numbers", facts.counted, _dl("Wait a moment. We are counting the newest answers.")),
        Gate("languages", not facts.gaps, _dl("Complete every language that was promised.")),
        quotes_gate(facts.quotes_lost),
        second_person(facts.authors, facts.publisher),
        reading_gate(signed=facts.signed),
    ]


def check_final(report: Report) -> None:
    """Raises RuleBroken for a report that is the board's to publish."""
    if not report.is_final:
        raise RuleBroken(_dl("The residents’ board publishes this report."))
