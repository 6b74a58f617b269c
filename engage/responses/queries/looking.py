"""Answers in the order in which they changed, a stretch at a time: what the clock looks through.

Each consultation has two places kept in that order. The first follows what is new. The second walks
the same way some minutes behind, for what a long piece of work wrote with an earlier moment than
its end. So a look costs what has changed since the last one, however many answers there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import exists, func, literal, select, tuple_

from engage.consultations import queries as consultations
from engage.consultations.models import Consultation, Weight
from engage.core.clock import now, today
from engage.core.db import db
from engage.core.i18n import SOURCE
from engage.responses.models import (
    Publication,
    PublicationLook,
    PublicationState,
    Redaction,
    Response,
)
from engage.responses.queries.publication import may_be_shown
from engage.responses.rules import flags
from engage.responses.rules import redaction as rules

AT_ONCE = 1_000
"""How many answers one stretch holds."""
BEHIND = timedelta(minutes=10)
"""How long one piece of work may write before it ends."""
_PLACE = (Response.changed_at, Response.id)


@dataclass(frozen=True)
class Stretch:
    """Some answers of one consultation in a row, and the place where they end.

    `new`: answers that may be shown and are not on their way. `unfit`: publications of answers
    that may not be shown any more, or that were changed.
    """

    look_id: UUID
    consultation_id: UUID
    changed_at: datetime
    response_id: UUID
    new: Sequence[UUID]
    unfit: Sequence[UUID]


@dataclass(frozen=True)
class Found:
    """A stretch of answers, and what is to be written for those that are new: rows and marks."""

    stretch: Stretch
    rows: Sequence[Publication]
    marks: Sequence[Redaction]


def next_found(consultation_id: UUID | None = None) -> Found | None:
    """The next stretch, with what a machine suggests for its new answers."""
    stretch = next_stretch(consultation_id)
    if stretch is None:
        return None
    rows: list[Publication] = []
    marks: list[Redaction] = []
    if stretch.new:
        consultation = consultations.by_id(stretch.consultation_id)
        asked = consultations.questionnaire(consultation, SOURCE)
        for response in _answers(stretch.new):
            row, found = _for_queue(response, rules.texts(response.answers, asked))
            rows.append(row)
            marks += found
    return Found(stretch, rows, marks)


def _for_queue(
    response: Response, said: Sequence[rules.Text]
) -> tuple[Publication, list[Redaction]]:
    """A row for the queue with its marks; an answer without words is settled at once."""
    row = Publication(
        id=uuid4(),
        consultation_id=response.consultation_id,
        response_id=response.id,
        version_number=response.current_version,
        state=PublicationState.WAITING if said else PublicationState.WORDLESS,
    )
    marks = rules.suggested(row.id, said, today())
    words = [text.words for text in said]
    row.flags = [each.value for each in flags.flags(response, words, bool(marks))]
    return row, marks


def unlooked() -> Sequence[UUID]:
    """Consultations whose answers may be shown one by one and that have no place yet."""
    wanted = (
        select(Consultation.id)
        .outerjoin(PublicationLook, PublicationLook.consultation_id == Consultation.id)
        .where(PublicationLook.id.is_(None), Consultation.weight != Weight.LIGHT)
        .where(Consultation.edition_id.is_not(None))
    )
    return db.session.scalars(wanted.order_by(Consultation.id)).all()


def next_stretch(consultation_id: UUID | None = None) -> Stretch | None:
    """The next answers to look at, at most 1,000, of whichever consultation waited longest.

    What is new comes before the second walk. Two to four statements.
    """
    for behind, until in ((False, None), (True, now() - BEHIND)):
        look = _look(consultation_id, until, behind=behind)
        if look is not None:
            return _stretch(look, until)
    return None


def _look(
    consultation_id: UUID | None, until: datetime | None, *, behind: bool
) -> PublicationLook | None:
    """A place with answers after it."""
    after = _after(tuple_(PublicationLook.until_at, PublicationLook.until_id), until)
    wanted = (
        select(PublicationLook)
        .where(PublicationLook.behind.is_(behind))
        .where(exists().where(Response.consultation_id == PublicationLook.consultation_id, *after))
        .order_by(PublicationLook.changed_at, PublicationLook.id)
        .limit(1)
    )
    if consultation_id is not None:
        wanted = wanted.where(PublicationLook.consultation_id == consultation_id)
    return db.session.scalars(wanted).first()


def looks(consultation_id: UUID) -> Sequence[PublicationLook]:
    """Both places of a consultation."""
    wanted = select(PublicationLook).where(PublicationLook.consultation_id == consultation_id)
    return db.session.scalars(wanted.order_by(PublicationLook.behind)).all()


def last_changed(consultation_id: UUID) -> tuple[datetime, UUID] | None:
    """The place of the answer that changed last; None without one."""
    wanted = select(*_PLACE).where(Response.consultation_id == consultation_id)
    ordered = wanted.order_by(Response.changed_at.desc(), Response.id.desc())
    found = db.session.execute(ordered.limit(1)).first()
    return (found[0], found[1]) if found else None


def _after(place: Any, until: datetime | None) -> list[Any]:
    """Conditions: what stands after a place, and changed before a moment."""
    return [tuple_(*_PLACE) > place, *([Response.changed_at <= until] if until else [])]


def _stretch(look: PublicationLook, until: datetime | None) -> Stretch:
    place = tuple_(literal(look.until_at, _PLACE[0].type), literal(look.until_id, _PLACE[1].type))
    same = Publication.version_number == Response.current_version
    wanted = (
        select(*_PLACE, may_be_shown(), Publication.id, func.coalesce(same, False))
        .outerjoin(Publication, Publication.response_id == Response.id)
        .where(Response.consultation_id == look.consultation_id, *_after(place, until))
        .order_by(*_PLACE)
        .limit(AT_ONCE)
    )
    rows = db.session.execute(wanted).all()
    new = [key for _at, key, shown, _made, fits in rows if shown and not fits]
    unfit = [made for _at, _key, shown, made, fits in rows if made and not (shown and fits)]
    return Stretch(look.id, look.consultation_id, rows[-1][0], rows[-1][1], new, unfit)


def _answers(ids: Sequence[UUID]) -> Sequence[Response]:
    """Some answers, in their order. One statement."""
    wanted = select(Response).where(Response.id.in_(ids)).order_by(Response.id)
    return db.session.scalars(wanted).all()


def still_new(ids: Sequence[UUID]) -> set[tuple[UUID, int]]:
    """Those that may be shown and are not on their way, each with its version. One statement."""
    wanted = (
        select(Response.id, Response.current_version)
        .outerjoin(Publication, Publication.response_id == Response.id)
        .where(Response.id.in_(ids), Publication.id.is_(None), may_be_shown())
        .order_by(Response.id)
    )
    return {(key, version) for key, version in db.session.execute(wanted)} if ids else set()


def publications(ids: Sequence[UUID]) -> Sequence[Publication]:
    """Some publications. One statement."""
    wanted = select(Publication).where(Publication.id.in_(ids)).order_by(Publication.id)
    return db.session.scalars(wanted).all() if ids else []
