"""Ask for a full record, make it, keep it."""

from datetime import datetime
from typing import IO, Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.bundle import rules
from engage.bundle.models import RecordBundle
from engage.consultations.models import Consultation
from engage.core import files
from engage.core.clock import now
from engage.core.db import db


def ask(*, actor: Any, consultation: Consultation) -> RecordBundle:
    """Ask for the full record as it stands at this moment; the worker makes it."""
    row = RecordBundle(consultation_id=consultation.id, as_of=now(), made_by=actor.id)
    db.session.add(row)
    record(Action.RECORD_ASKED, consultation, actor=actor)
    return row


def begin(*, actor: Any, consultation: Consultation, as_of: datetime) -> RecordBundle:
    """Write down that a record of a moment that has passed is made at once.

    `actor` may be nobody: the command line. Raises RuleBroken for a moment still to come.
    """
    rules.check_as_of(as_of, now())
    row = RecordBundle(
        consultation_id=consultation.id, as_of=as_of, made_by=actor.id if actor else None
    )
    db.session.add(row)
    record(Action.RECORD_ASKED, consultation, actor=actor, as_of=as_of.isoformat())
    return row


def keep(*, actor: Any, row: RecordBundle, record_file: IO[bytes]) -> RecordBundle:
    """Store a record that was built. It is never changed afterwards."""
    kept = files.store_stream("records", record_file, "zip")
    row.stored, row.sha256, row.size, row.ready_at = kept.name, kept.sha256, kept.size, now()
    record(Action.RECORD_MADE, row, actor=actor, sha256=row.sha256)
    return row


def give_up(*, actor: Any, row: RecordBundle, why: str) -> None:
    """Write down that a record could not be made; `why` is the kind of the fault."""
    row.failed = why
    record(Action.RECORD_MADE, row, actor=actor, failed=why)
