"""Where lines are not counted: the world that a test is set in is no test of what builds it."""

from collections.abc import Iterator
from contextlib import contextmanager

import coverage


@contextmanager
def not_counted() -> Iterator[None]:
    """Count no lines meanwhile: counting makes them take three times as long.

    Around what a test stands on, and around tests on PostgreSQL, whose lines are those of SQLite.
    """
    counting = coverage.Coverage.current()
    if counting is None:
        yield
        return
    counting.stop()
    try:
        yield
    finally:
        counting.start()
