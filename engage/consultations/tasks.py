"""What the clock does for consultations."""

from engage.consultations import commands


def record_stages() -> None:
    """Open and close on the day."""
    commands.record_stages()
