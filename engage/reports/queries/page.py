"""One report as its page shows it: the words of its edition, the facts of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engage.consultations.models import Consultation
from engage.core.db import db
from engage.core.errors import NotFound
from engage.figures.rules import Note as CountNote
from engage.languages import queries as languages
from engage.languages.rules import Words
from engage.publishing import queries as publishing
from engage.reports import rules
from engage.reports.models import (
    NOTE_FIELD,
    AnswerKind,
    Promise,
    PromiseNote,
    Report,
    ReportState,
    Statement,
)
from engage.reports.queries import drafts
from engage.reports.rules import Standing


@dataclass(frozen=True)
class News:
    """What became known of a promise on a day."""

    noted_on: date
    text: Words


@dataclass(frozen=True)
class Item:
    """One statement of a report as its page shows it."""

    id: UUID
    number: int
    you_said: str
    we_did: str
    because: str
    owner: str
    answer: AnswerKind
    count: str
    theme_id: UUID
    theme_name: str
    promise: Promise | None
    standing: Standing | None
    news: Sequence[News]


@dataclass(frozen=True)
class ReportPage:
    """One report. `language` is the one its words are really in; `honest` names missed courtesies."""

    report: Report
    consultation: Consultation
    language: str
    words: Mapping[str, Any]
    items: Sequence[Item]
    honest: Sequence[str]
    everyone: str
    rounded: bool
    some_hidden: bool
    due_on: date
    days_late: int


def public_page(slug: str, language: str, day: date) -> ReportPage:
    """A published report by its slug. At most five statements. Raises NotFound for a draft."""
    wanted = (
        select(Report, Consultation)
        .join(Consultation, Consultation.id == Report.consultation_id)
        .where(Report.slug == slug, Report.state == ReportState.PUBLISHED)
    )
    found = db.session.execute(wanted).tuples().first()
    document = publishing.document(found[0].edition_id, language) if found and found[0].edition_id else None
    if found is None or document is None:
        raise NotFound
    report, consultation = found
    facts = _promises(report.id)
    news = _news(promise.id for promise in facts.values())
    return _page(report, consultation, document.language, document.body, (facts, news, day))


def preview(made: drafts.Source, language: str, day: date) -> ReportPage:
    """A report as its page would look if it was published now."""
    counted = drafts.with_counts(made)
    honest = [gate.name for gate in drafts.gates(made) if not gate.stops and not gate.passed]
    body = drafts.documents(counted, honest)[language, ""]
    news = _news(promise.id for promise in made.promises.values())
    facts = (made.promises, news, day)
    return _page(made.report, made.consultation, language, body, facts)
