"""Write answers into a file: at once for the command line, as waiting work for the desk."""

import logging
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import update

from engage.accounts.models import Account
from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.core.clock import now, today
from engage.core.db import db, reading
from engage.core.errors import RuleBroken
from engage.core.files import storage_path
from engage.core.formats import csv, json, ods, xlsx
from engage.core.formats.sheet import Sheet
from engage.core.i18n import _dl
from engage.responses.models import Export
from engage.responses.queries import export as queries
from engage.responses.rules import exporting

log = logging.getLogger(__name__)
Told = Callable[[int], None]
_TELL = 2_000
ENDINGS = {"csv": "zip", "xlsx": "xlsx", "ods": "ods", "json": "json"}
"""The ending of the file that is fetched from the desk: CSV comes with its dictionary."""


@dataclass(frozen=True)
class Written:
    """What an export holds: how many answers, how many are held back, and in which files."""

    answers: int
    held_back: int
    files: tuple[Path, ...]


def write_file(
    *, actor: Account | None, consultation: Consultation, format_: str, target: Path
) -> Written:
    """Write every answer of a consultation into a file, in constant memory.

    CSV has its dictionary in a second file beside it. The rows are read by a connection of their
    own and the session is committed first, so that nobody is locked out meanwhile. Raises
    RuleBroken for an unknown format, NotFound for a consultation that was never public.
    """
    made = _Document(consultation, format_, lambda _done: None)
    db.session.commit()
    made.write(target)
    done = Written(made.done, made.held, made.files(target))
    facts = {"format": format_, "answers": done.answers}
    record(Action.EXPORT_MADE, consultation, actor=actor, **facts)
    return done


class _Document:
    """The sheets of one export, and how each format takes them. `tell` is told how far it is."""

    def __init__(self, consultation: Consultation, format_: str, tell: Told) -> None:
        if format_ not in exporting.FORMATS:
            raise RuleBroken(_dl("Choose one of these formats: csv, xlsx, ods, json."), "format")
        self._slug, self._format, self._tell = consultation.slug, format_, tell
        self._shape = queries.shape(consultation)
        self.held = queries.held_back(consultation.id)
        self.done = 0

    def files(self, target: Path) -> tuple[Path, ...]:
        """The files that `write` makes."""
        beside = target.with_name(f"{target.stem}-dictionary.csv")
        return (target, beside) if self._format == "csv" else (target,)

    def write(self, target: Path) -> None:
        """Write to one file, or two."""
        if self._format != "csv":
            self._write_whole(target)
            return
        first, second = self.files(target)
        with first.open("wb") as answers, second.open("wb") as dictionary:
            self._write_csv(answers, dictionary)

    def write_to_fetch(self, target: Path) -> None:
        """Write to one file, whatever the format."""
        if self._format != "csv":
            self._write_whole(target)
            return
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            with packed.open(f"{self._slug}.csv", "w", force_zip64=True) as answers:
                csv.write(answers, self._answers())
            with packed.open(f"{self._slug}-dictionary.csv", "w") as dictionary:
                csv.write(dictionary, self._dictionary())

    def _write_csv(self, answers: Any, dictionary: Any) -> None:
        csv.write(answers, self._answers())
        csv.write(dictionary, self._dictionary())

    def _write_whole(self, target: Path) -> None:
        if self._format == "json":
            with target.open("wb") as file:
                json.write(file, self._facts(), self._answers(short=True))
            return
        write = {"xlsx": xlsx.write, "ods": ods.write}[self._format]
        write(target, [self._answers(), self._dictionary()])

    def _facts(self) -> dict[str, Any]:
        words = ("column", "kind", "code", "language", "words", "editions")
        meanings = exporting.dictionary(self._shape.askings)
        return {
            "consultation": self._slug,
            "made_on": today().isoformat(),
            "held_back": self.held,
            "dictionary": [dict(zip(words, each, strict=True)) for each in meanings],
        }

    def _answers(self, *, short: bool = False) -> Sheet:
        headings = self._shape.names if short else self._shape.headings
        return Sheet("answers" if short else "Answers", headings, self._rows())

    def _dictionary(self) -> Sheet:
        held = ("", "", "", "", f"Held back: {self.held}", "")
        rows = [*exporting.dictionary(self._shape.askings), *([held] if self.held else [])]
        return Sheet("Dictionary", exporting.DICTIONARY, rows)

    def _rows(self) -> Iterator[list[Any]]:
        with reading() as connection:
            for number, row in enumerate(queries.rows(self._shape, connection), start=1):
                yield row
                self.done = number
                if number % _TELL == 0:
                    self._tell(number)


