"""Approvals, editions and their documents."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.clock import now
from engage.core.db import Base, JsonText


class ApprovalKind(enum.StrEnum):
    """What was approved."""

    SECOND_PERSON = "second_person"
    OVERRIDE = "override"
    FINAL_REPORT = "final_report"
    DECISION_RECORD = "decision_record"


class Approval(Base):
    """Somebody approved one exact text: a gate looks for this row, never upward.

    `given_by` is empty for somebody without an account; `given_name` then says who it was.
    `gate` names the one gate that an override sets aside. FINAL_REPORT and DECISION_RECORD
    stand for what a higher feature has published: its hash is the `text_hash`.
    """

    __tablename__ = "approval"
    __table_args__ = (Index("ix_approval_subject", "subject_kind", "subject_id"),)

    kind: Mapped[ApprovalKind]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    text_hash: Mapped[str]
    given_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    given_name: Mapped[str] = mapped_column(default="")
    gate: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")


class ApprovalRequest(Base):
    """Somebody was asked to approve one exact text, by a link that shows that text alone.

    Only the hash of the link's secret is kept. `gates` are what an override would set aside;
    none means that they are asked to be the second person. `granted` is empty until they answer.
    """

    __tablename__ = "approval_request"
    __table_args__ = (
        Index("ix_approval_request_subject", "subject_kind", "subject_id"),
        CheckConstraint("(granted IS NULL) = (answered_at IS NULL)", name="answered_whole"),
    )

    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    text_hash: Mapped[str]
    gates: Mapped[list[str]] = mapped_column(JsonText, default=list)
    reason: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str]
    position: Mapped[str] = mapped_column(default="")
    email: Mapped[str]
    secret_hash: Mapped[str] = mapped_column(unique=True)
    ends_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    granted: Mapped[bool | None]
    said: Mapped[str] = mapped_column(default="")


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

    `card` is what lists need of it, `folded` its words made plain for search. `level` is its
    reading level and `hands` who wrote and who checked its texts, both as they stood when it was
    frozen. `hands` is empty where that was not kept.
    """

    __tablename__ = "edition_document"
    __table_args__ = (UniqueConstraint("edition_id", "language", "variant"),)

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"))
    language: Mapped[str]
    variant: Mapped[str] = mapped_column(default="")
    body: Mapped[dict[str, Any]] = mapped_column(JsonText, deferred=True)
    card: Mapped[dict[str, Any]] = mapped_column(JsonText)
    folded: Mapped[str] = mapped_column(deferred=True)
    level: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict, deferred=True)
    hands: Mapped[list[Any] | None] = mapped_column(JsonText, deferred=True)
    hash: Mapped[str]
