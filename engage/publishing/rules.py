"""What must be true before the public sees a text, and how an edition is hashed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engage.core.db import canonical_json
from engage.core.errors import RuleBroken

Key = tuple[str, str]


@dataclass(frozen=True)
class Gate:
    """One thing to be true before publishing. `stops` is False for a courtesy.

    `what` says what to do; `label` is the honest line for the public when a courtesy was missed.
    """

    name: str
    passed: bool
    what: Any
    stops: bool = True
    label: Any = ""


def check_gates(gates: Sequence[Gate]) -> None:
    """Raises RuleBroken with the first thing to do when a gate that stops is not passed."""
    for gate in gates:
        if gate.stops and not gate.passed:
            raise RuleBroken(gate.what)


def honest_lines(gates: Sequence[Gate]) -> list[str]:
    """What the public page says of courtesies that were missed."""
    return [str(gate.label) for gate in gates if not gate.stops and not gate.passed]


def document_hash(body: Mapping[str, Any]) -> str:
    """The hash of one document: of its canonical JSON."""
    return hashlib.sha256(canonical_json(body).encode()).hexdigest()


def manifest_of(documents: Mapping[Key, Mapping[str, Any]]) -> dict[str, Any]:
    """The manifest: each language and variant with its hash, in a fixed order."""
    rows = [
        {
            "language": language,
            "variant": variant,
            "hash": document_hash(documents[language, variant]),
        }
        for language, variant in sorted(documents)
    ]
    return {"documents": rows}
