"""What staff write and translate, what the board says, and what was decided."""

from engage.reports.forms.decisions import (
    DecisionForm,
    OpeningForm,
    PaperOpeningForm,
    decision_form,
)
from engage.reports.forms.reports import (
    CommentForm,
    FinalForm,
    NewReportForm,
    PromiseForm,
    ReportForm,
    StatementForm,
    comment_form,
    promise_form,
    report_form,
    statement_form,
)

__all__ = [
    "CommentForm",
    "DecisionForm",
    "FinalForm",
    "NewReportForm",
    "OpeningForm",
    "PaperOpeningForm",
    "PromiseForm",
    "ReportForm",
    "StatementForm",
    "comment_form",
    "decision_form",
    "promise_form",
    "report_form",
    "statement_form",
]
