"""One person's answers about themselves, under a key that leads nowhere by itself."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Mapped, mapped_column

from engage.core.clock import start_of, today
from engage.core.db import Base, JsonText


def this_day() -> datetime:
    """The first moment of today: no finer moment is kept beside these rows (settled 24)."""
    return start_of(today())


class MonitoringAnswer(Base):
    """Codes by question key. The key is random and the table has no order to read (settled 24)."""

    __tablename__ = "monitoring_answer"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, sort_order=-10)
    standard: Mapped[str]
    answers: Mapped[dict[str, Any]] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(default=this_day, sort_order=90)
    changed_at: Mapped[datetime] = mapped_column(default=this_day, onupdate=this_day, sort_order=91)
