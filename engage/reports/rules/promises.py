"""Where a promise stands today, and how it may move."""

import enum
from datetime import date
from typing import Any

from engage.core.errors import RuleBroken
from engage.core.i18n import _dl, _l
from engage.reports.models import Promise, PromiseState


class Standing(enum.StrEnum):
    """Where a promise stands on a day, in the words residents see."""

    LATE = "late"
    UNOWNED = "unowned"
    ON_TIME = "on_time"
    CHANGED = "changed"
    DONE = "done"

    @property
    def label(self) -> Any:
        """The standing in words."""
        return _STANDINGS[self][0]

    @property
    def shape(self) -> str:
        """The kind of tag that shows it: a word and a shape."""
        return _STANDINGS[self][1]


_STANDINGS = {
    Standing.LATE: (_l("Late"), "late"),
    Standing.UNOWNED: (_l("Nobody owns this now"), "late"),
    Standing.ON_TIME: (_l("On time"), "open"),
    Standing.CHANGED: (_l("Changed"), "soon"),
    Standing.DONE: (_l("Done"), "good"),
}
_NOT_OPEN = {
    PromiseState.DONE: Standing.DONE,
    PromiseState.CHANGED: Standing.CHANGED,
    PromiseState.UNOWNED: Standing.UNOWNED,
}


def standing(promise: Promise, day: date) -> Standing:
    """Where a promise stands on a day. Its last day is still on time (reference 5.6)."""
    if promise.state in _NOT_OPEN:
        return _NOT_OPEN[promise.state]
    return Standing.LATE if day > promise.due_on else Standing.ON_TIME


def check_promise_move(
    promise: Promise, to: PromiseState, note: str, due_on: date | None = None
) -> None:
    """Raises RuleBroken for a move that tells residents nothing, or that hides a delay.

    A promise that changed, lost its owner, was opened again or stays as it was needs a note. One
    with a new day has changed: it is not "on time" again.
    """
    if due_on not in {None, promise.due_on} and to is not PromiseState.CHANGED:
        raise RuleBroken(_dl("Choose “It has changed” to give a new day."), "to")
    if not note and to is not PromiseState.DONE:
        raise RuleBroken(_dl("Say what is new, in one or two sentences."), "note")
    if not note and promise.state is PromiseState.DONE:
        raise RuleBroken(_dl("This promise is done already. Say what is new."), "note")
