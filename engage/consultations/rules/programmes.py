"""Where a phase of a programme stands, and what moving it asks for."""

import enum
from collections.abc import Sequence
from datetime import date
from typing import Any

from engage.consultations.models import Phase
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl, _l


class PhaseState(enum.StrEnum):
    """Where a phase stands. The value names the shape beside the word."""

    DONE = "done"
    NOW = "turn"
    TO_COME = "soon"

    @property
    def label(self) -> Any:
        """The state in the words residents see."""
        return _LABELS[self]


_LABELS = {
    PhaseState.DONE: _l("Done"),
    PhaseState.NOW: _l("Now"),
    PhaseState.TO_COME: _l("To come"),
}


def phase_state(phase: Phase, on: date) -> PhaseState:
    """Where a phase stands on a day. Only people say that it is done; a late one is still “now”."""
    if phase.done_on and phase.done_on <= on:
        return PhaseState.DONE
    return PhaseState.TO_COME if on < phase.starts_on else PhaseState.NOW


def is_late(phase: Phase, on: date) -> bool:
    """Whether a phase is past its last day and nobody has said that it is done."""
    return phase.ends_on < on and phase_state(phase, on) is not PhaseState.DONE


def check_phase_days(starts_on: date | None, ends_on: date | None) -> tuple[date, date]:
    """Both days of a phase. Raises RuleBroken for a missing day or for days out of order."""
    if starts_on is None:
        raise RuleBroken(_dl("Enter the first day."), "starts_on")
    if ends_on is None:
        raise RuleBroken(_dl("Enter the last day."), "ends_on")
    if ends_on < starts_on:
        raise RuleBroken(_dl("Choose a last day that is not before the first."), "ends_on")
    return starts_on, ends_on


def check_phase_move(phase: Phase, days: tuple[date, date], reason: str) -> None:
    """Raises RuleBroken when nothing moves, when a phase is done, or when no reason is given."""
    if phase.done_on:
        raise RuleBroken(_dl("This phase is done. Open it again before you move it."))
    if days == (phase.starts_on, phase.ends_on):
        raise RuleBroken(_dl("Change a day, or go back."), "starts_on")
    if not reason.strip():
        raise RuleBroken(_dl("Say why the days moved. People will read this."), "reason")


def swapped(phases: Sequence[Phase], phase: Phase, earlier: bool) -> Phase | None:
    """The phase that changes places with this one; None where there is none on that side."""
    place = phases.index(phase) + (-1 if earlier else 1)
    return phases[place] if 0 <= place < len(phases) else None
