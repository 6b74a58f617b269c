"""Who agreed to the answer of a child."""

from uuid import UUID

from sqlalchemy import select

from engage.core.db import db
from engage.responses.models import AgeGroup, ParentConsent, Relation, Response


def consent_of(response_id: UUID) -> ParentConsent | None:
    """The yes of a parent or carer that is kept with an answer."""
    wanted = select(ParentConsent).where(ParentConsent.response_id == response_id)
    return db.session.scalars(wanted).first()


def parent_of(response: Response) -> Relation | None:
    """Who agreed for a child; nothing is asked of the database for anybody else."""
    found = consent_of(response.id) if response.age_group is AgeGroup.CHILD else None
    return found.relation if found else None
