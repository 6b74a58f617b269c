"""What people answer. Equality answers stand elsewhere; the link to them is a table of its own."""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.clock import now
from engage.core.db import Base, JsonText
from engage.core.i18n import _dl, _l
from engage.equality.models import this_day


class Channel(enum.StrEnum):
    """How an answer reached us."""

    WEB = "web"
    PAPER = "paper"
    PHONE = "phone"
    FACE_TO_FACE = "face_to_face"
    EVENT = "event"
    LETTER = "letter"
    EMAIL = "email"

    @property
    def label(self) -> Any:
        """The channel in words."""
        return _CHANNELS[self]


_CHANNELS = {
    Channel.WEB: _l("On this website"),
    Channel.PAPER: _l("On a paper form"),
    Channel.PHONE: _l("By phone"),
    Channel.FACE_TO_FACE: _l("Face to face"),
    Channel.EVENT: _l("At an event"),
    Channel.LETTER: _l("By letter"),
    Channel.EMAIL: _l("By email"),
}


class RespondentKind(enum.StrEnum):
    """Who is speaking."""

    INDIVIDUAL = "individual"
    ORGANISATION = "organisation"
    GROUP = "group"

    @property
    def label(self) -> Any:
        """The kind in the words residents see."""
        return _KINDS[self]


_KINDS = {
    RespondentKind.INDIVIDUAL: _l("Myself"),
    RespondentKind.GROUP: _l("A group of people"),
    RespondentKind.ORGANISATION: _l("An organisation"),
}


class ResponseState(enum.StrEnum):
    """Whether an answer counts."""

    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"

    @property
    def label(self) -> Any:
        """The state in words for staff."""
        return _STATES[self]


_STATES = {
    ResponseState.SUBMITTED: _dl("Sent"),
    ResponseState.WITHDRAWN: _dl("Taken back"),
    ResponseState.ERASED: _dl("Erased"),
}


class Response(Base):
    """One answer. `answers` are the newest: text, a code, or a list of codes by question key.

    `draft_key` makes a double submit one response. Of the receipt's secret and of the code only
    what is needed to find the row again is kept.
    """

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint("current_version >= 1", name="has_version"),
        Index("ix_response_counted", "consultation_id", "state", "received_on"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"))
    reference: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str]
    begun_language: Mapped[str]
    channel: Mapped[Channel]
    respondent_kind: Mapped[RespondentKind]
    area_id: Mapped[UUID | None] = mapped_column(ForeignKey("area.id"))
    district: Mapped[str] = mapped_column(default="")
    received_on: Mapped[date]
    submitted_at: Mapped[datetime] = mapped_column(default=now)
    late: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ResponseState] = mapped_column(default=ResponseState.SUBMITTED)
    current_version: Mapped[int] = mapped_column(default=1)
    answers: Mapped[dict[str, Any]] = mapped_column(JsonText)
    draft_key: Mapped[str | None] = mapped_column(unique=True)
    secret_hash: Mapped[str | None] = mapped_column(unique=True)
    code_lookup: Mapped[str | None] = mapped_column(unique=True)


class ResponseVersion(Base):
    """What an answer said at one time. Codings point here."""

    __tablename__ = "response_version"
    __table_args__ = (UniqueConstraint("response_id", "number"),)

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"))
    number: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(JsonText)
    language: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=now)


class SavedDraft(Base):
    """An unfinished answer that only the visitor's cookie, or their code, can read.

    After sending, `ciphertext` holds the receipt instead, and `sent` is true.
    """

    __tablename__ = "saved_draft"
    __table_args__ = (
        CheckConstraint("(code_lookup IS NULL) = (wrapped_key IS NULL)", name="code_whole"),
    )

    lookup_key: Mapped[str] = mapped_column(unique=True)
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"))
    begun_at: Mapped[datetime]
    language: Mapped[str]
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    code_lookup: Mapped[str | None] = mapped_column(unique=True)
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    sent: Mapped[bool] = mapped_column(default=False)


class ResponseEquality(Base):
    """The one way from a response to equality answers. Dropped on schedule (settled 24)."""

    __tablename__ = "response_equality"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, sort_order=-10)
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), unique=True)
    monitoring_key: Mapped[UUID] = mapped_column(ForeignKey("monitoring_answer.id"), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=this_day, sort_order=90)
    changed_at: Mapped[datetime] = mapped_column(default=this_day, onupdate=this_day, sort_order=91)
