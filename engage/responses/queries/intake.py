"""Files of answers that staff sent from the desk, and what would become of their rows."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from engage.accounts.models import Account
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.files import storage_path
from engage.core.pages import Page
from engage.responses.models import ImportBatch, IntakeFile, IntakeRow, IntakeStep
from engage.responses.queries import imports
from engage.responses.rules import importing
from engage.responses.rules import intake as rules

PAGE = 50
COLUMNS = 25
"""How many columns of a file one page shows."""
_STOPPED_AFTER = timedelta(minutes=5)
_WORKING = (IntakeStep.CHECKING, IntakeStep.TAKING)
_SHOWN: dict[str, Callable[[], Any]] = {
    "all": lambda: IntakeRow.number > 0,
    "refused": lambda: IntakeRow.refused.is_(True),
    "left-out": lambda: IntakeRow.refused.is_(False) & (IntakeRow.says != ""),
}
SHOWN = tuple(_SHOWN)
"""Which rows of a file a list can show."""


@dataclass(frozen=True)
class Overview:
    """What a file holds at first sight: its headings with an example each, how many rows."""

    headings: list[list[str]]
    wanted: importing.Map
    rows: int
    file_hash: str


def overview(consultation: Consultation, path: Path) -> Overview:
    """Look at a stored file as a whole, and match its headings.

    Raises RuleBroken for what cannot be read, is too big for the desk, or holds no row.
    """
    names = imports.headings_of(path)
    examples, rows = [""] * len(names), -1
    for cells in imports.from_headings(path):
        rows += 1
        if rows > rules.MOST_ROWS:
            break
        if rows and "" in examples:
            pairs = zip(examples, [*cells, *names][: len(names)], strict=True)
            examples = [known or rules.example(cell) for known, cell in pairs]
    rules.check_size(rows, len(names))
    headings = [list(pair) for pair in zip(names, examples, strict=True)]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Overview(headings, imports.reader_of(consultation).match(names), rows, digest)


def looked(file: IntakeFile) -> imports.Looked:
    """A stored file as the rules for imports look at it, under the name it was sent with.

    Raises RuleBroken where its map does not fit.
    """
    consultation = consultation_of(file)
    wanted = importing.map_of(file.mapping)
    return replace(imports.look(consultation, storage_path(file.stored), wanted), name=file.name)


def consultation_of(file: IntakeFile) -> Consultation:
    """The consultation that a file is for."""
    return consultations.by_id(file.consultation_id)


def file(consultation_id: UUID, file_id: UUID) -> IntakeFile:
    """One file of a consultation that was not put away. Raises NotFound."""
    found = db.session.get(IntakeFile, file_id)
    if found is None or found.consultation_id != consultation_id or found.removed_at is not None:
        raise NotFound
    return found


def files(consultation_id: UUID) -> Sequence[IntakeFile]:
    """The files of a consultation on their way, newest first."""
    wanted = select(IntakeFile).where(
        IntakeFile.consultation_id == consultation_id,
        IntakeFile.removed_at.is_(None),
        IntakeFile.step != IntakeStep.TAKEN,
    )
    return db.session.scalars(wanted.order_by(IntakeFile.id.desc()).limit(50)).all()


@dataclass(frozen=True)
class Past:
    """A file that was taken in: who did it, and its refused rows while they can be fetched."""

    batch: ImportBatch
    by: str
    file_id: UUID | None


def past(consultation_id: UUID, number: int) -> Page[Past]:
    """One page of the files that were taken in, from the desk or by command, newest first."""
    ours = ImportBatch.consultation_id == consultation_id
    total = db.session.scalar(select(func.count()).select_from(ImportBatch).where(ours)) or 0
    kept = (IntakeFile.batch_id == ImportBatch.id) & (IntakeFile.refused != "")
    wanted = (
        select(ImportBatch, Account.name, IntakeFile.id)
        .outerjoin(Account, Account.id == ImportBatch.made_by)
        .outerjoin(IntakeFile, kept)
        .where(ours)
        .order_by(ImportBatch.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    items = [Past(batch, name or "", key) for batch, name, key in db.session.execute(wanted)]
    return Page(items, number, PAGE, total)


def batch(consultation_id: UUID, batch_id: UUID) -> ImportBatch:
    """One file of a consultation that was taken in. Raises NotFound."""
    found = db.session.get(ImportBatch, batch_id)
    if found is None or found.consultation_id != consultation_id:
        raise NotFound
    return found


def rows(file_id: UUID, which: str, number: int) -> Page[IntakeRow]:
    """One page of the rows of a file that was checked, in its order. Two statements."""
    where = (IntakeRow.file_id == file_id, _SHOWN[which]())
    total = db.session.scalar(select(func.count()).select_from(IntakeRow).where(*where)) or 0
    wanted = select(IntakeRow).where(*where).order_by(IntakeRow.number)
    items = db.session.scalars(wanted.limit(PAGE).offset((number - 1) * PAGE)).all()
    return Page(items, number, PAGE, total)


def columns(file: IntakeFile, number: int) -> Page[tuple[int, str, str, str]]:
    """Some columns of a file: place, heading, example, and what the column holds."""
    start = (number - 1) * COLUMNS
    held = file.mapping["columns"]
    items = [
        (place, heading, example, held.get(heading, ""))
        for place, (heading, example) in enumerate(file.headings)
    ]
    return Page(items[start : start + COLUMNS], number, COLUMNS, len(items))


def next_waiting(at: datetime) -> IntakeFile | None:
    """The oldest file for the worker: one that nobody has in hand, or that has stopped."""
    wanted = (
        select(IntakeFile)
        .where(IntakeFile.step.in_(_WORKING), IntakeFile.removed_at.is_(None))
        .where(IntakeFile.started_at.is_(None) | (IntakeFile.changed_at < at - _STOPPED_AFTER))
        .order_by(IntakeFile.changed_at, IntakeFile.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return db.session.scalars(wanted).first()


def old_files() -> Sequence[IntakeFile]:
    """Files that have lain long enough; not one that the worker has in hand."""
    before = now() - timedelta(days=rules.DAYS_KEPT)
    wanted = select(IntakeFile).where(
        IntakeFile.created_at < before,
        IntakeFile.removed_at.is_(None),
        IntakeFile.step.not_in(_WORKING) | (IntakeFile.changed_at < now() - _STOPPED_AFTER),
    )
    return db.session.scalars(wanted.order_by(IntakeFile.id)).all()


def left_over() -> Sequence[IntakeFile]:
    """Files that were taken in and whose source still lies in storage."""
    wanted = select(IntakeFile).where(IntakeFile.step == IntakeStep.TAKEN, IntakeFile.stored != "")
    return db.session.scalars(wanted.order_by(IntakeFile.id)).all()
