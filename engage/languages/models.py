"""A wording: one field of one thing in one language."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class Wording(Base):
    """One text. `source_hash` is that of the English it was made from; empty for English itself."""

    __tablename__ = "wording"
    __table_args__ = (
        Index(
            "uq_wording_subject",
            "subject_kind",
            "subject_id",
            "field",
            "language",
            "variant",
            unique=True,
        ),
        Index("ix_wording_subject_id", "subject_id"),
    )

    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    field: Mapped[str]
    language: Mapped[str]
    variant: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    source_hash: Mapped[str] = mapped_column(default="")
    checked_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[datetime | None]