def ask(*, actor: Account, consultation: Consultation, format_: str, reason: str) -> Export:
    """Ask for a file of all answers; the worker writes it.

    The words of answers are personal data: the reason is kept. Raises RuleBroken for an unknown
    format or a reason too short to be one.
    """
    if format_ not in exporting.FORMATS:
        raise RuleBroken(_dl("Choose a format."), "format_")
    if len(reason.strip()) < exporting.SHORTEST_REASON:
        raise RuleBroken(_dl("Say in a few words what you need the answers for."), "reason")
    made = Export(
        consultation_id=consultation.id,
        format=format_,
        asked_by=actor.id,
        reason=reason.strip(),
        total=queries.total(consultation.id),
    )
    db.session.add(made)
    record(Action.EXPORT_ASKED, made, actor=actor, format=format_)
    return made


def write_waiting(*, actor: Any = None) -> bool:
    """Write the oldest export that waits; whether there was one. Commits as it goes.

    One that fails is marked so, and whoever asked sees it; it is not tried again.
    """
    waiting = queries.next_export(now())
    if waiting is None:
        db.session.rollback()
        return False
    waiting.started_at, waiting.outdated_at = now(), None
    db.session.commit()
    try:
        _write_one(waiting)
    except Exception as error:
        log.exception("an export failed")
        db.session.rollback()
        waiting.failed = type(error).__name__
        db.session.commit()
    return True


def _write_one(waiting: Export) -> None:
    def tell(done: int) -> None:
        waiting.done = done
        db.session.commit()

    consultation = consultations.by_id(waiting.consultation_id)
    made = _Document(consultation, waiting.format, tell)
    db.session.commit()
    name = f"exports/{uuid4().hex}.{ENDINGS[waiting.format]}"
    path = storage_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        made.write_to_fetch(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    waiting.stored, waiting.done, waiting.ready_at = name, made.done, now()
    record(Action.EXPORT_MADE, waiting, actor=None, answers=made.done)
    db.session.commit()


def ask_again(*, actor: Account, consultation: Consultation, made: Export) -> Export:
    """Ask for the same file as it would be now, for the same reason."""
    return ask(actor=actor, consultation=consultation, format_=made.format, reason=made.reason)


def mark_outdated(*, actor: Account | None, consultation_id: UUID) -> None:
    """Let nobody fetch the files that were made of a consultation until now.

    For an answer that is held, taken back or erased: its words leave every file at once. A file
    that is being written may hold them already, so it counts as made.
    """
    wanted = update(Export).where(
        Export.consultation_id == consultation_id,
        Export.removed_at.is_(None),
        Export.outdated_at.is_(None),
        Export.failed == "",
    )
    found: Any = db.session.execute(wanted.values(outdated_at=now()))
    if found.rowcount:
        facts = {"consultation": str(consultation_id), "files": found.rowcount}
        record(Action.EXPORT_OUTDATED, None, actor=actor, **facts)


def remove_old(*, actor: Any = None) -> int:
    """Delete the files of exports that are a week old or out of date; how many.

    One that is out of date still stands in the list, which says so.
    """
    old = queries.old_exports()
    for each in old:
        _remove_file(each)
        each.removed_at = now()
    outdated = queries.outdated_exports()
    for each in outdated:
        _remove_file(each)
    db.session.flush()
    return len(old) + len(outdated)


def _remove_file(export: Export) -> None:
    if export.stored:
        storage_path(export.stored).unlink(missing_ok=True)
    export.stored = ""
    record(Action.EXPORT_REMOVED, export, actor=None)
