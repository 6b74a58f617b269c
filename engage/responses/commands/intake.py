"""A file of answers from the desk: sent, matched, checked by the worker, taken in or put away."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, insert
from sqlalchemy.orm.exc import StaleDataError

from engage.accounts.models import Account
from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations.models import Consultation
from engage.core import files
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.files import storage_path
from engage.core.formats import csv, packed
from engage.core.formats.sheet import Unreadable, plain
from engage.core.i18n import _d, _dl
from engage.responses.commands import import_
from engage.responses.models import ImportBatch, IntakeFile, IntakeRow, IntakeStep
from engage.responses.queries import imports
from engage.responses.queries import intake as queries
from engage.responses.rules import importing
from engage.responses.rules import intake as rules

MOST_CELLS = 4_000_000
"""A file at the desk may span so many cells: they are read while somebody waits."""
log = logging.getLogger(__name__)
_TELL = 500
_LOOKED_AT = (IntakeStep.MATCHING, IntakeStep.CHECKED)
Outcomes = Sequence[imports.Outcome]


def upload(*, actor: Account, consultation: Consultation, name: str, data: bytes) -> IntakeFile:
    """Keep a file of answers, and match its headings. Nothing is taken in yet.

    Raises RuleBroken for a file of another kind, one that is broken or too big for the desk, and
    for a consultation whose answers are settled.
    """
    imports.check_open(consultation)
    stored = files.store("imports", data, rules.check_file(name, data))
    try:
        _check_span(stored)
        found = queries.overview(consultation, storage_path(stored))
    except BaseException:
        files.remove(stored)
        raise
    made = IntakeFile(
        consultation_id=consultation.id,
        name=rules.short_name(name),
        stored=stored,
        file_hash=found.file_hash,
        headings=found.headings,
        mapping=found.wanted.as_dict(),
        rows=found.rows,
        made_by=actor.id,
    )
    db.session.add(made)
    record(Action.IMPORT_UPLOADED, made, actor=actor, rows=found.rows)
    return made


def _check_span(stored: str) -> None:
    """Raises RuleBroken for a packed file that would need much room while somebody waits."""
    if stored.endswith(".csv"):
        return
    try:
        packed.check(storage_path(stored), MOST_CELLS)
    except Unreadable as error:
        message = _dl("We cannot read this file. Take out empty rows and columns and save it anew.")
        raise RuleBroken(message, "file") from error


def match(
    *,
    actor: Account,
    file: IntakeFile,
    seen: int,
    columns: Mapping[str, str],
    defaults: Mapping[str, str],
    month_first: bool,
    check: bool = False,
) -> None:
    """Say what some columns of a file hold. What was found out about its rows is forgotten.

    `check`: this is all, and the worker may find out what would become of each row. Raises
    RuleBroken for a map that does not fit, and when somebody changed the file meanwhile.
    """
    rules.check_step(file, *_LOOKED_AT)
    rules.check_seen(file, seen)
    wanted = rules.map_from(file, columns, defaults, month_first=month_first)
    if check:
        imports.check_open(queries.consultation_of(file))
        reader = imports.reader_of(queries.consultation_of(file))
        reader.check(wanted, [heading for heading, _example in file.headings])
    _keep_map(actor, file, wanted)
    if check:
        _hand_over(file, IntakeStep.CHECKING)
        record(Action.IMPORT_CHECK_ASKED, file, actor=actor)
        db.session.flush()


def use_map(*, actor: Account, file: IntakeFile, data: bytes) -> None:
    """Use a map that was saved. Raises RuleBroken for what is none, or does not fit the file."""
    rules.check_step(file, *_LOOKED_AT)
    headings = [heading for heading, _example in file.headings]
    _keep_map(actor, file, rules.fitting(rules.read_map(data), headings))


def _keep_map(actor: Account, file: IntakeFile, wanted: importing.Map) -> None:
    imports.reader_of(queries.consultation_of(file)).check_names(wanted)
    file.mapping, file.problem = wanted.as_dict(), ""
    _forget_rows(file)
    file.step = IntakeStep.MATCHING
    record(Action.IMPORT_MATCHED, file, actor=actor)
    db.session.flush()


def _forget_rows(file: IntakeFile) -> None:
    """Take away what was found out about the rows of a file."""
    db.session.execute(delete(IntakeRow).where(IntakeRow.file_id == file.id))
    if file.refused:
        files.remove(file.refused)
    file.refused, file.good, file.bad, file.done = "", 0, 0, 0


def ask_take(*, actor: Account, file: IntakeFile, seen: int, again: bool) -> None:
    """Let the worker take in the good rows, as they were shown.

    Raises RuleBroken unless the rows were checked and nothing changed since, when none is good,
    and when this very file was taken in before, unless `again`.
    """
    rules.check_step(file, IntakeStep.CHECKED)
    rules.check_seen(file, seen)
    if not file.good:
        raise RuleBroken(_dl("No row of this file can be taken. Look at the reasons and mend it."))
    before = imports.taken_before(file.consultation_id, file.file_hash) is not None
    rules.check_again(before=before, again=again)
    file.again, file.asked_by = again, actor.id
    _hand_over(file, IntakeStep.TAKING)
    record(Action.IMPORT_ASKED, file, actor=actor, rows=file.good)
    db.session.flush()


def _hand_over(file: IntakeFile, step: IntakeStep) -> None:
    file.step, file.done, file.problem, file.started_at = step, 0, "", None


def cancel(*, actor: Account, file: IntakeFile) -> None:
    """Put a file away and delete it. Raises RuleBroken when it is or was taken in."""
    rules.check_step(file, *_LOOKED_AT, IntakeStep.CHECKING)
    file.step = IntakeStep.CANCELLED
    _delete(file)
    record(Action.IMPORT_CANCELLED, file, actor=actor)
    db.session.flush()


def _delete(file: IntakeFile) -> None:
    """Delete everything that tells what a file said; that it was there stays."""
    _forget_rows(file)
    _delete_source(file)
    file.removed_at = now()


def _delete_source(file: IntakeFile) -> None:
    if file.stored:
        files.remove(file.stored)
    file.stored, file.headings = "", []


def undo(*, actor: Account, batch: ImportBatch) -> int:
    """Remove the answers that one file brought; how many.

    Raises RuleBroken as import_.undo_import, and for more answers than one page can wait for.
    """
    if batch.taken > rules.MOST_ROWS:
        message = _dl("This brought more answers than a page can undo. Ask for this: %(how)s.")
        raise RuleBroken(message, how=f"engage import undo {batch.id}")
    return import_.undo_import(actor=actor, batch=batch)


# --- For the worker --------------------------------------------------------------------------


def work_waiting(*, actor: Any = None) -> bool:
    """Check or take in the file that waits longest; whether there was one. Commits as it goes.

    One that cannot be done goes back to whoever sent it, with the reason.
    """
    waiting = queries.next_waiting(now())
    if waiting is None:
        db.session.rollback()
        return False
    waiting.started_at, waiting.done = now(), 0
    db.session.commit()
    step, key = waiting.step, waiting.id
    try:
        (_check if step is IntakeStep.CHECKING else _take)(waiting)
    except (_PutAway, StaleDataError):
        db.session.rollback()
    except Exception as error:
        known = isinstance(error, RuleBroken)
        if not known:
            log.exception("an import failed")
        _give_back(key, step, str(error) if known else _d("Something went wrong. Try again."))
    return True


class _PutAway(Exception):
    """Somebody put a file away while the worker had it in hand."""


def _hold(file: IntakeFile, step: IntakeStep) -> None:
    """Keep others from changing a file until it is committed. Raises _PutAway."""
    db.session.refresh(file, with_for_update=True)
    if file.step is not step:
        raise _PutAway


def _give_back(key: UUID, step: IntakeStep, why: str) -> None:
    db.session.rollback()
    file = db.session.get_one(IntakeFile, key)
    if file.step is step:
        _forget_rows(file)
        file.step, file.problem, file.started_at = IntakeStep.MATCHING, plain(why), None
        record(Action.IMPORT_FAILED, file, actor=None)
    db.session.commit()


def _read(file: IntakeFile, looked: imports.Looked) -> list[imports.Outcome]:
    """What becomes of each row; tells by and by how far it is."""
    found = []
    for outcome in looked.outcomes():
        found.append(outcome)
        if len(found) % _TELL == 0:
            file.done = len(found)
            db.session.commit()
    return found


def _check(file: IntakeFile) -> None:
    looked = queries.looked(file)
    outcomes = _read(file, looked)
    bad = [each for each in outcomes if each.made is None]
    _hold(file, IntakeStep.CHECKING)
    file.step, file.done = IntakeStep.CHECKED, len(outcomes)
    file.good, file.bad, file.started_at = len(outcomes) - len(bad), len(bad), None
    db.session.flush()
    rows = [_row(file.id, each) for each in outcomes]
    if rows:
        db.session.execute(insert(IntakeRow), rows)
    file.refused = _write_refused(looked, bad)
    _commit_or_remove(file.refused)


def _row(file_id: UUID, outcome: imports.Outcome) -> dict[str, Any]:
    return {
        "file_id": file_id,
        "number": outcome.number,
        "refused": outcome.made is None,
        "says": plain(outcome.reason or outcome.note),
    }


def _write_refused(looked: imports.Looked, bad: Outcomes) -> str:
    """Write the bad rows with their reasons into storage; the name of the file, empty for none."""
    if not bad:
        return ""
    name = f"imports/{uuid4().hex}.csv"
    path = storage_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        csv.write(target, imports.refused_sheet(looked.headings, bad))
    return name


def _commit_or_remove(stored: str) -> None:
    """Commit; where that fails, the file that was written for it goes again."""
    try:
        db.session.commit()
    except BaseException:
        if stored:
            files.remove(stored)
        raise


def _take(file: IntakeFile) -> None:
    looked = queries.looked(file)
    outcomes = _read(file, looked)
    bad = [each for each in outcomes if each.made is None]
    _hold(file, IntakeStep.TAKING)
    imports.check_open(looked.consultation)
    rules.check_same(file, len(outcomes) - len(bad), len(bad))
    batch = import_.take_in(
        actor=db.session.get_one(Account, file.asked_by),
        looked=looked,
        again=file.again,
        refused=lambda _outcome: None,
        outcomes=outcomes,
    )
    file.step, file.batch_id, file.done = IntakeStep.TAKEN, batch.id, len(outcomes)
    db.session.execute(delete(IntakeRow).where(IntakeRow.file_id == file.id))
    db.session.commit()
    _delete_source(file)
    db.session.commit()


def remove_old(*, actor: Any = None) -> int:
    """Delete the files that are a week old, and what is left of those taken in; how many."""
    old = queries.old_files()
    for each in old:
        each.step = each.step if each.step is IntakeStep.TAKEN else IntakeStep.CANCELLED
        _delete(each)
        record(Action.IMPORT_REMOVED, each, actor=None)
    for each in queries.left_over():
        _delete_source(each)
    db.session.flush()
    return len(old)
