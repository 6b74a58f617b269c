"""Files behind one small door: random names in a folder of the home folder."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from flask import current_app

from engage.core.errors import NotFound

_PART = 1024 * 1024
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


@dataclass(frozen=True)
class Kept:
    """A file that was kept: the name to ask for it again, its size and its hash."""

    name: str
    size: int
    sha256: str


def store_stream(folder: str, source: BinaryIO, ending: str) -> Kept:
    """Keep a big file under a random name, a part at a time: memory stays flat."""
    name = f"{folder}/{uuid4().hex}.{ending}"
    path = storage_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    size, hashed = 0, hashlib.sha256()
    with path.open("wb") as file:
        while part := source.read(_PART):
            file.write(part)
            hashed.update(part)
            size += len(part)
    return Kept(name, size, hashed.hexdigest())


def file_parts(path: Path, first: int, end: int) -> Iterator[bytes]:
    """The bytes of a file from `first` up to `end`, a part at a time."""
    with path.open("rb") as file:
        file.seek(first)
        while first < end and (part := file.read(min(_PART, end - first))):
            first += len(part)
            yield part


def stored_path(name: str) -> Path:
    """Where a kept file lies, to be sent in parts. Raises NotFound when there is nothing."""
    path = storage_path(name)
    if not path.is_file():
        raise NotFound
    return path
