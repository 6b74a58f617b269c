"""What the clock does for translations."""

from engage.languages import commands

AT_ONCE = 3
"""So many requests to a machine at once: each may take its time, and the lease is short."""


def ask_machine() -> None:
    """Fetch the next machine drafts that somebody asked for."""
    for _number in range(AT_ONCE):
        if not commands.translate_waiting():
            return
