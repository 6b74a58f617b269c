"""Who reads which language."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from engage.accounts.models import Account
from engage.core.db import db
from engage.languages.models import LanguageReader


def languages_read(account_id: UUID) -> frozenset[str]:
    """The languages that somebody reads well enough to check them."""
    wanted = select(LanguageReader.language).where(LanguageReader.account_id == account_id)
    return frozenset(db.session.scalars(wanted.order_by(LanguageReader.language)))


def all_readers() -> dict[UUID, list[str]]:
    """Which languages each person reads, in one statement."""
    found: dict[UUID, list[str]] = {}
    for row in db.session.scalars(select(LanguageReader).order_by(LanguageReader.language)):
        found.setdefault(row.account_id, []).append(row.language)
    return found


def names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of some people, in one statement."""
    wanted = {each for each in ids if each}
    if not wanted:
        return {}
    rows = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted)))
    return {row[0]: row[1] for row in rows}
