"""The moment a record is of."""

from datetime import date, datetime, timedelta

from engage.core.clock import SITE_ZONE, start_of
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl

_WRONG = _dl("Give a day or a moment, such as 2026-11-21 or 2026-11-21T10:00:00+00:00.")


def moment(at: datetime) -> str:
    """A moment as the record writes it: the site's clock, with its distance from Greenwich."""
    return at.astimezone(SITE_ZONE).isoformat()


def moment_of(typed: str) -> datetime:
    """The moment somebody typed: a day means its last moment. Raises RuleBroken for anything else.

    A moment needs its distance from Greenwich.
    """
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return _exact(typed)
    return start_of(day + timedelta(days=1)) - timedelta(microseconds=1)


def _exact(typed: str) -> datetime:
    try:
        found = datetime.fromisoformat(typed)
    except ValueError as error:
        raise RuleBroken(_WRONG) from error
    if found.tzinfo is None:
        raise RuleBroken(_WRONG)
    return found


def check_as_of(as_of: datetime, at: datetime) -> None:
    """Raises RuleBroken for a moment still to come: the same moment must give the same record."""
    if as_of > at:
        raise RuleBroken(_dl("Give a moment that has passed. A day ends at midnight."))
