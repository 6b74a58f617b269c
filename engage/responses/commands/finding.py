"""Find what changed: answers that may be shown go into the queue, others are taken down."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import delete

from engage.accounts.models import Account
from engage.audit.commands import record, record_each
from engage.audit.models import Action
from engage.core.clock import now
from engage.core.db import db
from engage.responses.models import Publication, PublicationLook, Redaction
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
        db.session.execute(delete(Publication).where(Publication.id.in_(keys)))
        db.session.flush()
