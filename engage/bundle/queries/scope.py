"""What a record is about: the things whose history, editions and readings belong to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload, undefer

from engage.accounts.models import Account
from engage.audit.models import Entry
from engage.bundle.rules import People, moment
from engage.consultations.models import Consultation, ConsultationFormat
from engage.core.db import db
from engage.publishing.models import Edition, EditionDocument
from engage.reading.models import Submission
from engage.reports.models import Decision, Report

_Of = TypeVar("_Of", Report, Decision, ConsultationFormat)


@dataclass(frozen=True)
class Scope:
    """One consultation as it stood at a moment, with all that hangs on it.

    `entries` are the lines of history about it, oldest first; `people` names who did them.
    """

    consultation: Consultation
    as_of: datetime
    reports: Sequence[Report]
    decision: Decision | None
    submissions: Sequence[Submission]
    editions: Sequence[Edition]
    entries: Sequence[Entry]
    people: People

    @property
    def subjects(self) -> list[UUID]:
        """The consultation, its reports, its decision."""
        return _subjects(self.consultation, self.reports, self.decision)

    def editions_of(self, subject_id: UUID) -> list[Edition]:
        """The editions of one thing until the moment, oldest first."""
        return [each for each in self.editions if each.subject_id == subject_id]

    def named(self, edition: Edition) -> str:
        """What the record calls an edition."""
        return f"{edition.subject_kind.capitalize()}, version {edition.number}"

    def who(self, account_id: UUID | None, at: datetime) -> dict[str, object] | None:
        """Who did something at a moment, as the record names them."""
        return self.people.who(account_id, at)

    def day(self, at: datetime) -> str:
        """A moment as the record writes it."""
        return moment(at)


def _subjects(
    consultation: Consultation, reports: Sequence[Report], decision: Decision | None
) -> list[UUID]:
    return [
        consultation.id,
        *(each.id for each in reports),
        *([decision.id] if decision else []),
    ]


def scope(consultation: Consultation, as_of: datetime) -> Scope:
    """All that hangs on a consultation until a moment."""
    reports = _until(Report, consultation.id, as_of)
    decisions = _until(Decision, consultation.id, as_of)
    decision = decisions[0] if decisions else None
    subjects = _subjects(consultation, reports, decision)
    formats = [each.id for each in _until(ConsultationFormat, consultation.id, as_of)]
    submissions = _submissions([*subjects, *formats], as_of)
    return Scope(
        consultation=consultation,
        as_of=as_of,
        reports=reports,
        decision=decision,
        submissions=submissions,
        editions=_editions(subjects, as_of),
        entries=_entries([*subjects, *(each.id for each in submissions)], as_of),
        people=People(_accounts(), as_of),
    )


def _until(model: type[_Of], consultation_id: UUID, as_of: datetime) -> Sequence[_Of]:
    wanted = select(model).where(
        model.consultation_id == consultation_id, model.created_at <= as_of
    )
    return db.session.scalars(wanted.order_by(model.id)).all()


def _submissions(subjects: Sequence[UUID], as_of: datetime) -> Sequence[Submission]:
    wanted = select(Submission).where(
        Submission.subject_id.in_(subjects), Submission.created_at <= as_of
    )
    return db.session.scalars(wanted.order_by(Submission.created_at, Submission.id)).all()


def _editions(subjects: Sequence[UUID], as_of: datetime) -> Sequence[Edition]:
    wanted = select(Edition).where(Edition.subject_id.in_(subjects), Edition.frozen_at <= as_of)
    return db.session.scalars(wanted.order_by(Edition.frozen_at, Edition.id)).all()


def documents(edition: Edition) -> Sequence[EditionDocument]:
    """The documents of an edition, whole, in order."""
    wanted = (
        select(EditionDocument)
        .where(EditionDocument.edition_id == edition.id)
        .order_by(EditionDocument.language, EditionDocument.variant)
        .options(*(undefer(getattr(EditionDocument, name)) for name in ("body", "level", "hands")))
    )
    return db.session.scalars(wanted).all()


def _entries(subjects: Sequence[UUID], as_of: datetime) -> Sequence[Entry]:
    wanted = select(Entry).where(Entry.subject_id.in_(subjects), Entry.at <= as_of)
    return db.session.scalars(wanted.order_by(Entry.at, Entry.id)).all()


def _accounts() -> dict[UUID, Account]:
    """Everybody who signs in: some hundreds at most."""
    wanted = select(Account).options(selectinload(Account.grants)).order_by(Account.id)
    return {row.id: row for row in db.session.scalars(wanted)}
