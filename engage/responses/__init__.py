"""What people answer: the journey, the draft, the response and its versions."""

from engage.accounts.models import Role
from engage.accounts.rules import DeskLink
from engage.core.i18n import _dl
from engage.responses.queries.waiting import waiting_for

__all__ = ["DESK", "waiting_for"]

DESK = (DeskLink(_dl("Concerns"), "responses.concerns", frozenset({Role.SAFEGUARDING_LEAD})),)
