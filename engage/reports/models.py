"""Reports, their statements and promises; decisions. Words are Wordings, see the FIELDS."""

import enum
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.analysis.models import Theme
from engage.core.db import Base
from engage.core.i18n import _dl, _l

REPORT_FIELDS = ("title", "intro")
FINAL_FIELDS = (
    *REPORT_FIELDS,
    "said",
    "minority",
    "effects",
    "methods",
    "missing",
    "limits",
    "next_steps",
)
STATEMENT_FIELDS = ("you_said", "we_did", "because", "owner")
BOARD_COMMENT = "board_comment"
NOTE_FIELD = "text"
DECISION_FIELDS = (
    "decision",
    "decided_by",
    "how",
    "equality",
    "equality_read_by",
    "tests",
    "objections",
    "no_objections",
)
WEIGHED = "weighed"
POSITION = "position"


class ReportKind(enum.StrEnum):
    """What sort of report it is."""

    YOU_SAID_WE_DID = "you_said_we_did"
    FINAL = "final"

    @property
    def label(self) -> Any:
        """The kind in words for staff."""
        return _KINDS[self]


_KINDS = {
    ReportKind.YOU_SAID_WE_DID: _dl("You said, we did"),
    ReportKind.FINAL: _dl("Final report: what people said"),
}


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
        CheckConstraint("kind = 'final' OR board_id IS NOT NULL", name="board_answers"),
        Index(
            "uq_report_final",
            "consultation_id",
            unique=True,
            sqlite_where=text("kind = 'final'"),
            postgresql_where=text("kind = 'final'"),
        ),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[ReportKind] = mapped_column(default=ReportKind.YOU_SAID_WE_DID)
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    board_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
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

    @property
    def is_final(self) -> bool:
        """Whether it tells all that people said, before the decision."""
        return self.kind is ReportKind.FINAL

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of its own words."""
        return FINAL_FIELDS if self.is_final else REPORT_FIELDS


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


class Quote(Base):
    """Words of a published answer that a report quotes: their place in the answer, never a copy.

    [start, stop) in one text of one version; the same of its checked translation, where the words
    are in another language. `mark` and `translation_mark` bind the words to the edition: salted
    hashes, from which nobody can tell them once the answer is gone (settled 17).
    """

    __tablename__ = "report_quote"
    __table_args__ = (
        CheckConstraint('"start" >= 0 AND stop > "start"', name="is_a_span"),
        CheckConstraint(
            "(translation_id IS NULL) = (translation_start IS NULL)"
            " AND (translation_id IS NULL) = (translation_stop IS NULL)",
            name="translation_whole",
        ),
    )

    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"), index=True)
    statement_id: Mapped[UUID | None] = mapped_column(ForeignKey("statement.id"), index=True)
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), index=True)
    response_version: Mapped[int]
    question_key: Mapped[str]
    start: Mapped[int]
    stop: Mapped[int]
    translation_id: Mapped[UUID | None] = mapped_column(ForeignKey("answer_translation.id"))
    translation_start: Mapped[int | None]
    translation_stop: Mapped[int | None]
    salt: Mapped[str]
    mark: Mapped[str]
    translation_mark: Mapped[str] = mapped_column(default="")
    chosen_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))


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


class ReportOpening(Base):
    """Somebody who decides has opened and read a final report. Field: position.

    Either an account said so itself on the page, or `stated_by` states that it was read on paper.
    """

    __tablename__ = "report_opening"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (stated_by IS NULL)", name="one_way"),
        UniqueConstraint("report_id", "account_id"),
    )

    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"), index=True)
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    stated_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    opened_on: Mapped[date]

    @property
    def on_paper(self) -> bool:
        """Whether it was read on paper."""
        return self.account_id is None


class Decision(Base):
    """What was decided after a consultation, and how what people said was weighed.

    The row is the draft, also of a later version; the public sees the edition.
    """

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("(edition_id IS NULL) = (published_on IS NULL)", name="published_whole"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), unique=True)
    decided_on: Mapped[date | None]
    equality_read_on: Mapped[date | None]
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("edition.id"))
    published_on: Mapped[date | None]


class DecisionTheme(Base):
    """How a decision weighed one theme, and whether people got what they asked. Field: weighed."""

    __tablename__ = "decision_theme"
    __table_args__ = (UniqueConstraint("decision_id", "theme_id"),)

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"))
    theme_id: Mapped[UUID] = mapped_column(ForeignKey(Theme.id), index=True)
    answered: Mapped[bool] = mapped_column(default=False)
