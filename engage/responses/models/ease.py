"""How easy it was to answer. Told after sending, and joined to no answer."""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.clock import today
from engage.core.db import Base
from engage.core.i18n import _l
from engage.equality.models import this_day
from engage.responses.models.answers import Channel


class Ease(enum.StrEnum):
    """How easy somebody found it."""

    VERY_EASY = "very_easy"
    EASY = "easy"
    NEITHER = "neither"
    HARD = "hard"
    VERY_HARD = "very_hard"

    @property
    def label(self) -> Any:
        """The value in the words residents see."""
        return _EASES[self]


_EASES = {
    Ease.VERY_EASY: _l("Very easy"),
    Ease.EASY: _l("Easy"),
    Ease.NEITHER: _l("Not easy and not hard"),
    Ease.HARD: _l("Hard"),
    Ease.VERY_HARD: _l("Very hard"),
}


class CouldSay(enum.StrEnum):
    """Whether somebody could say what they wanted to say."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"

    @property
    def label(self) -> Any:
        """The value in the words residents see."""
        return _COULD_SAY[self]


_COULD_SAY = {
    CouldSay.YES: _l("Yes"),
    CouldSay.PARTLY: _l("Partly"),
    CouldSay.NO: _l("No"),
}


class EaseAnswer(Base):
    """What one person told of the way here. The key is random, and the day is the finest time.

    Nothing leads from here to an answer, and the table has no order to read, as with equality
    answers (settled 24).
    """

    __tablename__ = "ease_answer"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, sort_order=-10)
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    language: Mapped[str]
    variant: Mapped[str] = mapped_column(default="")
    channel: Mapped[Channel] = mapped_column(default=Channel.WEB)
    said_on: Mapped[date] = mapped_column(default=today)
    ease: Mapped[Ease | None]
    could_say: Mapped[CouldSay | None]
    words: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=this_day, sort_order=90)
    changed_at: Mapped[datetime] = mapped_column(default=this_day, onupdate=this_day, sort_order=91)
