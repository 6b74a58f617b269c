"""Numbers to show: exact ones of work, for staff; all others as tables made safe by figures."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, select

from engage.analysis import rules
from engage.analysis.models import Tally, Theme
from engage.analysis.queries import labels
from engage.analysis.queries.answers import is_waiting, waiting
from engage.analysis.queries.tallies import MANY_ANSWERS, tally
from engage.analysis.queries.themes import (
    ThemeLine,
    people_about,
    public_name,
    theme_lines,
)
from engage.analysis.queries.voices import VoiceResult, told_apart
from engage.consultations.models import Consultation
from engage.consultations.rules import Questionnaire
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import SOURCE
from engage.figures import queries as figures
from engage.figures import rules as door
from engage.figures.models import Segment, Snapshot
from engage.figures.rules import Cell, Counts, Mode, Note, SafeTable
from engage.languages import queries as languages
from engage.languages.rules import Words
from engage.responses import queries as responses
from engage.responses.models import (
    Channel,
    ImportBatch,
    RespondentKind,
    Response,
    ResponseState,
)
from engage.responses.queries import arrivals

NO_PERCENTAGES = (Note.CARE, Note.NO_PERCENTAGES)
"""Notes that a page without percentages has no use for."""

SECONDS_BETWEEN = 600
"""A consultation of many answers is counted anew at most this often."""


@dataclass(frozen=True)
class Work:
    """How much there is to read, exact, for staff: totals by day, channel and language."""

    total: int
    in_time: int
    late: int
    by_day: Mapping[date, int]
    by_channel: Mapping[Channel, int]
    by_language: Mapping[str, int]
    by_variant: Mapping[str, int]
    own_time: int


def work_of(counts: Iterable[responses.WorkCount]) -> Work:
    """Add work counts up: days with the newest first, the others with the most first."""
    kept = list(counts)
    days, channels, spoken = Counter[date](), Counter[Channel](), Counter[str]()
    formats = Counter[str]()
    for each in kept:
        days[each.day] += each.count
        channels[each.channel] += each.count
        spoken[each.language] += each.count
        formats[each.variant] += each.count
    return Work(
        total=sum(each.count for each in kept),
        in_time=sum(each.count for each in kept if not each.late),
        late=sum(each.count for each in kept if each.late),
        by_day=dict(sorted(days.items(), reverse=True)),
        by_channel=dict(channels.most_common()),
        by_language=dict(spoken.most_common()),
        by_variant=dict(formats.most_common()),
        own_time=sum(each.count for each in kept if each.own_time),
    )


@dataclass(frozen=True)
class Overview:
    """What the lead sees first: what is left to read; numbers behind one door."""

    work: Work
    waiting: int
    minutes_left: int
    themes: list[ThemeLine]
    areas: SafeTable | None
    area_notes: tuple[str, ...]
    area_labels: Mapping[str, str]
    since: int
    kept: Tally | None


def mode_of(consultation: Consultation) -> Mode:
    """The consultation's one way of hiding small numbers."""
    return Mode(consultation.disclosure_mode.value)


def overview(consultation: Consultation) -> Overview:
    """The work left and done, exact; areas as a safe table. At most eight statements.

    `since` is how many answers the safe numbers do not hold yet (below nought where people took
    back their answers). `kept`: what the worker counted, where there are many answers.
    """
    kept = tally(consultation.id)
    work = work_of(_work(kept) if kept else responses.work_counts(consultation.id))
    left = kept.numbers["waiting"] if kept else waiting(consultation.id)
    people = kept.numbers["people"] if kept else arrivals.people_counted(consultation.id)
    areas = figures.lists(consultation.id, {"area": ()}, mode=mode_of(consultation))
    return Overview(
        work=work,
        waiting=left,
        minutes_left=left * rules.MINUTES_AN_ANSWER,
        themes=theme_lines(consultation.id, kept),
        areas=areas.get("area"),
        area_notes=areas["area"].said(*NO_PERCENTAGES) if areas else (),
        area_labels=labels.of_areas(SOURCE) if areas else {},
        since=people - figures.rows_counted(consultation.id),
        kept=kept,
    )


def _work(kept: Tally) -> list[responses.WorkCount]:
    return [responses.work_count(row) for row in kept.numbers["work"]]


def everything(consultation_id: UUID) -> dict[str, Any]:
    """All numbers of a consultation that a tally keeps, counted now: plain data by name."""
    lines = theme_lines(consultation_id)
    return {
        **_progress(consultation_id),
        "work": [responses.plain_count(each) for each in responses.work_counts(consultation_id)],
        "waiting": waiting(consultation_id),
        "themes": {str(line.theme.id): [line.people, line.voices] for line in lines},
        "about": dict(people_about(consultation_id)),
    }


