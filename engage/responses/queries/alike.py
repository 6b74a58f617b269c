"""Answers that may come from one person, and what somebody decided about them (settled 28).

Only the same contact or the same code makes two answers alike; never an address of the network. An
answer stands beside the next one of the same contact, not beside every other: many answers that
share one address are as many pairs, less one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.turning import Turn, Turned, turned
from engage.responses.models import (
    Likeness,
    PaperBatch,
    PaperForm,
    Response,
    ResponseContact,
    ResponseState,
)

PAGE = 20
_CONTACTS = 500
"""So many contacts with several answers are looked at in one go."""
_one, _other = aliased(Response), aliased(Response)
_link, _next = aliased(ResponseContact), aliased(ResponseContact)


@dataclass(frozen=True)
class Likely:
    """Two answers that may come from one person, and why: the same `email` or the same `code`."""

    older: Response
    newer: Response
    why: str


@dataclass(frozen=True)
class Pairs:
    """Pairs that wait. `after`: the answer after which more stand, None at the end."""

    items: list[Likely]
    after: UUID | None


def likely(consultation_id: UUID, after: UUID | None = None) -> Pairs:
    """Pairs of answers nobody has decided about, 20 by code and 20 by email; later ones by email.

    An answer that is somebody's older one is in no further pair, nor one that is held back. Five
    statements or so, however many answers there are.
    """
    codes = [] if after else _by_code(consultation_id)
    emails = _by_email(consultation_id, after)
    why = dict.fromkeys(emails[:PAGE], "email") | dict.fromkeys(codes[:PAGE], "code")
    wanted = select(Response).where(Response.id.in_({key for pair in why for key in pair}))
    found = {each.id: each for each in db.session.scalars(wanted.order_by(Response.id))}
    items = [_likely(found[one], found[other], why[one, other]) for one, other in why]
    items.sort(key=lambda each: each.why)
    return Pairs(items, emails[PAGE - 1][0] if len(emails) > PAGE else None)


def _likely(one: Response, other: Response, why: str) -> Likely:
    older, newer = sorted((one, other), key=lambda each: (each.submitted_at, each.id))
    return Likely(older, newer, why)


def _is_open(response: Any) -> Any:
    """A condition: this answer may still be decided about."""
    return and_(
        response.state == ResponseState.SUBMITTED,
        response.duplicate_of.is_(None),
        response.held.is_(False),
    )


def _is_decided(one: Any, other: Any) -> Any:
    """A condition: somebody decided about these two."""
    asked = or_(
        and_(Likeness.older_id == one, Likeness.newer_id == other),
        and_(Likeness.older_id == other, Likeness.newer_id == one),
    )
    return select(Likeness.id).where(asked).correlate_except(Likeness).exists()


def _by_code(consultation_id: UUID) -> list[tuple[UUID, UUID]]:
    """Forms keyed from paper, and answers sent on the web with the codes of those forms."""
    wanted = (
        select(_one.id, _other.id)
        .select_from(PaperForm)
        .join(PaperBatch, PaperBatch.id == PaperForm.batch_id)
        .join(_one, _one.id == PaperForm.response_id)
        .join(_other, and_(_other.code_lookup == PaperForm.code_lookup, _other.id != _one.id))
        .where(PaperBatch.consultation_id == consultation_id)
        .where(_is_open(_one), _is_open(_other), ~_is_decided(_one.id, _other.id))
        .order_by(PaperForm.id)
        .limit(PAGE)
    )
    return [_in_order(*pair) for pair in db.session.execute(wanted)]


def _in_order(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    return min(one, other), max(one, other)


def _by_email(consultation_id: UUID, after: UUID | None) -> list[tuple[UUID, UUID]]:
    """The first pairs behind an answer, one more than a page: contact by contact.

    Contacts come in the order of their random keys, a few hundred at a time.
    """
    place, found = _place(after), list[tuple[UUID, UUID]]()
    while len(found) <= PAGE:
        contacts = _shared(consultation_id, place)
        if contacts:
            found += _pairs_of(consultation_id, contacts, place, PAGE + 1 - len(found))
        if len(contacts) < _CONTACTS:
            break
        place = (contacts[-1], UUID(int=2**128 - 1))
    return found


_Place = tuple[UUID, UUID] | None


def _place(after: UUID | None) -> _Place:
    """Where an answer stands in the order: its contact and itself."""
    if after is None:
        return None
    wanted = select(_link.contact_id, _link.response_id).where(_link.response_id == after)
    found = db.session.execute(wanted).first()
    return (found[0], found[1]) if found else None


def _shared(consultation_id: UUID, place: _Place) -> Sequence[UUID]:
    """The next contacts with more than one answer here. One statement, by an index alone."""
    wanted = select(_link.contact_id).where(_link.consultation_id == consultation_id)
    if place:
        wanted = wanted.where(_link.contact_id >= place[0])
    wanted = wanted.group_by(_link.contact_id).having(func.count() > 1)
    return db.session.scalars(wanted.order_by(_link.contact_id).limit(_CONTACTS)).all()


def _pairs_of(
    consultation_id: UUID, contacts: Sequence[UUID], place: _Place, most: int
) -> list[tuple[UUID, UUID]]:
    """Each answer of some contacts with the next one that may be of the same person."""
    beside = (
        select(_next.response_id)
        .join(_other, _other.id == _next.response_id)
        .where(_next.consultation_id == consultation_id, _next.contact_id == _link.contact_id)
        .where(_next.response_id > _link.response_id, _is_open(_other))
        .where(~_is_decided(_link.response_id, _next.response_id))
        .order_by(_next.response_id)
        .limit(1)
        .correlate(_link)
        .scalar_subquery()
    )
    each = (
        select(_link.contact_id, _link.response_id, beside.label("beside"))
        .join(_one, _one.id == _link.response_id)
        .where(_link.consultation_id == consultation_id, _link.contact_id.in_(contacts))
        .where(_is_open(_one))
    )
    if place:
        each = each.where(tuple_(_link.contact_id, _link.response_id) > place)
    row = each.subquery().c
    wanted = select(row.response_id, row.beside).where(row.beside.is_not(None))
    ordered = wanted.order_by(row.contact_id, row.response_id).limit(most)
    return [(one, other) for one, other in db.session.execute(ordered)]


def likely_pair(consultation_id: UUID, older: UUID, newer: UUID) -> Likely:
    """One pair that waits for a decision. Raises NotFound."""
    wanted = select(Response).where(Response.id.in_([older, newer]), _is_open(Response))
    ours = wanted.where(Response.consultation_id == consultation_id)
    found = db.session.scalars(ours.order_by(Response.submitted_at, Response.id)).all()
    if [each.id for each in found] != [older, newer] or db.session.scalar(
        select(_is_decided(older, newer))
    ):
        raise NotFound
    for why, same in (("code", _same_code(*found)), ("email", _same_contact(older, newer))):
        if db.session.scalar(select(same.exists())):
            return Likely(found[0], found[1], why)
    raise NotFound


def _same_code(one: Response, other: Response) -> Any:
    codes = [each for each in (one.code_lookup, other.code_lookup) if each]
    return select(PaperForm.id).where(
        PaperForm.response_id.in_([one.id, other.id]), PaperForm.code_lookup.in_(codes)
    )


def _same_contact(one: UUID, other: UUID) -> Any:
    both = and_(_link.contact_id == _next.contact_id, _next.response_id == other)
    return select(_link.id).join(_next, both).where(_link.response_id == one)


@dataclass(frozen=True)
class Decided:
    """What somebody decided about two answers."""

    likeness: Likeness
    older: Response
    newer: Response


def _decided(consultation_id: UUID) -> Any:
    return (
        select(Likeness, _one, _other, Likeness.id)
        .join(_one, _one.id == Likeness.older_id)
        .join(_other, _other.id == Likeness.newer_id)
        .where(Likeness.consultation_id == consultation_id)
    )


def decided(consultation_id: UUID, turn: Turn) -> Turned[Decided]:
    """One page of the decisions about likely pairs, newest first. One statement."""
    wanted = _decided(consultation_id)
    page = turned(wanted, Likeness.id, turn, size=PAGE, total=-1, newest=True)
    return replace(page, items=[Decided(*row[:3]) for row in page.items])


def decision(consultation_id: UUID, likeness_id: UUID) -> Decided:
    """One decision. Raises NotFound."""
    wanted = _decided(consultation_id).where(Likeness.id == likeness_id)
    found = db.session.execute(wanted).first()
    if found is None:
        raise NotFound
    return Decided(*found[:3])
