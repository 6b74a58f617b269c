"""What people answered: by reference, by code, as lists for staff, as columns for figures."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import Text, bindparam, case, func, select, type_coerce

from engage.consultations import queries as consultations
from engage.consultations.models import Consultation, ConsultationFormat, Kind
from engage.consultations.rules.formats import open_until
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE
from engage.equality import rules as equality_rules
from engage.equality.models import MonitoringAnswer
from engage.places.models import Area
from engage.responses import rules
from engage.responses.models import (
    Channel,
    Response,
    ResponseEquality,
    ResponseState,
    SavedDraft,
)
from engage.responses.queries.arrivals import counts_as_person

_consultations: Any = Consultation.__table__
_drafts: Any = SavedDraft.__table__
# Made once: the hot path builds no statement (settled 45).
_ASKED = select(_consultations).where(_consultations.c.slug == bindparam("slug"))
_formats: Any = ConsultationFormat.__table__
_LAST = select(func.max(_formats.c.closes_on)).where(
    _formats.c.consultation_id == _consultations.c.id
)
_ASKED_TO_THE_END = select(_consultations, _LAST.scalar_subquery().label("last")).where(
    _consultations.c.slug == bindparam("slug")
)
_DRAFT = select(
    _drafts.c.consultation_id,
    _drafts.c.edition_id,
    _drafts.c.begun_at,
    _drafts.c.language,
    _drafts.c.variant,
    _drafts.c.sent,
    _drafts.c.code_lookup,
    _drafts.c.ciphertext,
).where(_drafts.c.lookup_key == bindparam("key"))
_DRAFT_KEPT = _DRAFT.with_for_update()


def asked_and_closed(slug: str) -> tuple[Consultation, Consultation]:
    """A consultation as `asked_now`, and the same as it closes when its last format does.

    In one statement, for pages that wait until everybody has had their time. Raises NotFound.
    """
    found = db.session.execute(_ASKED_TO_THE_END, {"slug": slug}).mappings().first()
    if found is None or found["edition_id"] is None:
        raise NotFound
    facts = dict(found)
    last = facts.pop("last")
    asked = Consultation(**facts)
    return asked, open_until(asked, last or asked.closes_on)


def asked_now(slug: str) -> Consultation:
    """A consultation with a public form, to look at: apart from the session, without its areas.

    Raises NotFound.
    """
    found = db.session.execute(_ASKED, {"slug": slug}).mappings().first()
    if found is None or found["edition_id"] is None:
        raise NotFound
    return Consultation(**found)


def draft(visit: rules.Visit, *, lock: bool = False) -> rules.Draft | None:
    """The draft of a visit, opened; None when there is none. `lock` keeps it until the commit."""
    wanted = _DRAFT_KEPT if lock else _DRAFT
    found = db.session.execute(wanted, {"key": visit.lookup_key}).mappings().first()
    if found is None:
        return None
    facts = dict(found)
    return rules.open_draft(visit, facts.pop("ciphertext"), **facts)


def found_by_code(number: int, salt: bytes) -> rules.Visit | Response | None:
    """What a code opens: the visit of an unfinished answer, or the answer that was sent."""
    under, lookup = rules.derive(number, salt)
    saved = db.session.scalars(select(SavedDraft).where(SavedDraft.code_lookup == lookup)).first()
    if saved is not None and saved.wrapped_key is not None:
        return rules.unwrap(saved.wrapped_key, under)
    return db.session.scalars(select(Response).where(Response.code_lookup == lookup)).first()


def by_reference(reference: str) -> Response | None:
    """One response by its reference."""
    return db.session.scalars(select(Response).where(Response.reference == reference)).first()


def by_secret(reference: str, secret: str) -> Response | None:
    """One response by the two parts of its receipt's link."""
    wanted = select(Response).where(
        Response.reference == reference, Response.secret_hash == rules.secret_hash(secret)
    )
    return db.session.scalars(wanted).first()


def by_id(response_id: UUID) -> Response:
    """One response. Raises NotFound."""
    found = db.session.get(Response, response_id)
    if found is None:
        raise NotFound
    return found


def _counted(consultation_id: UUID) -> Any:
    return (
        Response.consultation_id == consultation_id,
        Response.state == ResponseState.SUBMITTED,
    )


def submitted(consultation_id: UUID) -> Sequence[Response]:
    """Every answer that counts, in the order they came."""
    wanted = select(Response).where(*_counted(consultation_id))
    return db.session.scalars(wanted.order_by(Response.submitted_at, Response.id)).all()


@dataclass(frozen=True)
class WorkCount:
    """How many answers came on a day, by a channel, in a language and format. Exact, for staff.

    `own_time`: after everybody's closing day, on time in a format that came late.
    """

    day: date
    channel: Channel
    language: str
    late: bool
    count: int
    variant: str = ""
    own_time: bool = False


