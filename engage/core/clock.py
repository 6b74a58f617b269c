"""The only place that asks the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SITE_ZONE = ZoneInfo("Europe/London")


_shift: ContextVar[timedelta] = ContextVar("shift", default=timedelta())


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC) + _shift.get()  # noqa: TID251 - the one place


@contextmanager
def days_away(days: float) -> Iterator[None]:
    """Live so many days from today for a while: how the demonstration world gets its past."""
    token = _shift.set(timedelta(days=days))
    try:
        yield
    finally:
        _shift.reset(token)


def today() -> date:
    """The day it is in the site's zone."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The day it is at a moment in the site's zone."""
    return moment.astimezone(SITE_ZONE).date()


def start_of(day: date) -> datetime:
    """The first moment of a day in the site's zone, in UTC, through clock changes."""
    return datetime(day.year, day.month, day.day, tzinfo=SITE_ZONE).astimezone(UTC)
