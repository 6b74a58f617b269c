"""What the front page shows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engage.consultations import queries as consultations
from engage.consultations.models import Format, Stage
from engage.consultations.queries import Card
from engage.core.errors import NotFound
from engage.core.i18n import SHIPPED
from engage.publishing import queries as publishing
from engage.reports import queries as reports
from engage.reports.queries import Told

_OF_A_CONSULTATION = re.compile(r"/consultations/(?P<slug>[^/]+)/")
MOST_OF_A_SHELF = 6
NEWEST_REPORTS = 3


@dataclass(frozen=True)
class Front:
    """The consultations of the front page by where they stand, and the newest reports."""

    closing: Sequence[Card]
    open: Sequence[Card]
    coming: Sequence[Card]
    closed: Sequence[Card]
    told: Sequence[Card]
    reports: Sequence[Told]

    @property
    def nothing_to_answer(self) -> bool:
        """True when nothing is open."""
        return not self.closing and not self.open


def front(language: str, at: datetime) -> Front:
    """The front page at a moment, in a language. Five statements, whatever there is.

    What is open stands soonest closing first, what is past newest first, at most six of a kind.
    """
    shelves: dict[str, list[Card]] = {}
    for card in consultations.cards(language, at):
        shelves.setdefault(_shelf(card), []).append(card)
    return Front(
        closing=shelves.get("closing", []),
        open=shelves.get("open", []),
        coming=shelves.get("coming", []),
        closed=shelves.get("closed", [])[: -MOST_OF_A_SHELF - 1 : -1],
        told=shelves.get("told", [])[: -MOST_OF_A_SHELF - 1 : -1],
        reports=reports.published(language, most=NEWEST_REPORTS),
    )


def versions(path: str, variant: str) -> frozenset[tuple[str, str]]:
    """The languages and formats in which a page is there, by its path; `variant`: the one read now.

    A page that is not of a consultation has the same words in every format: a choice stays. Two
    statements at most.
    """
    large = {(code, Format.LARGE_PRINT.variant) for code in SHIPPED}
    found = _OF_A_CONSULTATION.match(path)
    if found is None:
        return frozenset(large | {(code, variant) for code in SHIPPED})
    try:
        edition_id = consultations.public_by_slug(found["slug"]).edition_id
    except NotFound:
        return frozenset(large)
    return publishing.offered(edition_id) | large if edition_id else frozenset(large)


def _shelf(card: Card) -> str:
    if card.stage is Stage.OPEN:
        return "closing" if card.closes_soon else "open"
    shelves = {
        Stage.SCHEDULED: "coming",
        Stage.PAUSED: "open",
        Stage.FED_BACK: "told",
        Stage.ARCHIVED: "told",
        Stage.WITHDRAWN: "stopped",
    }
    return shelves.get(card.stage, "closed")
