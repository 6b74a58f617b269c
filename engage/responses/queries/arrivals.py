"""What came by other roads than the web, and how many people count."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select, text
from sqlalchemy.orm import aliased

from engage.accounts.models import Account
from engage.audit.models import Action, Entry
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.turning import Turn, Turned, turned
from engage.responses.models import (
    Channel,
    Contact,
    GroupVoice,
    Inbound,
    RespondentKind,
    Response,
    ResponseEquality,
    ResponseFile,
    ResponseState,
)

PAGE = 50
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""Before every answer: whoever counts behind it reads the index of answers in their order alone."""


_newest = aliased(Response)


def counts_once() -> Any:
    """A condition: true for an answer that counts, and is not the older one of somebody's two.

    When the newer one was taken back, the older one counts again.
    """
    newer = select(_newest.id).where(
        _newest.id == Response.duplicate_of, _newest.state == ResponseState.SUBMITTED
    )
    return and_(
        Response.state == ResponseState.SUBMITTED,
        or_(Response.duplicate_of.is_(None), ~newer.exists()),
    )


def counts_as_person() -> Any:
    """A condition: true for an answer that counts as one person (settled 28).

    Organisations and groups are counted apart, and never in a percentage of people.
    """
    return and_(Response.respondent_kind == RespondentKind.INDIVIDUAL, counts_once())


def people_counted(consultation_id: UUID) -> int:
    """How many people answered: single people, less those who answered twice. Exact.

    Answers that are nobody's older one are counted apart: an index alone tells how many.
    """
    wanted = select(func.count()).select_from(Response).where(_in(consultation_id))
    alone = wanted.where(
        Response.respondent_kind == RespondentKind.INDIVIDUAL,
        Response.state == ResponseState.SUBMITTED,
        Response.duplicate_of.is_(None),
    )
    older = wanted.where(Response.duplicate_of.is_not(None), counts_as_person())
    both = select(alone.scalar_subquery() + older.scalar_subquery())
    return db.session.scalar(both) or 0


def _in(consultation_id: UUID) -> Any:
    return Response.consultation_id == consultation_id


@dataclass(frozen=True)
class Voices:
    """Answers for more than one person, exact: `number` of answers, speaking for `people`."""

    number: int = 0
    people: int = 0


def voices(consultation_id: UUID) -> dict[RespondentKind, Voices]:
    """Groups and organisations that answered, and for how many people each kind speaks."""
    wanted = (
        select(Response.respondent_kind, func.count(), func.sum(Response.speaks_for))
        .where(
            _in(consultation_id),
            Response.respondent_kind != RespondentKind.INDIVIDUAL,
            counts_once(),
        )
        .group_by(Response.respondent_kind)
        .order_by(Response.respondent_kind)
    )
    rows = db.session.execute(wanted)
    return {kind: Voices(number, people or 0) for kind, number, people in rows}


def by_draft_key(draft_key: str) -> Response | None:
    """The answer that a page sent, when it was sent before."""
    return db.session.scalars(select(Response).where(Response.draft_key == draft_key)).first()


def entered(consultation_id: UUID, turn: Turn) -> Turned[Response]:
    """One page of the answers that staff entered, newest first. At most three statements.

    The edges of `turn` are ids of answers; one that is none is the start.
    """
    where = (_in(consultation_id), text("response.channel <> 'web'"))
    all_of_them = select(func.count()).select_from(Response).where(*where)
    total = db.session.scalar(all_of_them.where(Response.submitted_at > _LONG_AGO)) or 0
    place = (Response.submitted_at, Response.id)
    wanted = select(Response, Response.id).where(*where)
    beside = replace(turn, after=_place(turn.after, where), before=_place(turn.before, where))
    page = turned(wanted, place, beside, size=PAGE, total=total, newest=True)
    return replace(page, items=[row for row, _id in page.items])


