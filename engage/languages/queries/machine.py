"""What machines were asked to do, and how far they are."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from engage.core.db import db
from engage.core.i18n import SOURCE
from engage.languages.models import MachineRun, Wording
from engage.languages.rules import Key, Target


def newest_run(about_id: UUID, target: Target) -> MachineRun | None:
    """The newest run for a thing in a language and variant."""
    wanted = select(MachineRun).where(
        MachineRun.about_id == about_id,
        MachineRun.language == target.language,
        MachineRun.variant == target.variant,
    )
    return db.session.scalars(wanted.order_by(MachineRun.id.desc()).limit(1)).first()


def next_run(at: datetime, *, into_english: bool = False) -> MachineRun | None:
    """The oldest run that is not at its end and whose time has come. Those of answers are apart."""
    wanted = select(MachineRun).where(
        MachineRun.ended_at.is_(None),
        MachineRun.due_at <= at,
        (MachineRun.language == SOURCE) == into_english,
    )
    return db.session.scalars(wanted.order_by(MachineRun.due_at, MachineRun.id).limit(1)).first()


def english_of(keys: Iterable[Key], variant: str = "") -> dict[Key, str]:
    """The English of some texts in a variant, where there is any. One statement."""
    wanted = list(keys)
    rows = db.session.scalars(
        select(Wording)
        .where(Wording.subject_id.in_({key[1] for key in wanted}))
        .where(Wording.language == SOURCE, Wording.variant == variant)
        .order_by(Wording.id)
    )
    found = {(row.subject_kind, row.subject_id, row.field): row.text for row in rows}
    return {key: found[key] for key in wanted if found.get(key)}
