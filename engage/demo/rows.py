"""Rows as the commands make them out of an answer, many at once."""

from collections.abc import Callable, Sequence
from random import Random, SystemRandom
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Date, Table, column, insert, select, table
from sqlalchemy.types import TypeEngine
from uuid_utils import uuid7

from engage.accounts.models import Role
from engage.audit.models import Action, Entry
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation, Kind
from engage.core.clock import SITE_ZONE, start_of
from engage.core.db import UtcDateTime, canonical_json, db
from engage.core.i18n import SOURCE
from engage.demo import files
from engage.demo.onward import Onward
from engage.demo.replies import Reply
from engage.demo.world import person
from engage.equality import rules as equality
from engage.equality.models import MonitoringAnswer
from engage.places import queries as places
from engage.responses.models import (
    AgeGroup,
    Channel,
    Contact,
    Permission,
    Publication,
    Redaction,
    Response,
    ResponseContact,
    ResponseEquality,
    ResponseState,
    ResponseVersion,
    published_words,
    taken_out,
)

_APART = (MonitoringAnswer, ResponseEquality, Contact, ResponseContact)
"""Rows of persons, in no order that leads to an answer (settled 24)."""
_ORDER = (
    Response,
    ResponseVersion,
    *_APART,
    Publication,
    Redaction,
    published_words,
    taken_out,
    Entry,
)
_SUBMITTED, _ENTERED = str(Action.RESPONSE_SUBMITTED), str(Action.RESPONSE_ENTERED)
_LETTERS = "23456789BCDFGHJKMNPQRTVWXYZ"
Row = dict[str, Any]
Rows = dict[Any, list[Row]]
Plain = Callable[[Any], Any]


def plain(type_: TypeEngine[Any]) -> Plain:
    """What turns a value of a column into the one its driver takes.

    Each value is turned once, and not again in each row and table that holds it.
    """
    dialect = db.engine.dialect
    return type_.dialect_impl(dialect).bind_processor(dialect) or (lambda value: value)


class Keys:
    """Random hashes in rising order over one run: a million are written as fast as the first."""

    def __init__(self, most: int) -> None:
        self._bits = most.bit_length()
        self._made = 0
        self._chance = Random()

    def step(self) -> None:
        """Go on to the next answer."""
        self._made += 1

    def hash(self) -> str:
        """64 digits, as a hash has, of a secret that nobody holds."""
        free = 256 - self._bits
        return f"{self._made << free | self._chance.getrandbits(free):064x}"


