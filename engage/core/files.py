"""Files behind one small door: random names in a folder of the home folder."""

import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from flask import current_app

from engage.core.errors import NotFound

_SAFE = re.compile(r"[a-z0-9][a-z0-9./-]*\Z")


def storage_path(*parts: str) -> Path:
    """Where a stored file lies. Raises NotFound for a name that could lead outside the storage."""
    name = "/".join(parts)
    if not _SAFE.match(name) or ".." in name:
        raise NotFound
    root: Path = current_app.config["HOME"] / "files"
    return root / name


def store(folder: str, data: bytes, ending: str) -> str:
    """Keep bytes under a random name; returns the name to ask for them again."""
    name = f"{folder}/{uuid4().hex}.{ending}"
    path = storage_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return name


def stored_bytes(name: str) -> bytes:
    """What is kept under a name. Raises NotFound when there is nothing."""
    path = storage_path(name)
    if not path.is_file():
        raise NotFound
    return path.read_bytes()


def remove(name: str) -> None:
    """Take a kept file away, if it is there."""
    storage_path(name).unlink(missing_ok=True)


def older_than(folder: str, moment: datetime) -> list[str]:
    """The names in a folder of what was kept before a moment, in order."""
    place = storage_path(folder)
    found = sorted(place.iterdir()) if place.is_dir() else []
    return [
        f"{folder}/{each.name}"
        for each in found
        if datetime.fromtimestamp(each.stat().st_mtime, UTC) < moment
    ]
