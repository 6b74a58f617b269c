"""Create and close accounts, give roles, let people in."""

import secrets
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from engage.accounts import queries, rules
from engage.accounts.models import (
    Account,
    Grant,
    Organisation,
    OrganisationKind,
    Role,
    SignInLink,
    Site,
)
from engage.audit.commands import record
from engage.audit.models import Action
from engage.core import mail
from engage.core.clock import now, today
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import _, _dl, _l
from engage.jobs import commands as jobs

SECRET = "SECRET"  # noqa: S105 - stands where the secret goes in an address
_LINK_MINUTES = 30
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NO_ONE = _hasher.hash("nobody has this password")


def set_site(*, actor: Any, name: str, contact_email: str, **facts: Any) -> Site:
    """Write down the facts of the one site. `facts` are further columns of Site."""
    row = db.session.query(Site).first() or Site(name=name, contact_email=contact_email)
    for column, value in {"name": name, "contact_email": contact_email, **facts}.items():
        setattr(row, column, value)
    db.session.add(row)
    record(Action.SITE_SET, row, actor=actor)
    return row


def create_organisation(*, actor: Any, slug: str, kind: OrganisationKind) -> Organisation:
    """Add an organisation; its names are Wordings of kind `organisation`."""
    row = Organisation(slug=slug, kind=kind)
    db.session.add(row)
    record(Action.ORGANISATION_CREATED, row, actor=actor)
    return row


def create_account(
    *,
    actor: Any,
    email: str,
    name: str,
    role: Role,
    password: str | None = None,
    organisation_id: UUID | None = None,
    from_on: date | None = None,
) -> Account:
    """Add a person with one role.

    Raises RuleBroken for a wrong or known address, or a password that is too short.
    """
    email = rules.check_email(email)
    if password is not None:
        rules.check_password(password)
    if queries.account_by_email(email):
        raise RuleBroken(_dl("This email address has an account already."), "email")
    account = Account(
        email=email,
        name=name,
        password_hash=_hasher.hash(password) if password else None,
        seal=secrets.token_hex(8),
    )
    account.grants = [Grant(role=role, organisation_id=organisation_id, from_on=from_on or today())]
    db.session.add(account)
    record(Action.ACCOUNT_CREATED, account, actor=actor, role=role.value)
    return account


def close_account(*, actor: Any, email: str) -> Account:
    """Close an account at once; whoever is signed in with it is signed out."""
    account = queries.account_by_email(rules.check_email(email))
    if account is None or account.closed_at is not None:
        raise RuleBroken(_dl("There is no open account with this email address."), "email")
    account.closed_at = now()
    account.seal = secrets.token_hex(8)
    record(Action.ACCOUNT_CLOSED, account, actor=actor)
    return account


def sign_in(*, actor: Any = None, email: str, password: str) -> Account:
    """The account these belong to. Takes the same time whether the address is known or not.

    Raises RuleBroken, with one message for every wrong pair.
    """
    account = queries.account_by_email(email.strip().casefold())
    kept = account.password_hash if account and account.closed_at is None else None
    try:
        _hasher.verify(kept or _NO_ONE, password)
    except VerifyMismatchError:
        kept = None
    if account is None or kept is None:
        raise RuleBroken(_l("Check your email address and password, then try again."))
    record(Action.ACCOUNT_SIGNED_IN, account, actor=account, by="password")
    return account


def make_link(*, actor: Any, account: Account, hours: int = 0) -> str:
    """A new single-use secret for an account, of which only the hash is kept.

    It lives 30 minutes, or so many `hours`.
    """
    secret = secrets.token_urlsafe(24)
    lifetime = timedelta(hours=hours) if hours else timedelta(minutes=_LINK_MINUTES)
    db.session.add(
        SignInLink(
            account_id=account.id,
            secret_hash=queries.secret_hash(secret),
            ends_at=now() + lifetime,
        )
    )
    record(Action.ACCOUNT_LINK_ASKED, account, actor=actor)
    return secret


def send_link(*, actor: Any = None, email: str, address: str) -> None:
    """Mail a single-use link to a reader or board member; says nothing either way.

    Staff have a password and get no link (settled 50).
    `address` is that of the page that takes it, with SECRET where the secret goes.
    """
    account = queries.account_by_email(email.strip().casefold())
    if account is None or account.closed_at is not None or account.password_hash:
        return
    link = address.replace(SECRET, make_link(actor=account, account=account))
    body = _("Use this link to sign in. It works once, for 30 minutes.") + f"\n\n{link}\n"
    jobs.plan(
        "mail",
        {
            "to": account.email,
            "subject": _("Your link to sign in"),
            "body": body,
            "message_id": mail.new_message_id(),
        },
        actor=account,
    )


def use_link(*, actor: Any = None, secret: str) -> Account:
    """The account a mailed link belongs to; the link is used up.

    Raises RuleBroken when it was used before, is too old or never was, or the account is closed.
    """
    link = queries.link_by_secret(secret)
    if link is None or not rules.link_works(link, now()):
        raise RuleBroken(_l("This link has been used or is too old. Ask for a new one."))
    account = queries.account_by_id(link.account_id)
    assert account is not None, "a foreign key holds this"
    if account.closed_at is not None:
        raise RuleBroken(_l("This account is closed. Contact us if you still need it."))
    link.used_at = now()
    record(Action.ACCOUNT_SIGNED_IN, account, actor=account, by="link")
    return account


def sign_out(*, actor: Account) -> None:
    """Sign somebody out everywhere: a copy of the cookie is worth nothing from now on."""
    actor.seal = secrets.token_hex(8)
    record(Action.ACCOUNT_SIGNED_OUT, actor, actor=actor)