class Maker:
    """Makes rows out of answers to one consultation."""

    def __init__(self, slug: str, most: int) -> None:
        consultation = consultations.public_by_slug(slug)
        self._same = {
            "consultation_id": _hex(consultation.id),
            "edition_id": _hex(consultation.edition_id),
            "late": False,
            "variant": "",
            "begun_variant": "",
            "state": str(ResponseState.SUBMITTED),
            "current_version": 1,
            "helper": "",
            "held": False,
            "hidden": False,
        }
        self._lead_id = _hex(person(Role.ENGAGEMENT_LEAD).id)
        self._postcode = _postcode_question(consultation)
        districts = files.world()["postcode_districts"]["districts"]
        self._areas = {each: _hex(places.area_of_district(each)) for each in districts}
        self._moment, self._day = plain(UtcDateTime()), plain(Date())
        self._keys = Keys(most)
        self._rows: Rows = {}
        self._onward = Onward(slug, self._add)
        self._contacts: dict[str, str] = {}

    def rows(self, replies: Sequence[Reply]) -> Rows:
        """The rows of some answers, by table, in the order to write them.

        Rows of persons and the links to them each stand in an order of their own (settled 24).
        """
        self._rows = {model: [] for model in _ORDER}
        for reply, reference in zip(replies, _references(len(replies)), strict=True):
            self._one(reply, reference)
            self._keys.step()
        for model in _APART:
            SystemRandom().shuffle(self._rows[model])
        return self._rows

    def _add(self, model: Any, moment: Any, **values: Any) -> None:
        always = {"version": 1, "created_at": moment, "changed_at": moment}
        self._rows[model].append(always | values if moment else values)

    def _one(self, reply: Reply, reference: str) -> None:
        day, moment = reply.at.astimezone(SITE_ZONE).date(), self._moment(reply.at)
        answers = {key: said for key, said in reply.answers.items() if said}
        words, response_id = canonical_json(answers), uuid7().hex
        district, on = answers.get(self._postcode, ""), self._day(day)
        known = {"id": response_id, "reference": reference, "answers": words}
        self._response(reply, moment, district=district, received_on=on, **known)
        self._add(
            ResponseVersion,
            moment,
            id=uuid7().hex,
            response_id=response_id,
            number=1,
            answers=words,
            language=reply.language,
            made_at=moment,
        )
        self._equality(reply, self._moment(start_of(day)), response_id)
        self._contact(reply.email, self._moment(start_of(day)), response_id)
        self._history(reply, moment, response_id)
        if reply.way:
            self._onward.rows(reply, moment, response_id)

    def _response(self, reply: Reply, moment: Any, **values: Any) -> None:
        web = reply.channel is Channel.WEB
        self._add(
            Response,
            moment,
            language=reply.language,
            begun_language=reply.language,
            channel=str(reply.channel),
            respondent_kind=str(reply.kind),
            area_id=self._areas.get(values["district"]),
            submitted_at=moment,
            permission=reply.before.get("permission", str(Permission.NO)),
            age_group=reply.before.get("age_group", str(AgeGroup.UNKNOWN)),
            draft_key=self._keys.hash() if web else None,
            secret_hash=self._keys.hash() if web else None,
            code_lookup=self._keys.hash() if web else None,
            **values,
            **self._same,
        )

    def _equality(self, reply: Reply, day: Any, response_id: Any) -> None:
        """Rows apart, with no finer moment than the day."""
        said = equality.answers_that_count(reply.about)
        if not said:
            return
        key = uuid4().hex
        self._add(
            MonitoringAnswer,
            day,
            id=key,
            standard=equality.LATEST,
            answers=canonical_json(said),
        )
        self._add(
            ResponseEquality,
            day,
            id=uuid4().hex,
            response_id=response_id,
            monitoring_key=key,
        )

    def _contact(self, email: str, day: Any, response_id: Any) -> None:
        """How to reach somebody: one email is one contact."""
        if not email:
            return
        key = self._contacts.get(email)
        if key is None:
            key = self._contacts[email] = uuid4().hex
            self._add(Contact, day, id=key, email=email, name="")
        self._add(
            ResponseContact,
            day,
            id=uuid4().hex,
            response_id=response_id,
            consultation_id=self._same["consultation_id"],
            contact_id=key,
        )

    def _history(self, reply: Reply, moment: Any, response_id: Any) -> None:
        web = reply.channel is Channel.WEB
        self._add(
            Entry,
            moment,
            id=uuid7().hex,
            at=moment,
            action=_SUBMITTED if web else _ENTERED,
            actor_id=None if web else self._lead_id,
            subject_kind=Response.__tablename__,
            subject_id=response_id,
            details="{}" if web else f'{{"channel":"{reply.channel}"}}',
        )


def write(rows: Rows) -> None:
    """Insert rows, one statement a table. Their values are the driver's own already."""
    named = _dialect_by_name()
    for model, values in rows.items():
        if values:
            name = model.name if isinstance(model, Table) else model.__tablename__
            into = table(name, *(column(each) for each in values[0]))
            statement = str(insert(into).compile(dialect=named))
            db.session.connection().exec_driver_sql(statement, values)


def _dialect_by_name() -> Any:
    """The database's dialect, with values named and not counted."""
    kind: Any = type(db.engine.dialect)
    return kind(paramstyle="named" if kind.name == "sqlite" else "pyformat")


def _hex(key: UUID | None) -> str | None:
    return key.hex if key else None


def _postcode_question(consultation: Consultation) -> str:
    """The key of the question that asks for a postcode; empty when there is none."""
    asked = consultations.questionnaire(consultation, SOURCE).questions
    return next((each.key for each in asked if each.kind is Kind.POSTCODE), "")


def _references(number: int) -> list[str]:
    """So many references that no answer has."""
    fresh: set[str] = set()
    chance = Random()
    while len(fresh) < number:
        made = {
            f"{each[:3]}-{each[3:7]}-{each[7:]}"
            for each in ("".join(chance.choices(_LETTERS, k=9)) for _ in range(number - len(fresh)))
        }
        known = select(Response.reference).where(Response.reference.in_(made))
        fresh |= made - set(db.session.scalars(known.order_by(Response.reference)))
    return sorted(fresh)