def title_of(consultation: Consultation) -> str:
    """The title of a consultation in English; its slug where none was written."""
    words = languages.words("consultation", [consultation.id], SOURCE)
    return languages.name(words, consultation.id, "title").text or consultation.slug


@dataclass(frozen=True)
class Comparison:
    """A question by a group: the table, or the sentence that says why there is none."""

    questions: list[tuple[str, str]]
    groups: list[tuple[str, str]]
    question: str
    by: str
    table: SafeTable | None
    why_not: str
    row_labels: Mapping[str, str]
    column_labels: Mapping[str, str]


def comparison(
    consultation: Consultation, form: Questionnaire, question: str, by: str
) -> Comparison:
    """A closed question against a group that people told us about, small numbers hidden.

    Empty or unknown keys give no table and no sentence. Staff see the same numbers as the public.
    """
    asked = {each.key: each for each in rules.closed_questions(form)}
    groups = labels.groups()
    table, why_not = None, ""
    rows: Mapping[str, str] = {}
    columns: Mapping[str, str] = {}
    if question in asked and by in groups:
        rows, columns = labels.of_question(asked[question]), labels.of_group(by, SOURCE)
        table, why_not = _crossed(consultation, (question, rows), (by, columns))
    return Comparison(
        questions=[(key, each.label) for key, each in asked.items()],
        groups=list(groups.items()),
        question=question,
        by=by,
        table=table,
        why_not=why_not,
        row_labels=rows,
        column_labels=columns,
    )


def _crossed(
    consultation: Consultation,
    row: tuple[str, Mapping[str, str]],
    column: tuple[str, Mapping[str, str]],
) -> tuple[SafeTable | None, str]:
    try:
        table = figures.cross_tab(
            consultation.id,
            row[0],
            column[0],
            mode=mode_of(consultation),
            row_codes=labels.codes(row[1]),
            column_codes=labels.fixed_codes(column[0], column[1]),
        )
    except RuleBroken as refused:
        return None, str(refused)
    return table, ""


@dataclass(frozen=True)
class ThemeResult:
    """A theme as the public reads it, and how many people spoke of it."""

    id: UUID
    name: Words
    people: Cell
    share: str


@dataclass(frozen=True)
class QuestionResult:
    """A closed question as the public reads it: its table and the words of its codes."""

    key: str
    label: str
    table: SafeTable
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Results:
    """What people said, in numbers that may leave the house. `voices` are counted apart."""

    people: Cell
    voices: list[VoiceResult]
    late: Cell | None
    read: bool
    spoken_of: list[tuple[UUID, Words]]
    themes: list[ThemeResult]
    theme_notes: tuple[str, ...]
    questions: list[QuestionResult]
    question_notes: tuple[str, ...]
    language: str


def results(consultation: Consultation, form: Questionnaire, language: str) -> Results:
    """Themes and closed questions of a consultation that has closed. At most six statements.

    Percentages are of single people; groups and organisations are told apart (settled 28).
    """
    kept = tally(consultation.id)
    progress = kept.numbers if kept else _progress(consultation.id)
    total, mode = progress["people"], mode_of(consultation)
    read = rules.themes_are_public(consultation.stage, progress["left"])
    lines = theme_lines(consultation.id, kept) if read else []
    counts = {str(line.theme.id): line.people for line in lines}
    table = door.protect(Counts.one_way(counts, axis="theme", people=total), mode)
    asked = _questions(consultation.id, form, mode)
    notes = [note for each in asked for note in each.table.said(*NO_PERCENTAGES)]
    return Results(
        people=table.grand_total,
        voices=told_apart(progress["voices"], mode),
        late=door.protect_part(progress["late"], total, mode),
        read=read,
        spoken_of=[] if read else _spoken_of(consultation.id, language),
        themes=_themes(lines, table, language),
        theme_notes=table.said(Note.MANY, *NO_PERCENTAGES),
        questions=asked,
        question_notes=tuple(dict.fromkeys(notes)),
        language=form.language,
    )


