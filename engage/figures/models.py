"""Which files hold a consultation's codes, and what the numbers in them stand for."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.core.db import Base, JsonText


class Snapshot(Base):
    """The manifest of one consultation: the segments in force, and the meaning of their numbers.

    `legend` gives each column its codes in the order of their numbers (the first is 1; 0 is no
    answer) and whether a person may give several. `tombstones` are row keys no longer counted.
    """

    __tablename__ = "figures_snapshot"

    consultation_key: Mapped[UUID] = mapped_column(unique=True)
    legend: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    tombstones: Mapped[list[str]] = mapped_column(JsonText, default=list)
    segments: Mapped[list["Segment"]] = relationship(
        order_by="Segment.position", cascade="all, delete-orphan", lazy="joined"
    )


class Segment(Base):
    """One immutable Parquet file of numbers, by its name in file storage."""

    __tablename__ = "figures_segment"
    __table_args__ = (CheckConstraint("rows >= 0", name="rows_counted"),)

    snapshot_id: Mapped[UUID] = mapped_column(ForeignKey("figures_snapshot.id"), index=True)
    path: Mapped[str] = mapped_column(unique=True)
    rows: Mapped[int]
    position: Mapped[int]
