"""What every page needs and hardly ever changes: read once in a while by each process."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app

T = TypeVar("T")
SECONDS = 10.0


def kept(name: str, make: Callable[[], T]) -> T:
    """What `make` gives, made at most once in ten seconds by each process under this name."""
    store: dict[str, tuple[float, Any]] = current_app.extensions.setdefault("kept", {})
    found = store.get(name)
    if found is None or time.monotonic() - found[0] > SECONDS:
        found = store[name] = (time.monotonic(), make())
    value: T = found[1]
    return value
