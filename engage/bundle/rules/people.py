"""Who did it: staff by name and role; readers of the panel by a number."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from engage.accounts.models import Account, Grant, Role
from engage.accounts.rules import grant_is_live
from engage.core.clock import day_of


class People:
    """The people of one record. Readers get their numbers in the order they are first asked for.

    A person who has never been more than a reader is named by that number alone.
    """

    def __init__(self, accounts: Mapping[UUID, Account], as_of: datetime) -> None:
        self._accounts, self._as_of = accounts, as_of
        self._readers: dict[UUID, int] = {}

    def who(self, account_id: UUID | None, at: datetime) -> dict[str, Any] | None:
        """Name and roles on the day of a moment; a number for a reader; None for nobody."""
        account = self._accounts.get(account_id) if account_id else None
        if account is None:
            return None
        grants = [each for each in account.grants if each.created_at <= self._as_of]
        if grants and {each.role for each in grants} == {Role.READER}:
            number = self._readers.setdefault(account.id, len(self._readers) + 1)
            return {"name": f"Reader {number}", "roles": [_named(Role.READER)]}
        return {"name": account.name, "roles": _roles(grants, day_of(at))}


def _roles(grants: list[Grant], day: date) -> list[str]:
    return sorted({_named(each.role) for each in grants if grant_is_live(each, day)})


def _named(role: Role) -> str:
    """A role by its stored code, in letters for people: words of the interface may change."""
    return role.value.replace("_", " ").capitalize()
