"""Who may sign in, and as what."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engage.accounts.models import Account, Grant, Role, SignInLink
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl, _l

SHORTEST_PASSWORD = 12


def check_email(email: str) -> str:
    """The address as it is kept: trimmed and casefolded.

    Raises RuleBroken when it cannot be an address.
    """
    folded = email.strip().casefold()
    name, _at, host = folded.partition("@")
    has_parts = name and "@" not in host and "." in host and all(host.split("."))
    if not has_parts or not folded.isprintable() or " " in folded:
        raise RuleBroken(
            _l("Enter an email address in the right form, like name@example.org"), "email"
        )
    return folded


def check_password(password: str) -> None:
    """Raises RuleBroken for a password that is too short: length is what counts (NCSC advice)."""
    if len(password) < SHORTEST_PASSWORD:
        raise RuleBroken(_dl("Use a password of 12 characters or more."), "password")


def grant_is_live(grant: Grant, on: date) -> bool:
    """Whether a grant counts on a day; its last day still counts."""
    return grant.from_on <= on and (grant.until_on is None or on <= grant.until_on)


def live_roles(account: Account, on: date) -> frozenset[Role]:
    """What an account may act as on a day; nothing once it is closed."""
    if account.closed_at is not None:
        return frozenset()
    return frozenset(grant.role for grant in account.grants if grant_is_live(grant, on))


def link_works(link: SignInLink, at: datetime) -> bool:
    """A link works once, and not after its end."""
    return link.used_at is None and at < link.ends_at


@dataclass(frozen=True)
class DeskLink:
    """A link in the staff navigation: its words, its endpoint, and the roles that see it."""

    text: Any
    endpoint: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for somebody: a title, what to do, and where."""

    title: str
    what: str
    endpoint: str
    values: dict[str, Any]
