"""Who is who."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from engage.accounts import rules
from engage.accounts.models import Account, Organisation, Role, SignInLink, Site
from engage.core.db import db


@dataclass(frozen=True)
class SiteFacts:
    """What every page says of the site."""

    name: str = "Engage"
    partner: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    made_up: bool = False


def site() -> SiteFacts:
    """The site's facts, as they stand now."""
    row = db.session.scalars(select(Site)).first()
    if row is None:
        return SiteFacts()
    return SiteFacts(row.name, row.partner, row.contact_email, row.contact_phone, row.made_up)


def account_by_id(account_id: UUID) -> Account | None:
    """An account with its grants, in one statement."""
    wanted = select(Account).where(Account.id == account_id).options(joinedload(Account.grants))
    return db.session.scalars(wanted).unique().first()


def account_by_email(email: str) -> Account | None:
    """An account with its grants, by its casefolded address."""
    wanted = select(Account).where(Account.email == email).options(selectinload(Account.grants))
    return db.session.scalars(wanted).first()


def all_accounts() -> Sequence[Account]:
    """Every account with its grants, by address."""
    wanted = select(Account).options(selectinload(Account.grants)).order_by(Account.email)
    return db.session.scalars(wanted).all()


def accounts_with(roles: Collection[Role], on: date) -> list[Account]:
    """Open accounts that act in one of these roles on a day, by name."""
    wanted = (
        select(Account)
        .where(Account.closed_at.is_(None))
        .options(joinedload(Account.grants))
        .order_by(Account.name, Account.email)
    )
    rows = db.session.scalars(wanted).unique().all()
    return [row for row in rows if not rules.live_roles(row, on).isdisjoint(roles)]


def organisation(slug: str) -> Organisation | None:
    """An organisation by its slug."""
    return db.session.scalars(select(Organisation).where(Organisation.slug == slug)).first()


def secret_hash(secret: str) -> str:
    """What is kept of a secret that was mailed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link_by_secret(secret: str) -> SignInLink | None:
    """The link a mailed secret belongs to, locked until the transaction ends."""
    wanted = select(SignInLink).where(SignInLink.secret_hash == secret_hash(secret))
    return db.session.scalars(wanted.with_for_update()).first()
