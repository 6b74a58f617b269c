"""What is asked, of whom, and when."""

from engage.accounts.models import Role
from engage.accounts.rules import DeskLink
from engage.core.i18n import _dl

DESK = (
    DeskLink(
        _dl("Consultations"),
        "consultations_desk.desk_index",
        frozenset({Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.APPROVER, Role.ADMIN}),
    ),
)
