"""What happened on the way: records a launch needs, public notes, programmes and their phases."""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.core.clock import now
from engage.core.db import Base, JsonText
from engage.core.i18n import _dl


class RecordKind(enum.StrEnum):
    """What staff must be able to show before a launch."""

    EQUALITY_SCREENING = "equality_screening"
    DUTY_TO_INVOLVE = "duty_to_involve"
    SCRUTINY = "scrutiny"
    PRIVACY_NOTICE = "privacy_notice"

    @property
    def label(self) -> Any:
        """The record in words for staff."""
        return _RECORDS[self]


_RECORDS = {
    RecordKind.EQUALITY_SCREENING: _dl("Equality screening"),
    RecordKind.DUTY_TO_INVOLVE: _dl("Duty to involve people"),
    RecordKind.SCRUTINY: _dl("Scrutiny committee"),
    RecordKind.PRIVACY_NOTICE: _dl("Privacy notice"),
}


class LaunchRecord(Base):
    """One thing that was looked at before a launch; the newest of a kind counts.

    `applies`: whether the duty applies, or the change is substantial; None where nobody asks.
    `said_by` names who decided, `text` says why or what the answer was, `link` leads to the paper.
    """

    __tablename__ = "launch_record"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    kind: Mapped[RecordKind]
    done_on: Mapped[date]
    applies: Mapped[bool | None]
    said_by: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))


class NoticeKind(enum.StrEnum):
    """What a public note tells."""

    EXTENDED = "extended"
    PAUSED = "paused"
    RESUMED = "resumed"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    DELAYED = "delayed"
    FORMAT_MOVED = "format_moved"
    FORMAT_READY = "format_ready"
    TOLD = "told"


SAID = "said"
"""The fact of a note that keeps its words as they were told, by language."""


class Notice(Base):
    """A public note on the page of a consultation: what changed, when and why.

    `facts` hold what stood before and what stands now, and under SAID the words as they were told.
    Field: text (the reason, in any language); it may be translated and put right later.
    """

    __tablename__ = "consultation_notice"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    kind: Mapped[NoticeKind]
    facts: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    said_at: Mapped[datetime] = mapped_column(default=now)
    said_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class Programme(Base):
    """A longer piece of work with phases and consultations. Fields: title, summary."""

    __tablename__ = "programme"

    slug: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int] = mapped_column(default=0)
    phases: Mapped[list["Phase"]] = relationship(lazy="selectin", order_by="Phase.position")


class Phase(Base):
    """One phase of a programme. Fields: title, output."""

    __tablename__ = "programme_phase"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="days_in_order"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), index=True)
    position: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    done_on: Mapped[date | None]
    moves: Mapped[list["PhaseMove"]] = relationship(lazy="selectin", order_by="PhaseMove.id")


class PhaseMove(Base):
    """A moved phase keeps its old days and the reason. Field: text."""

    __tablename__ = "programme_phase_move"

    phase_id: Mapped[UUID] = mapped_column(ForeignKey("programme_phase.id"), index=True)
    old_starts_on: Mapped[date]
    old_ends_on: Mapped[date]
    moved_on: Mapped[date]


class Poll(Base):
    """An election: nothing is launched between its notice and its day, in its areas.

    Source: Local Government Act 1986 s.2 and the code of recommended practice on publicity.
    """

    __tablename__ = "poll"
    __table_args__ = (CheckConstraint("polls_on >= notice_on", name="days_in_order"),)

    name: Mapped[str]
    notice_on: Mapped[date]
    polls_on: Mapped[date]
    areas: Mapped[list["PollArea"]] = relationship(lazy="selectin", order_by="PollArea.id")


class PollArea(Base):
    """An area that votes in an election; an election without areas is for all."""

    __tablename__ = "poll_area"
    __table_args__ = (UniqueConstraint("poll_id", "area_id"),)

    poll_id: Mapped[UUID] = mapped_column(ForeignKey("poll.id"))
    area_id: Mapped[UUID] = mapped_column(ForeignKey("area.id"))
