"""Keep promises up to date."""

from datetime import date
from typing import Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.core.clock import now, today
from engage.core.db import db
from engage.languages import commands as languages
from engage.reports import rules
from engage.reports.models import NOTE_FIELD, Promise, PromiseNote, PromiseState


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
