"""Find what changed: answers that may be shown go into the queue, others are taken down."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from engage.accounts.models import Account
from engage.audit.commands import record, record_each
from engage.audit.models import Action
from engage.core.clock import now
from engage.core.db import db
from engage.responses.models import (
    Publication,
    PublicationLook,
    Redaction,
    published_words,
    taken_out,
)
from engage.responses.models.publication import FOUND
from engage.responses.queries import looking

STRETCHES = 10
"""How many stretches of answers the clock looks at in one go."""
_BEGINNING = {"until_at": datetime(2000, 1, 1, tzinfo=UTC), "until_id": UUID(int=0)}


def find_new(
    *, actor: Account | None, consultation_id: UUID | None = None, stretches: int = STRETCHES
) -> int:
    """Look through what changed, of one consultation or of all; how many came into the queue.

    At most so many stretches of 1,000 answers at once.
    """
    begin_looking(actor=actor)
    number = 0
    for _each in range(stretches):
        found = looking.next_found(consultation_id)
        if found is None:
            break
        number += put(actor=actor, found=found)
    return number


def begin_looking(*, actor: Account | None) -> None:
    """Give new consultations a place from which their answers are looked through."""
    del actor
    for key in looking.unlooked():
        for behind in (False, True):
            db.session.add(PublicationLook(consultation_id=key, behind=behind, **_BEGINNING))
    db.session.flush()


def pass_over(*, actor: Account | None, consultation_id: UUID) -> None:
    """Look no more at what was answered until now: it is on its way already."""
    begin_looking(actor=actor)
    place = looking.last_changed(consultation_id)
    if place is not None:
        for look in looking.looks(consultation_id):
            look.until_at, look.until_id = place
        db.session.flush()


def put(*, actor: Account | None, found: looking.Found) -> int:
    """Write what was found, as far as it still holds; how many answers came into the queue."""
    remove(actor=actor, gone=looking.publications(found.stretch.unfit))
    still = looking.still_new([row.response_id for row in found.rows])
    rows = [row for row in found.rows if (row.response_id, row.version_number) in still]
    kept = {row.id for row in rows}
    db.session.add_all(rows)
    db.session.flush()
    db.session.add_all([mark for mark in found.marks if mark.publication_id in kept])
    look = db.session.get_one(PublicationLook, found.stretch.look_id)
    look.until_at, look.until_id = found.stretch.changed_at, found.stretch.response_id
    look.changed_at = now()
    if rows:
        record(Action.PUBLICATIONS_FOUND, None, actor=actor, count=len(rows))
    db.session.flush()
    return len(rows)


def remove(*, actor: Account | None, gone: Sequence[Publication]) -> None:
    """Take answers out of the queue or off the public list, with their marks."""
    keys = [each.id for each in gone]
    lines = ((each, {"response": str(each.response_id)}) for each in gone)
    record_each(Action.PUBLICATION_TAKEN_DOWN, lines, actor=actor)
    if keys:
        db.session.execute(delete(Redaction).where(Redaction.publication_id.in_(keys)))
        unlist(actor=actor, publication_ids=keys)
        db.session.execute(delete(Publication).where(Publication.id.in_(keys)))
        db.session.flush()


def unlist(*, actor: Account | None, publication_ids: Sequence[UUID]) -> None:
    """Take the words of some answers off the public list, out of its index and out of the log."""
    del actor
    for rows in (published_words, taken_out):
        db.session.execute(delete(rows).where(rows.c.publication_id.in_(publication_ids)))


_MERGED = 500
"""So many pages of the index are written anew at once."""


def forget_words(*, actor: Account | None, begin: bool) -> bool:
    """Write a part of the index of words anew, without what was taken off; whether more is left.

    `begin` once, then on until nothing is left. FTS5 keeps the words of what was deleted until
    then; the index of PostgreSQL is cleaned by PostgreSQL.
    """
    del actor
    if db.engine.dialect.name != "sqlite":
        return False
    connection: Any = db.session.connection()
    before = connection.scalar(select(func.total_changes()))
    line = f"INSERT INTO {FOUND}({FOUND}, rank) VALUES ('merge', ?)"  # noqa: S608 - a name of ours
    connection.exec_driver_sql(line, (-_MERGED if begin else _MERGED,))
    return bool(connection.scalar(select(func.total_changes())) - before > 1)
