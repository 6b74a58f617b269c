"""Answers to read: a page of them, one of them, and which wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Text, and_, func, select, type_coerce

from engage.accounts.models import Account, Role
from engage.accounts.rules import Waiting
from engage.analysis import rules
from engage.analysis.models import AnswerRead, Coding
from engage.analysis.queries.themes import codings_of
from engage.consultations.models import Consultation, Stage
from engage.consultations.rules import AskedQuestion, Questionnaire
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE, _d, languages
from engage.core.pages import Page
from engage.languages import queries as wordings
from engage.responses.models import Response, ResponseState


@dataclass(frozen=True)
class Wanted:
    """Which answers a list shows; empty fields ask for all."""

    question: str = ""
    theme: str = ""
    language: str = ""
    untagged: bool = False

    @property
    def address(self) -> dict[str, str]:
        """The filters as they stand in the address."""
        asked = {"question": self.question, "theme": self.theme, "language": self.language}
        kept = {name: value for name, value in asked.items() if value}
        return {**kept, "untagged": "1"} if self.untagged else kept


@dataclass(frozen=True)
class Said:
    """One question and what somebody answered, with the codings of it."""

    question: AskedQuestion
    text: str
    codings: list[Coding]

    @property
    def theme_ids(self) -> set[UUID]:
        """The themes it is filed under."""
        return {each.theme_id for each in self.codings}

    @property
    def about(self) -> set[str]:
        """The groups that the words are about."""
        return {code for each in self.codings for code in each.about}


@dataclass(frozen=True)
class Answer:
    """One response as staff read it: own words apart from what was chosen."""

    response: Response
    words: list[Said]
    chosen: list[Said]

    @property
    def language(self) -> Any:
        """The language it was written in."""
        return languages()[self.response.language]


def is_waiting() -> Any:
    """A condition: true for an answer whose present version nobody has read or tagged."""
    tagged = select(Coding.id).where(
        Coding.response_id == Response.id, Coding.response_version == Response.current_version
    )
    read = select(AnswerRead.id).where(
        AnswerRead.response_id == Response.id,
        AnswerRead.response_version == Response.current_version,
    )
    return and_(~tagged.exists(), ~read.exists())


def _of(consultation_id: UUID) -> Any:
    return and_(
        Response.consultation_id == consultation_id, Response.state == ResponseState.SUBMITTED
    )


def _matches(consultation_id: UUID, wanted: Wanted) -> list[Any]:
    where = [_of(consultation_id)]
    if wanted.question:
        stored = type_coerce(Response.answers, Text)
        where.append(stored.contains(f'"{wanted.question}":', autoescape=True))
    if wanted.language:
        where.append(Response.language == wanted.language)
    if wanted.untagged:
        where.append(is_waiting())
    if wanted.theme:
        filed = select(Coding.id).where(
            Coding.response_id == Response.id,
            Coding.response_version == Response.current_version,
            Coding.theme_id == _theme_id(wanted.theme),
        )
        where.append(filed.exists())
    return where


def _theme_id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError as error:
        raise NotFound from error


def answers(
    consultation: Consultation, form: Questionnaire, wanted: Wanted, number: int
) -> Page[Answer]:
    """One page of 20 answers, oldest first, with their codings. Three statements.

    With a question, only what was said to that question is given. Raises NotFound for a theme
    that is no key.
    """
    where = _matches(consultation.id, wanted)
    total = db.session.scalar(select(func.count()).select_from(Response).where(*where)) or 0
    ordered = select(Response).where(*where).order_by(Response.submitted_at, Response.id)
    limited = ordered.limit(rules.PAGE).offset((number - 1) * rules.PAGE)
    found = db.session.scalars(limited).all()
    codings = codings_of(found)
    items = [_answer(each, form, codings[each.id], wanted.question) for each in found]
    return Page(items, number, rules.PAGE, total)


def answer(consultation: Consultation, form: Questionnaire, response_id: UUID) -> Answer:
    """One answer with its codings. Raises NotFound for one of another consultation or gone."""
    found = db.session.get(Response, response_id)
    if (
        found is None
        or found.consultation_id != consultation.id
        or found.state is not ResponseState.SUBMITTED
    ):
        raise NotFound
    return _answer(found, form, codings_of([found])[found.id], "")


def _answer(
    response: Response, form: Questionnaire, codings: Mapping[str, list[Coding]], only: str
) -> Answer:
    said = [
        Said(question, text, codings.get(question.key, []))
        for question in form.questions
        if (text := rules.answered(question, response.answers.get(question.key)))
        and only in {"", question.key}
    ]
    return Answer(
        response,
        words=[each for each in said if each.question.kind.is_text],
        chosen=[each for each in said if not each.question.kind.is_text],
    )


def waiting(consultation_id: UUID) -> int:
    """How many answers nobody has read or tagged yet; a changed answer waits again."""
    wanted = select(func.count()).select_from(Response)
    return db.session.scalar(wanted.where(_of(consultation_id), is_waiting())) or 0


def next_waiting(consultation_id: UUID) -> UUID | None:
    """The answer that has waited longest; None when all were read."""
    wanted = select(Response.id).where(_of(consultation_id), is_waiting())
    return db.session.scalar(wanted.order_by(Response.submitted_at, Response.id).limit(1))


def waiting_for(account: Account, roles: frozenset[Role]) -> list[Waiting]:
    """The consultations with answers to read, for leads and analysts. Two statements."""
    del account
    if roles.isdisjoint({Role.ENGAGEMENT_LEAD, Role.ANALYST}):
        return []
    wanted = (
        select(Consultation.id, Consultation.slug, func.count())
        .join(Response, Response.consultation_id == Consultation.id)
        .where(Consultation.stage.in_([Stage.OPEN, Stage.CLOSED, Stage.ANALYSING]))
        .where(Response.state == ResponseState.SUBMITTED, is_waiting())
        .group_by(Consultation.id, Consultation.slug, Consultation.closes_on)
        .order_by(Consultation.closes_on, Consultation.slug)
    )
    found = db.session.execute(wanted).all()
    titles = wordings.words("consultation", [each[0] for each in found], SOURCE)
    return [
        Waiting(
            title=wordings.name(titles, key, "title").text or slug,
            what=_d("Answers waiting to be read: %(number)s.", number=number),
            endpoint="analysis_desk.overview",
            values={"slug": slug},
        )
        for key, slug, number in found
    ]
