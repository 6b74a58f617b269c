"""What the clock does for analysis."""

from engage.analysis import commands, queries
from engage.core.clock import now


def count_anew() -> None:
    """Refresh the numbers of each consultation whose answers changed."""
    for consultation in queries.stale(now()):
        commands.count_anew(actor=None, consultation=consultation)


def count_tallies() -> None:
    """Count what the pages of consultations with many answers show."""
    commands.count_tallies()
