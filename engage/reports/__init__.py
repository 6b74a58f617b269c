"""You said, we did: what people said, what was done about it, and every promise made."""

from engage.accounts.models import Role
from engage.accounts.rules import DeskLink
from engage.core.i18n import _dl, _l
from engage.reports.queries.waiting import waiting as waiting_for

__all__ = ["DESK", "waiting_for"]

DESK = (
    DeskLink(
        _dl("Reports"),
        "reports_desk.desk_index",
        frozenset({Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.APPROVER}),
    ),
    DeskLink(
        _l("Reports for the board"),
        "reports_desk.board_index",
        frozenset({Role.BOARD_PUBLISHER}),
    ),
)
