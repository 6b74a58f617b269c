"""Themes, and which words of which answer speak of them."""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.clock import SITE_ZONE
from engage.core.db import Base, JsonText
from engage.core.i18n import _dl


class About(enum.StrEnum):
    """Whom the words are about, which is not who is speaking (Equality Act 2010, and carers)."""

    AGE = "age"
    DISABILITY = "disability"
    GENDER_REASSIGNMENT = "gender_reassignment"
    MARRIAGE = "marriage_civil_partnership"
    PREGNANCY = "pregnancy_maternity"
    RACE = "race"
    RELIGION = "religion_or_belief"
    SEX = "sex"
    SEXUAL_ORIENTATION = "sexual_orientation"
    CARERS = "carers"

    @property
    def label(self) -> Any:
        """The group in words for staff."""
        return _ABOUT[self]


_ABOUT = {
    About.AGE: _dl("Age"),
    About.DISABILITY: _dl("Disability"),
    About.GENDER_REASSIGNMENT: _dl("Gender reassignment"),
    About.MARRIAGE: _dl("Marriage and civil partnership"),
    About.PREGNANCY: _dl("Pregnancy and maternity"),
    About.RACE: _dl("Race"),
    About.RELIGION: _dl("Religion or belief"),
    About.SEX: _dl("Sex"),
    About.SEXUAL_ORIENTATION: _dl("Sexual orientation"),
    About.CARERS: _dl("Carers"),
}


class Theme(Base):
    """Something that people talk about. Its name for the public is a Wording of kind `theme`.

    `shown_on`: the day something published first spoke of it; from then on its name is public.
    """

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("consultation_id", "name"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    position: Mapped[int]
    shown_on: Mapped[date | None]


class Coding(Base):
    """One theme found in one version of one answer, in the whole of it or from start to end.

    `about` holds the codes of the groups that the words are about.
    """

    __tablename__ = "coding"
    __table_args__ = (
        CheckConstraint('("start" IS NULL) = (stop IS NULL)', name="span_whole"),
        Index("ix_coding_response", "response_id", "response_version"),
        Index(
            "uq_coding_whole_answer",
            "response_id",
            "response_version",
            "question_key",
            "theme_id",
            unique=True,
            sqlite_where=text('"start" IS NULL'),
            postgresql_where=text('"start" IS NULL'),
        ),
    )

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"))
    response_version: Mapped[int]
    question_key: Mapped[str]
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("theme.id"), index=True)
    start: Mapped[int | None]
    stop: Mapped[int | None]
    about: Mapped[list[str]] = mapped_column(JsonText, default=list)
    coded_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class AnswerRead(Base):
    """One version of an answer that somebody has read to the end."""

    __tablename__ = "answer_read"
    __table_args__ = (UniqueConstraint("response_id", "response_version"),)

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"))
    response_version: Mapped[int]
    read_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class Tally(Base):
    """Exact numbers of one consultation with many answers, as the worker counted them.

    `took` seconds. `first_waiting`: the answer that has waited longest. `numbers`, by name, are
    what the queries of numbers give: work, waiting, people, late, voices, themes, about.
    """

    __tablename__ = "analysis_tally"

    consultation_key: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), unique=True)
    counted_at: Mapped[datetime]
    took: Mapped[float]
    first_waiting: Mapped[UUID | None]
    numbers: Mapped[dict[str, Any]] = mapped_column(JsonText)

    @property
    def clock(self) -> str:
        """The time of day of the count in the site's zone."""
        return self.counted_at.astimezone(SITE_ZONE).strftime("%H:%M")
