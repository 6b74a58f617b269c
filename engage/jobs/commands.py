"""Plan work and do it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError

from engage.core import mail
from engage.core.clock import now
from engage.core.db import db
from engage.jobs import queries, rules
from engage.jobs.models import Job, JobState, Lease

Deliver = Callable[[dict[str, Any]], None]


def plan(kind: str, payload: dict[str, Any], *, actor: Any, due_at: datetime | None = None) -> Job:
    """Write a job in the caller's transaction: undone with it, and never forgotten once committed.

    `kind` is one of DELIVERS. `payload` must be JSON; it is wiped on delivery.
    """
    if kind not in DELIVERS:
        raise ValueError(kind)
    job = Job(kind=kind, payload=payload, due_at=due_at or now())
    db.session.add(job)
    return job


def _send_mail(payload: dict[str, Any]) -> None:
    mail.send(
        mail.compose(payload["to"], payload["subject"], payload["body"], payload["message_id"])
    )


DELIVERS: dict[str, Deliver] = {"mail": _send_mail}


def deliver_due(*, actor: Any = None, limit: int = 50) -> int:
    """Do every due job once; a failed one waits longer each time. Returns how many were done.

    What is given up keeps no address and no words.
    """
    done = 0
    for job in queries.due_jobs(limit):
        job.attempts += 1
        try:
            DELIVERS[job.kind](job.payload)
        except Exception as error:  # noqa: BLE001 - any failure is written down and tried again
            wait = rules.next_wait(job.attempts)
            job.last_error = type(error).__name__
            job.state = JobState.WAITING if wait else JobState.FAILED
            job.payload = job.payload if wait else {}
            job.due_at = now() + (wait or timedelta())
        else:
            job.state, job.payload = JobState.DONE, {}
            done += 1
        db.session.commit()
    return done


def take_lease(name: str, holder: str, seconds: float, *, actor: Any = None) -> bool:
    """Take or renew the right to run a timed task; False when another worker holds it."""
    found = queries.lease(name)
    if not queries.lease_is_free(found, holder, now()):
        return False
    until = now() + timedelta(seconds=seconds)
    if found is None:
        return _take_first(Lease(name=name, holder=holder, until_at=until))
    found.holder, found.until_at = holder, until
    db.session.flush()
    return True


def _take_first(lease: Lease) -> bool:
    """The first lease of a task; False when another worker was quicker."""
    try:
        with db.session.begin_nested():
            db.session.add(lease)
    except IntegrityError:
        return False
    return True
