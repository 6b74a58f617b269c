"""Everything that runs, or may run: consultations, phases of programmes and elections."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import raiseload, selectinload

from engage.accounts.models import Organisation, OrganisationKind
from engage.consultations.models import (
    WRITABLE,
    Consultation,
    Phase,
    Poll,
    Programme,
    Stage,
    Topic,
)
from engage.consultations.queries import launch
from engage.consultations.rules import calendar as rules
from engage.consultations.rules import stages
from engage.core.db import db
from engage.core.i18n import SOURCE, _dl
from engage.languages import queries as languages
from engage.places import queries as places
from engage.publishing import queries as publishing


class EntryKind(enum.StrEnum):
    """What stands on the calendar. The value names the shape of a tag."""

    CONSULTATION = "open"
    IDEA = "draft"
    PHASE = "closed"
    POLL = "late"

    @property
    def label(self) -> Any:
        """The kind in words for staff."""
        return _KINDS[self]


_KINDS = {
    EntryKind.CONSULTATION: _dl("Consultation"),
    EntryKind.IDEA: _dl("Idea, not launched yet"),
    EntryKind.PHASE: _dl("Phase of a programme"),
    EntryKind.POLL: _dl("Election"),
}


@dataclass(frozen=True)
class Entry:
    """One thing on the calendar. `slug` leads to its own page where it has one."""

    id: UUID
    kind: EntryKind
    title: str
    starts_on: date
    ends_on: date
    slug: str = ""
    stage: Stage | None = None
    areas: frozenset[UUID] = frozenset()
    topic: UUID | None = None

    @property
    def days(self) -> tuple[date, date]:
        """Its first and its last day."""
        return self.starts_on, self.ends_on


@dataclass(frozen=True)
class Named:
    """An area, a topic or an organisation: its address, its English name, what it is part of."""

    id: UUID
    slug: str
    name: str
    parent: UUID | None = None


@dataclass(frozen=True)
class Places:
    """The areas, topics and organisations there are, in their order."""

    areas: Sequence[Named]
    topics: Sequence[Named]
    organisations: Sequence[Named]

    @property
    def parents(self) -> Mapping[UUID, UUID | None]:
        """What each area is part of."""
        return {area.id: area.parent for area in self.areas}

    @property
    def names(self) -> Mapping[UUID, str]:
        """The English name of each."""
        return {each.id: each.name for each in (*self.areas, *self.topics)}

    def named(self, areas: frozenset[UUID]) -> list[str]:
        """The names of some areas, in the order staff gave them."""
        return [each.name for each in self.areas if each.id in areas]


@dataclass(frozen=True)
class Wanted:
    """What a reader of the calendar asked for: a first month, an area and a topic."""

    first: date
    months: int = 12
    area: str = ""
    topic: str = ""

    @property
    def all_months(self) -> list[date]:
        """The first day of each month."""
        return rules.months_from(self.first, self.months)

    @property
    def after(self) -> date:
        """The first day behind the last month."""
        return rules.months_from(self.first, self.months + 1)[-1]

    @property
    def before(self) -> date:
        """The first day of as many months before."""
        back = self.first.year * 12 + self.first.month - 1 - self.months
        return date(back // 12, back % 12 + 1, 1)

    def address(self, first: date | None = None) -> dict[str, str]:
        """What the address of these months carries, or of those from another first day."""
        asked = {"from": f"{first or self.first:%Y-%m}", "area": self.area, "topic": self.topic}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True)
class Months:
    """The calendar of some months: what runs, what overlaps, and what is too much at once."""

    entries: Sequence[Entry]
    overlaps: Sequence[rules.Overlap] = ()
    crowds: Sequence[rules.Crowd] = ()
    titles: Mapping[UUID, str] = field(default_factory=dict)


def places_and_topics() -> Places:
    """The areas, topics and organisations with their English names. Six statements."""
    areas = _named("area", places.areas())
    topics = _named("topic", _rows(select(Topic).order_by(Topic.position, Topic.slug)))
    own = select(Organisation).order_by(
        Organisation.kind != OrganisationKind.PARTNERSHIP, Organisation.slug
    )
    return Places(areas, topics, _named("organisation", _rows(own)))


def _rows(wanted: Select[Any]) -> Sequence[Any]:
    return db.session.scalars(wanted).all()


def _named(kind: str, rows: Sequence[Any]) -> list[Named]:
    table = languages.words(kind, [row.id for row in rows], SOURCE)
    return [
        Named(
            row.id,
            row.slug,
            str(languages.name(table, row.id)) or row.slug,
            getattr(row, "parent_id", None),
        )
        for row in rows
    ]


def months(wanted: Wanted, known: Places, at: datetime, most: int) -> Months:
    """The calendar as it was asked for. At most eight statements.

    What overlaps is found among everything that asks people in these months, before the filter by
    area and topic; then only what touches the filter is told.
    """
    asked = _consultations(wanted, at)
    asking = [_asking(each) for each in asked if each.stage is not Stage.WITHDRAWN]
    kept = _filtered([*asked, *_phases(wanted), *_polls(wanted)], wanted, known)
    ids = {each.id for each in kept}
    return Months(
        sorted(kept, key=lambda each: (each.starts_on, each.ends_on, each.title)),
        [each for each in rules.overlaps(asking, known.parents) if {each.first, each.second} & ids],
        [each for each in rules.crowds(asking, known.parents, most) if each.asking & ids],
        {each.id: each.title for each in asked},
    )


def agenda(found: Months, wanted: Wanted) -> list[tuple[date, list[tuple[date, bool, Entry]]]]:
    """What begins and ends in each month, day by day: (month, [(day, it begins, entry)]).

    A month in which nothing begins or ends is left out.
    """
    days = sorted(
        (
            (day, begins, each)
            for each in found.entries
            for day, begins in ((each.starts_on, True), (each.ends_on, False))
        ),
        key=lambda told: (told[0], not told[1], told[2].title),
    )
    all_months = [
        (first, [told for told in days if told[0].replace(day=1) == first])
        for first in wanted.all_months
    ]
    return [(first, told) for first, told in all_months if told]


def _asking(entry: Entry) -> rules.Asking:
    assert entry.topic is not None, "every consultation has a topic"
    return rules.Asking(entry.id, entry.starts_on, entry.ends_on, entry.areas, entry.topic)


def _consultations(wanted: Wanted, at: datetime) -> list[Entry]:
    chosen = (
        select(Consultation)
        .where(Consultation.opens_on < wanted.after, Consultation.closes_on >= wanted.first)
        .order_by(Consultation.opens_on, Consultation.slug)
        .options(selectinload(Consultation.areas))
    )
    rows = _rows(chosen)
    titles = launch.titles(rows)
    return [
        Entry(
            row.id,
            EntryKind.IDEA if row.stage in WRITABLE else EntryKind.CONSULTATION,
            titles[row.id],
            row.opens_on,
            row.closes_on,
            row.slug,
            stages.stage_in_force(row, at),
            frozenset(each.area_id for each in row.areas),
            row.topic_id,
        )
        for row in rows
    ]


def _phases(wanted: Wanted) -> list[Entry]:
    chosen = (
        select(Phase, Programme.slug)
        .join(Programme, Programme.id == Phase.programme_id)
        .where(Phase.starts_on < wanted.after, Phase.ends_on >= wanted.first)
        .order_by(Phase.starts_on, Phase.id)
        .options(raiseload(Phase.moves))
    )
    rows = db.session.execute(chosen).all()
    table = languages.words("programme_phase", [phase.id for phase, _slug in rows], SOURCE)
    return [
        Entry(
            phase.id,
            EntryKind.PHASE,
            str(languages.name(table, phase.id, "title")),
            phase.starts_on,
            phase.ends_on,
            slug,
        )
        for phase, slug in rows
    ]


def _polls(wanted: Wanted) -> list[Entry]:
    chosen = select(Poll).where(Poll.notice_on < wanted.after, Poll.polls_on >= wanted.first)
    return [
        Entry(
            row.id,
            EntryKind.POLL,
            row.name,
            row.notice_on,
            row.polls_on,
            areas=frozenset(each.area_id for each in row.areas),
        )
        for row in _rows(chosen.order_by(Poll.notice_on, Poll.id))
    ]


def _filtered(entries: Sequence[Entry], wanted: Wanted, known: Places) -> list[Entry]:
    """What fits an area and a topic. What has no area is for all; what has no topic fits any."""
    area = next((each.id for each in known.areas if each.slug == wanted.area), None)
    topic = next((each.id for each in known.topics if each.slug == wanted.topic), None)
    return [
        each
        for each in entries
        if (topic is None or each.topic in {None, topic})
        and (area is None or not each.areas or _is_about(each.areas, area, known))
    ]


def _is_about(areas: frozenset[UUID], area: UUID, known: Places) -> bool:
    return bool(rules.shared_areas(areas, {area}, known.parents))


@dataclass(frozen=True)
class PublicDay:
    """A day that a consultation opens or closes, for people's own calendars."""

    consultation: Consultation
    opens: bool
    day: date
    card: Mapping[str, Any]


def public_days(language: str) -> list[PublicDay]:
    """The opening and the closing day of every public consultation, earliest first.

    Two statements.
    """
    chosen = select(Consultation).where(Consultation.edition_id.is_not(None))
    rows = _rows(chosen.order_by(Consultation.opens_on, Consultation.slug))
    said = publishing.cards([row.edition_id for row in rows], language)
    days = [
        PublicDay(row, opens, row.opens_on if opens else row.closes_on, said[row.edition_id])
        for row in rows
        for opens in (True, False)
    ]
    return sorted(days, key=lambda each: (each.day, each.consultation.slug, not each.opens))


def slugs_like(slug: str) -> set[str]:
    """The addresses of consultations that begin like this one."""
    wanted = select(Consultation.slug).where(Consultation.slug.startswith(slug, autoescape=True))
    return set(db.session.scalars(wanted.order_by(Consultation.slug)))
