"""A consultation: its facts. Its words are Wordings; the public sees an edition."""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.core.db import Base, JsonText
from engage.core.i18n import _dl, _l

FIELDS = (
    "title",
    "summary",
    "for_whom",
    "asked",
    "undecided",
    "fixed",
    "why_now",
    "effects",
    "costs",
    "one_option",
    "rejected",
    "short_time",
    "decision",
    "decision_maker",
)


PRIVACY = ("who", "kept", "why", "long", "seen", "rights", "complain")
"""The parts of the privacy notice, in their order; each is a Wording of the field `privacy_…`."""


def privacy_field(part: str) -> str:
    """The field of the Wording that holds a part of the privacy notice."""
    return f"privacy_{part}"


class Weight(enum.StrEnum):
    """How big the decision is; it sets what is checked before opening."""

    LIGHT = "light"
    STANDARD = "standard"
    FORMAL = "formal"

    @property
    def label(self) -> Any:
        """The weight in words for staff."""
        return _WEIGHTS[self]


_WEIGHTS = {
    Weight.LIGHT: _dl("Light: a poll, or what follows a workshop"),
    Weight.STANDARD: _dl("Standard: most consultations"),
    Weight.FORMAL: _dl("Formal: a change to services"),
}


class Stage(enum.StrEnum):
    """Where a consultation stands. Opening and closing follow the clock."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    ANALYSING = "analysing"
    FINAL_PUBLISHED = "final_published"
    DECIDED = "decided"
    FED_BACK = "fed_back"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Any:
        """The stage in the words residents see."""
        return _STAGE_LABELS[self]


_STAGE_LABELS = {
    Stage.DRAFT: _dl("Draft"),
    Stage.IN_REVIEW: _dl("Being checked"),
    Stage.SCHEDULED: _l("Opens soon"),
    Stage.OPEN: _l("Open"),
    Stage.PAUSED: _l("Stopped for a while"),
    Stage.CLOSED: _l("Closed"),
    Stage.ANALYSING: _l("We are reading the answers"),
    Stage.FINAL_PUBLISHED: _l("Report is out"),
    Stage.DECIDED: _l("Decision made"),
    Stage.FED_BACK: _l("We have told people"),
    Stage.ARCHIVED: _l("Finished"),
    Stage.WITHDRAWN: _l("We stopped this"),
}
WRITABLE = frozenset({Stage.DRAFT, Stage.IN_REVIEW})
"""Stages in which staff may still change what will be asked."""


class DisclosureMode(enum.StrEnum):
    """How small numbers are hidden, fixed at launch. The values are those of figures."""

    NHS = "nhs"
    LT5 = "lt5"
    LT10 = "lt10"


class Topic(Base):
    """An area of care. Its name is a Wording of kind `topic`."""

    __tablename__ = "topic"

    slug: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int] = mapped_column(default=0)


class Consultation(Base):
    """One consultation: its facts. Its words are Wordings; what the public sees is an edition.

    `frozen_on` is the day the analysis froze: from then on nobody changes an answer.
    """

    __tablename__ = "consultation"
    __table_args__ = (
        CheckConstraint("closes_on >= opens_on", name="days_in_order"),
        CheckConstraint(
            "stage IN ('draft', 'in_review', 'withdrawn') OR edition_id IS NOT NULL",
            name="public_has_edition",
        ),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    weight: Mapped[Weight]
    stage: Mapped[Stage] = mapped_column(default=Stage.DRAFT)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    board_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    topic_id: Mapped[UUID] = mapped_column(ForeignKey("topic.id"))
    programme_id: Mapped[UUID | None] = mapped_column(ForeignKey("programme.id"), index=True)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    decision_on: Mapped[date | None]
    frozen_on: Mapped[date | None]
    minutes: Mapped[int] = mapped_column(default=5)
    disclosure_mode: Mapped[DisclosureMode] = mapped_column(default=DisclosureMode.NHS)
    phone: Mapped[str] = mapped_column(default="")
    post: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[str]] = mapped_column(JsonText, default=lambda: ["en_GB"])
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("edition.id"))
    scheduled_at: Mapped[datetime | None]
    areas: Mapped[list["ConsultationArea"]] = relationship(
        order_by="ConsultationArea.id", cascade="all, delete-orphan"
    )


class ConsultationArea(Base):
    """An area a consultation is about."""

    __tablename__ = "consultation_area"
    __table_args__ = (UniqueConstraint("consultation_id", "area_id"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    area_id: Mapped[UUID] = mapped_column(ForeignKey("area.id"), index=True)
