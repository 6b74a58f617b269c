"""Begin a consultation, and write its words."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import queries, rules
from engage.consultations.models import WRITABLE, Consultation, ConsultationArea, Topic, Weight
from engage.consultations.queries import launch, sources
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import RuleBroken, Stale
from engage.core.i18n import _dl
from engage.languages import commands as languages
from engage.places.models import Area
from engage.reading import commands as reading


def create_topic(*, actor: Any, slug: str, position: int) -> Topic:
    """Add an area of care; its names are Wordings of kind `topic`."""
    row = Topic(slug=slug, position=position)
    db.session.add(row)
    record(Action.CONSULTATION_CHANGED, row, actor=actor)
    return row


def create(
    *,
    actor: Any,
    slug: str,
    weight: Weight,
    organisation_id: UUID,
    topic_id: UUID,
    areas: list[Area],
    **facts: Any,
) -> Consultation:
    """Begin a consultation as a draft. `facts` are further columns, `opens_on` among them.

    Raises RuleBroken when the slug is taken or the days are out of order.
    """
    if queries.slug_is_taken(slug):
        raise RuleBroken(_dl("Choose another address. This one is in use."), "slug")
    rules.check_days(facts["opens_on"], facts["closes_on"])
    row = Consultation(
        slug=slug,
        weight=weight,
        organisation_id=organisation_id,
        topic_id=topic_id,
        created_by=actor.id,
        **facts,
    )
    row.areas = [ConsultationArea(area_id=area.id) for area in areas]
    db.session.add(row)
    record(Action.CONSULTATION_CREATED, row, actor=actor)
    return row


def edit_words(
    *, actor: Any, consultation: Consultation, texts: Mapping[str, str], version: int
) -> list[str]:
    """Change the English words; returns the fields that changed. A sign-off of the panel ends.

    Only a draft can be changed. Raises RuleBroken otherwise, and Stale, with both texts, when
    somebody saved after `version`.
    """
    if consultation.stage not in WRITABLE:
        raise RuleBroken(_dl("This text is public. It can no longer be changed here."))
    if consultation.version != version:
        raise Stale(launch.own_words(consultation), dict(texts))
    changed = languages.put(actor=actor, subject=consultation, texts=texts)
    if changed:
        consultation.changed_at = now()
        reading.supersede(
            actor=actor,
            subject_kind="consultation",
            subject_id=consultation.id,
            text=launch.panel_text(sources.source(consultation)),
        )
    return changed
