"""A report, its statements and the promises in them. Words are Wordings, see the FIELDS."""

import enum
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.analysis.models import Theme
from engage.core.db import Base
from engage.core.i18n import _l

REPORT_FIELDS = ("title", "intro")
STATEMENT_FIELDS = ("you_said", "we_did", "because", "owner")
BOARD_COMMENT = "board_comment"
NOTE_FIELD = "text"


class ReportKind(enum.StrEnum):
    """What sort of report it is."""

    YOU_SAID_WE_DID = "you_said_we_did"


class ReportState(enum.StrEnum):
    """Whether the public may see it."""

    DRAFT = "draft"
    PUBLISHED = "published"


class AnswerKind(enum.StrEnum):
    """What was done with something people said."""

    DONE = "done"
    WILL_DO = "will_do"
    PARTLY = "partly"
    CANNOT = "cannot"
    NO_CHANGE = "no_change"
    ALREADY = "already"

    @property
    def label(self) -> Any:
        """The answer in the words residents see."""
        return _ANSWERS[self][0]

    @property
    def shape(self) -> str:
        """The kind of tag that shows it: a word and a shape."""
        return _ANSWERS[self][1]

    @property
    def needs_because(self) -> bool:
        """Whether it must say why: whenever people did not get what they asked for."""
        return self in {AnswerKind.PARTLY, AnswerKind.CANNOT, AnswerKind.NO_CHANGE}


_ANSWERS = {
    AnswerKind.DONE: (_l("We did this"), "good"),
    AnswerKind.WILL_DO: (_l("We will do this"), "turn"),
    AnswerKind.PARTLY: (_l("We did part of this"), "soon"),
    AnswerKind.CANNOT: (_l("We could not do this"), "closed"),
    AnswerKind.NO_CHANGE: (_l("We did not change this"), "closed"),
    AnswerKind.ALREADY: (_l("This was there already"), "good"),
}


class PromiseState(enum.StrEnum):
    """What the owner says of a promise. Whether it is late is a rule of the day."""

    OPEN = "open"
    DONE = "done"
    CHANGED = "changed"
    UNOWNED = "unowned"


class Report(Base):
    """One report.

    `people` is how many had answered when it was published and `late` how many of them late;
    both exact, for staff.
    """

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint(
            "state = 'draft' OR (edition_id IS NOT NULL AND published_on IS NOT NULL)",
            name="published_whole",
        ),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[ReportKind] = mapped_column(default=ReportKind.YOU_SAID_WE_DID)
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    board_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[ReportState] = mapped_column(default=ReportState.DRAFT)
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("edition.id"))
    published_on: Mapped[date | None]
    people: Mapped[int | None]
    late: Mapped[int | None]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))

    @property
    def published(self) -> bool:
        """Whether the public may see it."""
        return self.state is ReportState.PUBLISHED


class Statement(Base):
    """One thing people said and what was done. `people` is exact, taken at publication."""

    __tablename__ = "statement"
    __table_args__ = (UniqueConstraint("report_id", "position"),)

    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"))
    position: Mapped[int]
    theme_id: Mapped[UUID] = mapped_column(ForeignKey(Theme.id), index=True)
    kind: Mapped[AnswerKind]
    people: Mapped[int | None]
    written_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))


class Promise(Base):
    """By when something will be done. Who owns it is the statement's words: a role, no person."""

    __tablename__ = "promise"
    __table_args__ = (
        CheckConstraint("state <> 'done' OR settled_on IS NOT NULL", name="done_has_day"),
    )

    statement_id: Mapped[UUID] = mapped_column(ForeignKey("statement.id"), unique=True)
    due_on: Mapped[date] = mapped_column(index=True)
    state: Mapped[PromiseState] = mapped_column(default=PromiseState.OPEN)
    settled_on: Mapped[date | None]


class PromiseNote(Base):
    """News of a promise on a day, and the state it then had. Field: text."""

    __tablename__ = "promise_note"

    promise_id: Mapped[UUID] = mapped_column(ForeignKey("promise.id"), index=True)
    noted_on: Mapped[date]
    state: Mapped[PromiseState]
