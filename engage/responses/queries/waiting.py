"""What waits for somebody at the desk of answers."""

from engage.accounts.models import Account, Role
from engage.accounts.rules import Waiting
from engage.responses.queries import concerns, publication


def waiting_for(account: Account, roles: frozenset[Role]) -> list[Waiting]:
    """Concerns first, then answers to check before they are published. At most four statements."""
    return [*concerns.waiting_for(account, roles), *publication.waiting_for(account, roles)]
