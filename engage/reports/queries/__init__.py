"""What the public sees of reports and promises."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engage.core.clock import today
from engage.core.db import db
from engage.publishing import queries as publishing
from engage.reports import rules
from engage.reports.models import AnswerKind, Promise, Report, ReportKind, ReportState, Statement
from engage.reports.rules import Standing


@dataclass(frozen=True)
class CardLine:
    """One statement as lists show it, in the words of the edition."""

    statement_id: UUID
    theme_id: UUID
    number: int
    you_said: str
    we_did: str
    because: str
    owner: str
    answer: AnswerKind


@dataclass(frozen=True)
class Told:
    """A published report in a list. `language` is the one its words are really in."""

    report: Report
    title: str
    intro: str
    language: str
    lines: tuple[CardLine, ...]


def published(language: str, *, most: int = 200) -> list[Told]:
    """The published reports of what was done, newest first. Two statements."""
    wanted = select(Report).where(
        Report.state == ReportState.PUBLISHED, Report.kind == ReportKind.YOU_SAID_WE_DID
    )
    ordered = wanted.order_by(Report.published_on.desc(), Report.slug).limit(most)
    return _told(db.session.scalars(ordered).all(), language)


def reports_of(consultation_id: UUID, language: str) -> list[Told]:
    """The published reports of one consultation, of every kind, newest first. Two statements."""
    wanted = select(Report).where(
        Report.consultation_id == consultation_id, Report.state == ReportState.PUBLISHED
    )
    ordered = wanted.order_by(Report.published_on.desc(), Report.slug)
    return _told(db.session.scalars(ordered).all(), language)


def _told(reports: Sequence[Report], language: str) -> list[Told]:
    ids = [report.edition_id for report in reports if report.edition_id]
    cards = publishing.cards(ids, language)
    return [_one_told(report, cards[report.edition_id]) for report in reports if report.edition_id]


def _one_told(report: Report, card: Mapping[str, Any]) -> Told:
    lines = tuple(
        CardLine(
            statement_id=UUID(each["id"]),
            theme_id=UUID(each["theme"]),
            number=each["number"],
            you_said=each["you_said"],
            we_did=each["we_did"],
            because=each["because"],
            owner=each["owner"],
            answer=AnswerKind(each["kind"]),
        )
        for each in card["lines"]
    )
    return Told(report, card["title"], card["intro"], card["language"], lines)


@dataclass(frozen=True)
class PublicPromise:
    """A promise with the words it was made in, and where it stands today."""

    promise: Promise
    line: CardLine
    told: Told
    standing: Standing


def promises(language: str, day: date) -> list[PublicPromise]:
    """Every promise of every published report, late ones first, then by day. Two statements."""
    wanted = (
        select(Promise, Report)
        .join(Statement, Statement.id == Promise.statement_id)
        .join(Report, Report.id == Statement.report_id)
        .where(Report.state == ReportState.PUBLISHED)
        .order_by(Promise.due_on, Promise.id)
    )
    rows = db.session.execute(wanted).all()
    told = {each.report.id: each for each in _told(_once(rows), language)}
    found = [
        PublicPromise(promise, line, told[report.id], rules.standing(promise, day))
        for promise, report in rows
        for line in told[report.id].lines
        if line.statement_id == promise.statement_id
    ]
    return sorted(found, key=lambda each: list(Standing).index(each.standing))


def _once(rows: Iterable[Any]) -> list[Report]:
    return list({row[1].id: row[1] for row in rows}.values())


@dataclass(frozen=True)
class Line:
    """What became of one theme: a line of a published report, for "see what happened"."""

    theme_id: UUID
    you_said: str
    answer_label: str
    answer_shape: str
    what: str
    because: str
    owner: str
    due_on: date | None
    state_label: str
    state_shape: str
    report_slug: str
    report_title: str
    statement_number: int
    language: str


def lines_for_themes(theme_ids: Iterable[UUID], language: str) -> list[Line]:
    """What published reports say of some themes, newest report first. Two statements.

    `language` of a line is the one its words are really in.
    """
    wanted = (
        select(Statement, Report, Promise)
        .join(Report, Report.id == Statement.report_id)
        .outerjoin(Promise, Promise.statement_id == Statement.id)
        .where(Statement.theme_id.in_(list(theme_ids)), Report.state == ReportState.PUBLISHED)
        .order_by(Report.published_on.desc(), Report.slug, Statement.position)
    )
    rows = db.session.execute(wanted).all()
    told = {each.report.id: each for each in _told(_once(rows), language)}
    return [
        _line(line, told[report.id], promise)
        for statement, report, promise in rows
        for line in told[report.id].lines
        if line.statement_id == statement.id
    ]


def _line(line: CardLine, told: Told, promise: Promise | None) -> Line:
    stands = rules.standing(promise, today()) if promise else None
    return Line(
        theme_id=line.theme_id,
        you_said=line.you_said,
        answer_label=str(line.answer.label),
        answer_shape=line.answer.shape,
        what=line.we_did,
        because=line.because,
        owner=line.owner,
        due_on=promise.due_on if promise else None,
        state_label=str(stands.label) if stands else "",
        state_shape=stands.shape if stands else "",
        report_slug=told.report.slug,
        report_title=told.title,
        statement_number=line.number,
        language=told.language,
    )
