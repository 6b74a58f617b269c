"""Rows as the commands make them out of an answer, many at once."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from uuid_utils.compat import uuid7

from engage.accounts.models import Role
from engage.audit.models import Action, Entry
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation, Kind
from engage.core.clock import SITE_ZONE, start_of
from engage.core.db import db
from engage.core.i18n import SOURCE
from engage.demo import files
from engage.demo.replies import Reply
from engage.demo.world import person
from engage.equality import rules as equality
from engage.equality.models import MonitoringAnswer
from engage.places import queries as places
from engage.responses import rules
from engage.responses.models import (
    Channel,
    Response,
    ResponseEquality,
    ResponseState,
    ResponseVersion,
)

_ORDER = (Response, ResponseVersion, MonitoringAnswer, ResponseEquality, Entry)
_FIRST, _AFTER_RECEIPT = 1, 2
Rows = dict[Any, list[dict[str, Any]]]


class Keys:
    """Random keys in rising order over one run: a million are written as fast as the first."""

    def __init__(self, most: int) -> None:
        self._most = max(most, 1)
        self._made = 0

    def step(self) -> None:
        """Go on to the next answer."""
        self._made += 1

    def _number(self, bits: int) -> int:
        width = (1 << bits) // self._most
        return self._made * width + secrets.randbelow(width)

    def hash(self) -> str:
        """64 digits, as a hash has, of a secret that nobody holds."""
        return f"{self._number(256):064x}"

    def uuid(self) -> UUID:
        """A key of version 4."""
        return UUID(int=self._number(128), version=4)


class Maker:
    """Makes rows out of answers to one consultation."""

    def __init__(self, slug: str, most: int) -> None:
        consultation = consultations.public_by_slug(slug)
        self._consultation_id = consultation.id
        self._edition_id = consultation.edition_id
        self._lead_id = person(Role.ENGAGEMENT_LEAD).id
        self._postcode = _postcode_question(consultation)
        self._areas = {
            district: places.area_of_district(district)
            for district in files.world()["postcode_districts"]["districts"]
        }
        self._keys = Keys(most)
        self._rows: Rows = {}

    def rows(self, replies: Sequence[Reply]) -> Rows:
        """The rows of some answers, by table, in the order to write them."""
        self._rows = {model: [] for model in _ORDER}
        for reply, reference in zip(replies, _references(len(replies)), strict=True):
            self._one(reply, reference)
            self._keys.step()
        return self._rows

    def _add(self, model: Any, moment: datetime, **values: Any) -> None:
        values.setdefault("version", _FIRST)
        self._rows[model].append({**values, "created_at": moment, "changed_at": moment})

    def _one(self, reply: Reply, reference: str) -> None:
        response_id, day = uuid7(), reply.at.astimezone(SITE_ZONE).date()
        answers = {key: said for key, said in reply.answers.items() if said}
        self._response(reply, day, id=response_id, answers=answers, reference=reference)
        self._add(
            ResponseVersion,
            reply.at,
            id=uuid7(),
            response_id=response_id,
            number=1,
            answers=answers,
            language=reply.language,
            made_at=reply.at,
        )
        self._equality(reply, day, response_id)
        self._history(reply, response_id)

    def _response(self, reply: Reply, day: date, **values: Any) -> None:
        web = reply.channel is Channel.WEB
        district = values["answers"].get(self._postcode, "")
        self._add(
            Response,
            reply.at,
            consultation_id=self._consultation_id,
            edition_id=self._edition_id,
            language=reply.language,
            begun_language=reply.language,
            channel=reply.channel,
            respondent_kind=reply.kind,
            area_id=self._areas.get(district),
            district=district,
            received_on=day,
            submitted_at=reply.at,
            late=False,
            state=ResponseState.SUBMITTED,
            current_version=1,
            version=_AFTER_RECEIPT if web else _FIRST,
            **{
                name: self._keys.hash() if web else None
                for name in ("draft_key", "secret_hash", "code_lookup")
            },
            **values,
        )

    def _equality(self, reply: Reply, day: date, response_id: UUID) -> None:
        """Rows apart, with no finer moment than the day."""
        said = equality.answers_that_count(reply.about)
        if not said:
            return
        key, moment = self._keys.uuid(), start_of(day)
        self._add(MonitoringAnswer, moment, id=key, standard=equality.LATEST, answers=said)
        self._add(
            ResponseEquality,
            moment,
            id=self._keys.uuid(),
            response_id=response_id,
            monitoring_key=key,
        )

    def _history(self, reply: Reply, response_id: UUID) -> None:
        web = reply.channel is Channel.WEB
        self._add(
            Entry,
            reply.at,
            id=uuid7(),
            at=reply.at,
            action=Action.RESPONSE_SUBMITTED if web else Action.RESPONSE_ENTERED,
            actor_id=None if web else self._lead_id,
            subject_kind=Response.__tablename__,
            subject_id=response_id,
            details={} if web else {"channel": reply.channel.value},
        )


def write(rows: Rows) -> None:
    """Insert rows, one statement a table."""
    for model, values in rows.items():
        if values:
            db.session.execute(insert(model.__table__), values)


def _postcode_question(consultation: Consultation) -> str:
    """The key of the question that asks for a postcode; empty when there is none."""
    asked = consultations.questionnaire(consultation, SOURCE).questions
    return next((each.key for each in asked if each.kind is Kind.POSTCODE), "")


def _references(number: int) -> list[str]:
    """So many references that no answer has."""
    fresh: set[str] = set()
    while len(fresh) < number:
        made = {rules.new_reference() for _ in range(number - len(fresh))}
        known = select(Response.reference).where(Response.reference.in_(made))
        fresh |= made - set(db.session.scalars(known.order_by(Response.reference)))
    return sorted(fresh)
