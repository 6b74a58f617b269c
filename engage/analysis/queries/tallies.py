"""Numbers of a consultation with many answers: counted by the worker, exact at that moment.

A page cannot count a million rows in the time a page has. What it shows of such a consultation was
counted by the worker, and it says when. A consultation of fewer answers is counted as it is shown.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from engage.analysis.models import Tally
from engage.audit.models import Entry
from engage.consultations.models import Consultation
from engage.core.db import db
from engage.responses.models import Response, ResponseState

MANY_ANSWERS = 20_000
_REST = 60.0
_REST_TIMES = 20
"""A tally rests a minute, or twenty times as long as it took: one twentieth of a processor."""


def _counted(consultation_id: UUID) -> Any:
    return and_(
        Response.consultation_id == consultation_id, Response.state == ResponseState.SUBMITTED
    )


def tally(consultation_id: UUID) -> Tally | None:
    """What the worker counted last; None for a consultation that is counted as it is shown."""
    wanted = select(Tally).where(Tally.consultation_key == consultation_id)
    return db.session.scalars(wanted).first()


def tallies(consultation_ids: Iterable[UUID]) -> dict[UUID, Tally]:
    """As `tally`, for several consultations in one statement."""
    wanted = select(Tally).where(Tally.consultation_key.in_(list(consultation_ids)))
    return {each.consultation_key: each for each in db.session.scalars(wanted.order_by(Tally.id))}


def has_many(consultation_id: UUID) -> bool:
    """Whether a consultation has many answers; looks at no more of them than it must."""
    wanted = select(Response.id).where(_counted(consultation_id)).order_by(Response.submitted_at)
    return db.session.scalar(wanted.limit(1).offset(MANY_ANSWERS - 1)) is not None


def to_count(at: datetime) -> list[UUID]:
    """The consultations of many answers whose tally has rested while something happened."""
    last = db.session.scalar(select(func.max(Entry.at)))
    wanted = select(Consultation.id).where(Consultation.edition_id.is_not(None))
    keys = db.session.scalars(wanted.order_by(Consultation.slug)).all()
    known = tallies(keys)
    return [
        key
        for key in keys
        if (_has_rested(known[key], at, last) if key in known else has_many(key))
    ]


def _has_rested(counted: Tally, at: datetime, last: datetime | None) -> bool:
    rest = timedelta(seconds=max(_REST, counted.took * _REST_TIMES))
    return last is not None and last > counted.counted_at and at - counted.counted_at > rest
