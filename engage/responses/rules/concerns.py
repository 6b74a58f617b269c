"""How soon somebody must look at a concern, and who may."""

from datetime import date, timedelta

from engage.accounts.models import Role
from engage.core.clock import day_of
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.responses.models import Concern, ConcernState

_SATURDAY = 5
RAISERS = (
    Role.ENGAGEMENT_LEAD,
    Role.ANALYST,
    Role.APPROVER,
    Role.SAFEGUARDING_LEAD,
    Role.ADMIN,
)
LEADS = (Role.SAFEGUARDING_LEAD, Role.ADMIN)
"""Who may see concerns; of administrators, only where there is no lead."""


def look_by(concern: Concern) -> date:
    """The day by which a lead must have taken it: the next working day (reference 5.5).

    Saturdays and Sundays are passed over; bank holidays are not known here.
    """
    day = day_of(concern.raised_at) + timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day


def is_late(concern: Concern, on: date) -> bool:
    """Whether nobody took an open concern in time."""
    waits = concern.state is ConcernState.OPEN and concern.taken_by is None
    return waits and on > look_by(concern)


def may_see(roles: frozenset[Role], *, has_lead: bool) -> bool:
    """Only safeguarding leads see concerns; where there is none, administrators stand in."""
    return Role.SAFEGUARDING_LEAD in roles or (Role.ADMIN in roles and not has_lead)


def check_close(concern: Concern, outcome: str, *, others: int, release: bool) -> None:
    """Raises RuleBroken for a concern without an outcome, or one that was closed before.

    An answer is not released while `others` about it are open.
    """
    if concern.state is not ConcernState.OPEN:
        raise RuleBroken(_dl("This concern was closed before."))
    if not outcome.strip():
        raise RuleBroken(_dl("Enter what was done"), "outcome")
    if release and others:
        raise RuleBroken(_dl("Close the other concerns about this answer first."), "release")
