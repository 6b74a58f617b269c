"""What the clock does for the history."""

from engage.audit import commands


def seal() -> None:
    """Seal what was written since the last tick."""
    commands.seal()
