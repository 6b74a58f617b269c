"""What staff have written for one report, what is missing, and the documents made of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import lazyload

from engage.analysis import queries as analysis
from engage.analysis.models import Tally, Theme
from engage.audit import queries as audit
from engage.audit.models import Action
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.core.clock import today
from engage.core.db import Base, db
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE
from engage.core.text import fingerprint
from engage.figures import queries as figures
from engage.figures.models import Snapshot
from engage.languages import queries as languages
from engage.publishing.rules import Gate
from engage.reading import queries as reading
from engage.reports import rules
from engage.reports.models import (
    BOARD_COMMENT,
    STATEMENT_FIELDS,
    Promise,
    Report,
    ReportKind,
    Statement,
)
from engage.reports.queries import quotes
from engage.reports.queries.quotes import QuoteRow
from engage.reports.queries.written import Texts, Written, gaps, texts_of
from engage.responses.models import Response
from engage.responses.queries.arrivals import counts_as_person, people_counted


@dataclass(frozen=True)
class Source(Written):
    """One report as staff see it: its rows, and every text by (kind, id, field, language).

    `people` are those behind each theme, `everyone` who answered and `late` those of them who
    came after closing, exact: of the day it was published, else of today. They are single people;
    groups and organisations are counted apart (settled 28). A final report has no statements: it
    tells of all `themes`.
    """

    report: Report
    consultation: Consultation
    statements: Sequence[Statement]
    promises: Mapping[UUID, Promise]
    texts: Texts
    people: Mapping[UUID, int]
    everyone: int
    late: int
    themes: Sequence[Theme] = ()
    quotes: Sequence[QuoteRow] = ()

    @cached_property
    def snapshot(self) -> Snapshot | None:
        """What the numbers of the consultation are counted from, read once for a page."""
        return figures.snapshot(self.consultation.id)

    @property
    def parts(self) -> Sequence[tuple[Base, Sequence[str]]]:
        """The report and its statements, each with its fields."""
        lines = [(each, STATEMENT_FIELDS) for each in self.statements]
        return [(self.report, self.report.fields), *lines]

    def statement(self, statement_id: UUID) -> Statement:
        """One statement of the report. Raises NotFound."""
        for each in self.statements:
            if each.id == statement_id:
                return each
        raise NotFound

    def promise(self, row: Statement) -> Promise:
        """The promise of a statement. Raises NotFound where it makes none."""
        if row.id not in self.promises:
            raise NotFound
        return self.promises[row.id]

    @property
    def comment_version(self) -> int:
        """A number that moves when the board's comment is saved in any language. From 1."""
        about = ("report", self.report.id, BOARD_COMMENT)
        return 1 + sum(row.version for key, row in self.texts.items() if key[:3] == about)

    @property
    def text_hash(self) -> str:
        """The fingerprint of the text that the reading panel signs."""
        return fingerprint(self.panel_text)

    @property
    def panel_text(self) -> str:
        """The exact text that the reading panel signs."""
        said = [self.words(each) for each in self.statements]
        return rules.panel_text(self.words(self.report), said)


def _with_consultation() -> Select[Report, Consultation]:
    joined = select(Report, Consultation).join(
        Consultation, Consultation.id == Report.consultation_id
    )
    return joined.options(lazyload(Consultation.areas))


def slug_is_taken(slug: str) -> bool:
    """Whether a report has this slug."""
    return db.session.scalar(select(Report.id).where(Report.slug == slug)) is not None


def source_of(slug: str) -> Source:
    """The report with this slug. At most five statements. Raises NotFound."""
    wanted = quotes.with_quotes(_with_consultation().where(Report.slug == slug))
    found = db.session.execute(wanted).all()
    if not found:
        raise NotFound
    return source(found[0][0], found[0][1], quotes.rows(each[2:] for each in found))


