"""What a consultation asks and what it offers to read. Words are Wordings."""

import enum
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.consultations.models.beside import PaperFile, Plan
from engage.core.db import Base, JsonText
from engage.core.i18n import SOURCE, _dl


class Kind(enum.StrEnum):
    """What sort of answer a question takes. INFO takes none."""

    ONE_CHOICE = "one_choice"
    SEVERAL_CHOICES = "several_choices"
    AGREE_SCALE = "agree_scale"
    RANK = "rank"
    NUMBER = "number"
    DATE = "date"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    POSTCODE = "postcode"
    LOCATION = "location"
    FILE = "file"
    CONSENT = "consent"
    INFO = "info"

    @property
    def label(self) -> Any:
        """The kind in words for staff."""
        return _KINDS[self]

    @property
    def has_choices(self) -> bool:
        """Whether the answer is one or more keys of choices that figures may count."""
        return self in {
            Kind.ONE_CHOICE,
            Kind.SEVERAL_CHOICES,
            Kind.AGREE_SCALE,
            Kind.RANK,
            Kind.LOCATION,
        }

    @property
    def is_text(self) -> bool:
        """Whether the answer is the person's own words."""
        return self in {Kind.SHORT_TEXT, Kind.LONG_TEXT}


_KINDS = {
    Kind.ONE_CHOICE: _dl("Choose one"),
    Kind.SEVERAL_CHOICES: _dl("Choose several"),
    Kind.AGREE_SCALE: _dl("Agree or disagree"),
    Kind.RANK: _dl("Put in order"),
    Kind.NUMBER: _dl("A number"),
    Kind.DATE: _dl("A date"),
    Kind.SHORT_TEXT: _dl("A few words"),
    Kind.LONG_TEXT: _dl("A longer text"),
    Kind.POSTCODE: _dl("A postcode"),
    Kind.LOCATION: _dl("A place"),
    Kind.FILE: _dl("A file"),
    Kind.CONSENT: _dl("An agreement to tick"),
    Kind.INFO: _dl("Something to read"),
}


class Option(Base):
    """One way things could go. Fields: title, body."""

    __tablename__ = "consultation_option"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    key: Mapped[str]
    position: Mapped[int]


class Paper(Base):
    """Something to read. Fields: title, body (paragraphs, a blank line between).

    `files`: the same as a file, in one language each. `gone`: for which file its words stood, of
    files that were taken away, by language.
    """

    __tablename__ = "consultation_paper"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    key: Mapped[str]
    position: Mapped[int]
    gone: Mapped[dict[str, str]] = mapped_column(JsonText, default=dict)
    files: Mapped[list[PaperFile]] = relationship(
        back_populates="paper", order_by=PaperFile.language, cascade="all, delete-orphan"
    )

    def words_hold(self, language: str) -> None:
        """Its words in one language stand for its file as it is now, if it has one there."""
        for each in self.files:
            if each.language == language:
                each.words_for = each.sha256

    def is_old(self, file: PaperFile) -> bool:
        """Whether a file was made from an older English one than the one that is there now."""
        english = next((each.sha256 for each in self.files if each.language == SOURCE), "")
        return file.language != SOURCE and file.made_from != english


class QuestionPage(Base):
    """One page of the form. Field: title. `condition` says who sees it, see rules.routing."""

    __tablename__ = "question_page"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    position: Mapped[int]
    condition: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    questions: Mapped[list["Question"]] = relationship(
        lazy="selectin", order_by="Question.position", cascade="all, delete-orphan"
    )


class Question(Base):
    """One question. Fields: label, hint, facts (a fact bank), plan (what its plan shows).

    Its key is made once, never reused.

    `least` and `most` bound how many choices, places in an order or files, or a number itself.
    `earliest_on` and `latest_on` bound a date. `limit` is characters of a text, or megabytes of a
    file. `films`: films are taken beside other files, up to so many megabytes. `other`: “Other,
    please say” is offered. `paper_key`: the paper that belongs to it. `picture`: the stored plan on
    which a place may be pointed at, `plan` what is known of it.
    `revision` rises with each published correction.
    """

    __tablename__ = "question"

    page_id: Mapped[UUID] = mapped_column(ForeignKey("question_page.id"), index=True)
    key: Mapped[str]
    kind: Mapped[Kind]
    position: Mapped[int]
    required: Mapped[bool] = mapped_column(default=False)
    least: Mapped[int | None]
    most: Mapped[int | None]
    limit: Mapped[int | None]
    films: Mapped[int | None]
    earliest_on: Mapped[date | None]
    latest_on: Mapped[date | None]
    other: Mapped[bool] = mapped_column(default=False)
    paper_key: Mapped[str] = mapped_column(default="")
    picture: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)
    choices: Mapped[list["Choice"]] = relationship(
        lazy="selectin", order_by="Choice.position", cascade="all, delete-orphan"
    )
    plan: Mapped[Plan | None] = relationship(lazy="joined", cascade="all, delete-orphan")


class Choice(Base):
    """One choice of a question. Field: label.

    `alone`: it stands for none of the others. `closed`: it is no longer offered (settled 18).
    """

    __tablename__ = "choice"

    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"), index=True)
    key: Mapped[str]
    position: Mapped[int]
    alone: Mapped[bool] = mapped_column(default=False)
    closed: Mapped[bool] = mapped_column(default=False)
