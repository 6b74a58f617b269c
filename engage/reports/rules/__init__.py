"""The law of reports: what a statement needs, who may publish, and when a promise is late."""

from engage.reports.rules.counts import cell_of, count_words, kept, safe_counts
from engage.reports.rules.promises import Standing, check_promise_move, standing
from engage.reports.rules.publishing import (
    Facts,
    boards_of,
    check_board,
    check_may_begin,
    days_late,
    gates,
    has_closed,
    panel_text,
    response_due,
)
from engage.reports.rules.statements import Proposed, check_owner, check_statement

__all__ = [
    "Facts",
    "Proposed",
    "Standing",
    "boards_of",
    "cell_of",
    "check_board",
    "check_may_begin",
    "check_owner",
    "check_promise_move",
    "check_statement",
    "count_words",
    "days_late",
    "gates",
    "has_closed",
    "kept",
    "panel_text",
    "response_due",
    "safe_counts",
    "standing",
]
