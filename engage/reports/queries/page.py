"""One report as its page shows it: the words of its edition, the facts of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from engage.consultations.models import Consultation
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE
from engage.figures.rules import Cell
from engage.figures.rules import Note as CountNote
from engage.languages import queries as languages
from engage.languages.rules import Words
from engage.publishing import queries as publishing
from engage.publishing.rules import Gate
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
from engage.reports.queries import documents, drafts, final, quotes
from engage.reports.queries.final import FinalNumbers
from engage.reports.queries.quotes import ShownQuote
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
    quotes: Sequence[ShownQuote]


@dataclass(frozen=True)
class ReportPage:
    """One report. `language` is that of its words; `honest` names the missed courtesies.

    `quotes` are those of the whole report; a statement has its own.
    """

    report: Report
    consultation: Consultation
    language: str
    words: Mapping[str, Any]
    items: Sequence[Item]
    honest: Sequence[str]
    everyone: str
    late: str
    rounded: bool
    some_hidden: bool
    taken_back: bool
    due_on: date
    days_late: int
    final: FinalNumbers | None
    quotes: Sequence[ShownQuote]


def public_page(slug: str, language: str, day: date) -> ReportPage:
    """A published report by its slug. Seven statements at most, six once its document is known.

    Raises NotFound for a draft.
    """
    wanted = (
        select(Report, Consultation)
        .join(Consultation, Consultation.id == Report.consultation_id)
        .where(Report.slug == slug, Report.state == ReportState.PUBLISHED)
        .options(lazyload(Consultation.areas))
    )
    found = db.session.execute(wanted).first()
    if found is None:
        raise NotFound
    report, consultation = found
    document = publishing.document(report.edition_id, language) if report.edition_id else None
    assert document is not None, "a constraint holds this"
    promises, notes = _promises(report.id)
    fewer = drafts.people_now(consultation.id) < (report.people or 0)
    named = _quoted(document.body)
    said = quotes.shown(quotes.of_report(report.id) if named else (), named)
    facts = _Facts(promises, _news(notes, language), day, fewer=fewer, quotes=said)
    return _page(report, consultation, document.language, document.body, facts)


def preview(made: drafts.Source, gates: Sequence[Gate], day: date) -> ReportPage:
    """A report in English as its page would look if it was published now."""
    body = documents.english(made, drafts.missed(gates))
    notes = _promises(made.report.id)[1] if made.report.published else []
    said = quotes.shown(made.quotes, _quoted(body))
    facts = _Facts(made.promises, _news(notes, SOURCE), day, quotes=said)
    return _page(made.report, made.consultation, SOURCE, body, facts)


def _quoted(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Every quote that a document names; one of an older edition names none."""
    return [each for part in (body, *body["statements"]) for each in part.get("quotes", ())]


def _promises(report_id: UUID) -> tuple[dict[UUID, Promise], list[PromiseNote]]:
    """The promises of a report by statement, and the notes on them, newest first."""
    wanted = (
        select(Promise, PromiseNote)
        .join(Statement, Statement.id == Promise.statement_id)
        .outerjoin(PromiseNote, PromiseNote.promise_id == Promise.id)
        .where(Statement.report_id == report_id)
        .order_by(Statement.position, PromiseNote.noted_on.desc(), PromiseNote.id)
    )
    rows = db.session.execute(wanted).all()
    return {each.statement_id: each for each, _note in rows}, [row[1] for row in rows if row[1]]


def notes(report_id: UUID) -> list[PromiseNote]:
    """The news of a report’s promises, in their order, newest first. One statement."""
    return _promises(report_id)[1]


def _news(notes: Sequence[PromiseNote], language: str) -> dict[UUID, list[News]]:
    if not notes:
        return {}
    texts = languages.words("promise_note", [note.id for note in notes], language)
    news: dict[UUID, list[News]] = {}
    for note in notes:
        text = languages.name(texts, note.id, NOTE_FIELD)
        news.setdefault(note.promise_id, []).append(News(note.noted_on, text))
    return news


@dataclass(frozen=True)
class _Facts:
    """What the rows say on a day: promises by statement, news by promise.

    `fewer`: there are fewer answers now than on the day the counts were taken. `quotes` by id.
    """

    promises: Mapping[UUID, Promise]
    news: Mapping[UUID, Sequence[News]]
    day: date
    fewer: bool = False
    quotes: Mapping[str, ShownQuote] = field(default_factory=dict)

    def quoted(self, part: Mapping[str, Any]) -> list[ShownQuote]:
        """The quotes that a part of a document names, as they may be shown."""
        return [self.quotes[each["id"]] for each in part.get("quotes", ())]


def _page(
    report: Report,
    consultation: Consultation,
    language: str,
    body: Mapping[str, Any],
    facts: _Facts,
) -> ReportPage:
    whole = rules.cell_of(body["everyone"])
    late = body.get("late")
    return ReportPage(
        report=report,
        consultation=consultation,
        language=language,
        words=body,
        items=[_item(each, whole, facts) for each in body["statements"]],
        honest=body["honest"],
        everyone=whole.people,
        late=rules.cell_of(late).people if late else "",
        rounded=CountNote.ROUNDED in body["notes"],
        some_hidden=CountNote.SMALL in body["notes"] or "hidden" in (late or {}),
        taken_back=facts.fewer,
        due_on=rules.response_due(consultation.closes_on),
        days_late=rules.days_late(consultation.closes_on, report.published_on or facts.day),
        final=final.shown(body),
        quotes=facts.quoted(body),
    )


def _item(said: Mapping[str, Any], whole: Cell, facts: _Facts) -> Item:
    statement_id = UUID(said["id"])
    promise = facts.promises.get(statement_id)
    return Item(
        id=statement_id,
        number=said["number"],
        you_said=said["you_said"],
        we_did=said["we_did"],
        because=said["because"],
        owner=said["owner"],
        answer=AnswerKind(said["kind"]),
        count=rules.count_words(rules.cell_of(said["people"]), whole),
        theme_id=UUID(said["theme"]),
        theme_name=said["theme_name"],
        promise=promise,
        standing=rules.standing(promise, facts.day) if promise else None,
        news=facts.news.get(promise.id, []) if promise else [],
        quotes=facts.quoted(said),
    )
