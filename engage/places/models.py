"""Areas and postcode districts."""

import enum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base
from engage.core.i18n import _l


class Tier(enum.StrEnum):
    """How big an area is: a locality, a place (a borough), or the whole scale."""

    LOCALITY = "locality"
    PLACE = "place"
    SCALE = "scale"

    @property
    def label(self) -> Any:
        return {
            Tier.LOCALITY: _l("Neighbourhood"),
            Tier.PLACE: _l("Borough"),
            Tier.SCALE: _l("Whole area"),
        }[self]


class Area(Base):
    """One area. Its names are Wordings of kind `area`."""

    __tablename__ = "area"

    slug: Mapped[str] = mapped_column(unique=True)
    tier: Mapped[Tier]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("area.id"))
    position: Mapped[int] = mapped_column(default=0)
    ons_code: Mapped[str] = mapped_column(default="")
    population: Mapped[int | None]


class PostcodeDistrict(Base):
    """The first part of a postcode and the area it is counted in."""

    __tablename__ = "postcode_district"

    district: Mapped[str] = mapped_column(unique=True)
    area_id: Mapped[UUID] = mapped_column(ForeignKey("area.id"))
