"""What happened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from engage.audit import rules
from engage.audit.models import Action, Entry
from engage.core.db import db


@dataclass(frozen=True)
class ChainState:
    """`sealed` lines hold together when `broken_at` is None; `unsealed` ones wait."""

    sealed: int
    unsealed: int
    broken_at: int | None


def history(subject_id: UUID) -> Sequence[Entry]:
    """Every line about one thing, oldest first."""
    wanted = select(Entry).where(Entry.subject_id == subject_id).order_by(Entry.at, Entry.id)
    return db.session.scalars(wanted).all()


def done_to(subject_ids: Iterable[UUID], action: Action) -> Sequence[Entry]:
    """Every line of one kind about some things, oldest first, in one statement."""
    wanted = select(Entry).where(Entry.subject_id.in_(list(subject_ids)), Entry.action == action)
    return db.session.scalars(wanted.order_by(Entry.at, Entry.id)).all()


def last_sealed() -> Entry | None:
    """The end of the chain."""
    wanted = select(Entry).where(Entry.position.is_not(None)).order_by(Entry.position.desc())
    return db.session.scalars(wanted.limit(1)).first()


def unsealed(limit: int) -> Sequence[Any]:
    """The lines that wait to be sealed, oldest first, at most `limit`: what they say, as columns.

    Waiting lines are few beside all: they are found by their empty position.
    """
    wanted = select(
        Entry.id,
        Entry.at,
        Entry.action,
        Entry.actor_id,
        Entry.subject_kind,
        Entry.subject_id,
        Entry.details,
    )
    wanted = wanted.where(Entry.position.is_(None)).order_by(Entry.at, Entry.id)
    return db.session.execute(wanted.limit(limit)).all()


def chain_state() -> ChainState:
    """Walk the chain from its start and say whether every line still says what was sealed."""
    previous, sealed, broken = rules.START, 0, None
    wanted = select(Entry).where(Entry.position.is_not(None)).order_by(Entry.position)
    for entry in db.session.scalars(wanted.execution_options(yield_per=500)):
        sealed += 1
        right = (sealed, previous, rules.chain_hash(previous, entry))
        if broken is None and (entry.position, entry.previous, entry.hash) != right:
            broken = entry.position
        previous = entry.hash or ""
    open_tail = db.session.scalar(
        select(func.count()).select_from(Entry).where(Entry.position.is_(None))
    )
    return ChainState(sealed, open_tail or 0, broken)
