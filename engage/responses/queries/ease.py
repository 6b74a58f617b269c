"""How easy people found it: codes to count, and their words."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from engage.core.db import db
from engage.core.pages import Page
from engage.responses.models import Channel, CouldSay, Ease, EaseAnswer

PAGE = 50


@dataclass(frozen=True)
class Told:
    """So many people who told the same in the same way. True counts: never shown as they are."""

    language: str
    variant: str
    channel: Channel
    ease: Ease | None
    could_say: CouldSay | None
    count: int


def told(consultation_id: UUID) -> list[Told]:
    """What people told of one consultation, counted by all of its codes. One statement."""
    by = (
        EaseAnswer.language,
        EaseAnswer.variant,
        EaseAnswer.channel,
        EaseAnswer.ease,
        EaseAnswer.could_say,
    )
    wanted = (
        select(*by, func.count())
        .where(EaseAnswer.consultation_id == consultation_id)
        .group_by(*by)
        .order_by(*by)
    )
    return [Told(*row) for row in db.session.execute(wanted)]


@dataclass(frozen=True)
class Line:
    """A line that somebody wrote, in which language; never beside what they chose."""

    words: str
    language: str


def lines(consultation_id: UUID, number: int) -> Page[Line]:
    """One page of the lines that people wrote, newest day first. Two statements."""
    where = (EaseAnswer.consultation_id == consultation_id, EaseAnswer.words != "")
    total = db.session.scalar(select(func.count()).select_from(EaseAnswer).where(*where)) or 0
    wanted = (
        select(EaseAnswer.words, EaseAnswer.language)
        .where(*where)
        .order_by(EaseAnswer.said_on.desc(), EaseAnswer.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    return Page([Line(*row) for row in db.session.execute(wanted)], number, PAGE, total)
