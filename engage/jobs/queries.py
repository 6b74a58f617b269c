"""What waits to be done."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from engage.core.clock import now
from engage.core.db import db
from engage.jobs.models import Job, JobState, Lease


def due_jobs(limit: int) -> Sequence[Job]:
    """Jobs whose time has come, oldest first."""
    wanted = select(Job).where(Job.state == JobState.WAITING, Job.due_at <= now())
    return db.session.scalars(wanted.order_by(Job.due_at, Job.id).limit(limit)).all()


def lease(name: str) -> Lease | None:
    """The lease of a timed task, if it was ever taken."""
    return db.session.scalars(select(Lease).where(Lease.name == name).with_for_update()).first()


def lease_is_free(found: Lease | None, holder: str, at: datetime) -> bool:
    """Whether this holder may take or renew the lease."""
    return found is None or found.holder == holder or found.until_at <= at