def _progress(consultation_id: UUID) -> dict[str, Any]:
    """How many people count, answers wait, people were late; voices apart. One statement.

    In the shape in which a tally keeps them.
    """
    person, once = arrivals.counts_as_person(), arrivals.counts_once()
    sums = [
        func.sum(case((each, number), else_=0))
        for each, number in (
            (person, 1),
            (is_waiting(), 1),
            (and_(person, Response.late), 1),
            (once, 1),
            (once, func.coalesce(Response.speaks_for, 0)),
        )
    ]
    wanted = (
        select(Response.respondent_kind, *sums)
        .where(
            Response.consultation_id == consultation_id, Response.state == ResponseState.SUBMITTED
        )
        .group_by(Response.respondent_kind)
        .order_by(Response.respondent_kind)
    )
    rows = db.session.execute(wanted).all()
    apart = {row[0].value: list(row[4:]) for row in rows if row[4]}
    apart.pop(RespondentKind.INDIVIDUAL.value, None)
    people, left, late = (sum(row[place] for row in rows) for place in (1, 2, 3))
    return {"people": people, "left": left, "late": late, "voices": apart}


def _spoken_of(consultation_id: UUID, language: str) -> list[tuple[UUID, Words]]:
    """Themes that a published report speaks of before all is read: names, without numbers."""
    wanted = select(Theme).where(
        Theme.consultation_id == consultation_id, Theme.shown_on.is_not(None)
    )
    themes = db.session.scalars(wanted.order_by(Theme.position, Theme.name)).all()
    names = languages.words("theme", [theme.id for theme in themes], language) if themes else {}
    return [(theme.id, public_name(names, theme)) for theme in themes]


def _themes(lines: list[ThemeLine], table: SafeTable, language: str) -> list[ThemeResult]:
    names = languages.words("theme", [line.theme.id for line in lines], language) if lines else {}
    cells = [(line.theme, table.cell(str(line.theme.id))) for line in lines if line.people]
    return [
        ThemeResult(
            theme.id, public_name(names, theme), cell, door.quantity_words(cell, table.grand_total)
        )
        for theme, cell in sorted(cells, key=lambda each: _place(each[1]))
    ]


def _place(cell: Cell) -> int:
    """Where a number stands in a list: by what is shown, so that the order tells nothing more."""
    return -cell.number if isinstance(cell, door.Shown) else 1


def _questions(consultation_id: UUID, form: Questionnaire, mode: Mode) -> list[QuestionResult]:
    asked = rules.closed_questions(form)
    said = {each.key: labels.of_question(each) for each in asked}
    wanted = {key: labels.codes(words) for key, words in said.items()}
    tables = figures.lists(consultation_id, wanted, mode=mode)
    return [
        QuestionResult(each.key, each.label, tables[each.key], said[each.key])
        for each in asked
        if each.key in tables
    ]


_A_WHILE = timedelta(minutes=2)
"""How long a transaction may take: what it wrote may carry an earlier moment than its end."""


def stale(at: datetime) -> list[Consultation]:
    """The consultations whose answers changed since their numbers were made.

    One of many answers waits ten minutes between two countings, and is never counted to find out.
    `at` is now.
    """
    wanted = (
        select(Consultation, _last_change(), _rows(), Snapshot.changed_at)
        .outerjoin(Snapshot, Snapshot.consultation_key == Consultation.id)
        .where(Consultation.edition_id.is_not(None))
        .order_by(Consultation.slug)
    )
    rows = db.session.execute(wanted).unique().all()
    return [consultation for consultation, *facts in rows if _is_stale(at, consultation, *facts)]


def _last_change() -> Any:
    """When an answer of a consultation last changed, or an import of it was undone."""
    answer = select(func.max(Response.changed_at))
    batch = select(func.max(ImportBatch.changed_at))
    return case(
        (
            batch.where(ImportBatch.consultation_id == Consultation.id).scalar_subquery()
            > answer.where(Response.consultation_id == Consultation.id).scalar_subquery(),
            batch.where(ImportBatch.consultation_id == Consultation.id).scalar_subquery(),
        ),
        else_=answer.where(Response.consultation_id == Consultation.id).scalar_subquery(),
    )


def _rows() -> Any:
    """How many people the numbers of a consultation hold."""
    wanted = select(func.sum(Segment.rows)).where(Segment.snapshot_id == Snapshot.id)
    return wanted.scalar_subquery()


def _is_stale(
    at: datetime,
    consultation: Consultation,
    changed: datetime | None,
    rows: int | None,
    counted: datetime | None,
) -> bool:
    if changed is None or counted is None:
        return changed is not None
    if (rows or 0) < MANY_ANSWERS:
        return changed > counted or arrivals.people_counted(consultation.id) != rows
    return changed > counted - _A_WHILE and (at - counted).total_seconds() > SECONDS_BETWEEN