def work_counts(consultation_id: UUID) -> list[WorkCount]:
    """Exact counts of work, newest day first; never by area or characteristic (settled 31)."""
    by = (Response.received_on, Response.channel, Response.language, Response.late)
    more = (Response.variant, _in_own_time())
    wanted = (
        select(*by, func.count(), *more)
        .join(Consultation, Consultation.id == Response.consultation_id)
        .where(*_counted(consultation_id))
        .group_by(*by, *more)
        .order_by(by[0].desc(), *by[1:], *more)
    )
    return [WorkCount(*row) for row in db.session.execute(wanted)]


def plain_count(count: WorkCount) -> list[Any]:
    """A work count as it can be kept; `work_count` makes one of it again."""
    by = [count.day.isoformat(), str(count.channel), count.language, count.late]
    return [*by, count.variant, count.own_time, count.count]


def work_count(kept: Sequence[Any]) -> WorkCount:
    """A work count that was kept; before there were formats it was shorter."""
    day, channel, language, late, *of_format, count = kept
    by = date.fromisoformat(day), Channel(channel), language, late
    return WorkCount(*by, count, *of_format)


@dataclass(frozen=True)
class Columns:
    """Codes for figures: one list per column, all of one length, in an order that says nothing.

    A question with several choices holds a list of codes in each place, others one code or None.
    `keys` are random row keys of this reading alone (settled 24).
    """

    keys: list[str]
    columns: dict[str, list[Any]]


ABOUT = ("language", "channel", "area", "variant", "own_time", "late")
PLAIN, EVERYBODY = "plain", "everybody"
"""Codes of who read the plain words, and of who answered in everybody's time."""
_AT_ONCE = 2_000
_LATE = {True: "yes", False: "no"}


def closed_columns(consultation: Consultation, closed_keys: Sequence[str]) -> Iterator[Columns]:
    """What figures may count for one consultation, in parts: never words, never a reference.

    Only single people, each once: groups and organisations are counted apart (settled 28).
    `closed_keys` are the questions with choices; of an order only its first place is counted, and
    what belongs to an answer (a key with a dot) never is. Equality codes stand under the keys of
    the standard, and `disabled` is derived; None means not answered. There is always one part,
    which is empty when nobody answered. One statement.
    """
    keys = [key for key in closed_keys if "." not in key]
    orders = _orders(consultation)
    rows = db.session.execute(_coded(consultation.id)).partitions()
    first: Sequence[Any] = next(rows, ())
    for part in chain([first], rows):
        mixed: list[Any] = list(part)
        secrets.SystemRandom().shuffle(mixed)
        yield _columns(mixed, keys, orders)


def _orders(consultation: Consultation) -> frozenset[str]:
    """The questions that ask for an order."""
    asked = consultations.questionnaire(consultation, SOURCE)
    return frozenset(each.key for each in asked.questions if each.kind is Kind.RANK)


def _coded(consultation_id: UUID) -> Any:
    """The rows to count, as plain columns and a part at a time."""
    wanted = select(
        Response.language,
        type_coerce(Response.channel, Text),
        Area.slug,
        func.coalesce(func.nullif(Response.variant, ""), PLAIN),
        case((_in_own_time(), Response.variant), else_=EVERYBODY),
        Response.late,
        Response.answers,
        MonitoringAnswer.answers,
    )
    return (
        wanted.outerjoin(Area, Area.id == Response.area_id)
        .outerjoin(ResponseEquality, ResponseEquality.response_id == Response.id)
        .outerjoin(MonitoringAnswer, MonitoringAnswer.id == ResponseEquality.monitoring_key)
        .join(Consultation, Consultation.id == Response.consultation_id)
        .where(Response.consultation_id == consultation_id, counts_as_person())
        .order_by(Response.received_on)
        .execution_options(yield_per=_AT_ONCE)
    )


def _in_own_time() -> Any:
    """On time after everybody's closing day, in a format that came late."""
    after = Response.received_on > Consultation.closes_on
    return after & Response.late.is_(False) & (Response.variant != "")


def _code(said: Any, *, order: bool) -> Any:
    return (said[0] if said else None) if order else said


def _columns(rows: Sequence[Any], keys: Sequence[str], orders: frozenset[str]) -> Columns:
    """Rows turned into columns; a person's own words are left out."""
    *facts, late, answers, about = zip(*rows, strict=True) if rows else ((),) * (len(ABOUT) + 2)
    said = [each or {} for each in about]
    codes = [each.key for each in equality_rules.standard().questions if not each.free_text]
    return Columns(
        [secrets.token_hex(8) for _ in rows],
        {
            **dict(zip(ABOUT, map(list, facts), strict=False)),
            "late": [_LATE[each] for each in late],
            **{
                key: [_code(each.get(key), order=key in orders) for each in answers] for key in keys
            },
            **{key: [each.get(key) for each in said] for key in codes},
            "disabled": [equality_rules.disabled(each) for each in said],
        },
    )
