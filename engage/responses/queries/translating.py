"""Translations beside the words they translate, and what is left to translate."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from engage.accounts.models import Account, Role
from engage.accounts.rules import Waiting
from engage.consultations.models import Consultation
from engage.consultations.rules import Questionnaire
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.i18n import Language, _d, languages
from engage.core.turning import Turn, Turned, turned
from engage.languages.models import Wording
from engage.responses.models import (
    AnswerLanguage,
    AnswerTranslation,
    Response,
    ResponseFile,
    ResponseState,
)
from engage.responses.queries.arrivals import files_of
from engage.responses.queries.titles import IS_TITLE
from engage.responses.rules import redaction
from engage.responses.rules import translating as rules
from engage.responses.rules.redaction import Text

PAGE = 20


@dataclass(frozen=True)
class Translated:
    """A translation as staff see it, with the names of who wrote and who checked it."""

    row: AnswerTranslation
    stale: bool
    made_by: str
    checked_by: str

    @property
    def language(self) -> Language:
        """The language it is in."""
        return languages()[self.row.language]

    @property
    def counts(self) -> bool:
        """Whether it may be shown to the public or quoted."""
        return self.row.checked_by is not None and not self.stale


@dataclass(frozen=True)
class Beside:
    """The language an answer's words are in, and their translations by the key of the text.

    `detected`: a machine guessed the language; else it is that of the page, or what staff said.
    """

    language: Language
    detected: bool = False
    translations: Mapping[str, Translated] = field(default_factory=dict)

    @property
    def needs(self) -> bool:
        """Whether the team needs a translation to read the words."""
        return self.language.code != rules.WORKING


def is_of_now() -> Any:
    """A condition: what is known of the language is of the present version of the answer."""
    return and_(
        AnswerLanguage.response_id == Response.id,
        AnswerLanguage.response_version == Response.current_version,
    )


def beside(responses: Collection[Response]) -> dict[UUID, Beside]:
    """What stands beside the words of some answers, by response. At most two statements."""
    known = _known({each.id for each in responses})
    found = {}
    for each in responses:
        row = known.get(each.id)
        now = row if row and row.response_version == each.current_version else None
        code = now.language if now else each.language
        found[each.id] = Beside(languages()[code], bool(now and now.detected))
    foreign = {each.id: each for each in responses if found[each.id].needs}
    for key, translations in _translations(foreign).items():
        one = found[key]
        found[key] = Beside(one.language, one.detected, translations)
    return found


def beside_one(response: Response) -> Beside:
    """What stands beside the words of one answer. At most two statements."""
    return beside([response])[response.id]


def beside_films(response: Response, known: Beside) -> Beside:
    """The same with what films say, in words: they need that whatever the language of the words.

    At most one statement.
    """
    if known.needs:
        return known
    found = _translations({response.id: response}).get(response.id, {})
    return replace(known, translations=found)


def _known(ids: Collection[UUID]) -> dict[UUID, AnswerLanguage]:
    wanted = select(AnswerLanguage).where(AnswerLanguage.response_id.in_(ids))
    rows = db.session.scalars(wanted.order_by(AnswerLanguage.response_id)).all() if ids else ()
    return {each.response_id: each for each in rows}


def _translations(foreign: Mapping[UUID, Response]) -> dict[UUID, dict[str, Translated]]:
    """The newest translation of each text into the working language, an older one as stale."""
    if not foreign:
        return {}
    maker, checker = aliased(Account), aliased(Account)
    wanted = (
        select(AnswerTranslation, maker.name, checker.name)
        .outerjoin(maker, maker.id == AnswerTranslation.made_by)
        .outerjoin(checker, checker.id == AnswerTranslation.checked_by)
        .where(AnswerTranslation.response_id.in_(foreign))
        .where(AnswerTranslation.language == rules.WORKING)
        .order_by(AnswerTranslation.response_id, AnswerTranslation.response_version)
    )
    found: dict[UUID, dict[str, Translated]] = {}
    for row, made_by, checked_by in db.session.execute(wanted):
        stale = rules.is_stale(row, foreign[row.response_id])
        one = Translated(row, stale, made_by or "", checked_by or "")
        found.setdefault(row.response_id, {})[row.question_key] = one
    return found


def present(response: Response, language: str = rules.WORKING) -> dict[str, AnswerTranslation]:
    """The translations of an answer as it is now, by the key of the text. One statement."""
    wanted = select(AnswerTranslation).where(
        AnswerTranslation.response_id == response.id,
        AnswerTranslation.response_version == response.current_version,
        AnswerTranslation.language == language,
    )
    rows = db.session.scalars(wanted.order_by(AnswerTranslation.question_key))
    return {each.question_key: each for each in rows}


def known(response: Response) -> AnswerLanguage | None:
    """What is known of the language of an answer, whichever version it was of."""
    return _known({response.id}).get(response.id)


def counting(
    responses: Mapping[UUID, Response], codes: Collection[str]
) -> dict[tuple[UUID, str], list[AnswerTranslation]]:
    """Translations that may be shown to the public, by response and text, in some languages.

    In the order of the languages asked for. One statement.
    """
    wanted = (
        select(AnswerTranslation)
        .where(AnswerTranslation.response_id.in_(responses))
        .where(AnswerTranslation.language.in_(codes), AnswerTranslation.checked_by.is_not(None))
        .order_by(AnswerTranslation.response_id, AnswerTranslation.question_key)
    )
    found: dict[tuple[UUID, str], list[AnswerTranslation]] = {}
    rows = db.session.scalars(wanted).all() if responses else ()
    for row in sorted(rows, key=lambda each: list(codes).index(each.language)):
        if rules.counts(row, responses[row.response_id]):
            found.setdefault((row.response_id, row.question_key), []).append(row)
    return found


# --- The page of one text --------------------------------------------------------------------


@dataclass(frozen=True)
class ToTranslate:
    """One text of an answer, with what stands beside it. `keys` are those of all its texts.

    `films`: in place of words the person signed, in these files; what they say is written in words.
    """

    response: Response
    text: Text
    keys: Sequence[str]
    beside: Beside
    films: Sequence[ResponseFile] = ()

    @property
    def translated(self) -> Translated | None:
        """Its translation, also one of an older version."""
        return self.beside.translations.get(self.text.key)

    @property
    def row(self) -> AnswerTranslation | None:
        """Its translation, if it is of the answer as it is now."""
        now = self.translated
        return now.row if now and not now.stale else None


def to_translate(
    consultation: Consultation, asked: Questionnaire, reference: str, key: str
) -> ToTranslate:
    """One text of an answer, or its films. At most four statements.

    Raises NotFound for what staff may not read.
    """
    wanted = select(Response).where(
        Response.consultation_id == consultation.id, Response.reference == reference
    )
    response = db.session.scalars(wanted).first()
    if response is None or not rules.is_readable(response):
        raise NotFound
    texts = redaction.texts(response.answers, asked)
    keys, known = [each.key for each in texts], beside_one(response)
    text = next((each for each in texts if each.key == key), None)
    if text is not None:
        return ToTranslate(response, text, keys, known)
    films = [each for each in files_of(response.id) if each.question_key == key and each.is_film]
    label = next((each.label for each in asked.questions if each.key == key), "")
    if not films:
        raise NotFound
    return ToTranslate(
        response, Text(key, label, ""), keys, beside_films(response, known), tuple(films)
    )


# --- Work in hand ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """An answer that waits for a translation or its check: never its words."""

    response: Response
    row: AnswerLanguage

    @property
    def language(self) -> Language:
        """The language its words are in."""
        return languages()[self.row.language]


_WAITS = or_(AnswerLanguage.unwritten > 0, AnswerLanguage.unchecked > 0)
_TO = {"write": AnswerLanguage.unwritten > 0, "check": AnswerLanguage.unchecked > 0}


def in_hand(consultation_id: UUID, to: str, language: str, turn: Turn) -> Turned[Line]:
    """One page of the answers that wait, oldest first. `to`: “write” or “check”; empty for both.

    The edges of `turn` are ids of answers. The total is that of the clock’s last look. Two
    statements.
    """
    place = AnswerLanguage.response_id
    where = [AnswerLanguage.consultation_id == consultation_id, _TO.get(to, _WAITS), _WAITS]
    where += [AnswerLanguage.language == language] if language else []
    counted = select(func.count()).select_from(AnswerLanguage).where(*where)
    wanted = (
        select(Response, AnswerLanguage, place)
        .join(AnswerLanguage, is_of_now())
        .where(*where, Response.state == ResponseState.SUBMITTED, Response.held.is_(False))
    )
    page = turned(wanted, place, turn, size=PAGE, total=db.session.scalar(counted) or 0)
    return replace(page, items=[Line(said, row) for said, row, _place in page.items])


def texts_of(lines: Sequence[Line], asked: Questionnaire) -> dict[UUID, list[Text]]:
    """The texts of the answers in a list, by response: for their keys and questions."""
    return {each.response.id: redaction.texts(each.response.answers, asked) for each in lines}


def waiting_for(account: Account, roles: frozenset[Role]) -> list[Waiting]:
    """The consultations with answers to translate or to check. One statement."""
    del account
    if roles.isdisjoint({Role.ENGAGEMENT_LEAD, Role.ANALYST}):
        return []
    wanted = (
        select(Consultation.slug, func.max(Wording.text), func.count())
        .join(AnswerLanguage, AnswerLanguage.consultation_id == Consultation.id)
        .outerjoin(Wording, IS_TITLE)
        .where(_WAITS)
        .group_by(Consultation.slug, Consultation.closes_on)
        .order_by(Consultation.closes_on, Consultation.slug)
    )
    return [
        Waiting(
            title=title or slug,
            what=_d("Answers to translate, or to check a translation of: %(number)s.", number=many),
            endpoint="responses_desk.translations",
            values={"slug": slug},
        )
        for slug, title, many in db.session.execute(wanted)
    ]
