"""What a statement needs: evidence, an answer, and a reason or a promise (reference 5.6)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.reports.models import AnswerKind

_LOOKS_PRIVATE = re.compile(r"@|\d{6}|\b(mr|mrs|ms|miss|mx)\b\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Proposed:
    """A statement as somebody wants it, with its English words by field."""

    kind: AnswerKind
    words: Mapping[str, str]
    due_on: date | None = None
    done_on: date | None = None


def check_statement(proposed: Proposed, people: int) -> None:
    """Raises RuleBroken with the field that is missing or wrong.

    `people` are those behind its theme; 0 also for a theme of another consultation. No statement
    without somebody who said it; none that says no without saying why; no promise without an
    owner and a day.
    """
    words = proposed.words
    if not people:
        raise RuleBroken(_dl("Choose a theme with at least one answer behind it."), "theme_id")
    for field, message in (
        ("you_said", _dl("Write what people said.")),
        ("we_did", _dl("Write what you did, or will do.")),
    ):
        if not words.get(field):
            raise RuleBroken(message, field)
    if proposed.kind.needs_because and not words.get("because"):
        raise RuleBroken(_dl("Say why. People did not get what they asked for."), "because")
    _check_promise(proposed)


def _check_promise(proposed: Proposed) -> None:
    owner = proposed.words.get("owner", "")
    if owner:
        check_owner(owner)
    if proposed.kind is AnswerKind.WILL_DO and not proposed.due_on:
        raise RuleBroken(_dl("Give the day by when it will be done."), "due_on")
    if proposed.due_on and not owner:
        raise RuleBroken(_dl("Say who will see that it is done."), "owner")
    if owner and not proposed.due_on:
        raise RuleBroken(_dl("Give the day by when it will be done."), "due_on")
    if proposed.done_on and not proposed.due_on:
        raise RuleBroken(_dl("Give the day by when it should have been done."), "due_on")
    if proposed.done_on and proposed.kind is AnswerKind.WILL_DO:
        raise RuleBroken(_dl("This is done. Choose “We did this”."), "kind")


def check_owner(owner: str) -> None:
    """Raises RuleBroken when an owner looks like a private person and not like a role."""
    if _LOOKS_PRIVATE.search(owner):
        raise RuleBroken(
            _dl("Name a role, such as Head of appointments. Never name a person."), "owner"
        )
