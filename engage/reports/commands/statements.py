"""Write what people said and what was done, one line of a report after another."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from engage.audit.commands import record
from engage.audit.models import Action
from engage.core.clock import now, today
from engage.core.db import db
from engage.core.errors import Stale
from engage.languages import commands as languages
from engage.reports import rules
from engage.reports.models import (
    STATEMENT_FIELDS,
    AnswerKind,
    Promise,
    PromiseState,
    Report,
    Statement,
)
from engage.reports.queries import drafts
from engage.reports.queries.drafts import Source


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
    rules.check_draft(report)
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
    rules.check_draft(report)
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
    """Take a statement out of a draft report, with its quotes; those after it move up."""
    rules.check_draft(report)
    made = drafts.source(report)
    for row in made.quotes:
        if row.quote.statement_id == statement.id:
            db.session.delete(row.quote)
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
