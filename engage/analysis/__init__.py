"""What the answers say: themes, which answer speaks of which, and whom the words are about."""

from engage.analysis.queries import waiting_for

__all__ = ["waiting_for"]
