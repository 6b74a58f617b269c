"""The site, its organisations, who signs in, and as what."""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.core.db import Base
from engage.core.i18n import _dl


class OrganisationKind(enum.StrEnum):
    """What sort of body it is."""

    PARTNERSHIP = "partnership"
    COUNCIL = "council"
    TRUST = "trust"
    VOLUNTARY = "voluntary"
    BOARD = "board"
    PANEL = "panel"
    ADVISORY_GROUP = "advisory_group"


class Role(enum.StrEnum):
    """What a person may do here."""

    ENGAGEMENT_LEAD = "engagement_lead"
    ANALYST = "analyst"
    TRANSLATOR = "translator"
    READER = "reader"
    BOARD_PUBLISHER = "board_publisher"
    APPROVER = "approver"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    ADMIN = "admin"

    @property
    def label(self) -> Any:
        """The role in words."""
        return _ROLE_LABELS[self]

    @property
    def signs_in_by_link(self) -> bool:
        """Readers and board members get a link by email; staff have a password."""
        return self in {Role.READER, Role.BOARD_PUBLISHER}


_ROLE_LABELS = {
    Role.ENGAGEMENT_LEAD: _dl("Engagement lead"),
    Role.ANALYST: _dl("Analyst"),
    Role.TRANSLATOR: _dl("Translator"),
    Role.READER: _dl("Plain English reader"),
    Role.BOARD_PUBLISHER: _dl("Publisher of the residents’ board"),
    Role.APPROVER: _dl("Approver"),
    Role.SAFEGUARDING_LEAD: _dl("Safeguarding lead"),
    Role.ADMIN: _dl("Administrator"),
}


class Site(Base):
    """The one partnership that runs this installation."""

    __tablename__ = "site"
    __table_args__ = (CheckConstraint("only_one = 1", name="only_one"),)

    only_one: Mapped[int] = mapped_column(default=1, unique=True)
    name: Mapped[str]
    partner: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str]
    contact_phone: Mapped[str] = mapped_column(default="")
    made_up: Mapped[bool] = mapped_column(default=False)


class Organisation(Base):
    """A body that owns consultations, sits on boards or reads texts. Names are Wordings."""

    __tablename__ = "organisation"

    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[OrganisationKind]


class Account(Base):
    """A person who signs in. The email is kept casefolded."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_folded"),)

    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    seal: Mapped[str]
    grants: Mapped[list["Grant"]] = relationship(
        back_populates="account", order_by="Grant.id", lazy="raise"
    )


class Grant(Base):
    """One role of one account, for the whole site or one organisation, between two days."""

    __tablename__ = "account_grant"
    __table_args__ = (
        Index("uq_account_grant_scope", "account_id", "role", "organisation_id", unique=True),
        Index(
            "uq_account_grant_whole_site",
            "account_id",
            "role",
            unique=True,
            sqlite_where=text("organisation_id IS NULL"),
            postgresql_where=text("organisation_id IS NULL"),
        ),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="days_in_order"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    role: Mapped[Role]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    account: Mapped[Account] = relationship(back_populates="grants", lazy="raise")


class SignInLink(Base):
    """A single-use link that was mailed. Only its hash is kept."""

    __tablename__ = "sign_in_link"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    secret_hash: Mapped[str] = mapped_column(unique=True)
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
