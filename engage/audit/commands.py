"""Write history. Nothing here changes or deletes a line."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from engage.audit import queries, rules
from engage.audit.models import Action, Entry
from engage.core.db import Base, db, writing

_entries: Any = Entry.__table__
_BIND = update(_entries).where(_entries.c.id == bindparam("key"))


def record(action: Action, subject: Base | None, *, actor: Any, **details: Any) -> None:
    """Add a line to the history in the caller's transaction.

    `subject` is the row it is about, `actor` the account that did it (None for a resident),
    `details` ids, counts and field names; never words or contact data.
    """
    values = {
        "action": action,
        "actor_id": actor.id if actor else None,
        "subject_kind": subject.__tablename__ if subject is not None else "",
        "subject_id": subject.id if subject is not None else None,
        "details": details,
    }
    if subject is not None and subject.id is None:
        db.session.flush()
        values["subject_id"] = subject.id
    db.session.execute(insert(_entries).values(**values))


def record_each(
    action: Action, lines: Iterable[tuple[Base, dict[str, Any]]], *, actor: Any
) -> None:
    """Add a line to the history for each of many rows, with its details. One statement."""
    rows = [
        {
            "action": action,
            "actor_id": actor.id if actor else None,
            "subject_kind": subject.__tablename__,
            "subject_id": subject.id,
            "details": details,
        }
        for subject, details in lines
    ]
    if rows:
        db.session.execute(insert(_entries), rows)


def looked(ids: Iterable[UUID], reason: str, *, actor: Any) -> None:
    """Record that somebody saw something personal, before the page is shown.

    The one write that a GET may make: it commits on a connection of its own. Inside a POST it
    uses the request's session (settled point 41).
    """
    values = {
        "action": Action.LOOKED,
        "actor_id": actor.id,
        "details": {"ids": [str(each) for each in ids], "reason": reason},
    }
    if writing.get():
        db.session.execute(insert(_entries).values(**values))
        return
    token = writing.set(True)
    try:
        with Session(db.engine) as own, own.begin():
            own.execute(insert(_entries).values(**values))
    finally:
        writing.reset(token)


def seal(*, actor: Any = None, limit: int = 5_000) -> int:
    """Bind the waiting lines into the chain, oldest first; returns how many. Run by one worker.

    So many at once take well under a second.
    """
    last = queries.last_sealed()
    position = last.position or 0 if last else 0
    previous = last.hash or "" if last else rules.START
    links = []
    for entry in queries.unsealed(limit):
        position += 1
        link = {"key": entry.id, "position": position, "previous": previous}
        previous = rules.chain_hash(previous, entry)
        links.append({**link, "hash": previous})
    if links:
        db.session.execute(_BIND, links)
    return len(links)