def source(
    report: Report,
    consultation: Consultation | None = None,
    quoted: Sequence[QuoteRow] | None = None,
) -> Source:
    """The rows, texts and numbers a report is made of. At most seven statements."""
    consultation = consultation or consultations.by_id(report.consultation_id)
    rows = [] if report.is_final else _lines(report.id)
    statements = [row[0] for row in rows]
    numbers = _numbers(report, statements)
    themes = numbers.themes if report.is_final else []
    about = [each for each in (report.id, report.board_id, consultation.id) if each]
    about += [each for row in statements for each in (row.id, row.theme_id)]
    return Source(
        report,
        consultation,
        statements,
        {row[0].id: row[1] for row in rows if row[1]},
        texts_of([*about, *(theme.id for theme in themes)]),
        numbers.people,
        numbers.everyone,
        numbers.late,
        themes,
        quotes.of_report(report.id) if quoted is None else quoted,
    )


def _lines(report_id: UUID) -> Sequence[Any]:
    """The statements of a report in their order, each with its promise."""
    wanted = (
        select(Statement, Promise)
        .outerjoin(Promise, Promise.statement_id == Statement.id)
        .where(Statement.report_id == report_id)
        .order_by(Statement.position)
    )
    return db.session.execute(wanted).all()


@dataclass(frozen=True)
class _Numbers:
    """Exact numbers of people, and the themes in their order where they were looked at."""

    people: Mapping[UUID, int]
    everyone: int
    late: int
    themes: Sequence[Theme]


def _numbers(report: Report, statements: Sequence[Statement]) -> _Numbers:
    if report.people is not None:
        of_themes = {each.theme_id: each.people or 0 for each in statements}
        themes = analysis.themes(report.consultation_id) if report.is_final else ()
        return _Numbers(of_themes, report.people, report.late or 0, themes)
    kept = analysis.tally(report.consultation_id)
    lines = analysis.theme_lines(report.consultation_id, kept)
    people = {line.theme.id: line.people for line in lines}
    everyone, late = _people(report.consultation_id, kept)
    return _Numbers(people, everyone, late, [line.theme for line in lines])


def _people(consultation_id: UUID, kept: Tally | None) -> tuple[int, int]:
    """How many people count now, and how many of them were late."""
    if kept:
        return kept.numbers["people"], kept.numbers["late"]
    came_late = func.sum(case((Response.late, 1), else_=0))
    wanted = select(func.count(Response.id), came_late).where(
        Response.consultation_id == consultation_id, counts_as_person()
    )
    everyone, late = db.session.execute(wanted).one()
    return everyone, late or 0


def people_now(consultation_id: UUID) -> int:
    """How many people count today, exact; of many, as the worker counted them last."""
    kept = analysis.tally(consultation_id)
    return int(kept.numbers["people"]) if kept else people_counted(consultation_id)


@dataclass(frozen=True)
class ThemeChoice:
    """A theme that a statement may answer, with how many people are behind it, exact."""

    id: UUID
    name: str
    people: int


def theme_choices(made: Source) -> list[ThemeChoice]:
    """The themes of a draft's consultation that people talked about, most people first."""
    themes = analysis.themes(made.consultation.id)
    choices = [
        ThemeChoice(each.id, each.name, made.people[each.id])
        for each in themes
        if made.people.get(each.id)
    ]
    return sorted(choices, key=lambda each: -each.people)


def gates(made: Source, publisher: UUID | None = None) -> list[Gate]:
    """The gates of a report as things stand; with a publisher, also whether they may be it."""
    if made.report.is_final:
        return _final_gates(made, publisher)
    facts = rules.Facts(
        statements=len(made.statements),
        without_evidence=sum(not made.people.get(each.theme_id) for each in made.statements),
        gaps=_gaps(made),
        authors=[made.report.created_by, *(each.written_by for each in made.statements)],
        publisher=publisher,
        signed=_signed(made),
        commented=bool(made.said("report", made.report.id, BOARD_COMMENT)),
        quotes_lost=_quotes_lost(made),
    )
    return rules.gates(facts)


