"""What is asked, of whom, and when."""

from engage.accounts.models import Role
from engage.accounts.rules import DeskLink
from engage.consultations.queries.waiting import waiting as waiting_for
from engage.core.i18n import _dl

__all__ = ["DESK", "waiting_for"]

DESK = (
    DeskLink(
        _dl("Consultations"),
        "consultations_desk.desk_index",
        frozenset({Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.APPROVER, Role.ADMIN}),
    ),
    DeskLink(
        _dl("Programmes"),
        "programmes_desk.desk_index",
        frozenset({Role.ENGAGEMENT_LEAD, Role.ADMIN}),
    ),
    DeskLink(
        _dl("Calendar"),
        "calendar_desk.calendar",
        frozenset({Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.APPROVER, Role.ADMIN}),
    ),
    DeskLink(
        _dl("Translations"),
        "consultations_translations.overview",
        frozenset({Role.ENGAGEMENT_LEAD, Role.TRANSLATOR, Role.ADMIN}),
    ),
    DeskLink(_dl("Elections"), "consultations_polls.polls", frozenset({Role.ADMIN})),
)
