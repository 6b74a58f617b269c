"""A text sent to the reading panel, what each reader said of it, and the sentences they marked."""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base, JsonText
from engage.core.i18n import _l


class SubmissionState(enum.StrEnum):
    """Where a text stands with the panel."""

    SENT = "sent"
    SIGNED = "signed"
    CLOSED = "closed"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> Any:
        """The state in words."""
        return _STATES[self]


_STATES = {
    SubmissionState.SENT: _l("Being read"),
    SubmissionState.SIGNED: _l("Read and agreed by residents"),
    SubmissionState.CLOSED: _l("Closed without agreement"),
    SubmissionState.SUPERSEDED: _l("Changed since"),
}


class Found(enum.StrEnum):
    """What a reader found the whole text to be."""

    CLEAR = "clear"
    NOT_CLEAR = "not_clear"

    @property
    def label(self) -> Any:
        """The finding in words."""
        return _FOUND[self]


_FOUND = {Found.CLEAR: _l("Clear"), Found.NOT_CLEAR: _l("Not clear yet")}


class Answer(enum.StrEnum):
    """What the author did about a marked sentence."""

    CHANGED = "changed"
    KEPT = "kept"

    @property
    def label(self) -> Any:
        """The answer in words."""
        return _ANSWERS[self]


_ANSWERS = {Answer.CHANGED: _l("Changed"), Answer.KEPT: _l("Kept, because…")}


class Submission(Base):
    """One exact text before the panel. `text_hash` is its fingerprint; the text never changes.

    `level` is its reading level, judged when it was sent and never again. Where `signed_at` is set
    the panel agreed to this text, also when it was changed since.
    """

    __tablename__ = "submission"
    __table_args__ = (
        Index("ix_submission_subject", "subject_kind", "subject_id"),
        CheckConstraint("needed >= 1 AND needed <= asked", name="needed_of_asked"),
        CheckConstraint("state <> 'signed' OR signed_at IS NOT NULL", name="signed_has_moment"),
    )

    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    title: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    text_hash: Mapped[str] = mapped_column(index=True)
    level: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict, deferred=True)
    sent_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    due_on: Mapped[date]
    asked: Mapped[int] = mapped_column(default=3)
    needed: Mapped[int] = mapped_column(default=2)
    state: Mapped[SubmissionState] = mapped_column(default=SubmissionState.SENT)
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class Reading(Base):
    """What one reader has said of one submission so far. `found` is empty until they finish.

    `clear` holds the numbers of the sentences they called clear, from 1.
    """

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("submission_id", "account_id"),)

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    found: Mapped[Found | None]
    comment: Mapped[str] = mapped_column(default="")
    clear: Mapped[list[int]] = mapped_column(JsonText, default=list)


class Mark(Base):
    """A sentence that a reader found hard, and what the author did about it."""

    __tablename__ = "mark"
    __table_args__ = (
        UniqueConstraint("submission_id", "account_id", "sentence"),
        CheckConstraint("sentence >= 1", name="sentence_from_one"),
        CheckConstraint("(answer IS NULL) = (answered_by IS NULL)", name="answer_has_author"),
    )

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    sentence: Mapped[int]
    words: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    answer: Mapped[Answer | None]
    because: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