def _final_gates(made: Source, publisher: UUID | None) -> list[Gate]:
    facts = rules.FinalFacts(
        words=made.words(made.report),
        counted=made.report.published
        or figures.rows_counted(made.consultation.id, made.snapshot) == made.everyone,
        gaps=_gaps(made),
        authors=_writers(made.report),
        publisher=publisher,
        signed=_signed(made),
        quotes_lost=_quotes_lost(made),
    )
    return rules.final_gates(facts)


def _quotes_lost(made: Source) -> int:
    """Quotes that may not be shown; of a published report the page itself says which."""
    return 0 if made.report.published else quotes.lost(made.quotes)


def _gaps(made: Source) -> int:
    return sum(len(each) for each in gaps(made).values())


def _signed(made: Source) -> bool:
    return reading.panel_state("report", made.report.id, made.text_hash).signed


def _writers(report: Report) -> set[UUID]:
    """Who wrote any of its English words: the history knows."""
    return {report.created_by} | {
        entry.actor_id
        for entry in audit.history(report.id)
        if entry.action is Action.WORDS_CHANGED
        and entry.details["language"] == SOURCE
        and entry.actor_id
    }


def missed(gates_now: Sequence[Gate]) -> list[str]:
    """The names of the courtesies that were missed; the page says them in the reader's language."""
    return [gate.name for gate in gates_now if not gate.stops and not gate.passed]


@dataclass(frozen=True)
class Work:
    """A report in a staff list: its title, how many statements it has and when it is due."""

    report: Report
    title: str
    due_on: date
    days_late: int


def all_reports(boards: set[UUID | None]) -> list[Work]:
    """The reports of some boards, newest first; None among them stands for all boards."""
    wanted = _with_consultation().where(Report.kind == ReportKind.YOU_SAID_WE_DID)
    if None not in boards:
        wanted = wanted.where(Report.board_id.in_(boards))
    return _work(wanted)


def every_report() -> list[Work]:
    """The reports of every kind, newest first."""
    return _work(_with_consultation())


def _work(wanted: Select[Report, Consultation]) -> list[Work]:
    rows = db.session.execute(wanted.order_by(Report.id.desc())).all()
    titles = languages.words("report", [report.id for report, _consultation in rows], SOURCE)
    return [
        Work(
            report,
            str(languages.name(titles, report.id, "title")),
            rules.response_due(consultation.closes_on),
            rules.days_late(consultation.closes_on, report.published_on or today()),
        )
        for report, consultation in rows
    ]


def without_report(at: datetime) -> list[tuple[Consultation, str]]:
    """The closed consultations that still lack a report of some kind, with their titles."""
    kinds = select(Report.consultation_id, Report.kind).distinct()
    have = {tuple(row) for row in db.session.execute(kinds.order_by(*kinds.selected_columns))}
    wanted = select(Consultation).options(lazyload(Consultation.areas))
    rows = db.session.scalars(wanted.order_by(Consultation.closes_on.desc(), Consultation.slug))
    closed = [row for row in rows if rules.has_closed(row, at) and _lacks(row, have)]
    titles = languages.words("consultation", [row.id for row in closed], SOURCE)
    return [(row, str(languages.name(titles, row.id, "title"))) for row in closed]


def _lacks(row: Consultation, have: Collection[tuple[Any, ...]]) -> bool:
    """Whether a report of some kind is still to be written; one without a board has one kind."""
    told = (row.id, ReportKind.YOU_SAID_WE_DID) in have or row.board_id is None
    return not told or (row.id, ReportKind.FINAL) not in have


def final_report(consultation_id: UUID) -> Report | None:
    """The final report of a consultation, draft or not."""
    wanted = select(Report).where(
        Report.consultation_id == consultation_id, Report.kind == ReportKind.FINAL
    )
    return db.session.scalars(wanted).first()
