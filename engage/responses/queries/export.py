"""Answers on their way out: plain rows, streamed, without contact data or equality answers."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Text, func, select, type_coerce
from sqlalchemy.orm import aliased, undefer

from engage.consultations import rules as consultation_rules
from engage.consultations.models import Consultation
from engage.consultations.rules import Questionnaire
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import NotFound
from engage.places.models import Area
from engage.publishing.models import Edition, EditionDocument
from engage.responses.models import Export, GroupVoice, ParentConsent, Response, ResponseState
from engage.responses.rules import exporting

_AT_ONCE = 2_000
_STOPPED_AFTER = timedelta(minutes=5)
_YES = {True: "yes", False: ""}


class Through(Protocol):
    """What a statement is run through: the session, or a connection of its own that only reads."""

    def execute(self, statement: Any) -> Any:
        """Run a statement."""


@dataclass(frozen=True)
class Shape:
    """What an export of one consultation holds. `editions`: their numbers by id."""

    consultation_id: UUID
    askings: Sequence[exporting.Asking]
    columns: Sequence[exporting.Column]
    editions: Mapping[UUID, int]

    @property
    def headings(self) -> list[str]:
        """The headings of all columns, facts first."""
        facts = [exporting.heading(words, name) for name, words in exporting.FACTS.items()]
        return [*facts, *(column.heading for column in self.columns)]

    @property
    def names(self) -> list[str]:
        """The short names of all columns, in the same order."""
        return [*exporting.FACTS, *(column.name for column in self.columns)]


def forms(consultation_id: UUID) -> dict[int, dict[str, Questionnaire]]:
    """The form of every edition, by its number and language. One statement."""
    wanted = (
        select(Edition.number, EditionDocument)
        .join(EditionDocument, EditionDocument.edition_id == Edition.id)
        .where(Edition.subject_id == consultation_id, EditionDocument.variant == "")
        .order_by(Edition.number, EditionDocument.language)
        .options(undefer(EditionDocument.body))
    )
    found: dict[int, dict[str, Questionnaire]] = {}
    for number, row in db.session.execute(wanted):
        form = consultation_rules.questionnaire_of(row.edition_id, row.hash, row.language, row.body)
        found.setdefault(number, {})[row.language] = form
    return found


def shape(consultation: Consultation) -> Shape:
    """What an export holds. Raises NotFound for a consultation that was never public."""
    known = forms(consultation.id)
    if not known:
        raise NotFound
    askings = exporting.union(known)
    numbers = {form.edition_id: number for number in known for form in known[number].values()}
    return Shape(consultation.id, askings, exporting.columns(askings), numbers)


def total(consultation_id: UUID) -> int:
    """How many answers an export looks at, those that are held back counted too."""
    wanted = select(func.count()).select_from(Response)
    return db.session.scalar(wanted.where(Response.consultation_id == consultation_id)) or 0


def held_back(consultation_id: UUID) -> int:
    """How many answers an export leaves out because somebody is worried about a person."""
    wanted = select(func.count()).select_from(Response)
    of = (Response.consultation_id == consultation_id, Response.held.is_(True))
    return db.session.scalar(wanted.where(*of)) or 0


_newer = aliased(Response)
_COLUMNS = (
    Response.reference,
    type_coerce(Response.received_on, Text),
    type_coerce(Response.channel, Text),
    Response.language,
    Response.begun_language,
    Response.variant,
    Response.begun_variant,
    type_coerce(Response.respondent_kind, Text),
    Response.speaks_for,
    GroupVoice.name,
    GroupVoice.gathered,
    GroupVoice.disagreed,
    Response.helper,
    type_coerce(Response.own_words, Text),
    Response.late,
    Area.slug,
    Response.district,
    type_coerce(Response.permission, Text),
    type_coerce(Response.age_group, Text),
    type_coerce(ParentConsent.relation, Text),
    _newer.reference,
    Response.edition_id,
    type_coerce(Response.answers, Text),
)
_AFTER_LATE = 8
"""How many of these columns stand behind the one that says whether an answer was late."""


def _statement(consultation_id: UUID, state: ResponseState) -> Any:
    wanted = (
        select(*_COLUMNS)
        .outerjoin(Area, Area.id == Response.area_id)
        .outerjoin(GroupVoice, GroupVoice.response_id == Response.id)
        .outerjoin(ParentConsent, ParentConsent.response_id == Response.id)
        .outerjoin(_newer, _newer.id == Response.duplicate_of)
        .where(Response.consultation_id == consultation_id, Response.state == state)
        .where(Response.held.is_(False))
        .order_by(Response.received_on, Response.reference)
    )
    return wanted.execution_options(yield_per=_AT_ONCE)


def rows(made: Shape, through: Through) -> Iterator[list[Any]]:
    """Every answer as cells in the order of the headings, a part at a time.

    Answers that count come first; of those taken back or erased only that they are. The day is
    the finest time, and references are random: the order tells nothing more.
    """
    takes = [column.take for column in made.columns]
    counts = ResponseState.SUBMITTED
    for row in through.execute(_statement(made.consultation_id, counts)):
        reference, day, *facts, late = row[:-_AFTER_LATE]
        *more, edition, words = row[-_AFTER_LATE:]
        answers = json.loads(words)
        yield [
            reference,
            counts.value,
            str(day),
            *facts,
            _YES[late],
            *more,
            made.editions.get(edition),
            *[take(answers) for take in takes],
        ]
    for state in (ResponseState.WITHDRAWN, ResponseState.ERASED):
        empty = [None] * (len(made.names) - 2)
        for row in through.execute(_statement(made.consultation_id, state)):
            yield [row[0], state.value, *empty]


def exports_of(consultation_id: UUID) -> Sequence[Export]:
    """The exports that were asked for by button, newest first; removed ones are left out."""
    wanted = select(Export).where(
        Export.consultation_id == consultation_id, Export.removed_at.is_(None)
    )
    return db.session.scalars(wanted.order_by(Export.id.desc()).limit(50)).all()


def export(consultation_id: UUID, export_id: UUID) -> Export:
    """One export of a consultation. Raises NotFound."""
    found = db.session.get(Export, export_id)
    if found is None or found.consultation_id != consultation_id or found.removed_at is not None:
        raise NotFound
    return found


def next_export(at: datetime) -> Export | None:
    """The oldest export to write: one that nobody has in hand, or that has stopped on its way."""
    wanted = (
        select(Export)
        .where(Export.ready_at.is_(None), Export.failed == "", Export.removed_at.is_(None))
        .where(Export.started_at.is_(None) | (Export.changed_at < at - _STOPPED_AFTER))
        .order_by(Export.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return db.session.scalars(wanted).first()


def outdated_exports() -> Sequence[Export]:
    """Exports that nobody may fetch any more and whose file is still there."""
    wanted = select(Export).where(Export.outdated_at.is_not(None), Export.stored != "")
    return db.session.scalars(wanted.order_by(Export.id)).all()


def old_exports() -> Sequence[Export]:
    """Exports whose file has stood long enough."""
    before = now() - timedelta(days=exporting.DAYS_KEPT)
    wanted = select(Export).where(Export.created_at < before, Export.removed_at.is_(None))
    return db.session.scalars(wanted.order_by(Export.id)).all()
