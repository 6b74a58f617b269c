"""The words of answers in another language, beside the original; and which language that is in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.clock import now
from engage.core.db import Base


class AnswerTranslation(Base):
    """One text of one version of an answer in another language. The original is never changed.

    `language` is that of the translation. `machine`: what made the first draft, if a machine did;
    `made_by`: who wrote it or corrected it last. It counts once somebody else has checked it.
    """

    __tablename__ = "answer_translation"
    __table_args__ = (
        UniqueConstraint("response_id", "response_version", "question_key", "language"),
        CheckConstraint("made_by IS NOT NULL OR machine <> ''", name="has_maker"),
        CheckConstraint("(checked_by IS NULL) = (checked_at IS NULL)", name="checked_whole"),
        CheckConstraint("checked_by <> made_by", name="checked_by_another"),
    )

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"))
    response_version: Mapped[int]
    question_key: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    machine: Mapped[str] = mapped_column(default="")
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    checked_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[datetime | None]


_WAITS = "unwritten > 0 OR unchecked > 0"


class AnswerLanguage(Base):
    """The language that the words of an answer are really in, and how far their translation is.

    There is a row only where that is not English, or not the language of the page. Of so many
    texts `unwritten` have no translation, and `unchecked` one that nobody has checked. `set_by`:
    who put the language right; `detected`: a machine guessed it.
    """

    __tablename__ = "answer_language"
    __table_args__ = (
        Index(
            "ix_answer_language_waiting",
            "consultation_id",
            "response_id",
            sqlite_where=text(_WAITS),
            postgresql_where=text(_WAITS),
        ),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), unique=True)
    response_version: Mapped[int]
    language: Mapped[str]
    detected: Mapped[bool] = mapped_column(default=False)
    set_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    unwritten: Mapped[int] = mapped_column(default=0)
    unchecked: Mapped[int] = mapped_column(default=0)


class LanguageLook(Base):
    """How far the clock has looked through the answers of a consultation for other languages.

    In the order in which they changed, up to the answer `until_id` that changed at `until_at`.
    """

    __tablename__ = "language_look"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), unique=True)
    until_at: Mapped[datetime]
    until_id: Mapped[UUID]