def _place(response_id: UUID | None, where: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """Where an answer stands in the list of those entered."""
    if response_id is None:
        return None
    wanted = select(Response.submitted_at, Response.id).where(*where, Response.id == response_id)
    found = db.session.execute(wanted).first()
    return tuple(found) if found else None


def entry(consultation_id: UUID, reference: str) -> Response:
    """One answer that staff entered. Raises NotFound for one of the web or another consultation."""
    wanted = select(Response).where(
        _in(consultation_id), Response.reference == reference, Response.channel != Channel.WEB
    )
    found = db.session.scalars(wanted).first()
    if found is None or found.state is ResponseState.ERASED:
        raise NotFound
    return found


def about_is_kept(response_id: UUID) -> bool:
    """Whether something was kept about the person; never what."""
    wanted = select(ResponseEquality.id).where(ResponseEquality.response_id == response_id)
    return db.session.scalar(wanted) is not None


def voice_of(response_id: UUID) -> GroupVoice | None:
    """Who a group or an organisation is."""
    wanted = select(GroupVoice).where(GroupVoice.response_id == response_id)
    return db.session.scalars(wanted).first()


def files_of(response_id: UUID) -> Sequence[ResponseFile]:
    """The files of an answer, in the order they came."""
    wanted = select(ResponseFile).where(ResponseFile.response_id == response_id)
    return db.session.scalars(wanted.order_by(ResponseFile.id)).all()


def typed_by(response_id: UUID) -> str:
    """Who typed in an answer that came by another road; empty where nobody is known."""
    wanted = (
        select(Account.name)
        .join(Entry, Entry.actor_id == Account.id)
        .where(Entry.subject_id == response_id, Entry.action == Action.RESPONSE_ENTERED)
    )
    return db.session.scalars(wanted.order_by(Entry.at, Entry.id)).first() or ""


def file_of(consultation_id: UUID, reference: str, file_id: UUID) -> tuple[Response, ResponseFile]:
    """One file of an answer that counts, and the answer. Who may open it is not looked at.

    Raises NotFound for a file of another answer or consultation, and of an answer that is gone.
    """
    wanted = (
        select(Response, ResponseFile)
        .join(ResponseFile, ResponseFile.response_id == Response.id)
        .where(_in(consultation_id), Response.reference == reference, ResponseFile.id == file_id)
        .where(Response.state == ResponseState.SUBMITTED)
    )
    found = db.session.execute(wanted).first()
    if found is None:
        raise NotFound
    return found[0], found[1]


def inbound_waiting(consultation_id: UUID, turn: Turn) -> Turned[Inbound]:
    """One page of the dropped emails that wait to become answers, in the order they were dropped.

    None is held for a concern. The edges of `turn` are ids of emails. One statement.
    """
    wanted = select(Inbound, Inbound.id).where(
        Inbound.consultation_id == consultation_id,
        Inbound.settled_at.is_(None),
        Inbound.held.is_(False),
    )
    page = turned(wanted, Inbound.id, turn, size=PAGE, total=-1)
    return replace(page, items=[row for row, _id in page.items])


def inbound_settled(consultation_id: UUID) -> int:
    """How many dropped emails were settled."""
    wanted = select(func.count()).select_from(Inbound)
    return (
        db.session.scalar(
            wanted.where(
                Inbound.consultation_id == consultation_id, Inbound.settled_at.is_not(None)
            )
        )
        or 0
    )


def inbound(consultation_id: UUID, inbound_id: UUID) -> Inbound:
    """One dropped email that still waits. Raises NotFound, for one held for a concern too."""
    found = inbound_with_file(consultation_id, inbound_id)
    if found.held:
        raise NotFound
    return found


def inbound_with_file(consultation_id: UUID, inbound_id: UUID) -> Inbound:
    """One dropped email that is not settled. Who may open its files is not looked at.

    Raises NotFound.
    """
    found = db.session.get(Inbound, inbound_id)
    if found is None or found.consultation_id != consultation_id or found.settled_at is not None:
        raise NotFound
    return found


def was_dropped(consultation_id: UUID, mark: str) -> bool:
    """Whether the same email was dropped here before."""
    wanted = select(Inbound.id).where(
        Inbound.consultation_id == consultation_id, Inbound.message_id == mark
    )
    return db.session.scalar(wanted) is not None


def contact_by_email(email: str) -> Contact | None:
    """Whoever has this email, folded."""
    return db.session.scalars(select(Contact).where(Contact.email == email)).first()
