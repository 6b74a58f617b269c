"""The law of reports: what a statement needs, who may publish, and when a promise is late."""

from engage.reports.rules.counts import cell_of, count_words, kept, safe_counts
from engage.reports.rules.decisions import (
    DecisionFacts,
    check_days,
    check_may_decide,
    check_opened,
    decision_gates,
    decision_text,
)
from engage.reports.rules.final import FinalFacts, check_final, final_gates
from engage.reports.rules.promises import Standing, check_promise_move, standing
from engage.reports.rules.publishing import (
    Facts,
    boards_of,
    check_board,
    check_draft,
    check_may_begin,
    days_late,
    gates,
    has_closed,
    panel_text,
    response_due,
)
from engage.reports.rules.statements import Proposed, check_owner, check_statement

__all__ = [
    "DecisionFacts",
    "Facts",
    "FinalFacts",
    "Proposed",
    "Standing",
    "boards_of",
    "cell_of",
    "check_board",
    "check_days",
    "check_draft",
    "check_final",
    "check_may_begin",
    "check_may_decide",
    "check_opened",
    "check_owner",
    "check_promise_move",
    "check_statement",
    "count_words",
    "days_late",
    "decision_gates",
    "decision_text",
    "final_gates",
    "gates",
    "has_closed",
    "kept",
    "panel_text",
    "response_due",
    "safe_counts",
    "standing",
]
