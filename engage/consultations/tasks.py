"""What the clock does for consultations."""

from engage.consultations import commands
from engage.consultations.commands import beside


def record_stages() -> None:
    """Open and close on the day."""
    commands.record_stages()


def remove_unused_files() -> None:
    """Delete plans and files of papers that nothing shows any more."""
    beside.remove_unused()
