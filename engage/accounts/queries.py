"""Who is who."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from engage.accounts.models import Account, Organisation, SignInLink, Site
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
    """An account with its grants."""
    wanted = select(Account).where(Account.id == account_id).options(selectinload(Account.grants))
    return db.session.scalars(wanted).first()


def account_by_email(email: str) -> Account | None:
    """An account with its grants, by its casefolded address."""
    wanted = select(Account).where(Account.email == email).options(selectinload(Account.grants))
    return db.session.scalars(wanted).first()


def all_accounts() -> Sequence[Account]:
    """Every account with its grants, by address."""
    wanted = select(Account).options(selectinload(Account.grants)).order_by(Account.email)
    return db.session.scalars(wanted).all()


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
