"""Files behind one small door: random names in a folder of the home folder."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from uuid import uuid4

from flask import Response, current_app, request
from werkzeug.datastructures import ContentRange
from werkzeug.exceptions import RequestedRangeNotSatisfiable

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


def store_stream(folder: str, source: IO[bytes], ending: str) -> Kept:
    """Keep a big file under a random name, a part at a time: memory stays flat."""
    return store_parts(folder, iter(lambda: source.read(_PART), b""), ending)


def store_parts(folder: str, parts: Iterable[bytes], ending: str) -> Kept:
    """Keep what comes in parts under a random name; nothing stays when making a part goes wrong."""
    name = f"{folder}/{uuid4().hex}.{ending}"
    path = storage_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    size, hashed = 0, hashlib.sha256()
    try:
        with path.open("wb") as file:
            for part in parts:
                file.write(part)
                hashed.update(part)
                size += len(part)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
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


def sent_in_parts(stored: str, media_type: str) -> Response:
    """A kept file of ours, whole or the part that was asked for, so that players can seek."""
    path = stored_path(stored)
    size = path.stat().st_size
    asked = request.range if request.range and request.range.units == "bytes" else None
    part = asked.range_for_length(size) if asked else None
    if asked is not None and part is None and len(asked.ranges) == 1:
        raise RequestedRangeNotSatisfiable(size)
    first, end = part or (0, size)
    answer = Response(file_parts(path, first, end), mimetype=media_type)
    answer.content_length = end - first
    if part:
        answer.status_code, answer.content_range = 206, ContentRange("bytes", first, end, size)
    answer.set_etag(path.stem)
    answer.headers["Accept-Ranges"] = "bytes"
    if not part:
        answer.make_conditional(request)
    return answer
