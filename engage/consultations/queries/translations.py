"""What there is to translate of a consultation or a programme, and what is missing where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select, union_all

from engage.consultations import queries, rules
from engage.consultations.models import (
    Choice,
    Consultation,
    Notice,
    Option,
    Paper,
    Question,
    QuestionPage,
    Stage,
)
from engage.consultations.queries import formats, launch, programmes, sources
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


def targets(consultation: Consultation) -> list[Target]:
    """The languages that a consultation promises besides English."""
    return [Target(code) for code in consultation.languages if code != SOURCE]


def work(what: str, slug: str) -> Work:
    """What there is to translate of a consultation or a programme. Raises NotFound."""
    return _programme(slug) if what == "programmes" else of_consultation(queries.by_slug(slug))


def of_consultation(consultation: Consultation) -> Work:
    """Every text of a consultation, the notes to the public too. At most five statements.

    What the public reads in a language changes there only as a correction.
    """
    made = sources.shape(consultation)
    wanted = select(Notice).where(Notice.consultation_id == consultation.id).order_by(Notice.id)
    parts = translating.launch_sections(consultation, made.options, made.papers, made.pages)
    notes = translating.notice_section(db.session.scalars(wanted).all())
    edition = consultation.edition_id
    fixed = publishing.offered(edition) if edition else ()
    return Work(
        consultation,
        consultation.slug,
        [*parts, notes],
        targets(consultation),
        frozenset(Target(*each) for each in fixed),
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
    """A consultation, its stage, and how its texts stand in each language that it promises."""

    consultation: Consultation
    title: str
    stage: Stage
    counts: Mapping[Target, Counts]


def grid(number: int) -> Page[GridLine]:
    """What is missing, by language: consultations that promise more than English.

    Those that are over are left out; the next to open first. Three statements.
    """
    wanted = select(Consultation).where(Consultation.stage.not_in(OVER))
    rows = db.session.scalars(wanted.order_by(Consultation.opens_on.desc(), Consultation.slug))
    offered = [row for row in rows if targets(row)]
    shown = offered[(number - 1) * AT_ONCE : number * AT_ONCE]
    return Page(_lines(shown), number, AT_ONCE, len(offered))


def _lines(rows: Sequence[Consultation]) -> list[GridLine]:
    titles = launch.titles(rows)
    counts = _counts(rows)
    return [
        GridLine(row, titles[row.id], rules.stage_in_force(row, now()), counts[row.id])
        for row in rows
    ]


def _counts(rows: Sequence[Consultation]) -> dict[UUID, dict[Target, Counts]]:
    """How texts stand, by consultation and target. One statement."""
    texts: dict[UUID, dict[Any, dict[Target, Any]]] = {row.id: {} for row in rows}
    for row in db.session.execute(_texts([row.id for row in rows])):
        of = texts[row.about].setdefault((row.subject_kind, row.subject_id, row.field), {})
        of[Target(row.language, row.variant)] = row
    return {
        row.id: {target: _states(texts[row.id].values(), target) for target in targets(row)}
        for row in rows
    }


def _states(texts: Iterable[Mapping[Target, Any]], target: Target) -> Counts:
    source = Target(SOURCE)
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
    english = (Wording.language == SOURCE) & (Wording.variant == "")
    said = case((english, Wording.text), else_=func.substr(Wording.text, 1, 1))
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
    ).subquery()
