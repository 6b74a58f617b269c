"""Write a report, comment on it for the board, publish it, and keep its promises up to date."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from engage.analysis import commands as analysis
from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import queries as consultations
from engage.core.clock import now, today
from engage.core.db import db
from engage.core.errors import RuleBroken, Stale
from engage.core.i18n import SOURCE, _dl, _l
from engage.languages import commands as languages
from engage.publishing import commands as publishing
from engage.publishing import rules as publishing_rules
from engage.publishing.models import ApprovalKind
from engage.reading import commands as reading
from engage.reports import rules
from engage.reports.models import (
    BOARD_COMMENT,
    NOTE_FIELD,
    STATEMENT_FIELDS,
    AnswerKind,
    Promise,
    PromiseNote,
    PromiseState,
    Report,
    ReportState,
    Statement,
)
from engage.reports.queries import documents, drafts
from engage.reports.queries.drafts import Source


def create(
    *, actor: Any, consultation_id: UUID, title: str, intro: str = "", slug: str = ""
) -> Report:
    """Begin the report of a closed consultation as a draft. Its address is `slug`, or is made.

    Raises RuleBroken while it is open, when it has no board, or for a taken slug.
    """
    consultation = consultations.by_id(consultation_id)
    rules.check_may_begin(consultation, now())
    if not title:
        raise RuleBroken(_dl("Enter a title."), "title")
    if slug and drafts.slug_is_taken(slug):
        raise RuleBroken(_dl("Choose another address. This one is in use."), "slug")
    report = Report(
        slug=slug or _free_slug(consultation.slug),
        consultation_id=consultation.id,
        board_id=consultation.board_id,
        created_by=actor.id,
    )
    db.session.add(report)
    record(Action.REPORT_CREATED, report, actor=actor)
    languages.put(actor=actor, subject=report, texts={"title": title, "intro": intro})
    return report


def _free_slug(wanted: str) -> str:
    slug, number = wanted, 1
    while drafts.slug_is_taken(slug):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def edit(*, actor: Any, report: Report, title: str, intro: str, version: int) -> None:
    """Change the title and the first words.

    Raises RuleBroken once it is published, Stale when somebody saved after `version`.
    """
    _check_draft(report)
    made = drafts.source(report)
    typed = {"title": title, "intro": intro}
    if report.version != version:
        raise Stale(made.words(report), typed)
    if not title:
        raise RuleBroken(_dl("Enter a title."), "title")
    if languages.put(actor=actor, subject=report, texts=typed):
        report.changed_at = now()


def add_statement(
    *,
    actor: Any,
    report: Report,
    theme_id: UUID | None,
    kind: AnswerKind,
    due_on: date | None = None,
    done_on: date | None = None,
    **texts: str,
) -> Statement:
    """Add one thing people said and what was done. `texts`: you_said, we_did, because, owner.

    Raises RuleBroken as `rules.check_statement` does, and once the report is published.
    """
    _check_draft(report)
    made = drafts.source(report)
    proposed = rules.Proposed(kind, _words(texts), due_on, done_on)
    statement = Statement(
        report_id=report.id,
        position=len(made.statements) + 1,
        theme_id=_checked(made, theme_id, proposed),
        kind=kind,
        written_by=actor.id,
    )
    db.session.add(statement)
    record(Action.REPORT_CHANGED, report, actor=actor, added="statement")
    languages.put(actor=actor, subject=statement, texts=proposed.words)
    _promise(actor, statement, None, proposed)
    return statement


def edit_statement(
    *,
    actor: Any,
    report: Report,
    statement: Statement,
    theme_id: UUID | None,
    kind: AnswerKind,
    version: int,
    due_on: date | None = None,
    done_on: date | None = None,
    **texts: str,
) -> Statement:
    """Change a statement of a draft report, as `add_statement` makes it.

    Raises Stale, with both texts, when somebody saved after `version`.
    """
    _check_draft(report)
    made = drafts.source(report)
    proposed = rules.Proposed(kind, _words(texts), due_on, done_on)
    if statement.version != version:
        raise Stale(made.words(statement), dict(proposed.words))
    statement.theme_id = _checked(made, theme_id, proposed)
    statement.kind, statement.written_by = kind, actor.id
    statement.changed_at = now()
    record(Action.REPORT_CHANGED, report, actor=actor, statement=str(statement.id))
    languages.put(actor=actor, subject=statement, texts=proposed.words)
    _promise(actor, statement, made.promises.get(statement.id), proposed)
    return statement


def _check_draft(report: Report) -> None:
    if report.published:
        raise RuleBroken(_dl("This report is public. It can no longer be changed here."))


def _words(texts: Mapping[str, str]) -> dict[str, str]:
    return {field: (texts.get(field) or "").strip() for field in STATEMENT_FIELDS}


def _checked(made: Source, theme_id: UUID | None, proposed: rules.Proposed) -> UUID:
    """The theme of a statement that may stand. Raises RuleBroken as `rules.check_statement`."""
    people = made.people.get(theme_id, 0) if theme_id else 0
    rules.check_statement(proposed, people)
    assert theme_id is not None, "a theme with people behind it is a theme"
    return theme_id


def _promise(
    actor: Any, statement: Statement, promise: Promise | None, proposed: rules.Proposed
) -> None:
    """Make, change or take back the promise of a draft statement."""
    if proposed.due_on is None:
        if promise:
            db.session.delete(promise)
        return
    if promise is None:
        promise = Promise(statement_id=statement.id)
        db.session.add(promise)
    done = proposed.kind is AnswerKind.DONE or proposed.done_on is not None
    promise.due_on = proposed.due_on
    promise.state = PromiseState.DONE if done else PromiseState.OPEN
    promise.settled_on = (proposed.done_on or today()) if done else None
    record(Action.PROMISE_MADE, promise, actor=actor)


def remove_statement(*, actor: Any, report: Report, statement: Statement) -> None:
    """Take a statement out of a draft report; those after it move up."""
    _check_draft(report)
    made = drafts.source(report)
    if statement.id in made.promises:
        db.session.delete(made.promises[statement.id])
        db.session.flush()
    record(Action.REPORT_CHANGED, report, actor=actor, removed=str(statement.id))
    db.session.delete(statement)
    db.session.flush()
    for position, each in enumerate(
        (each for each in made.statements if each is not statement), start=1
    ):
        each.position = position
        db.session.flush()


def translate(
    *,
    actor: Any,
    report: Report,
    language: str,
    texts: Mapping[tuple[str, UUID, str], str],
    version: int,
) -> None:
    """Put the translations of a report: {(kind, id, field): text}. The board's comment is not ours.

    Raises RuleBroken for a language that was not promised, or a text that is not of this report;
    Stale, with both texts, when somebody saved these words or their English after `version`.
    """
    made = drafts.source(report)
    known = {(kind, subject, field) for kind, subject, field, _text in made.wanted}
    if language not in made.languages[1:] or not known.issuperset(texts):
        raise RuleBroken(_dl("Choose a language that was promised for this report."))
    if made.words_version(language) != version:
        raise _stale_translation(made, language, texts)
    for row in (report, *made.statements):
        mine = {
            field: text
            for (kind, subject, field), text in texts.items()
            if (kind, subject) == (row.__tablename__, row.id) and text
        }
        if mine:
            languages.put(actor=actor, subject=row, texts=mine, language=language)


def _stale_translation(
    made: Source, language: str, texts: Mapping[tuple[str, UUID, str], str]
) -> Stale:
    mine = {f"{kind}-{subject}-{field}": text for (kind, subject, field), text in texts.items()}
    rows = [made.texts.get((*key, language)) for key in texts]
    theirs = [row.text if row else "" for row in rows]
    return Stale(dict(zip(mine, theirs, strict=True)), mine)


def send_to_panel(*, actor: Any, report: Report) -> None:
    """Ask the reading panel to read the English text as it stands."""
    made = drafts.source(report)
    reading.send(
        actor=actor,
        subject_kind="report",
        subject_id=report.id,
        title=made.words(report)["title"],
        text=made.panel_text,
    )


def comment(*, actor: Any, report: Report, text: str, version: int, language: str = SOURCE) -> None:
    """Put what the board thinks, in a promised language. Only the board's own publisher may.

    Raises NotAllowed for everybody else, staff too; Stale, with both texts, when somebody saved
    after `version`. On a published report it shows at the next publication.
    """
    rules.check_board(report, actor, today())
    made = drafts.source(report)
    if language not in made.languages:
        raise RuleBroken(_l("Choose one of the languages of this report."), "language")
    if made.comment_version != version:
        said = made.said("report", report.id, BOARD_COMMENT, language)
        raise Stale({BOARD_COMMENT: said}, {BOARD_COMMENT: text})
    languages.put(actor=actor, subject=report, texts={BOARD_COMMENT: text}, language=language)


def publish(*, actor: Any, report: Report) -> Report:
    """Freeze the edition and show the report. Counts are taken once, on the first publication.

    Publishing again puts new translations and the board's comment in a new edition. Raises
    NotAllowed unless the actor publishes for the board, RuleBroken with the first gate that stops.
    """
    rules.check_board(report, actor, today())
    made = drafts.source(report)
    gates = drafts.gates(made, publisher=actor.id)
    publishing_rules.check_gates(gates)
    if report.people is None:
        _keep_counts(made)
    papers = documents.documents(made, drafts.missed(gates))
    edition = publishing.freeze(
        actor=actor,
        subject=report,
        documents=papers,
        cards={key: documents.card(body) for key, body in papers.items()},
        meaning=documents.meaning(made),
    )
    analysis.show_themes(actor=actor, theme_ids=[each.theme_id for each in made.statements])
    second = ApprovalKind.SECOND_PERSON
    publishing.approve(actor=actor, kind=second, subject=report, text_hash=edition.hash)
    report.edition_id = edition.id
    report.published_on = report.published_on or today()
    report.state = ReportState.PUBLISHED
    record(Action.REPORT_PUBLISHED, report, actor=actor, edition=edition.hash)
    return report


def _keep_counts(made: Source) -> None:
    for each in made.statements:
        each.people = made.people[each.theme_id]
    made.report.people, made.report.late = made.everyone, made.late


def move_promise(
    *,
    actor: Any,
    promise: Promise,
    to: PromiseState,
    note: str = "",
    due_on: date | None = None,
    noted_on: date | None = None,
) -> Promise:
    """Say where a promise stands; `note` tells residents what is new, `due_on` a changed day.

    Raises RuleBroken where the move tells residents nothing.
    """
    rules.check_promise_move(promise, to, note, due_on)
    day = noted_on or today()
    promise.state = to
    promise.settled_on = day if to is PromiseState.DONE else None
    if due_on is not None:
        promise.due_on = due_on
    promise.changed_at = now()
    record(Action.PROMISE_MOVED, promise, actor=actor, to=to.value)
    if note:
        row = PromiseNote(promise_id=promise.id, noted_on=day, state=to)
        db.session.add(row)
        db.session.flush()
        languages.put(actor=actor, subject=row, texts={NOTE_FIELD: note})
    return promise
