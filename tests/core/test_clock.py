"""The only place that asks the time."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from engage.core import clock

days = st.dates(date(1996, 1, 1), date(2037, 12, 31))


def test_now_is_a_moment_with_its_zone():
    with time_machine.travel(datetime(2026, 11, 22, 9, 30, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
        assert clock.now().tzinfo is UTC


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_today_is_the_day_in_london(moment, day):
    with time_machine.travel(moment, tick=False):
        assert clock.today() == day


def test_one_can_live_days_away_and_come_back():
    with time_machine.travel(datetime(2026, 11, 22, 9, tzinfo=UTC), tick=False):
        with clock.days_away(-40.5):
            assert clock.now() == datetime(2026, 10, 12, 21, tzinfo=UTC)
        assert clock.now() == datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_one_comes_back_even_when_it_ends_badly():
    with pytest.raises(ValueError, match="bad end"), clock.days_away(10):
        raise ValueError("bad end")
    assert clock.today() == datetime.now(clock.SITE_ZONE).date()  # noqa: TID251 - what it is held to


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (date(2027, 3, 28), datetime(2027, 3, 28, 0, tzinfo=UTC)),
        (date(2027, 3, 29), datetime(2027, 3, 28, 23, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 24, 23, tzinfo=UTC)),
        (date(2026, 10, 26), datetime(2026, 10, 26, 0, tzinfo=UTC)),
    ],
)
def test_a_day_starts_at_midnight_through_clock_changes(day, start):
    assert clock.start_of(day) == start
    assert clock.start_of(day).tzinfo is UTC


@given(days)
def test_every_day_starts_where_the_day_before_ends(day):
    length = clock.start_of(day + timedelta(days=1)) - clock.start_of(day)
    assert length in {timedelta(hours=hours) for hours in (23, 24, 25)}
    local = clock.start_of(day).astimezone(clock.SITE_ZONE)
    assert (local.date(), local.hour, local.minute) == (day, 0, 0)
