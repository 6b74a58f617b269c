"""Days of the made-up world: so many from today, at an hour of that day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from engage.core.clock import days_away, now, start_of, today
from engage.core.db import unit_of_work

DAY = timedelta(days=1)
_real_day: ContextVar[date | None] = ContextVar("real_day", default=None)


def day(offset: int) -> date:
    """The day so many days from the real today, also while living on another day."""
    return (_real_day.get() or today()) + timedelta(days=offset)


def moment(offset: int, hour: float = 10.0) -> datetime:
    """An hour of the day so many days from the real today."""
    return start_of(day(offset)) + timedelta(hours=hour)


@contextmanager
def living_at(at: datetime) -> Iterator[None]:
    """Live at a moment for a while. Not to be nested."""
    token = _real_day.set(today())
    try:
        with days_away((at - now()) / DAY):
            yield
    finally:
        _real_day.reset(token)


@contextmanager
def work_on(offset: int, hour: float = 10.0) -> Iterator[None]:
    """One piece of work, done and committed so many days from today."""
    with living_at(moment(offset, hour)), unit_of_work():
        yield
