"""Ask a machine for drafts: planned by a person, done by the worker, always labelled."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from engage.audit.commands import record
from engage.audit.models import Action
from engage.core import machines
from engage.core.clock import now
from engage.core.db import Base, db, only_reading
from engage.core.errors import RuleBroken
from engage.core.i18n import SOURCE, _dl
from engage.core.machines import MachineFailed
from engage.languages import rules
from engage.languages.commands.writing import put_machine
from engage.languages.models import MachineRun
from engage.languages.queries import machine as queries
from engage.languages.rules import Entry, Key, State, Target

log = logging.getLogger(__name__)
AT_ONCE = 10
MOST_TRIES = 4
KEPT = "kept here"
"""Why a run ends whose words may not go out, or were changed or translated meanwhile."""
FINAL = frozenset({"settings", KEPT})


class Translator(Protocol):
    """What a machine must be able to do. core.machines has two; another needs no more than this."""

    @property
    def name(self) -> str:
        """What its drafts are labelled with."""

    def translate(self, texts: Sequence[str], language: str) -> list[str]:
        """Some English texts in a language, in order. Raises MachineFailed."""


def ask_machine(*, actor: Any, about: Base, entries: Sequence[Entry], target: Target) -> MachineRun:
    """Plan machine drafts for the texts that nobody has written yet; no others are touched.

    Raises RuleBroken where no machine is set up, nothing is missing, or a run is on its way.
    """
    if machines.configured() is None:
        raise RuleBroken(_dl("No machine is set up here."))
    if target.language == SOURCE:
        raise RuleBroken(_dl("A machine only translates. It does not make another format."))
    missing = [each.part.key for each in entries if each.state is State.MISSING]
    if not missing:
        raise RuleBroken(_dl("No text is missing."))
    running = queries.newest_run(about.id, target)
    if running is not None and running.ended_at is None:
        raise RuleBroken(_dl("A machine is at work on this. Wait until it has ended."))
    run = MachineRun(
        about_kind=about.__tablename__,
        about_id=about.id,
        **target._asdict(),
        texts=[[kind, str(subject), field] for kind, subject, field in missing],
        asked_by=actor.id,
        due_at=now(),
    )
    db.session.add(run)
    record(Action.MACHINE_ASKED, run, actor=actor, language=target.language, number=run.total)
    return run


def translate_waiting(*, actor: Any = None) -> bool:
    """Do the next few texts of the oldest run; whether there were any. Commits by itself.

    The machine is asked while nothing is locked. A text that somebody wrote meanwhile, or whose
    English has changed, is left as it is.
    """
    translator = machines.configured()
    with only_reading():
        run = queries.next_run(now())
        part = _part(run) if run else {}
        run_id, language = (run.id, run.language) if run else (None, "")
    if run_id is None:
        return False
    try:
        drafts = _drafts(translator, part, language)
    except MachineFailed as failed:
        fail(run_id=run_id, why=str(failed))
        return True
    try:
        _keep(run_id, translator.name if translator else "", part, drafts)
    except SQLAlchemyError:
        db.session.rollback()
        fail(run_id=run_id, why="answer")
    return True


def _part(run: MachineRun) -> dict[Key, str]:
    """The next texts of a run, with their English; empty where there is none any more."""
    keys = [_key(each) for each in run.texts[run.done : run.done + AT_ONCE]]
    english = queries.english_of(keys, run.variant)
    return {key: english.get(key, "") for key in keys}


def _key(written: Sequence[str]) -> Key:
    kind, subject, field = written
    return kind, UUID(subject), field


def _drafts(translator: Translator | None, part: dict[Key, str], language: str) -> dict[Key, str]:
    """What the machine made of each text that is not too long. Raises MachineFailed."""
    if translator is None:
        raise MachineFailed("settings")
    short = {key: text for key, text in part.items() if 0 < len(text) <= machines.MOST_LETTERS}
    made = translator.translate(list(short.values()), language) if short else []
    return dict(zip(short, (each.strip() for each in made), strict=True))


def _keep(run_id: UUID, name: str, part: dict[Key, str], drafts: dict[Key, str]) -> None:
    """Keep what a machine gave, but for what lost a number or a placeholder."""
    run = db.session.get_one(MachineRun, run_id)
    english = queries.english_of(part, run.variant)
    written = 0
    for key, source in part.items():
        if not source or english.get(key) != source:
            continue
        if key not in drafts or rules.machine_fault(source, drafts[key]):
            run.refused += 1
            continue
        about: dict[str, Any] = {"kind": key[0], "subject_id": key[1], "field": key[2]}
        target: dict[str, Any] = {"language": run.language, "variant": run.variant}
        written += put_machine(actor=None, text=drafts[key], machine=name, **about, **target)
    run.done += len(part)
    run.attempts = 0
    if run.done >= run.total:
        run.ended_at = now()
    record(Action.MACHINE_WROTE, run, actor=None, language=run.language, number=written)
    db.session.commit()


def fail(*, actor: Any = None, run_id: UUID, why: str) -> None:
    """Try a run again later, a few times; then give up and say so. Commits by itself.

    `why` is a word for staff; nothing that was said is kept. Some things another try cannot mend.
    """
    del actor
    run = db.session.get_one(MachineRun, run_id)
    run.attempts += 1
    run.due_at = now() + timedelta(minutes=run.attempts)
    if run.attempts >= MOST_TRIES or why in FINAL:
        run.ended_at, run.failed = now(), why
    log.warning("a machine gave no translation: %s", why)
    db.session.commit()
