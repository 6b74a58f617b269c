"""Elections, and the consultations that would open or close near one."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from engage.consultations.models import Consultation, ConsultationArea, Poll, PollArea, Stage
from engage.core.clock import today
from engage.core.db import db
from engage.core.errors import NotFound
from engage.places.models import Area

MOST = 100
_TO_COME = (Stage.SCHEDULED, Stage.OPEN, Stage.PAUSED)


def every() -> Sequence[Poll]:
    """Every election, the next one first, then those that are over. Its areas come with it."""
    wanted = select(Poll).options(joinedload(Poll.areas)).order_by(Poll.polls_on.desc(), Poll.name)
    return db.session.scalars(wanted).unique().all()


def by_id(poll_id: UUID) -> Poll:
    """One election. Raises NotFound."""
    found = db.session.get(Poll, poll_id)
    if found is None:
        raise NotFound
    return found


def coming(consultation: Consultation) -> Sequence[Poll]:
    """Elections still to come in the areas of a consultation, the next one first. One statement.

    An area counts with all it is part of and all its parts. One without areas is for all of them.
    """
    wanted = (
        select(Poll)
        .join(Consultation, _votes_near())
        .where(
            Consultation.id == consultation.id,
            Poll.polls_on >= min(consultation.opens_on, today()),
        )
        .options(joinedload(Poll.areas))
        .order_by(Poll.polls_on, Poll.name)
    )
    return db.session.scalars(wanted).unique().all()


def unforeseen(consultation: Consultation) -> Sequence[Poll]:
    """Elections entered since the launch that stand in the way of one. One statement."""
    wanted = select(Poll).join(Consultation, in_the_way()).order_by(Poll.polls_on, Poll.name)
    return db.session.scalars(wanted.where(Consultation.id == consultation.id)).all()


def hit() -> Mapping[UUID, list[Consultation]]:
    """What each election stands in the way of, by its id. One statement."""
    wanted = (
        select(Poll.id, Consultation)
        .join(Consultation, in_the_way())
        .order_by(Consultation.opens_on, Consultation.slug)
        .limit(MOST)
    )
    found: dict[UUID, list[Consultation]] = {}
    for key, row in db.session.execute(wanted):
        found.setdefault(key, []).append(row)
    return found


def in_the_way() -> Any:
    """Where an election was entered after the launch, and a day to come lies in its window.

    One that was known at the launch was a gate there. The same days as `rules.days_near`.
    """
    opens, closes = (
        day.between(Poll.notice_on, Poll.polls_on)
        for day in (Consultation.opens_on, Consultation.closes_on)
    )
    to_open = and_(Consultation.stage == Stage.SCHEDULED, Consultation.opens_on > today())
    days = or_(and_(to_open, opens), and_(Consultation.closes_on >= today(), closes))
    later = Poll.created_at > Consultation.scheduled_at
    return and_(Consultation.stage.in_(_TO_COME), later, days, _votes_near())


def _votes_near() -> Any:
    """Whether an election is in an area of a consultation, above it or below it: three tiers."""
    areas = select(ConsultationArea.area_id).where(
        ConsultationArea.consultation_id == Consultation.id
    )
    own = areas.correlate(Consultation)
    above = select(Area.parent_id).where(Area.id.in_(own))
    top = select(Area.parent_id).where(Area.id.in_(above))
    below = select(Area.id).where(Area.parent_id.in_(own))
    bottom = select(Area.id).where(Area.parent_id.in_(below))
    near = or_(*(PollArea.area_id.in_(each) for each in (own, above, top, below, bottom)))
    mine = select(PollArea.id).where(PollArea.poll_id == Poll.id).correlate(Poll)
    here = mine.where(near).correlate(Poll, Consultation)
    return or_(~own.exists(), ~mine.exists(), here.exists())
