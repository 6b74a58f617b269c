"""Texts on their way to a translator and back, whatever the format."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MOST_UNITS = 20_000
MOST_BYTES = 10 * 1024 * 1024


class Faulty(ValueError):
    """A file that cannot be read as what it should be. `line` is 0 where none can be named."""

    def __init__(self, reason: Any, line: int = 0) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.line = line


@dataclass(frozen=True)
class Unit:
    """One text: its id, its source and what stands for it in the other language. `line` counts
    from 1; `note` tells a translator where it stands.
    """

    id: str
    source: str
    target: str
    line: int = 0
    note: str = ""


@dataclass(frozen=True)
class UnitFile:
    """Texts from one language into another. Languages are tags such as en-GB, zh-Hans."""

    source: str
    target: str
    units: Sequence[Unit]
