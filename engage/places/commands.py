"""Write areas down."""

from typing import Any
from uuid import UUID

from engage.audit.commands import record
from engage.audit.models import Action
from engage.core.db import db
from engage.places.models import Area, PostcodeDistrict, Tier


def create_area(
    *, actor: Any, slug: str, tier: Tier, parent_id: UUID | None = None, **facts: Any
) -> Area:
    """Add an area. `facts` are further columns of Area. Its names are put as Wordings."""
    row = Area(slug=slug, tier=tier, parent_id=parent_id, **facts)
    db.session.add(row)
    record(Action.AREA_CREATED, row, actor=actor)
    return row


def add_district(*, actor: Any, district: str, area: Area) -> None:
    """Count a postcode district in an area."""
    db.session.add(PostcodeDistrict(district=district, area_id=area.id))
    record(Action.AREA_CREATED, area, actor=actor, district=district)
