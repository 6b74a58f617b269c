"""Unfinished answers that are past their time, and the files of answers."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import or_, select

from engage.consultations.models import Consultation, ConsultationFormat, Stage
from engage.core.db import db, reading
from engage.core.i18n import SOURCE
from engage.publishing.models import EditionDocument
from engage.responses import rules
from engage.responses.models import DraftFile, ResponseFile, SavedDraft

_AT_ONCE = 500


def old_drafts(today: date) -> list[UUID]:
    """Unfinished answers whose time is over, oldest first; so many at once.

    A consultation that is stopped for a while keeps what was begun, and so does one where people
    may still answer in a format, or could a short while ago.
    """
    last = today - timedelta(days=rules.KEPT_DAYS)
    waits = select(ConsultationFormat.id).where(
        ConsultationFormat.consultation_id == Consultation.id,
        ConsultationFormat.closes_on >= last,
    )
    wanted = (
        select(SavedDraft.id)
        .join(Consultation, Consultation.id == SavedDraft.consultation_id)
        .where(SavedDraft.sent.is_(False), Consultation.closes_on < last)
        .where(Consultation.stage != Stage.PAUSED, ~waits.exists())
        .order_by(SavedDraft.id)
        .limit(_AT_ONCE)
    )
    return list(db.session.scalars(wanted))


def is_there(visit: rules.Visit) -> bool:
    """Whether somebody began this answer. On a connection of its own that locks nothing."""
    wanted = select(SavedDraft.id).where(SavedDraft.lookup_key == visit.lookup_key)
    with reading() as connection:
        return connection.scalar(wanted) is not None


def films_asked(visit: rules.Visit, number: int) -> int:
    """The most megabytes of a film on one page of an unfinished answer; 0 where none is taken.

    On a connection of its own that locks nothing: it is asked before a big film is let in.
    """
    wanted = (
        select(EditionDocument.body)
        .join(SavedDraft, SavedDraft.edition_id == EditionDocument.edition_id)
        .where(SavedDraft.lookup_key == visit.lookup_key, SavedDraft.sent.is_(False))
        .where(EditionDocument.language == SOURCE, EditionDocument.variant == "")
    )
    with reading() as connection:
        body = connection.scalar(wanted)
    pages = body["pages"] if body else []
    asked = pages[number - 1]["questions"] if 1 <= number <= len(pages) else []
    return max((each.get("films") or 0 for each in asked), default=0)


def files_to_forget(drafts: Sequence[UUID]) -> Sequence[DraftFile]:
    """The sealed files of these drafts, and of answers that were sent."""
    wanted = select(DraftFile).join(SavedDraft, SavedDraft.id == DraftFile.draft_id)
    gone = or_(SavedDraft.id.in_(drafts), SavedDraft.sent.is_(True))
    return db.session.scalars(wanted.where(gone).order_by(DraftFile.id)).all()


def files_of(response_id: UUID) -> Sequence[ResponseFile]:
    """The files of one answer, in the order they were kept."""
    wanted = select(ResponseFile).where(ResponseFile.response_id == response_id)
    return db.session.scalars(wanted.order_by(ResponseFile.created_at, ResponseFile.id)).all()
