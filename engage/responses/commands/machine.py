"""Ask a machine to draft the translation of an answer: where that was switched on, never unasked.

The words of the answer leave the house with that (docs/features/responses.md).
"""

from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from engage.accounts.models import Account
from engage.audit.commands import record
from engage.audit.models import Action
from engage.core import machines
from engage.core.clock import now
from engage.core.db import db, only_reading
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.core.machines import Machine, MachineFailed
from engage.languages.commands.machine import KEPT, fail
from engage.languages.models import MachineRun
from engage.languages.queries import machine as runs
from engage.responses.commands.translating import put_draft
from engage.responses.models import Response
from engage.responses.queries import machine as queries
from engage.responses.queries.translating import ToTranslate
from engage.responses.rules import translating as rules


def ask_machine(*, actor: Account, one: ToTranslate) -> MachineRun:
    """Plan a machine’s draft of one text that has no translation.

    Raises RuleBroken where none may be asked, the words must stay here, or a run is on its way.
    """
    machine = machines.for_answers()
    if machine is None:
        raise RuleBroken(_dl("No machine is set up here."))
    rules.check_readable(one.response)
    if one.row is not None or not one.beside.needs:
        raise RuleBroken(_dl("No text is missing."))
    if not queries.may_send(one):
        raise RuleBroken(_dl("We do not send these words to a machine. A person translates them."))
    before = queries.run_of(one)
    if before is not None and before.ended_at is None:
        raise RuleBroken(_dl("A machine is at work on this. Wait until it has ended."))
    run = MachineRun(
        about_kind=Response.__tablename__,
        about_id=one.response.id,
        language=rules.WORKING,
        texts=[[Response.__tablename__, str(one.response.id), one.text.key]],
        asked_by=actor.id,
        due_at=now(),
    )
    db.session.add(run)
    details = {"machine": machine.name, "question": one.text.key}
    record(Action.MACHINE_ASKED, one.response, actor=actor, **details)
    return run


def draft_waiting(*, actor: Account | None = None) -> bool:
    """Fetch the draft that waits longest; whether there was one to fetch. Commits by itself.

    The machine is asked while nothing is locked. Before and after it is looked up anew whether the
    words may go out, are still the same, and nobody has translated them.
    """
    del actor
    machine = machines.for_answers()
    with only_reading():
        run = runs.next_run(now(), into_english=True)
        one = queries.wanted_by(run) if run else None
        run_id = run.id if run else None
        words, language = (one.text.words, one.beside.language.code) if one else ("", "")
    if run_id is None:
        return False
    try:
        _fetch(run_id, machine, words, language)
    except MachineFailed as failed:
        fail(run_id=run_id, why=str(failed))
    except (RuleBroken, SQLAlchemyError):
        db.session.rollback()
        fail(run_id=run_id, why="answer")
    return True


def _fetch(run_id: UUID, machine: Machine | None, words: str, language: str) -> None:
    """Ask, then put the draft beside the words, unless something changed meanwhile."""
    if machine is None:
        raise MachineFailed("settings")
    if not words:
        raise MachineFailed(KEPT)
    (draft,) = machine.translate([words], rules.WORKING, language)
    run = db.session.get_one(MachineRun, run_id)
    one = queries.wanted_by(run)
    if one is None or one.text.words != words:
        raise MachineFailed(KEPT)
    put_draft(actor=None, one=one, text=draft, machine=machine.name)
    run.done, run.ended_at = 1, now()
    db.session.commit()
