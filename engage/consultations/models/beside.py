"""Files that staff put beside a question: a plan to point at, and the file of a paper."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.core.db import Base

if TYPE_CHECKING:
    from engage.consultations.models.questionnaire import Paper


class Plan(Base):
    """What is known of the plan of one question. `Question.picture` names the file itself.

    Its words, which say what the plan shows, are the field `plan` of the question.
    """

    __tablename__ = "question_plan"

    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id"), unique=True)
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]


class PaperFile(Base):
    """The file of a paper in one language. The text of the paper stays the version for everybody.

    `words_for`: the hash of the file for which the words of the paper in this language stand.
    `made_from`: the hash of the English file that this one says in its language; of another than
    English only.
    `promised_on`: by when another version of it comes, if staff set a day.
    """

    __tablename__ = "consultation_paper_file"
    __table_args__ = (UniqueConstraint("paper_id", "language"),)

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("consultation_paper.id"))
    language: Mapped[str]
    stored: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    words_for: Mapped[str] = mapped_column(default="")
    made_from: Mapped[str] = mapped_column(default="")
    promised_on: Mapped[date | None]
    paper: Mapped["Paper"] = relationship(back_populates="files")

    @property
    def words_are_old(self) -> bool:
        """Whether the words of the paper in this language were written for an older file."""
        return self.words_for != self.sha256
