"""How a line of history is bound to the one before it."""

import hashlib

from engage.audit.models import Entry
from engage.core.db import canonical_json

START = "0" * 64


def chain_hash(previous: str, entry: Entry) -> str:
    """The hash of a line in the chain: of the hash before it and of all it says."""
    body = [
        str(entry.id),
        entry.at.isoformat(),
        entry.action.value,
        str(entry.actor_id or ""),
        entry.subject_kind,
        str(entry.subject_id or ""),
        entry.details,
    ]
    return hashlib.sha256((previous + canonical_json(body)).encode()).hexdigest()
