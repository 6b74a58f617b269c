"""Which areas there are."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from engage.core.db import db
from engage.places.models import Area, PostcodeDistrict


def areas() -> Sequence[Area]:
    """Every area, biggest tier first, then in the order staff gave them."""
    return db.session.scalars(
        select(Area).order_by(Area.tier.desc(), Area.position, Area.slug)
    ).all()


def area(slug: str) -> Area | None:
    """One area by its slug."""
    return db.session.scalars(select(Area).where(Area.slug == slug)).first()


def area_of_district(district: str) -> UUID | None:
    """The area a postcode district is counted in; None when it is not one of ours."""
    wanted = select(PostcodeDistrict.area_id).where(PostcodeDistrict.district == district)
    return db.session.scalar(wanted)
