"""Answers about people, by their keys."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from engage.core.db import db
from engage.equality.models import MonitoringAnswer


def answers_of(keys: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    """The answers under each key, in the order of the keys themselves. One statement."""
    wanted = (
        select(MonitoringAnswer.id, MonitoringAnswer.answers)
        .where(MonitoringAnswer.id.in_(list(keys)))
        .order_by(MonitoringAnswer.id)
    )
    return {row.id: row.answers for row in db.session.execute(wanted)}
