"""A file of answers that staff send from the desk, on its way to be taken in."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base, JsonText


class IntakeStep(enum.StrEnum):
    """How far a file is. The worker does what is being checked or taken."""

    MATCHING = "matching"
    CHECKING = "checking"
    CHECKED = "checked"
    TAKING = "taking"
    TAKEN = "taken"
    CANCELLED = "cancelled"


class IntakeFile(Base):
    """A file of answers from the desk. `stored`: its name in storage, while it is needed.

    `headings`: each with an example from the file, and `mapping` what each holds. `rows`: how many
    it has, `done` how many the worker has looked at; then `good` and `bad` of them. `refused`: the
    name in storage of the bad rows with their reasons. `problem`: why the last step did not end
    well. `again`: whoever pressed the button knows that it was taken in before. `started_at` and
    `removed_at` as for an Export.
    """

    __tablename__ = "intake_file"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    name: Mapped[str]
    stored: Mapped[str] = mapped_column(default="")
    file_hash: Mapped[str]
    headings: Mapped[list[list[str]]] = mapped_column(JsonText, default=list)
    mapping: Mapped[dict[str, Any]] = mapped_column(JsonText)
    step: Mapped[IntakeStep] = mapped_column(default=IntakeStep.MATCHING, index=True)
    rows: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    good: Mapped[int] = mapped_column(default=0)
    bad: Mapped[int] = mapped_column(default=0)
    refused: Mapped[str] = mapped_column(default="")
    problem: Mapped[str] = mapped_column(default="")
    again: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("import_batch.id"))
    started_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    @property
    def working(self) -> bool:
        """Whether the worker has it, or will have it in a moment."""
        return self.step in {IntakeStep.CHECKING, IntakeStep.TAKING}


class IntakeRow(Base):
    """What would become of one row of a file: refused, and why; or good, and what is left out."""

    __tablename__ = "intake_row"
    __table_args__ = (UniqueConstraint("file_id", "number"),)

    file_id: Mapped[UUID] = mapped_column(ForeignKey("intake_file.id"))
    number: Mapped[int]
    refused: Mapped[bool]
    says: Mapped[str] = mapped_column(default="")
