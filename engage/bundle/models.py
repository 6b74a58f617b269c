"""A full record that was asked for, and the file it became."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class RecordBundle(Base):
    """The full record of a consultation as it stood at a moment. Never made anew, never changed.

    `stored`, `sha256` and `size` (bytes) are filled once it is ready; `failed` says what went
    wrong. `made_by` is empty for one made at the command line.
    """

    __tablename__ = "record_bundle"
    __table_args__ = (
        CheckConstraint("(stored = '') = (ready_at IS NULL)", name="ready_whole"),
        CheckConstraint("(stored = '') = (sha256 = '')", name="stored_is_hashed"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    as_of: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    ready_at: Mapped[datetime | None]
    sha256: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    stored: Mapped[str] = mapped_column(default="")
    failed: Mapped[str] = mapped_column(default="")

    @property
    def ready(self) -> bool:
        """Whether there is a file to fetch."""
        return self.ready_at is not None
