"""Printed forms: batches, which came back, what was keyed twice, and how right it was."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal, overload
from uuid import UUID

from sqlalchemy import case, func, select

from engage.consultations.models import Consultation
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.turning import Turn, Turned, turned
from engage.responses.models import (
    Keying,
    PaperBatch,
    PaperForm,
    Response,
    ResponseState,
    SavedDraft,
)
from engage.responses.rules import keying as rules

BATCHES = 20
MOST_BATCHES = 1_000_000
"""No consultation has more; a larger number in an address names nothing."""


def last_number(consultation_id: UUID) -> int:
    """The number of the newest batch; 0 before the first."""
    wanted = select(func.max(PaperBatch.number)).where(
        PaperBatch.consultation_id == consultation_id
    )
    return db.session.scalar(wanted) or 0


@overload
def batch(consultation_id: UUID, number: int) -> PaperBatch: ...


@overload
def batch(
    consultation_id: UUID, number: int, *, missing_ok: Literal[True]
) -> PaperBatch | None: ...


def batch(consultation_id: UUID, number: int, *, missing_ok: bool = False) -> PaperBatch | None:
    """One batch by its number. Raises NotFound unless it may be missing."""
    wanted = select(PaperBatch).where(
        PaperBatch.consultation_id == consultation_id, PaperBatch.number == number
    )
    found = db.session.scalars(wanted).first() if number <= MOST_BATCHES else None
    if found is None and not missing_ok:
        raise NotFound
    return found


def batch_by_id(batch_id: UUID) -> PaperBatch:
    """One batch by its id."""
    return db.session.get_one(PaperBatch, batch_id)


def unmade(limit: int = 1) -> Sequence[PaperBatch]:
    """Batches whose forms do not all have a code yet, oldest first."""
    made = (
        select(func.count())
        .select_from(PaperForm)
        .where(PaperForm.batch_id == PaperBatch.id)
        .scalar_subquery()
    )
    wanted = select(PaperBatch).where(made < PaperBatch.size).order_by(PaperBatch.id)
    return db.session.scalars(wanted.limit(limit)).all()


def numbers_made(batch_id: UUID) -> set[int]:
    """The numbers of the forms that have their code."""
    return set(db.session.scalars(select(PaperForm.number).where(PaperForm.batch_id == batch_id)))


def consultation_of(batch: PaperBatch) -> Consultation:
    """The consultation of a batch."""
    return db.session.get_one(Consultation, batch.consultation_id)


def form(batch_id: UUID, number: int) -> PaperForm | None:
    """One printed form by its number."""
    wanted = select(PaperForm).where(PaperForm.batch_id == batch_id, PaperForm.number == number)
    return db.session.scalars(wanted).first()


def draft_was_used(code_lookup: str) -> bool:
    """Whether somebody wrote in the draft behind a printed code."""
    wanted = select(SavedDraft.id).where(
        SavedDraft.code_lookup == code_lookup, SavedDraft.changed_at > SavedDraft.created_at
    )
    return db.session.scalar(wanted) is not None


@dataclass(frozen=True)
class Progress:
    """How far a batch is. `wrong` and `fields` count only what is settled."""

    batch: PaperBatch
    made: int
    keyed: int
    chosen: int
    twice: int
    to_settle: int
    wrong: int
    fields: int

    @property
    def rate(self) -> Fraction:
        """The share of fields that the first person had wrong."""
        return rules.error_rate(self.wrong, self.fields)

    @property
    def to_draw(self) -> int:
        """How many more forms must be drawn for a second keying."""
        wanted = rules.to_key_twice(self.keyed, all_twice=self.batch.all_twice)
        return max(0, wanted - self.chosen)

    @property
    def to_key_again(self) -> int:
        """How many drawn forms wait for their second keying."""
        return self.chosen - self.twice


def _counts(ids: Sequence[UUID]) -> Any:
    """By batch, of some: what was keyed, drawn and keyed again, what waits, what was wrong."""
    again, settled = Keying.second_by.is_not(None), Keying.settled_at.is_not(None)
    return (
        select(
            Keying.batch_id,
            func.count().label("keyed"),
            func.sum(case((Keying.chosen, 1), else_=0)).label("chosen"),
            func.sum(case((again, 1), else_=0)).label("twice"),
            func.sum(case((again & ~settled, 1), else_=0)).label("to_settle"),
            func.sum(case((settled, Keying.wrong), else_=0)).label("wrong"),
            func.sum(case((settled, Keying.fields), else_=0)).label("fields"),
        )
        .join(Response, Response.id == Keying.response_id)
        .where(Keying.batch_id.in_(ids), Response.state == ResponseState.SUBMITTED)
        .group_by(Keying.batch_id)
        .subquery()
    )


_READABLE = (Response.state == ResponseState.SUBMITTED, Response.held.is_(False))
"""Answers that still count and that staff may read: one held back is for the named leads."""
_NAMES = ("keyed", "chosen", "twice", "to_settle", "wrong", "fields")


def batches(consultation_id: UUID, turn: Turn) -> Turned[Progress]:
    """One page of the batches of a consultation and how far each is, newest first.

    The edges of `turn` are numbers of batches. Two statements.
    """
    wanted = select(PaperBatch.id, PaperBatch.number).where(
        PaperBatch.consultation_id == consultation_id
    )
    page = turned(wanted, PaperBatch.number, turn, size=BATCHES, total=-1, newest=True)
    return replace(page, items=_progress([key for key, _number in page.items]))


def progress(batch: PaperBatch) -> Progress:
    """How far one batch is. One statement."""
    return _progress([batch.id])[0]


def _progress(ids: Sequence[UUID]) -> list[Progress]:
    counts = _counts(ids)
    made = (
        select(func.count())
        .select_from(PaperForm)
        .where(PaperForm.batch_id == PaperBatch.id)
        .scalar_subquery()
    )
    wanted = (
        select(PaperBatch, made, *(func.coalesce(counts.c[name], 0) for name in _NAMES))
        .outerjoin(counts, counts.c.batch_id == PaperBatch.id)
        .where(PaperBatch.id.in_(ids))
        .order_by(PaperBatch.number.desc())
    )
    return [Progress(*row) for row in db.session.execute(wanted)]


def not_chosen(batch_id: UUID) -> Sequence[Keying]:
    """Keyed forms of a batch that were not drawn, in no order that says anything."""
    return db.session.scalars(_live(batch_id).where(Keying.chosen.is_(False))).all()


def _live(batch_id: UUID) -> Any:
    """The keyed forms of a batch whose answers still count, in the order they were keyed."""
    return (
        select(Keying)
        .join(Response, Response.id == Keying.response_id)
        .where(Keying.batch_id == batch_id, Response.state == ResponseState.SUBMITTED)
        .order_by(Keying.id)
    )


@dataclass(frozen=True)
class Keyed:
    """One keyed form: its keying, its answer, and its number (none where it carries none)."""

    keying: Keying
    response: Response
    number: int | None


def drawn_forms(batch_id: UUID) -> list[Keyed]:
    """The forms that were drawn for a second keying, by the number on them. One statement."""
    wanted = (
        select(Keying, Response, PaperForm.number)
        .join(Response, Response.id == Keying.response_id)
        .outerjoin(PaperForm, PaperForm.response_id == Response.id)
        .where(
            Keying.batch_id == batch_id,
            Keying.chosen.is_(True),
            *_READABLE,
        )
        .order_by(PaperForm.number, Response.reference)
    )
    return [Keyed(*row) for row in db.session.execute(wanted)]


def keyed(batch_id: UUID, reference: str) -> Keyed:
    """One keyed form of a batch by the reference of its answer. Raises NotFound."""
    wanted = (
        select(Keying, Response, PaperForm.number)
        .join(Response, Response.id == Keying.response_id)
        .outerjoin(PaperForm, PaperForm.response_id == Response.id)
        .where(
            Keying.batch_id == batch_id,
            Response.reference == reference,
            *_READABLE,
        )
    )
    row = db.session.execute(wanted).first()
    if row is None:
        raise NotFound
    return Keyed(*row)


def batch_of(response: Response) -> PaperBatch | None:
    """The batch that an answer was keyed from, if any."""
    wanted = select(PaperBatch).join(Keying, Keying.batch_id == PaperBatch.id)
    return db.session.scalars(wanted.where(Keying.response_id == response.id)).first()
