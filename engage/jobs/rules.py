"""When a failed job is tried again, and when it is given up."""

from datetime import timedelta

MOST_ATTEMPTS = 8


def next_wait(attempts: int) -> timedelta | None:
    """How long to wait after this many failed attempts: 1, 2, 4 … minutes; None gives up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return timedelta(minutes=2 ** (attempts - 1))
