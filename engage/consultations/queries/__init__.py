"""Consultations as rows, as cards for lists, and as forms to fill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from engage.consultations import rules
from engage.consultations.models import Consultation, ConsultationArea, Stage, Topic
from engage.consultations.rules import Questionnaire
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.search import sought
from engage.places.models import Area
from engage.publishing import queries as publishing

_forms: dict[str, Questionnaire] = {}


def by_slug(slug: str, *, areas: bool = False) -> Consultation:
    """A consultation, draft or not; with its areas in the same statement. Raises NotFound."""
    wanted = select(Consultation).where(Consultation.slug == slug)
    if areas:
        wanted = wanted.options(joinedload(Consultation.areas))
    found = db.session.scalars(wanted).unique().first()
    if found is None:
        raise NotFound
    return found


def public_by_slug(slug: str) -> Consultation:
    """A consultation that the public may see. Raises NotFound for a draft."""
    found = by_slug(slug)
    if found.edition_id is None:
        raise NotFound
    return found


def by_id(consultation_id: UUID) -> Consultation:
    """A consultation by its id. Raises NotFound."""
    found = db.session.get(Consultation, consultation_id)
    if found is None:
        raise NotFound
    return found


def slug_is_taken(slug: str) -> bool:
    """Whether a consultation has this slug."""
    return db.session.scalar(select(Consultation.id).where(Consultation.slug == slug)) is not None


def questionnaire(
    consultation: Consultation, language: str, variant: str = "", edition_id: UUID | None = None
) -> Questionnaire:
    """The public form in a language (English where it is not offered), read once per process.

    `edition_id` asks for the form of an older edition, on which an answer was given. Where that
    has not the variant and the newest has, and means the same, it is the newest (settled 15).
    """
    wanted = edition_id or consultation.edition_id
    found = publishing.document(wanted, language, variant) if wanted else None
    if found is None:
        raise NotFound
    if variant and found.variant != variant:
        found = _newer(consultation, found, language, variant)
    key = f"{found.edition_id}{found.hash}"
    if key not in _forms:
        if len(_forms) > 500:  # noqa: PLR2004 - so that memory stays flat
            _forms.clear()
        _forms[key] = rules.questionnaire_of(
            found.edition_id, found.hash, found.language, found.body, found.variant
        )
    return _forms[key]


def _newer(
    consultation: Consultation, found: publishing.Document, language: str, variant: str
) -> publishing.Document:
    newest = consultation.edition_id
    if newest is None or newest == found.edition_id:
        return found
    newer = publishing.document(newest, language, variant)
    there = newer is not None and newer.variant == variant
    same = there and publishing.mean_the_same([newest, found.edition_id])
    return newer if newer is not None and same else found


def all_consultations() -> Sequence[Consultation]:
    """Every consultation, newest opening first."""
    return db.session.scalars(
        select(Consultation).order_by(Consultation.opens_on.desc(), Consultation.slug)
    ).all()


def topics() -> Sequence[Topic]:
    """The areas of care, in their order."""
    return db.session.scalars(select(Topic).order_by(Topic.position, Topic.slug)).all()


@dataclass(frozen=True)
class Card:
    """A consultation in a list."""

    consultation: Consultation
    stage: Stage
    closes_soon: bool
    words: dict[str, Any]


def cards(
    language: str,
    at: datetime,
    *,
    area: str = "",
    topic: str = "",
    search: str = "",
    programme_id: UUID | None = None,
) -> list[Card]:
    """Every public consultation that fits, soonest closing first. At most four statements."""
    wanted = select(Consultation).where(Consultation.edition_id.is_not(None))
    if programme_id:
        wanted = wanted.where(Consultation.programme_id == programme_id)
    if topic:
        wanted = wanted.join(Topic, Topic.id == Consultation.topic_id).where(Topic.slug == topic)
    if area:
        wanted = wanted.where(Consultation.id.in_(_in_area(area)))
    if words := sought(search):
        found = publishing.editions_with_words("consultation", words)
        wanted = wanted.where(Consultation.edition_id.in_(found))
    rows = db.session.scalars(wanted.order_by(Consultation.closes_on, Consultation.slug)).all()
    said = publishing.cards([row.edition_id for row in rows if row.edition_id], language)
    return [
        Card(
            row,
            rules.stage_in_force(row, at),
            rules.closes_soon(row, at),
            said.get(row.edition_id, {}) if row.edition_id else {},
        )
        for row in rows
    ]


def for_readers(cards: Sequence[Card], state: str = "") -> list[Card]:
    """Cards as people need them: open, soonest closing first; stopped for a while; to come; past.

    `state`: `open` or `closed` keeps only those; anything else keeps all.
    """
    coming = sorted(
        (card for card in cards if card.stage is Stage.SCHEDULED),
        key=lambda card: card.consultation.opens_on,
    )
    open_now = [card for card in cards if card.stage is Stage.OPEN]
    paused = [card for card in cards if card.stage is Stage.PAUSED]
    past = [card for card in cards if card.stage not in rules.LIVE][::-1]
    return {"open": open_now, "closed": past}.get(state, [*open_now, *paused, *coming, *past])


def _in_area(slug: str) -> Any:
    """The consultations about an area, about what it is part of, or about a part of it.

    There are three tiers, so there is nothing more than two steps up or down.
    """
    own = select(Area.id).where(Area.slug == slug)
    above = select(Area.parent_id).where(Area.slug == slug)
    top = select(Area.parent_id).where(Area.id.in_(above))
    below = select(Area.id).where(Area.parent_id.in_(own))
    bottom = select(Area.id).where(Area.parent_id.in_(below))
    about = ConsultationArea.area_id
    return select(ConsultationArea.consultation_id).where(
        or_(*(about.in_(each) for each in (own, above, top, below, bottom)))
    )
