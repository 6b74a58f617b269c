"""What people answer. Equality answers stand elsewhere; the link to them is a table of its own."""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
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
    BSL_VIDEO = "bsl_video"

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
    Channel.BSL_VIDEO: _l("By sign language video"),
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


class OwnWords(enum.StrEnum):
    """Whether an answer given with help is in the person's own words."""

    YES = "yes"
    MOSTLY = "mostly"
    NO = "no"

    @property
    def label(self) -> Any:
        """The value in the words residents see."""
        return _OWN_WORDS[self]


_OWN_WORDS = {
    OwnWords.YES: _l("Yes"),
    OwnWords.MOSTLY: _l("Mostly"),
    OwnWords.NO: _l("No"),
}


class Permission(enum.StrEnum):
    """Whether the words of an answer may be shown to the public."""

    YES = "yes"
    NO = "no"

    @property
    def label(self) -> Any:
        """The value in the words residents see."""
        return _PERMISSIONS[self]


_PERMISSIONS = {
    Permission.YES: _l("Yes, without my name"),
    Permission.NO: _l("No, only count my answer"),
}


class AgeGroup(enum.StrEnum):
    """What must be known before words are shown: a child's are not, without a check.

    Who said nothing is not taken for an adult (UNKNOWN).
    """

    UNKNOWN = "unknown"
    ADULT = "adult"
    TEEN = "teen"
    CHILD = "child"

    @property
    def label(self) -> Any:
        """The value in the words residents see."""
        return _AGES[self]


_AGES = {
    AgeGroup.UNKNOWN: _dl("Not said"),
    AgeGroup.ADULT: _l("16 or older"),
    AgeGroup.TEEN: _l("13, 14 or 15"),
    AgeGroup.CHILD: _l("Under 13"),
}


class Response(Base):
    """One answer. `answers` are the newest: text, a code, or a list of codes by question key.

    What belongs to an answer stands beside it under a key with a dot: `key.other` (“Other, please
    say”, or a typed place), `key.point` (a place on a plan). `draft_key` makes a double submit one
    response. Of the receipt's secret and of the code only what is needed to find the row again is
    kept. `held`: somebody raised a concern, and only the named leads see it. `hidden`: the person
    does not want their words on the page of their answer. `variant`: the format it was finished in,
    such as Easy Read, `begun_variant` the one it was begun in; empty for plain words.
    """

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint("current_version >= 1", name="has_version"),
        CheckConstraint("speaks_for IS NULL OR speaks_for >= 1", name="speaks_for_people"),
        Index("ix_response_counted", "consultation_id", "state", "received_on"),
        Index("ix_response_changed", "consultation_id", "changed_at", "id"),
        Index("ix_response_people", "consultation_id", "state", "respondent_kind", "duplicate_of"),
        Index(
            "ix_response_in_order",
            "consultation_id",
            "state",
            "submitted_at",
            "id",
            "language",
            "held",
        ),
        Index(
            "ix_response_entered",
            "consultation_id",
            "submitted_at",
            "id",
            sqlite_where=text("channel <> 'web'"),
            postgresql_where=text("channel <> 'web'"),
        ),
        Index(
            "ix_response_duplicate",
            "duplicate_of",
            sqlite_where=text("duplicate_of IS NOT NULL"),
            postgresql_where=text("duplicate_of IS NOT NULL"),
        ),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"))
    reference: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str]
    begun_language: Mapped[str]
    variant: Mapped[str] = mapped_column(default="")
    begun_variant: Mapped[str] = mapped_column(default="")
    channel: Mapped[Channel]
    respondent_kind: Mapped[RespondentKind]
    speaks_for: Mapped[int | None]
    area_id: Mapped[UUID | None] = mapped_column(ForeignKey("area.id"))
    district: Mapped[str] = mapped_column(default="")
    received_on: Mapped[date]
    submitted_at: Mapped[datetime] = mapped_column(default=now)
    late: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ResponseState] = mapped_column(default=ResponseState.SUBMITTED)
    current_version: Mapped[int] = mapped_column(default=1)
    answers: Mapped[dict[str, Any]] = mapped_column(JsonText)
    helper: Mapped[str] = mapped_column(default="")
    own_words: Mapped[OwnWords | None]
    permission: Mapped[Permission] = mapped_column(default=Permission.NO)
    age_group: Mapped[AgeGroup] = mapped_column(default=AgeGroup.UNKNOWN)
    held: Mapped[bool] = mapped_column(default=False)
    hidden: Mapped[bool] = mapped_column(default=False)
    duplicate_of: Mapped[UUID | None] = mapped_column(ForeignKey("response.id"))
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
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
    variant: Mapped[str] = mapped_column(default="")
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
