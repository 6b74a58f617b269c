"""My work: what waits for me."""

from engage.accounts.models import Role
from engage.accounts.rules import DeskLink
from engage.core.i18n import _l

DESK = (DeskLink(_l("My work"), "admin.desk", frozenset(Role)),)
