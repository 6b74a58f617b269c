"""An idea for a consultation, put on the calendar before anything else is known."""

from datetime import date
from typing import Any
from uuid import UUID

from engage.consultations.commands import writing
from engage.consultations.models import Consultation, Weight
from engage.consultations.queries import calendar as queries
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.core.text import free_slug, slugify
from engage.languages import commands as languages
from engage.places.models import Area


def add_idea(
    *,
    actor: Any,
    title: str,
    opens_on: date,
    closes_on: date,
    topic_id: UUID,
    area: Area,
    organisation_id: UUID,
) -> Consultation:
    """Begin a light draft with a title and rough days; its address is made of its title.

    Raises RuleBroken without a title or with days out of order.
    """
    if not title.strip():
        raise RuleBroken(_dl("Enter a title."), "title")
    wanted = slugify(title) or "idea"
    row = writing.create(
        actor=actor,
        slug=free_slug(wanted, queries.slugs_like(wanted)),
        weight=Weight.LIGHT,
        organisation_id=organisation_id,
        topic_id=topic_id,
        areas=[area],
        opens_on=opens_on,
        closes_on=closes_on,
    )
    languages.put(actor=actor, subject=row, texts={"title": title})
    return row
