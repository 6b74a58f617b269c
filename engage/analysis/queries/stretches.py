"""A stretch of a very long list: so many places are looked at for one page, and never more.

Where filters leave few of a million answers, a page that looked until it is full would look at all
of them. It looks at one stretch instead, shows what it found there, and says where to go on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from engage.core.db import db
from engage.responses.models import Response, ResponseState

LOOKED_AT = 10_000


@dataclass(frozen=True)
class Stretch:
    """The keys found in one stretch, in order, and the place after which the next one begins.

    `after` is None at the end of the list.
    """

    keys: Sequence[UUID]
    after: UUID | None


def stretch(
    consultation_id: UUID,
    where: Sequence[Any],
    *,
    size: int,
    after: UUID | None = None,
    begin: UUID | None = None,
) -> Stretch:
    """The first answers that fit behind a place, oldest first. At most three statements.

    `begin` is a place to begin at, itself in the stretch; `after` one to go on from, and wins.
    """
    place = _place(after or begin)
    behind = _behind(place, itself=after is None) if place else []
    ordered = (
        select(Response.id, Response.submitted_at)
        .where(Response.consultation_id == consultation_id)
        .where(Response.state == ResponseState.SUBMITTED, *behind)
        .order_by(Response.submitted_at, Response.id)
    )
    looked = ordered.limit(LOOKED_AT).subquery()
    wanted = (
        select(Response.id)
        .join(looked, looked.c.id == Response.id)
        .where(*where)
        .order_by(looked.c.submitted_at, looked.c.id)
        .limit(size)
    )
    keys = db.session.scalars(wanted).all()
    if len(keys) == size:
        return Stretch(keys, keys[-1])
    last = ordered.with_only_columns(Response.id).limit(1).offset(LOOKED_AT - 1)
    return Stretch(keys, db.session.scalar(last))


def _place(key: UUID | None) -> Any:
    """Where an answer stands in the order; None when it is not there."""
    if key is None:
        return None
    wanted = select(Response.submitted_at, Response.id).where(Response.id == key)
    return db.session.execute(wanted).first()


def _behind(place: Any, *, itself: bool) -> list[Any]:
    at, key = place
    same = Response.id >= key if itself else Response.id > key
    return [
        Response.submitted_at >= at,
        or_(Response.submitted_at > at, and_(Response.submitted_at == at, same)),
    ]
