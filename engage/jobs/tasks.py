"""What the clock does for the outbox."""

from engage.jobs import commands


def deliver() -> None:
    """Deliver what is due."""
    commands.deliver_due()
