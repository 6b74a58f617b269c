"""A consultation, what it asks and what it offers to read. Words are Wordings, see FIELDS."""

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
    "decision",
    "decision_maker",
)


class Weight(enum.StrEnum):
    """How big the decision is; it sets what is checked before opening."""

    LIGHT = "light"
    STANDARD = "standard"
    FORMAL = "formal"


class Stage(enum.StrEnum):
    """Where a consultation stands. Opening and closing follow the clock."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    ANALYSING = "analysing"
    DECIDED = "decided"
    FED_BACK = "fed_back"

    @property
    def label(self) -> Any:
        """The stage in the words residents see."""
        return _STAGE_LABELS[self]


_STAGE_LABELS = {
    Stage.DRAFT: _dl("Draft"),
    Stage.SCHEDULED: _l("Opens soon"),
    Stage.OPEN: _l("Open"),
    Stage.CLOSED: _l("Closed"),
    Stage.ANALYSING: _l("We are reading the answers"),
    Stage.DECIDED: _l("Decision made"),
    Stage.FED_BACK: _l("We have told people"),
}


class DisclosureMode(enum.StrEnum):
    """How small numbers are hidden, fixed at launch. The values are those of figures."""

    NHS = "nhs"
    LT5 = "lt5"
    LT10 = "lt10"


class Kind(enum.StrEnum):
    """What sort of answer a question takes."""

    ONE_CHOICE = "one_choice"
    SEVERAL_CHOICES = "several_choices"
    AGREE_SCALE = "agree_scale"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    POSTCODE = "postcode"

    @property
    def has_choices(self) -> bool:
        """Whether the answer is one or more keys of choices."""
        return self in {Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES, Kind.AGREE_SCALE}

    @property
    def is_text(self) -> bool:
        """Whether the answer is the person's own words."""
        return self in {Kind.SHORT_TEXT, Kind.LONG_TEXT}


class Topic(Base):
    """An area of care. Its name is a Wording of kind `topic`."""

    __tablename__ = "topic"

    slug: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int] = mapped_column(default=0)


class Consultation(Base):
    """One consultation: its facts. Its words are Wordings; what the public sees is an edition."""

    __tablename__ = "consultation"
    __table_args__ = (
        CheckConstraint("closes_on >= opens_on", name="days_in_order"),
        CheckConstraint("stage = 'draft' OR edition_id IS NOT NULL", name="public_has_edition"),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    weight: Mapped[Weight]
    stage: Mapped[Stage] = mapped_column(default=Stage.DRAFT)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    board_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    topic_id: Mapped[UUID] = mapped_column(ForeignKey("topic.id"))
    created_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    decision_on: Mapped[date | None]
    minutes: Mapped[int] = mapped_column(default=5)
    disclosure_mode: Mapped[DisclosureMode] = mapped_column(default=DisclosureMode.NHS)
    phone: Mapped[str] = mapped_column(default="")
    post: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[str]] = mapped_column(JsonText, default=lambda: ["en_GB"])
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("edition.id"))
    scheduled_at: Mapped[datetime | None]
    areas: Mapped[list["ConsultationArea"]] = relationship(order_by="ConsultationArea.id")


class ConsultationArea(Base):
    """An area a consultation is about."""

    __tablename__ = "consultation_area"
    __table_args__ = (UniqueConstraint("consultation_id", "area_id"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    area_id: Mapped[UUID] = mapped_column(ForeignKey("area.id"), index=True)


class Option(Base):
    """One way things could go. Fields: title, body."""

    __tablename__ = "consultation_option"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    key: Mapped[str]
    position: Mapped[int]


class Paper(Base):
    """Something to read. Fields: title, body (paragraphs, a blank line between)."""

    __tablename__ = "consultation_paper"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    key: Mapped[str]
    position: Mapped[int]


class QuestionPage(Base):
    """One page of the form. Field: title."""

    __tablename__ = "question_page"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    position: Mapped[int]
    questions: Mapped[list["Question"]] = relationship(
        lazy="selectin", order_by="Question.position"
    )


class Question(Base):
    """One question. Fields: label, hint. Its key is made once and never reused."""

    __tablename__ = "question"

    page_id: Mapped[UUID] = mapped_column(ForeignKey("question_page.id"), index=True)
    key: Mapped[str]
    kind: Mapped[Kind]
    position: Mapped[int]
    required: Mapped[bool] = mapped_column(default=False)
    most: Mapped[int | None]
    limit: Mapped[int | None]
    choices: Mapped[list["Choice"]] = relationship(lazy="selectin", order_by="Choice.position")


class Choice(Base):
    """One choice of a question. Field: label."""

    __tablename__ = "choice"

    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"), index=True)
    key: Mapped[str]
    position: Mapped[int]
