"""What there is to translate of a consultation or a programme, and what is missing where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, select, union_all

from engage.consultations import queries, rules
from engage.consultations.models import (
    Choice,
    Consultation,
    ConsultationFormat,
    Format,
    FormatMedia,
    Notice,
    Option,
    Paper,
    Question,
    QuestionPage,
    Stage,
)
from engage.consultations.queries import formats, launch, programmes, sources
from engage.consultations.rules import formats as format_rules
from engage.consultations.rules import translating
from engage.core.clock import now
from engage.core.db import db
from engage.core.i18n import SHIPPED, SOURCE
from engage.core.pages import Page
from engage.languages import rules as language_rules
from engage.languages.models import Wording
from engage.languages.queries.bench import Work
from engage.languages.rules import State, Target
from engage.publishing import queries as publishing

AT_ONCE = 20
OVER = (Stage.ARCHIVED, Stage.WITHDRAWN)
Counts = dict[State, int]


def work(what: str, slug: str) -> Work:
    """What there is to translate of a consultation or a programme. Raises NotFound."""
    return _programme(slug) if what == "programmes" else of_consultation(queries.by_slug(slug))


def of_consultation(consultation: Consultation) -> Work:
    """Every text of a consultation, the notes to the public too. At most five statements.

    What the public reads in plain words changes there only as a correction. Easy Read may be
    written while people can answer in it: they go on reading what was checked last. Then it stays.
    """
    made = sources.shape(consultation)
    wanted = select(Notice).where(Notice.consultation_id == consultation.id).order_by(Notice.id)
    parts = translating.launch_sections(
        consultation, made.options, made.papers, made.pages, made.pictures
    )
    notes = translating.notice_section(db.session.scalars(wanted).all())
    edition = consultation.edition_id
    public = publishing.offered(edition) if edition else ()
    easy = next((each for each in made.formats if each.format is Format.EASY_READ), None)
    stays = not format_rules.may_change(consultation, easy, now())
    return Work(
        consultation,
        consultation.slug,
        [*parts, notes],
        translating.targets(consultation, [code for row in made.formats for code in row.languages]),
        frozenset(Target(*each) for each in public if stays or not each[1]),
    )


def format_states(work: Work) -> list[formats.State]:
    """How far each promised format of a consultation is; nothing for a programme."""
    about = work.about
    return formats.states(sources.source(about)) if isinstance(about, Consultation) else []


def _programme(slug: str) -> Work:
    row = programmes.by_slug(slug)
    for_all = [Target(code) for code in SHIPPED if code != SOURCE]
    return Work(row, slug, translating.programme_sections(row), for_all)


@dataclass(frozen=True)
class GridLine:
    """A consultation, its stage, and how its texts stand in each language and format."""

    consultation: Consultation
    title: str
    stage: Stage
    counts: Mapping[Target, Counts]


def grid(number: int) -> Page[GridLine]:
    """What is missing, by language and format: consultations that promise more than English.

    Those that are over are left out; the next to open first. Three statements.
    """
    wanted = (
        select(Consultation, ConsultationFormat.languages)
        .outerjoin(ConsultationFormat, _is_easy_read())
        .where(Consultation.stage.not_in(OVER))
        .order_by(Consultation.opens_on.desc(), Consultation.slug)
    )
    rows = db.session.execute(wanted).all()
    promised = [(row, translating.targets(row, easy or ())) for row, easy in rows]
    offered = [(row, targets) for row, targets in promised if targets]
    shown = offered[(number - 1) * AT_ONCE : number * AT_ONCE]
    return Page(_lines(shown), number, AT_ONCE, len(offered))


def _is_easy_read() -> Any:
    return and_(
        ConsultationFormat.consultation_id == Consultation.id,
        ConsultationFormat.format == Format.EASY_READ,
    )


def _lines(rows: Sequence[tuple[Consultation, list[Target]]]) -> list[GridLine]:
    titles = launch.titles([row for row, _targets in rows])
    texts = _by_consultation([row.id for row, _targets in rows])
    return [
        GridLine(
            row,
            titles[row.id],
            rules.stage_in_force(row, now()),
            {each: _states(texts[row.id].values(), each) for each in targets},
        )
        for row, targets in rows
    ]


def _by_consultation(ids: Sequence[UUID]) -> dict[UUID, dict[Any, dict[Target, Any]]]:
    """Every text by consultation, by what it is of, and by target. One statement."""
    texts: dict[UUID, dict[Any, dict[Target, Any]]] = {each: {} for each in ids}
    for row in db.session.execute(_texts(ids)):
        of = texts[row.about].setdefault((row.subject_kind, row.subject_id, row.field), {})
        of[Target(row.language, row.variant)] = row
    return texts


def _states(texts: Iterable[Mapping[Target, Any]], target: Target) -> Counts:
    source = target.source
    return language_rules.counts(
        language_rules.state_of(each.get(target), each[source].text)
        for each in texts
        if source in each and each[source].text
    )


def _texts(ids: Sequence[UUID]) -> Select[Any]:
    """Every text of some consultations, with the consultation it is of.

    Of a translation only its beginning: whether there is one.
    """
    subjects = _subjects(ids)
    said = case((Wording.language == SOURCE, Wording.text), else_=func.substr(Wording.text, 1, 1))
    return (
        select(
            subjects.c.about,
            Wording.subject_kind,
            Wording.subject_id,
            Wording.field,
            Wording.language,
            Wording.variant,
            said.label("text"),
            Wording.source_hash,
            Wording.made_by,
            Wording.checked_by,
        )
        .join(subjects, subjects.c.subject == Wording.subject_id)
        .order_by(Wording.subject_id, Wording.field)
    )


def _subjects(ids: Sequence[UUID]) -> Any:
    """Every row with texts of some consultations: (consultation, row)."""
    about = QuestionPage.consultation_id
    asked = select(about.label("about"), Question.id.label("subject")).join(
        QuestionPage, QuestionPage.id == Question.page_id
    )
    chosen = (
        select(about.label("about"), Choice.id.label("subject"))
        .join(Question, Question.id == Choice.question_id)
        .join(QuestionPage, QuestionPage.id == Question.page_id)
    )
    of_rows = [
        select(model.consultation_id.label("about"), model.id.label("subject")).where(
            model.consultation_id.in_(ids)
        )
        for model in (Option, Paper, QuestionPage, Notice)
    ]
    own = select(Consultation.id.label("about"), Consultation.id.label("subject"))
    return union_all(
        own.where(Consultation.id.in_(ids)),
        *of_rows,
        asked.where(about.in_(ids)),
        chosen.where(about.in_(ids)),
        _pictures(ids),
    ).subquery()


def _pictures(ids: Sequence[UUID]) -> Any:
    """What stands beside the words of formats: (consultation, row)."""
    about = ConsultationFormat.consultation_id
    return (
        select(about.label("about"), FormatMedia.id.label("subject"))
        .join(FormatMedia, FormatMedia.format_id == ConsultationFormat.id)
        .where(about.in_(ids))
    )
