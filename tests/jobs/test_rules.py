"""When a failed job is tried again."""

from datetime import timedelta

import pytest

from engage.jobs.rules import MOST_ATTEMPTS, next_wait


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (7, 64)])
def test_a_failed_job_waits_longer_each_time(attempts, minutes):
    assert next_wait(attempts) == timedelta(minutes=minutes)


@pytest.mark.parametrize("attempts", [MOST_ATTEMPTS, MOST_ATTEMPTS + 1])
def test_a_job_is_given_up_after_eight_attempts(attempts):
    assert next_wait(attempts) is None
