"""What waits for somebody at the desk of answers."""

from engage.accounts.models import Account, Role
from engage.accounts.rules import Waiting
from engage.responses.queries import concerns, publication, translating


def waiting_for(account: Account, roles: frozenset[Role]) -> list[Waiting]:
    """Concerns first, then answers to check before they are published, then those to translate.

    At most five statements.
    """
    return [
        waiting
        for each in (concerns, publication, translating)
        for waiting in each.waiting_for(account, roles)
    ]
