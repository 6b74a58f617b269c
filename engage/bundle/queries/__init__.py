"""What is on record of a consultation, and the files that were made of it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from engage.bundle.models import RecordBundle
from engage.bundle.queries.whole import built
from engage.core.db import db
from engage.core.errors import NotFound

__all__ = ["built", "made", "of_consultation", "waiting"]


def of_consultation(consultation_id: UUID) -> Sequence[RecordBundle]:
    """The full records of a consultation, newest first."""
    wanted = select(RecordBundle).where(RecordBundle.consultation_id == consultation_id)
    return db.session.scalars(wanted.order_by(RecordBundle.as_of.desc(), RecordBundle.id)).all()


def made(record_id: UUID, consultation_id: UUID) -> RecordBundle:
    """One full record of a consultation that is ready. Raises NotFound."""
    found = db.session.get(RecordBundle, record_id)
    if found is None or found.consultation_id != consultation_id or not found.ready:
        raise NotFound
    return found


def waiting() -> Sequence[RecordBundle]:
    """The full records that somebody asked for and that are not made yet, oldest first."""
    wanted = select(RecordBundle).where(RecordBundle.stored == "", RecordBundle.failed == "")
    return db.session.scalars(wanted.order_by(RecordBundle.id)).all()
