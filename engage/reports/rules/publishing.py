"""Who may publish a report, what must be true first, and by when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from engage.accounts.models import Account, Role
from engage.accounts.rules import grant_is_live
from engage.consultations import rules as consultations
from engage.consultations.models import Consultation, Stage
from engage.core.errors import NotAllowed, RuleBroken
from engage.core.i18n import _dl, _l
from engage.publishing.rules import Gate
from engage.reports.models import Report, ReportKind

RESPONSE_DAYS = 84
_CLOSED = frozenset(
    {
        Stage.CLOSED,
        Stage.ANALYSING,
        Stage.FINAL_PUBLISHED,
        Stage.DECIDED,
        Stage.FED_BACK,
        Stage.ARCHIVED,
    }
)


def response_due(closes_on: date) -> date:
    """The last day to answer people: twelve weeks after closing (Consultation Principles 2018)."""
    return closes_on + timedelta(days=RESPONSE_DAYS)


def days_late(closes_on: date, day: date) -> int:
    """How many days after the twelve weeks a day is; 0 in time."""
    return max(0, (day - response_due(closes_on)).days)


def has_closed(consultation: Consultation, at: datetime) -> bool:
    """Whether the last day for answers is over."""
    return consultations.stage_in_force(consultation, at) in _CLOSED


def check_may_begin(consultation: Consultation, kind: ReportKind, at: datetime) -> None:
    """Raises RuleBroken while a consultation is open, or when no board answers for it.

    A final report needs no board: whoever did not write it may publish it.
    """
    if not has_closed(consultation, at):
        raise RuleBroken(_dl("Choose a consultation that has closed."), "consultation_id")
    if kind is ReportKind.YOU_SAID_WE_DID and consultation.board_id is None:
        raise RuleBroken(
            _dl("Name the residents’ board of this consultation first."), "consultation_id"
        )


def check_draft(report: Report) -> None:
    """Raises RuleBroken for a report that the public has seen."""
    if report.published:
        raise RuleBroken(_dl("This report is public. It can no longer be changed here."))


def check_board(report: Report, account: Account, day: date) -> None:
    """Raises NotAllowed unless the account publishes for the report's board on that day.

    The board's comment and the button belong to the board alone (people.md). A final report is
    the staff's own: see `final_gates`.
    """
    if report.is_final or not boards_of(account, day) & {None, report.board_id}:
        raise NotAllowed


def boards_of(account: Account, day: date) -> set[UUID | None]:
    """The boards an account publishes for on a day; None stands for all of them."""
    return {
        grant.organisation_id
        for grant in account.grants
        if grant.role is Role.BOARD_PUBLISHER and grant_is_live(grant, day)
    }


@dataclass(frozen=True)
class Facts:
    """What the gates need to know of a report.

    `without_evidence`: statements whose theme has no answer behind it; `gaps`: missing or stale
    texts; `authors`: who wrote any of it; `publisher`: who wants to publish; `quotes_lost`: quotes
    that may not be shown.
    """

    statements: int
    without_evidence: int
    gaps: int
    authors: Iterable[UUID]
    publisher: UUID | None
    signed: bool
    commented: bool
    quotes_lost: int = 0


def gates(facts: Facts) -> list[Gate]:
    """What must be true before a report is published; a missed courtesy is told (people.md)."""
    return [
        Gate("statements", facts.statements > 0, _l("Add at least one thing that people said.")),
        Gate(
            "evidence",
            not facts.without_evidence,
            _l("Take out what nobody said. Each line needs an answer behind it."),
        ),
        Gate("languages", not facts.gaps, _l("Complete every language that was promised.")),
        quotes_gate(facts.quotes_lost),
        second_person(facts.authors, facts.publisher),
        reading_gate(signed=facts.signed),
        Gate(
            "board_comment",
            facts.commented,
            _l("Write what the board thinks of these answers."),
            stops=False,
            label=_l("The board’s comments will follow."),
        ),
    ]


def quotes_gate(lost: int) -> Gate:
    """No quote of words that are not public, nor one whose translation nobody has checked."""
    return Gate("quotes", not lost, _l("Take out each quote that is not public and checked."))


def second_person(authors: Iterable[UUID], publisher: UUID | None) -> Gate:
    """Nobody publishes what they wrote. `publisher` is empty while nobody has come to do it."""
    return Gate(
        "second_person",
        publisher is None or publisher not in set(authors),
        _l("Ask somebody who did not write this report to publish it."),
    )


def reading_gate(*, signed: bool) -> Gate:
    """A text that residents have not read is told as such; it does not stop (people.md)."""
    return Gate(
        "reading_panel",
        signed,
        _l("Ask the reading panel to sign this text."),
        stops=False,
        label=_l("Not yet read by residents."),
    )


def panel_text(words: Mapping[str, str], statements: Iterable[Mapping[str, str]]) -> str:
    """The one text that the reading panel reads and signs: the report's words, then each line's."""
    parts = list(words.values())
    for said in statements:
        parts += [said.get(field, "") for field in ("you_said", "we_did", "because")]
    return "\n\n".join(part for part in parts if part)
