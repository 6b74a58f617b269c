"""The plain-English check, and the reading panel that signs the exact words the public will see."""

from engage.accounts.models import Role
from engage.accounts.rules import DeskLink
from engage.core.i18n import _l
from engage.reading.queries import waiting as waiting_for

__all__ = ["DESK", "waiting_for"]

DESK = (
    DeskLink(
        _l("Reading panel"),
        "reading_desk.index",
        frozenset({Role.READER, Role.ENGAGEMENT_LEAD, Role.APPROVER, Role.ADMIN}),
    ),
)
