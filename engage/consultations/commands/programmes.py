"""A programme: begun, described, cut into phases, and kept honest when a phase moves."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations.models import Consultation, Phase, PhaseMove, Programme
from engage.consultations.queries import programmes as queries
from engage.consultations.rules import programmes as rules
from engage.core.clock import now, today
from engage.core.db import db
from engage.core.errors import RuleBroken, Stale
from engage.core.i18n import _dl
from engage.core.text import free_slug, slugify
from engage.languages import commands as languages


def create(*, actor: Any, title: str, summary: str) -> Programme:
    """Begin a programme; its address is made of its title. It is public once it has a phase.

    Raises RuleBroken without a title.
    """
    _check_title(title)
    wanted = slugify(title) or "programme"
    slug = free_slug(wanted, queries.slugs_like(wanted))
    row = Programme(slug=slug, position=queries.next_position())
    db.session.add(row)
    record(Action.PROGRAMME_CREATED, row, actor=actor)
    languages.put(actor=actor, subject=row, texts={"title": title, "summary": summary})
    return row


def edit_words(
    *, actor: Any, programme: Programme, title: str, summary: str, version: int
) -> list[str]:
    """Change the English words; returns the fields that changed.

    Raises RuleBroken without a title, Stale when somebody saved after `version`.
    """
    texts = {"title": title, "summary": summary}
    _check_fresh(programme, version, texts)
    _check_title(title)
    changed = languages.put(actor=actor, subject=programme, texts=texts)
    if changed:
        _touch(programme)
    return changed


def add_phase(
    *,
    actor: Any,
    programme: Programme,
    title: str,
    output: str,
    starts_on: date | None,
    ends_on: date | None,
) -> Phase:
    """Add a phase behind the others. Raises RuleBroken without a title or with wrong days."""
    _check_title(title)
    first, last = rules.check_phase_days(starts_on, ends_on)
    position = max((phase.position for phase in programme.phases), default=-1) + 1
    row = Phase(programme_id=programme.id, position=position, starts_on=first, ends_on=last)
    programme.phases.append(row)
    _touch(programme)
    db.session.flush()
    record(Action.PROGRAMME_CHANGED, programme, actor=actor, added=str(row.id))
    languages.put(actor=actor, subject=row, texts={"title": title, "output": output})
    return row


def edit_phase(*, actor: Any, phase: Phase, title: str, output: str, version: int) -> list[str]:
    """Change the English words of a phase; returns the fields that changed.

    Raises RuleBroken without a title, Stale when somebody saved after `version`.
    """
    texts = {"title": title, "output": output}
    _check_fresh(phase, version, texts)
    _check_title(title)
    changed = languages.put(actor=actor, subject=phase, texts=texts)
    if changed:
        _touch(phase)
    return changed


def move_phase(
    *,
    actor: Any,
    phase: Phase,
    starts_on: date | None,
    ends_on: date | None,
    reason: str,
    version: int,
) -> PhaseMove:
    """Move a phase to other days. The old days and the reason stay, and the public reads both.

    Raises RuleBroken without a reason, where nothing moves, or when it is done; Stale when
    somebody saved after `version`.
    """
    _check_fresh(phase, version, {"reason": reason})
    days = rules.check_phase_days(starts_on, ends_on)
    rules.check_phase_move(phase, days, reason)
    row = PhaseMove(
        phase_id=phase.id,
        old_starts_on=phase.starts_on,
        old_ends_on=phase.ends_on,
        moved_on=today(),
    )
    phase.moves.append(row)
    phase.starts_on, phase.ends_on = days
    db.session.flush()
    record(Action.PHASE_MOVED, phase, actor=actor, move=str(row.id))
    languages.put(actor=actor, subject=row, texts={"text": reason})
    return row


def finish_phase(*, actor: Any, phase: Phase, done: bool, version: int) -> None:
    """Say that a phase is done, today; or, with `done` false, that it is not after all.

    Raises RuleBroken before its first day, Stale when somebody saved after `version`.
    """
    _check_fresh(phase, version, {})
    if done and today() < phase.starts_on:
        raise RuleBroken(_dl("This phase has not begun. Move its days first."))
    phase.done_on = today() if done else None
    record(Action.PHASE_DONE, phase, actor=actor, done=done)


def reorder(*, actor: Any, programme: Programme, phase: Phase, earlier: bool, version: int) -> None:
    """Let a phase change places with the one before or after it.

    At an end nothing moves. Raises Stale when somebody saved after `version` of the programme.
    """
    _check_fresh(programme, version, {})
    other = rules.swapped(programme.phases, phase, earlier)
    if other is not None:
        phase.position, other.position = other.position, phase.position
        _touch(programme)
        record(Action.PROGRAMME_CHANGED, programme, actor=actor, moved=str(phase.id))


def put_in(*, actor: Any, programme: Programme, consultation: Consultation, version: int) -> None:
    """Put a consultation in a programme.

    Raises RuleBroken when it is in one already, Stale when somebody saved after `version`.
    """
    _check_fresh(programme, version, {})
    if consultation.programme_id:
        raise RuleBroken(_dl("This consultation is in a programme already."), "consultation")
    consultation.programme_id = programme.id
    _touch(programme)
    record(Action.PROGRAMME_CHANGED, programme, actor=actor, put_in=str(consultation.id))


def take_out(*, actor: Any, programme: Programme, consultation: Consultation, version: int) -> None:
    """Take a consultation out of a programme.

    Raises RuleBroken when it is not in it, Stale when somebody saved after `version`.
    """
    _check_fresh(programme, version, {})
    if consultation.programme_id != programme.id:
        raise RuleBroken(_dl("This consultation is not in this programme."), "consultation")
    consultation.programme_id = None
    _touch(programme)
    record(Action.PROGRAMME_CHANGED, programme, actor=actor, took_out=str(consultation.id))


def _check_title(title: str) -> None:
    if not title.strip():
        raise RuleBroken(_dl("Enter a title."), "title")


def _check_fresh(row: Programme | Phase, version: int, mine: Mapping[str, str]) -> None:
    if row.version != version:
        raise Stale(queries.own_words(row) if mine else {}, dict(mine))


def _touch(row: Programme | Phase) -> None:
    """Words and neighbours are other rows; the version of this one must rise all the same."""
    row.changed_at = now()
