"""Answers to read: a page of them, one of them, and which wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Text, and_, func, select, type_coerce

from engage.accounts.models import Account, Role
from engage.accounts.rules import Waiting
from engage.analysis import rules
from engage.analysis.models import AnswerRead, Coding, Tally
from engage.analysis.queries.stretches import Stretch, stretch
from engage.analysis.queries.tallies import tallies, tally
from engage.analysis.queries.themes import codings_of
from engage.consultations.models import Consultation, Kind, Stage
from engage.consultations.rules import AskedQuestion, Questionnaire
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.i18n import _d
from engage.core.pages import Page
from engage.languages.models import Wording
from engage.responses.models import (
    FileUse,
    GroupVoice,
    Relation,
    RespondentKind,
    Response,
    ResponseFile,
    ResponseState,
)
from engage.responses.queries import arrivals, translating
from engage.responses.queries.parents import parent_of
from engage.responses.queries.titles import IS_TITLE
from engage.responses.queries.translating import Beside
from engage.responses.rules.voices import helper_label


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
    """One response as staff read it: own words apart from what was chosen.

    Of a single answer `voice` is what a group says of itself, and `files` came with it on the web.
    `films` among them answer a question in sign language, by its key: `signed` are those questions.
    One under an empty key came by another road; its words are the answer, `typed_by` somebody.
    """

    response: Response
    words: list[Said]
    chosen: list[Said]
    beside: Beside
    voice: GroupVoice | None = None
    files: Sequence[ResponseFile] = ()
    parent: Relation | None = None
    signed: Sequence[Said] = ()
    films: Mapping[str, Sequence[ResponseFile]] = field(default_factory=dict)
    typed_by: str = ""

    @property
    def language(self) -> Any:
        """The language its words are in."""
        return self.beside.language

    @property
    def others(self) -> list[tuple[AskedQuestion, str, str]]:
        """“Other, please say”: the question, the key of the words, and the words."""
        named = [(each.question, f"{each.question.key}.other") for each in self.chosen]
        return [
            (question, key, self.response.answers[key])
            for question, key in named
            if key in self.response.answers and question.kind is not Kind.LOCATION
        ]

    @property
    def helper(self) -> Any:
        """Who helped, in words; empty when nobody did."""
        return helper_label(self.response.helper)


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


def may_be_read() -> Any:
    """A condition: the answer is there, and nobody holds it for a concern."""
    return and_(Response.state == ResponseState.SUBMITTED, Response.held.is_(False))


def _of(consultation_id: UUID) -> Any:
    return and_(Response.consultation_id == consultation_id, may_be_read())


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
        theme_id = _theme_id(wanted.theme)
        filed = select(Coding.id).where(
            Coding.response_id == Response.id,
            Coding.response_version == Response.current_version,
            Coding.theme_id == theme_id,
        )
        where.append(filed.exists())
    return where


def _theme_id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError as error:
        raise NotFound from error


@dataclass(frozen=True)
class Shown(Page[Answer]):
    """One page of answers.

    `total` is -1 where counting all that fit would take too long: the list then goes on `after`
    an answer, and has no page numbers.
    """

    after: UUID | None = None

    @property
    def is_counted(self) -> bool:
        """Whether it is known how many fit."""
        return self.total >= 0


def answers(
    consultation: Consultation,
    form: Questionnaire,
    wanted: Wanted,
    number: int,
    after: UUID | None = None,
) -> Shown:
    """One page of 20 answers, oldest first, with their codings. At most seven statements.

    With a question, only what was said to that question is given. Of a consultation with many
    answers, a page that asks for what no index holds looks at a stretch of them, from the one it
    is to go on `after`. Raises NotFound for a theme that is no key.
    """
    kept = tally(consultation.id)
    if kept and _is_dear(wanted, kept):
        return _stretch(consultation, form, wanted, number, (kept, after))
    if kept and wanted.theme:
        return _under_few(consultation, form, wanted, number)
    where = _matches(consultation.id, wanted)
    total = _total(wanted, kept, where)
    keys = select(Response.id).where(*where).order_by(Response.submitted_at, Response.id)
    limited = keys.limit(rules.PAGE).offset((number - 1) * rules.PAGE)
    items = _by_keys(db.session.scalars(limited).all(), form, wanted)
    return Shown(items, number, rules.PAGE, total)


_FEW = 5_000
"""So many answers under a theme are looked up one by one in the time of a page."""


def _is_dear(wanted: Wanted, kept: Tally) -> bool:
    """Whether a filter would look at more of the answers than a page has time for."""
    if not wanted.theme:
        return wanted.untagged or bool(wanted.question)
    told = kept.numbers["themes"].get(str(_theme_id(wanted.theme)), (0, 0))
    return bool(sum(told) > _FEW)


def _total(wanted: Wanted, kept: Tally | None, where: list[Any]) -> int:
    """How many fit: by the tally where only it can say so in time, else counted now."""
    if kept:
        told = kept.numbers["work"]
        return sum(row[-1] for row in told if wanted.language in {"", row[2]})
    return db.session.scalar(select(func.count()).select_from(Response).where(*where)) or 0


def _stretch(
    consultation: Consultation,
    form: Questionnaire,
    wanted: Wanted,
    number: int,
    place: tuple[Tally, UUID | None],
) -> Shown:
    kept, after = place
    begin = kept.first_waiting if wanted.untagged else None
    where = _matches(consultation.id, wanted)
    found = stretch(consultation.id, where, size=rules.PAGE, after=after, begin=begin)
    items = _by_keys(found.keys, form, wanted)
    return Shown(items, number, rules.PAGE, -1, found.after)


def _under_few(
    consultation: Consultation, form: Questionnaire, wanted: Wanted, number: int
) -> Shown:
    """A page of the few answers under a theme: those are looked up first, and nothing else."""
    filed = select(Coding.response_id).where(Coding.theme_id == _theme_id(wanted.theme))
    ours = db.session.scalars(filed.order_by(Coding.response_id)).all()
    _of_it, *filters = _matches(consultation.id, wanted)
    found = select(Response.id, Response.consultation_id).where(
        Response.id.in_(set(ours)), may_be_read(), *filters
    )
    rows = db.session.execute(found.order_by(Response.submitted_at, Response.id)).all()
    keys = [key for key, whose in rows if whose == consultation.id]
    start = (number - 1) * rules.PAGE
    items = _by_keys(keys[start : start + rules.PAGE], form, wanted)
    return Shown(items, number, rules.PAGE, len(keys))


def _by_keys(keys: Sequence[UUID], form: Questionnaire, wanted: Wanted) -> list[Answer]:
    """Answers in the order of their keys. At most four statements."""
    rows = select(Response).where(Response.id.in_(keys)).order_by(Response.id)
    found = {each.id: each for each in db.session.scalars(rows)}
    codings, beside = codings_of(found.values()), translating.beside(found.values())
    return [
        _answer(found[key], form, (codings[key], beside[key]), wanted.question)
        for key in keys
        if key in found
    ]


def answer(consultation: Consultation, form: Questionnaire, response_id: UUID) -> Answer:
    """One answer with its codings, its group and its files. At most eight statements.

    Raises NotFound for one elsewhere, gone or held. Scans are left out, but for films: paper holds
    what the person says about themselves.
    """
    found = db.session.get(Response, response_id)
    if (
        found is None
        or found.consultation_id != consultation.id
        or found.state is not ResponseState.SUBMITTED
        or found.held
    ):
        raise NotFound
    of_many = found.respondent_kind is not RespondentKind.INDIVIDUAL
    whole = replace(
        _answer(found, form, (codings_of([found])[found.id], translating.beside_one(found)), ""),
        voice=arrivals.voice_of(found.id) if of_many else None,
        files=arrivals.files_of(found.id),
        parent=parent_of(found),
    )
    return _with_films(whole)


def _with_films(one: Answer) -> Answer:
    """The same, with films beside the questions they answer and scans left out."""
    films: dict[str, list[ResponseFile]] = {}
    for each in one.files:
        if each.is_film:
            films.setdefault(each.question_key, []).append(each)
    one = replace(
        one,
        films=films,
        files=[each for each in one.files if each.use is not FileUse.SCAN and not each.is_film],
        signed=[each for each in one.chosen if each.question.key in films],
        chosen=[each for each in one.chosen if each.question.key not in films],
        typed_by=arrivals.typed_by(one.response.id) if "" in films else "",
    )
    signed = translating.beside_films(one.response, one.beside) if one.signed else one.beside
    return replace(one, beside=signed)


def _answer(
    response: Response,
    form: Questionnaire,
    beside: tuple[Mapping[str, list[Coding]], Beside],
    only: str,
) -> Answer:
    codings, translations = beside
    said = [
        Said(question, text, codings.get(question.key, []))
        for question in form.questions
        if (text := rules.answered(question, response.answers)) and only in {"", question.key}
    ]
    return Answer(
        response,
        words=[each for each in said if each.question.kind.is_text],
        chosen=[each for each in said if not each.question.kind.is_text],
        beside=translations,
    )


def waiting(consultation_id: UUID) -> int:
    """How many answers nobody has read or tagged yet; a changed answer waits again."""
    wanted = select(func.count()).select_from(Response)
    return db.session.scalar(wanted.where(_of(consultation_id), is_waiting())) or 0


def first_waiting(consultation_id: UUID) -> UUID | None:
    """The answer that has waited longest, sought among all; None when all were read."""
    wanted = select(Response.id).where(_of(consultation_id), is_waiting())
    return db.session.scalar(wanted.order_by(Response.submitted_at, Response.id).limit(1))


def next_waiting(consultation_id: UUID) -> UUID | None:
    """The answer that has waited longest; None when all were read.

    Of a consultation with many answers it is sought from where the last tally found the first.
    """
    kept = tally(consultation_id)
    if kept is None:
        return first_waiting(consultation_id)
    found = Stretch((), None)
    where = [may_be_read(), is_waiting()]
    begin = kept.first_waiting
    while begin and not found.keys:
        found = stretch(consultation_id, where, size=1, after=found.after, begin=begin)
        begin = found.after
    return next(iter(found.keys), None)


def waiting_for(account: Account, roles: frozenset[Role]) -> list[Waiting]:
    """The consultations with answers to read, for leads and analysts. At most three statements."""
    del account
    if roles.isdisjoint({Role.ENGAGEMENT_LEAD, Role.ANALYST}):
        return []
    wanted = (
        select(Consultation.id, Consultation.slug, Wording.text)
        .outerjoin(Wording, IS_TITLE)
        .where(Consultation.stage.in_([Stage.OPEN, Stage.CLOSED, Stage.ANALYSING]))
        .order_by(Consultation.closes_on, Consultation.slug)
    )
    asked = db.session.execute(wanted).all()
    left = _waiting_by([row[0] for row in asked])
    return [
        Waiting(
            title=title or slug,
            what=_d("Answers waiting to be read: %(number)s.", number=left[key]),
            endpoint="analysis_desk.overview",
            values={"slug": slug},
        )
        for key, slug, title in asked
        if left.get(key)
    ]


def _waiting_by(keys: Sequence[UUID]) -> dict[UUID, int]:
    """How many answers wait in each consultation: by its tally, or counted now. Two statements."""
    kept = {key: each.numbers["waiting"] for key, each in tallies(keys).items()}
    counted = (
        select(Response.consultation_id, func.count())
        .where(Response.consultation_id.in_([key for key in keys if key not in kept]))
        .where(may_be_read(), is_waiting())
        .group_by(Response.consultation_id)
        .order_by(Response.consultation_id)
    )
    return kept | {row[0]: row[1] for row in db.session.execute(counted)}
