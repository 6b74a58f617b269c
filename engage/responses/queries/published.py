"""What the public reads of answers, and what was taken out of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, select, tuple_

from engage.consultations.models import Consultation
from engage.consultations.rules import Questionnaire
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE, Language, languages
from engage.core.turning import Turn, Turned, turned
from engage.responses.models import (
    AnswerLanguage,
    AnswerTranslation,
    GroupVoice,
    Publication,
    PublicationState,
    Redaction,
    RedactionReason,
    RespondentKind,
    Response,
)
from engage.responses.models import published_words as words
from engage.responses.models import taken_out as log
from engage.responses.queries.publication import fits, redactions_of
from engage.responses.queries.translating import counting, is_of_now
from engage.responses.queries.words import with_words
from engage.responses.rules import redaction as rules
from engage.responses.rules import translating
from engage.responses.rules.redaction import Piece, Text

PAGE = 20
ANSWERS = 10
COUNTED = 1_000
"""A list of no more answers than this is counted."""
AT_ONCE = 500
"""How many answers are read at a time when all are wanted."""
SHORT = 600
"""How many characters of each text a list shows."""


@dataclass(frozen=True)
class ShownTranslation:
    """A checked translation under the words. `machine`: one made the first draft."""

    text: str
    language: Language
    machine: bool


@dataclass(frozen=True)
class ShownText:
    """What was asked, and what is shown of the words. `cut`: there is more.

    `kept_back`: there is a translation, but since a part was taken out it is not shown.
    """

    label: str
    pieces: list[Piece]
    cut: bool = False
    translation: ShownTranslation | None = None
    kept_back: bool = False


@dataclass(frozen=True)
class Published:
    """An answer as the public reads it. `who` is the name of an organisation, else empty."""

    id: UUID
    who: str
    kind: RespondentKind
    language: Language
    texts: list[ShownText]

    @property
    def cut(self) -> bool:
        """Whether there is more to read."""
        return any(each.cut for each in self.texts)


def _shown_of(rows: Any) -> Any:
    """What is shown of published answers: each, its response, its group's name, its language."""
    return (
        select(Publication, Response, GroupVoice.name, AnswerLanguage.language)
        .select_from(rows)
        .join(Response, Response.id == Publication.response_id)
        .outerjoin(GroupVoice, GroupVoice.response_id == Response.id)
        .outerjoin(AnswerLanguage, is_of_now())
        .where(Publication.state == PublicationState.PUBLISHED, fits())
    )


def listed(consultation_id: UUID) -> Any:
    """The public list, which knows its order and its words."""
    rows = words.join(Publication, Publication.id == words.c.publication_id)
    return _shown_of(rows).where(words.c.consultation_id == consultation_id)


def _published(consultation_id: UUID) -> Any:
    return _shown_of(Publication).where(Publication.consultation_id == consultation_id)


def published(
    consultation: Consultation,
    asked: Questionnaire,
    search: str,
    turn: Turn,
    reader: str = SOURCE,
) -> Turned[Published]:
    """One page of what was published, newest first, for who reads a language. Four statements.

    Every word of `search` must stand in the words that are left: a Latin one at the start of a
    word, others anywhere. A list of more than 1,000 is not counted. The places of a shorter one
    are looked up first, for a database that would walk along the whole list to find those few.
    """
    wanted, place = listed(consultation.id), words.c.place
    if search.strip():
        wanted, place = with_words(wanted, search, consultation.id)
    some = db.session.scalars(wanted.with_only_columns(place).limit(COUNTED + 1)).all()
    total = len(some) if len(some) <= COUNTED else -1
    if total >= 0:
        wanted, place = listed(consultation.id).where(words.c.place.in_(some)), words.c.place
    rows = wanted.add_columns(place)
    page = turned(rows, place, turn, size=ANSWERS, total=total, newest=True)
    marks = redactions_of([row[0].id for row in page.items]) if page.items else {}
    beside = _beside(page.items, reader)
    items = [_as_published(row[:4], asked, marks, beside, SHORT) for row in page.items]
    return replace(page, items=items)


def published_one(
    consultation: Consultation,
    asked: Questionnaire,
    publication_id: UUID,
    reader: str = SOURCE,
) -> Published:
    """One published answer, whole. Three statements. Raises NotFound."""
    found = db.session.execute(
        _published(consultation.id).where(Publication.id == publication_id)
    ).first()
    if found is None:
        raise NotFound
    marks = redactions_of([publication_id])
    return _as_published(found, asked, marks, _beside([found], reader), None)


