"""Programmes with their phases, in a language, and the consultations in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from engage.consultations import queries
from engage.consultations.models import Consultation, Phase, PhaseMove, Programme
from engage.consultations.queries import Card, launch
from engage.consultations.rules import programmes as rules
from engage.core.db import Base, db
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE
from engage.languages import queries as languages
from engage.languages.rules import Words, may_show

Texts = dict[tuple[UUID, str], Words]
NOTHING = Words("", SOURCE)


@dataclass(frozen=True)
class PhaseShown:
    """One phase as people read it."""

    phase: Phase
    title: Words
    output: Words
    state: rules.PhaseState
    late: bool
    moves: Sequence[tuple[PhaseMove, Words]]


@dataclass(frozen=True)
class ProgrammeShown:
    """One programme as people read it."""

    programme: Programme
    title: Words
    summary: Words
    phases: Sequence[PhaseShown]

    @property
    def now(self) -> PhaseShown | None:
        """The phase that runs now; else the next to come; None when all are done."""
        left = [each for each in self.phases if each.state is not rules.PhaseState.DONE]
        running = (each for each in left if each.state is rules.PhaseState.NOW)
        return next(running, left[0] if left else None)


def by_slug(slug: str) -> Programme:
    """A programme with its phases and their moves. Raises NotFound. Two statements."""
    wanted = (
        select(Programme)
        .where(Programme.slug == slug)
        .options(joinedload(Programme.phases).selectinload(Phase.moves))
    )
    found = db.session.scalars(wanted).unique().first()
    if found is None:
        raise NotFound
    return found


def phase_of(programme: Programme, phase_id: UUID) -> Phase:
    """One phase of a programme. Raises NotFound."""
    found = next((phase for phase in programme.phases if phase.id == phase_id), None)
    if found is None:
        raise NotFound
    return found


def public_programme(slug: str, language: str, on: date) -> ProgrammeShown:
    """A programme in a language. Raises NotFound before it has a phase. Three statements."""
    programme = by_slug(slug)
    if not programme.phases:
        raise NotFound
    return shown(programme, language, on)


def shown(programme: Programme, language: str, on: date) -> ProgrammeShown:
    """A programme with its words in a language; what is not translated is there in English."""
    phases = programme.phases
    moves = [move for phase in phases for move in phase.moves]
    texts = _texts([programme, *phases, *moves], language)
    return _shown(programme, texts, on)


def public_programmes(language: str, on: date) -> list[ProgrammeShown]:
    """Every programme that has a phase, in the order staff gave them. Three statements."""
    return [each for each in all_programmes(language, on) if each.phases]


def all_programmes(language: str, on: date) -> list[ProgrammeShown]:
    """Every programme, also those that nobody sees yet. Moves are left out."""
    wanted = (
        select(Programme)
        .order_by(Programme.position, Programme.slug)
        .options(selectinload(Programme.phases).options(raiseload(Phase.moves)))
    )
    rows = db.session.scalars(wanted).all()
    texts = _texts([*rows, *(phase for row in rows for phase in row.phases)], language)
    return [_shown(row, texts, on, moved=False) for row in rows]


def _texts(things: Iterable[Base], language: str) -> Texts:
    """Every plain text of some things, the nearest to a language. One statement."""
    found: Texts = {}
    for row in languages.wordings_of([thing.id for thing in things]):
        key = (row.subject_id, row.field)
        near = row.language == language or (row.language == SOURCE and key not in found)
        if near and row.text and not row.variant and may_show(row):
            found[key] = Words(row.text, row.language)
    return found


def _shown(programme: Programme, texts: Texts, on: date, *, moved: bool = True) -> ProgrammeShown:
    return ProgrammeShown(
        programme,
        texts.get((programme.id, "title"), NOTHING),
        texts.get((programme.id, "summary"), NOTHING),
        [_phase(phase, texts, on, moved=moved) for phase in programme.phases],
    )


def _phase(phase: Phase, texts: Texts, on: date, *, moved: bool) -> PhaseShown:
    moves = phase.moves if moved else []
    return PhaseShown(
        phase,
        texts.get((phase.id, "title"), NOTHING),
        texts.get((phase.id, "output"), NOTHING),
        rules.phase_state(phase, on),
        rules.is_late(phase, on),
        [(move, texts.get((move.id, "text"), NOTHING)) for move in moves],
    )


def own_words(row: Programme | Phase) -> dict[str, str]:
    """The English texts of a programme or a phase, by field."""
    found = languages.words(row.__tablename__, [row.id], SOURCE).get(row.id, {})
    return {field: str(words) for field, words in found.items()}


def cards(programme: Programme, language: str, at: datetime) -> list[Card]:
    """The public consultations of a programme as people need them. Two statements."""
    found = queries.cards(language, at, programme_id=programme.id)
    return queries.for_readers(found)


def slugs_like(slug: str) -> set[str]:
    """The addresses of programmes that begin like this one."""
    wanted = select(Programme.slug).where(Programme.slug.startswith(slug, autoescape=True))
    return set(db.session.scalars(wanted.order_by(Programme.slug)))


def next_position() -> int:
    """The place behind every programme."""
    return (db.session.scalar(select(func.max(Programme.position))) or 0) + 1


def consultations_of(programme: Programme) -> list[tuple[Consultation, str]]:
    """The consultations of a programme with their English titles, drafts too, soonest first."""
    wanted = select(Consultation).where(Consultation.programme_id == programme.id)
    return _titled(
        db.session.scalars(wanted.order_by(Consultation.opens_on, Consultation.slug)).all()
    )


def consultations_without() -> list[tuple[Consultation, str]]:
    """The consultations in no programme with their English titles, newest opening first."""
    wanted = select(Consultation).where(Consultation.programme_id.is_(None))
    return _titled(
        db.session.scalars(wanted.order_by(Consultation.opens_on.desc(), Consultation.slug)).all()
    )


def _titled(rows: Sequence[Consultation]) -> list[tuple[Consultation, str]]:
    titles = launch.titles(rows)
    return [(row, titles[row.id]) for row in rows]
