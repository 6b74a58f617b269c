"""What the clock does for full records."""

import logging

from engage.bundle import commands, queries
from engage.bundle.models import RecordBundle
from engage.consultations import queries as consultations
from engage.core.db import db, only_reading

log = logging.getLogger(__name__)


def make() -> None:
    """Make what was asked for. While it reads, nobody waits for the database."""
    for row in queries.waiting():
        db.session.commit()
        _make_one(row)


def _make_one(row: RecordBundle) -> None:
    try:
        with only_reading():
            consultation = consultations.by_id(row.consultation_id)
            made = queries.built(consultation, row.as_of)
    except Exception as fault:  # whatever it was is written down, and the next one is made
        log.exception("a full record could not be made")
        commands.give_up(actor=None, row=row, why=type(fault).__name__)
        return
    with made:
        commands.keep(actor=None, row=row, record_file=made)
