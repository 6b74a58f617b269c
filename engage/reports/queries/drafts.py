"""What staff have written for one report, what is missing, and the documents made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from engage.analysis import queries as analysis
from engage.analysis.models import Theme
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.core.clock import today
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE
from engage.core.text import fingerprint
from engage.languages import queries as languages
from engage.languages import rules as language_rules
from engage.languages.models import Wording
from engage.publishing.rules import Gate
from engage.reading import queries as reading
from engage.reports import rules
from engage.reports.models import (
    BOARD_COMMENT,
    REPORT_FIELDS,
    STATEMENT_FIELDS,
    Promise,
    Report,
    Statement,
)
from engage.responses.models import Response, ResponseState


@dataclass(frozen=True)
class Source:
    """One report as staff see it: its rows, and every text by (kind, id, field, language)."""

    report: Report
    consultation: Consultation
    statements: Sequence[Statement]
    promises: Mapping[UUID, Promise]
    texts: Mapping[tuple[str, UUID, str, str], Wording]

    def said(self, kind: str, subject: UUID, field: str, language: str = SOURCE) -> str:
        """One text; in English where the language has none; empty where nothing was written."""
        row = self.texts.get((kind, subject, field, language)) or self.texts.get(
            (kind, subject, field, SOURCE)
        )
        return row.text if row else ""

    def words(self, row: Report | Statement, language: str = SOURCE) -> dict[str, str]:
        """All texts of the report or of one statement, by field."""
        fields = REPORT_FIELDS if isinstance(row, Report) else STATEMENT_FIELDS
        kind = row.__tablename__
        return {field: self.said(kind, row.id, field, language) for field in fields}

    @property
    def languages(self) -> list[str]:
        """The promised languages, English first."""
        return [SOURCE, *(code for code in self.consultation.languages if code != SOURCE)]

    @property
    def wanted(self) -> list[tuple[str, UUID, str, str]]:
        """Every text that each promised language needs: (kind, id, field, English)."""
        rows = [self.report, *self.statements]
        return [
            (row.__tablename__, row.id, field, text)
            for row in rows
            for field, text in self.words(row).items()
            if text
        ]

    @property
    def text_hash(self) -> str:
        """The fingerprint of the text that the reading panel signs."""
        return fingerprint(self.panel_text)

    @property
    def panel_text(self) -> str:
        """The exact text that the reading panel signs."""
        said = [self.words(each) for each in self.statements]
        return rules.panel_text(self.words(self.report), said)


def by_slug(slug: str) -> Report:
    """A report, draft or not. Raises NotFound."""
    found = db.session.scalars(select(Report).where(Report.slug == slug)).first()
    if found is None:
        raise NotFound
    return found


def slug_is_taken(slug: str) -> bool:
    """Whether a report has this slug."""
    return db.session.scalar(select(Report.id).where(Report.slug == slug)) is not None


def statement(report: Report, statement_id: UUID) -> Statement:
    """One statement of a report. Raises NotFound."""
    found = db.session.get(Statement, statement_id)
    if found is None or found.report_id != report.id:
        raise NotFound
    return found


def source(report: Report) -> Source:
    """The rows and texts a report is made of. At most five statements."""
    wanted = select(Statement).where(Statement.report_id == report.id)
    statements = db.session.scalars(wanted.order_by(Statement.position)).all()
    ids = [each.id for each in statements]
    made = select(Promise).where(Promise.statement_id.in_(ids)).order_by(Promise.due_on, Promise.id)
    promises = {each.statement_id: each for each in db.session.scalars(made)}
    texts = {
        (row.subject_kind, row.subject_id, row.field, row.language): row
        for kind, subjects in (("report", [report.id]), ("statement", ids))
        for row in languages.all_wordings(kind, subjects)
    }
    consultation = consultations.by_id(report.consultation_id)
    return Source(report, consultation, statements, promises, texts)


@dataclass(frozen=True)
class ThemeChoice:
    """A theme that a statement may answer, with how many people are behind it, exact."""

    id: UUID
    name: str
    people: int


def theme_choices(consultation_id: UUID) -> list[ThemeChoice]:
    """The themes of a consultation that people talked about, most people first; for staff."""
    people = analysis.people_per_theme(consultation_id)
    wanted = select(Theme).where(Theme.consultation_id == consultation_id).order_by(Theme.id)
    themes = [each for each in db.session.scalars(wanted) if people.get(each.id)]
    names = languages.words("theme", [each.id for each in themes], SOURCE)
    choices = [
        ThemeChoice(each.id, str(languages.name(names, each.id)), people[each.id])
        for each in themes
    ]
    return sorted(choices, key=lambda each: -each.people)


def evidence(consultation_id: UUID) -> dict[UUID, int]:
    """How many people are behind each theme of a consultation, exact; for staff."""
    return {each.id: each.people for each in theme_choices(consultation_id)}


@dataclass(frozen=True)
class Behind:
    """How many people are behind each theme, and how many answered at all; exact, for staff."""

    themes: Mapping[UUID, int]
    everyone: int


def answered(consultation_id: Any) -> Select[tuple[int]]:
    """A statement that counts the answers that count today, exact."""
    return select(func.count(Response.id)).where(
        Response.consultation_id == consultation_id, Response.state == ResponseState.SUBMITTED
    )


def people_behind(made: Source) -> Behind:
    """The numbers a report stands on: those of the day it was published, else those of today."""
    if made.report.people is not None:
        kept = {each.theme_id: each.people or 0 for each in made.statements}
        return Behind(kept, made.report.people)
    consultation_id = made.consultation.id
    everyone = db.session.scalar(answered(consultation_id)) or 0
    return Behind(evidence(consultation_id), everyone)


def gaps(made: Source) -> dict[str, list[tuple[str, UUID, str]]]:
    """The texts that are missing or stale, by promised language: (kind, id, field).

    The board's comment is not among them: it is shown in the language it was written in.
    """
    sources: dict[tuple[object, str], str] = {
        ((kind, subject), field): text for kind, subject, field, text in made.wanted
    }
    missing: dict[str, list[tuple[str, UUID, str]]] = {}
    for code in made.languages[1:]:
        have: dict[tuple[object, str], Wording] = {
            ((kind, subject), field): row
            for (kind, subject, field, language), row in made.texts.items()
            if language == code
        }
        found: Any = language_rules.gaps(sources, have, sources)
        missing[code] = [(kind, subject, field) for (kind, subject), field in found]
    return missing


def gates(made: Source, publisher: UUID | None = None) -> list[Gate]:
    """The gates of a report as things stand; with a publisher, also whether they may be it."""
    people = people_behind(made).themes
    panel = reading.panel_state("report", made.report.id, made.text_hash)
    facts = rules.Facts(
        statements=len(made.statements),
        without_evidence=sum(not people.get(each.theme_id) for each in made.statements),
        gaps=sum(len(each) for each in gaps(made).values()),
        authors=[made.report.created_by, *(each.written_by for each in made.statements)],
        publisher=publisher,
        signed=panel.signed,
        commented=bool(made.said("report", made.report.id, BOARD_COMMENT)),
    )
    return rules.gates(facts)


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
    """The reports of some boards, newest first; None among them stands for all."""
    wanted = select(Report, Consultation.closes_on).join(
        Consultation, Consultation.id == Report.consultation_id
    )
    if None not in boards:
        wanted = wanted.where(Report.board_id.in_(boards))
    rows = db.session.execute(wanted.order_by(Report.id.desc())).tuples().all()
    titles = languages.words("report", [report.id for report, _closes in rows], SOURCE)
    return [
        Work(
            report,
            str(languages.name(titles, report.id, "title")),
            rules.response_due(closes_on),
            rules.days_late(closes_on, report.published_on or today()),
        )
        for report, closes_on in rows
    ]


def without_report(at: datetime) -> list[tuple[Consultation, str]]:
    """The closed consultations with a board and no report yet, with their titles."""
    reported = select(Report.consultation_id)
    wanted = select(Consultation).where(
        Consultation.board_id.is_not(None), Consultation.id.not_in(reported)
    )
    rows = db.session.scalars(wanted.order_by(Consultation.closes_on.desc(), Consultation.slug))
    closed = [row for row in rows if rules.has_closed(row, at)]
    titles = languages.words("consultation", [row.id for row in closed], SOURCE)
    return [(row, str(languages.name(titles, row.id, "title"))) for row in closed]