_Beside = Mapping[tuple[UUID, str], list[AnswerTranslation]]


def _language(row: Any) -> str:
    """The language of an answer's words: as it was put right, or that of its page."""
    return str(row[3] or row[1].language)


def _beside(rows: Sequence[Any], reader: str) -> _Beside:
    """Checked translations for a reader, or in the team's language. At most one statement."""
    foreign = {row[1].id: row[1] for row in rows if _language(row) != reader}
    return counting(foreign, dict.fromkeys((reader, translating.WORKING)))


def published_until(
    consultation: Consultation, asked: Questionnaire, until: datetime
) -> Iterator[Published]:
    """Every answer that was published until a moment, whole, oldest first, as it was written.

    Two statements for each 500 answers, and no more of them than that in memory.
    """
    wanted = _published(consultation.id).where(Publication.published_at <= until)
    ordered = wanted.order_by(*_PLACE).limit(AT_ONCE)
    rows = db.session.execute(ordered).all()
    while rows:
        marks = redactions_of([row[0].id for row in rows])
        yield from [_as_published((*row[:3], None), asked, marks, {}, None) for row in rows]
        after = tuple_(*_PLACE) > _place(rows[-1][0])
        rows = db.session.execute(ordered.where(after)).all() if len(rows) == AT_ONCE else []


_PLACE = (Publication.published_at, Publication.id)


def _place(row: Publication) -> Any:
    """Where a publication stands in the order of the list."""
    return tuple_(literal(row.published_at, _PLACE[0].type), literal(row.id, _PLACE[1].type))


def _as_published(
    row: Any,
    asked: Questionnaire,
    marks: Mapping[UUID, list[Redaction]],
    beside: _Beside,
    most: int | None,
) -> Published:
    publication, response, name, _known = row
    shown = []
    for text in rules.texts(response.answers, asked):
        own = rules.of_key(marks[publication.id], text.key)
        found = beside.get((response.id, text.key), [])
        shown.append(_shown(text, own, found, most))
    is_organisation = response.respondent_kind is RespondentKind.ORGANISATION
    who = (name or "") if is_organisation else ""
    language = languages()[_language(row)]
    return Published(publication.id, who, response.respondent_kind, language, shown)


def _shown(
    text: Text, marks: Sequence[Redaction], found: Sequence[AnswerTranslation], most: int | None
) -> ShownText:
    """A text as it is shown. Its translation is left out where a part of the text was."""
    pieces, cut = _short(rules.rendered(text.words, marks), most)
    if not found or any(map(rules.counts, marks)):
        return ShownText(text.label, pieces, cut, kept_back=bool(found))
    row = found[0]
    said, more = _short([Piece(row.text)], most)
    words = "".join(each.words for each in said)
    translation = ShownTranslation(words, languages()[row.language], bool(row.machine))
    return ShownText(text.label, pieces, cut or more, translation)


def _short(pieces: list[Piece], most: int | None) -> tuple[list[Piece], bool]:
    return rules.shortened(pieces, most) if most else (pieces, False)


@dataclass(frozen=True)
class LogLine:
    """Something that was taken out: when and why. `whole`: a whole answer."""

    at: datetime
    reason: RedactionReason
    whole: bool


def taken_out(consultation_id: UUID, turn: Turn) -> Turned[LogLine]:
    """One page of what was taken out of published answers, newest first. Two statements.

    A whole answer that was refused is a line too. Nothing leads to whose words they were.
    """
    wanted = (
        select(log.c.at, log.c.reason, log.c.whole, log.c.place)
        .join(Publication, Publication.id == log.c.publication_id)
        .join(Response, Response.id == Publication.response_id)
        .where(log.c.consultation_id == consultation_id, fits())
    )
    total = _counted(wanted)
    page = turned(wanted, log.c.place, turn, size=PAGE, total=total, newest=True)
    items = [LogLine(at, RedactionReason(why), whole) for at, why, whole, _place in page.items]
    return replace(page, items=items)


def _counted(wanted: Any) -> int:
    """How many rows there are; -1 for more than 1,000. One statement."""
    some = wanted.limit(COUNTED + 1).subquery()
    number = db.session.scalar(select(func.count()).select_from(some)) or 0
    return number if number <= COUNTED else -1
