"""What staff have written for one report, what is missing, and the documents made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import lazyload

from engage.accounts.models import Account, Role
from engage.accounts.rules import Waiting
from engage.analysis import queries as analysis
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.core.clock import today
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE, _, _d, format_day
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
    PromiseState,
    Report,
    ReportState,
    Statement,
)
from engage.responses.models import Response, ResponseState


@dataclass(frozen=True)
class Source:
    """One report as staff see it: its rows, and every text by (kind, id, field, language).

    `people` are those behind each theme, `everyone` who answered and `late` those of them who
    came after closing, exact: of the day it was published, else of today.
    """

    report: Report
    consultation: Consultation
    statements: Sequence[Statement]
    promises: Mapping[UUID, Promise]
    texts: Mapping[tuple[str, UUID, str, str], Wording]
    people: Mapping[UUID, int]
    everyone: int
    late: int

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
    def languages(self) -> list[str]:
        """The promised languages, English first."""
        return [SOURCE, *(code for code in self.consultation.languages if code != SOURCE)]

    @property
    def wanted(self) -> list[tuple[str, UUID, str, str]]:
        """Every text that each promised language needs: (kind, id, field, English)."""
        rows: list[Report | Statement] = [self.report, *self.statements]
        return [
            (row.__tablename__, row.id, field, text)
            for row in rows
            for field, text in self.words(row).items()
            if text
        ]

    def words_version(self, language: str) -> int:
        """A number that moves when a text in a language, or its English, is saved. From 1."""
        wanted = [key[:3] for key in self.wanted]
        rows = [self.texts.get((*key, code)) for key in wanted for code in {SOURCE, language}]
        return 1 + sum(row.version for row in rows if row)

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


def by_slug(slug: str) -> tuple[Report, Consultation]:
    """A report, draft or not, and its consultation. Raises NotFound."""
    found = db.session.execute(_with_consultation().where(Report.slug == slug)).first()
    if found is None:
        raise NotFound
    return found[0], found[1]


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
    return source(*by_slug(slug))


def source(report: Report, consultation: Consultation | None = None) -> Source:
    """The rows, texts and numbers a report is made of. At most six statements."""
    consultation = consultation or consultations.by_id(report.consultation_id)
    wanted = (
        select(Statement, Promise)
        .outerjoin(Promise, Promise.statement_id == Statement.id)
        .where(Statement.report_id == report.id)
        .order_by(Statement.position)
    )
    rows = db.session.execute(wanted).all()
    statements = [row[0] for row in rows]
    about = [report.id, report.board_id, consultation.id]
    about += [each for row in statements for each in (row.id, row.theme_id)]
    return Source(
        report,
        consultation,
        statements,
        {row[0].id: row[1] for row in rows if row[1]},
        _texts(about),
        *_numbers(report, statements),
    )


def _texts(ids: Sequence[UUID]) -> dict[tuple[str, UUID, str, str], Wording]:
    """Every text of some things of any kind, in one statement."""
    wanted = select(Wording).where(Wording.subject_id.in_(ids), Wording.variant == "")
    rows = db.session.scalars(wanted.order_by(Wording.subject_id, Wording.field, Wording.language))
    return {(row.subject_kind, row.subject_id, row.field, row.language): row for row in rows}


def _numbers(report: Report, statements: Sequence[Statement]) -> tuple[dict[UUID, int], int, int]:
    if report.people is not None:
        kept = {each.theme_id: each.people or 0 for each in statements}
        return kept, report.people, report.late or 0
    came_late = func.sum(case((Response.late, 1), else_=0))
    wanted = answered(report.consultation_id).add_columns(came_late)
    everyone, late = db.session.execute(wanted).one()
    return analysis.people_per_theme(report.consultation_id), everyone, late or 0


def answered(consultation_id: Any) -> Select[int]:
    """A statement that counts the answers that count today, exact."""
    return select(func.count(Response.id)).where(
        Response.consultation_id == consultation_id, Response.state == ResponseState.SUBMITTED
    )


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
    panel = reading.panel_state("report", made.report.id, made.text_hash)
    facts = rules.Facts(
        statements=len(made.statements),
        without_evidence=sum(not made.people.get(each.theme_id) for each in made.statements),
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
    wanted = _with_consultation()
    if None not in boards:
        wanted = wanted.where(Report.board_id.in_(boards))
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
    """The closed consultations with a board and no report yet, with their titles."""
    reported = select(Report.consultation_id)
    wanted = select(Consultation).options(lazyload(Consultation.areas))
    wanted = wanted.where(Consultation.board_id.is_not(None), Consultation.id.not_in(reported))
    rows = db.session.scalars(wanted.order_by(Consultation.closes_on.desc(), Consultation.slug))
    closed = [row for row in rows if rules.has_closed(row, at)]
    titles = languages.words("consultation", [row.id for row in closed], SOURCE)
    return [(row, str(languages.name(titles, row.id, "title"))) for row in closed]


def waiting(account: Account, roles: frozenset[Role]) -> list[Waiting]:
    """What waits for somebody here: reports to publish for the board, promises that are late."""
    found: list[Waiting] = []
    if Role.BOARD_PUBLISHER in roles:
        found += _to_publish(rules.boards_of(account, today()))
    return found + (_late_promises() if Role.ENGAGEMENT_LEAD in roles else [])


def _to_publish(boards: set[UUID | None]) -> list[Waiting]:
    return [
        Waiting(
            each.title,
            _("Publish this report by %(day)s.", day=format_day(each.due_on)),
            "reports_desk.comment",
            {"slug": each.report.slug},
        )
        for each in all_reports(boards)
        if not each.report.published
    ]


def _late_promises() -> list[Waiting]:
    wanted = (
        select(Statement.id, Report.slug, Promise.due_on)
        .join(Promise, Promise.statement_id == Statement.id)
        .join(Report, Report.id == Statement.report_id)
        .where(Report.state == ReportState.PUBLISHED, Promise.state == PromiseState.OPEN)
        .where(Promise.due_on < today())
        .order_by(Promise.due_on, Promise.id)
    )
    rows = db.session.execute(wanted).all()
    said = languages.words("statement", [row[0] for row in rows], SOURCE)
    return [
        Waiting(
            str(languages.name(said, statement_id, "we_did")),
            _d("This promise was due on %(day)s. Say where it stands.", day=format_day(due_on)),
            "reports_desk.move_promise",
            {"slug": slug, "statement_id": statement_id},
        )
        for statement_id, slug, due_on in rows
    ]
