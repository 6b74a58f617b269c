"""In which languages answers are really written: what the clock finds, a stretch at a time.

It follows the answers of each consultation in the order in which they changed, some minutes behind,
so that nothing is passed over that a long piece of work wrote with an earlier moment than its end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, literal, select, tuple_

from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.consultations.rules import Questionnaire
from engage.core.clock import now
from engage.core.db import db
from engage.core.detect import Detector
from engage.core.i18n import SOURCE
from engage.responses.models import AnswerLanguage, AnswerTranslation, LanguageLook, Response
from engage.responses.rules import redaction
from engage.responses.rules import translating as rules

AT_ONCE = 1_000
BEHIND = timedelta(minutes=10)
_PLACE = (Response.changed_at, Response.id)


@dataclass(frozen=True)
class Spoken:
    """The language of one answer's words, and how far their translation is.

    None for `work`: nothing is to be kept of it, since it is in English on an English page, or
    nobody may read it any more.
    """

    response_id: UUID
    version: int
    language: str
    detected: bool
    work: rules.Work | None


@dataclass(frozen=True)
class Found:
    """A stretch of answers with what is to be kept of each, and the place where it ends."""

    look_id: UUID
    consultation_id: UUID
    until_at: datetime
    until_id: UUID
    spoken: Sequence[Spoken]


def unlooked() -> Sequence[UUID]:
    """Consultations with answers that have no place yet."""
    wanted = (
        select(Consultation.id)
        .outerjoin(LanguageLook, LanguageLook.consultation_id == Consultation.id)
        .where(LanguageLook.id.is_(None), Consultation.edition_id.is_not(None))
    )
    return db.session.scalars(wanted.order_by(Consultation.id)).all()


def _after(place: Any, until: datetime) -> list[Any]:
    return [tuple_(*_PLACE) > place, Response.changed_at <= until]


def next_found(detector: Detector | None, behind: timedelta = BEHIND) -> Found | None:
    """The next stretch, at most 1,000 answers, of whichever consultation waited longest."""
    until = now() - behind
    after = _after(tuple_(LanguageLook.until_at, LanguageLook.until_id), until)
    wanted = (
        select(LanguageLook)
        .where(exists().where(Response.consultation_id == LanguageLook.consultation_id, *after))
        .order_by(LanguageLook.changed_at, LanguageLook.id)
        .limit(1)
    )
    look = db.session.scalars(wanted).first()
    return _stretch(look, until, detector) if look else None


def _stretch(look: LanguageLook, until: datetime, detector: Detector | None) -> Found:
    place = tuple_(literal(look.until_at, _PLACE[0].type), literal(look.until_id, _PLACE[1].type))
    wanted = (
        select(Response)
        .where(Response.consultation_id == look.consultation_id, *_after(place, until))
        .order_by(*_PLACE)
        .limit(AT_ONCE)
    )
    rows = db.session.scalars(wanted).all()
    about = consultations.by_id(look.consultation_id)
    spoken = _spoken(rows, consultations.questionnaire(about, SOURCE), detector)
    last = rows[-1]
    return Found(look.id, look.consultation_id, last.changed_at, last.id, spoken)


def _spoken(
    rows: Sequence[Response], asked: Questionnaire, detector: Detector | None
) -> list[Spoken]:
    ids = [each.id for each in rows]
    known, have = _known(ids), _have(ids)
    return [_one(each, asked, detector, known.get(each.id), have.get(each.id, {})) for each in rows]


def _one(
    response: Response,
    asked: Questionnaire,
    detector: Detector | None,
    known: AnswerLanguage | None,
    have: Mapping[str, AnswerTranslation],
) -> Spoken:
    texts = redaction.texts(response.answers, asked) if rules.is_readable(response) else []
    language, version = response.language, response.current_version
    said = known is not None and known.set_by is not None and known.response_version == version
    if known is not None and said:
        language = known.language
    elif texts:
        language = rules.detected(language, "\n".join(each.words for each in texts), detector)
    detected = not said and language != response.language
    kept = texts and (language != rules.WORKING or language != response.language)
    now_there = {key: row for key, row in have.items() if not rules.is_stale(row, response)}
    work = rules.work(language, [each.key for each in texts], now_there) if kept else None
    return Spoken(response.id, version, language, detected, work)


def _known(ids: Sequence[UUID]) -> dict[UUID, AnswerLanguage]:
    wanted = select(AnswerLanguage).where(AnswerLanguage.response_id.in_(ids))
    rows = db.session.scalars(wanted.order_by(AnswerLanguage.response_id))
    return {each.response_id: each for each in rows}


def _have(ids: Sequence[UUID]) -> dict[UUID, dict[str, AnswerTranslation]]:
    """The translations into the working language, newest last, so that it stands."""
    wanted = (
        select(AnswerTranslation)
        .where(AnswerTranslation.response_id.in_(ids))
        .where(AnswerTranslation.language == rules.WORKING)
        .order_by(AnswerTranslation.response_id, AnswerTranslation.response_version)
    )
    found: dict[UUID, dict[str, AnswerTranslation]] = {}
    for each in db.session.scalars(wanted):
        found.setdefault(each.response_id, {})[each.question_key] = each
    return found


def still(found: Found) -> tuple[set[tuple[UUID, int]], dict[UUID, AnswerLanguage]]:
    """Which answers are still of the version that was looked at, and what is known of them.

    Two statements.
    """
    ids = [each.response_id for each in found.spoken]
    wanted = select(Response.id, Response.current_version).where(Response.id.in_(ids))
    rows = db.session.execute(wanted.order_by(Response.id))
    return {(key, version) for key, version in rows}, _known(ids)
