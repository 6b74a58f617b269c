"""A parent or carer who agreed that a child under 13 sends an answer. No name is kept."""

import enum
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.clock import today
from engage.core.db import Base
from engage.core.i18n import _l


class Relation(enum.StrEnum):
    """What the person who agreed is to the child."""

    PARENT = "parent"
    CARER = "carer"
    GUARDIAN = "guardian"
    OTHER = "other"

    @property
    def label(self) -> Any:
        """The value in the words residents see."""
        return _RELATIONS[self]


_RELATIONS = {
    Relation.PARENT: _l("A parent"),
    Relation.CARER: _l("A carer"),
    Relation.GUARDIAN: _l("A guardian"),
    Relation.OTHER: _l("Another adult who looks after the child"),
}


class ParentConsent(Base):
    """One adult’s yes to the newest version of a child’s answer: who they are, and the day."""

    __tablename__ = "parent_consent"

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), unique=True)
    relation: Mapped[Relation]
    said_on: Mapped[date] = mapped_column(default=today)
