"""Approvals, editions and their documents."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.clock import now
from engage.core.db import Base, JsonText


class ApprovalKind(enum.StrEnum):
    """What was approved."""

    SECOND_PERSON = "second_person"


class Approval(Base):
    """Somebody approved one exact text: a gate looks for this row, never upward."""

    __tablename__ = "approval"
    __table_args__ = (Index("ix_approval_subject", "subject_kind", "subject_id"),)

    kind: Mapped[ApprovalKind]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    text_hash: Mapped[str]
    given_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(default="")


class Edition(Base):
    """What the public sees of one thing: a manifest of hashed documents. Never changed."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("subject_id", "number"),)

    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    number: Mapped[int]
    manifest: Mapped[dict[str, Any]] = mapped_column(JsonText)
    hash: Mapped[str] = mapped_column(unique=True)
    meaning_hash: Mapped[str]
    frozen_at: Mapped[datetime] = mapped_column(default=now)
    frozen_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))


class EditionDocument(Base):
    """One language and variant of an edition.

    `card` is what lists need of it, `folded` its words made plain for search.
    """

    __tablename__ = "edition_document"
    __table_args__ = (UniqueConstraint("edition_id", "language", "variant"),)

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"))
    language: Mapped[str]
    variant: Mapped[str] = mapped_column(default="")
    body: Mapped[dict[str, Any]] = mapped_column(JsonText, deferred=True)
    card: Mapped[dict[str, Any]] = mapped_column(JsonText)
    folded: Mapped[str] = mapped_column(deferred=True)
    hash: Mapped[str]
