"""The file itself: entries in order, fixed days, no compression, a list of hashes."""

import hashlib
import re
import shutil
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import IO, Any

from engage.bundle.rules.pages import page
from engage.core.db import canonical_json

FORMAT = 1
"""The form of a record: its files, their names, headings and order. A test pins its bytes.

Whoever has to change the form adds the next number for records of later moments, and keeps what
makes the older ones.
"""
SUMS = "SHA256SUMS"
_PART = 1024 * 1024
_DAY = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o644 << 16
_LINE = re.compile(r"([0-9a-f]{64})  (\S+)\Z")


@dataclass(frozen=True)
class File:
    """One file of a record: its name inside, what it is in a few words, its bytes or where it lies.

    A film is read a part at a time: memory stays flat.
    """

    name: str
    title: str
    data: bytes | Path

    @cached_property
    def size(self) -> int:
        """Its length in bytes."""
        return len(self.data) if isinstance(self.data, bytes) else self.data.stat().st_size

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of its bytes, in hexadecimal."""
        with self.opened() as source:
            return _digest_of(source)

    def opened(self) -> BytesIO | BufferedReader:
        """Its bytes to read."""
        return BytesIO(self.data) if isinstance(self.data, bytes) else self.data.open("rb")


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _digest_of(source: IO[bytes]) -> str:
    """The same of what is read a part at a time."""
    hashed = hashlib.sha256()
    while part := source.read(_PART):
        hashed.update(part)
    return hashed.hexdigest()


def index(about: Mapping[str, Any], files: Iterable[File]) -> list[File]:
    """All files with the table of contents before them: for people, and for programs.

    `about` says what the record is of: title, slug, moment. Both list every other file by hash.
    """
    rows = sorted(files, key=lambda each: each.name)
    listed = [
        {
            "name": each.name,
            "title": each.title,
            "sha256": each.sha256,
            "bytes": each.size,
        }
        for each in rows
    ]
    whole = {"format": FORMAT, **about, "files": listed}
    return [
        File("index.html", "Contents", _contents(about, listed).encode()),
        File("index.json", "Contents, for programs", canonical_json(whole).encode()),
        *rows,
    ]


def _contents(about: Mapping[str, Any], listed: Sequence[Mapping[str, Any]]) -> str:
    title = f"Full record: {about['title']}"
    rows = "\n".join(
        f'<tr><th scope="row"><a href="{escape(each["name"])}">{escape(each["title"])}</a></th>'
        f"<td>{escape(each['name'])}</td><td>{each['bytes']}</td>"
        f"<td><code>{each['sha256']}</code></td></tr>"
        for each in listed
    )
    body = (
        f"<p>This is all that is on record as of {escape(about['as_of'])}. "
        f"Form of this record: {FORMAT}.</p>"
        "<p>It holds no contact details. Of what people wrote, it holds only what was "
        "published.</p>"
        f"<p>To check that nothing was changed: <code>sha256sum -c {SUMS}</code></p>"
        "<table><caption>Contents</caption><thead><tr>"
        '<th scope="col">What</th><th scope="col">File</th>'
        '<th scope="col">Bytes</th><th scope="col">SHA-256</th>'
        f"</tr></thead><tbody>\n{rows}\n</tbody></table>"
    )
    return page(title, body)


def sums(files: Iterable[File]) -> File:
    """The list of hashes as `sha256sum -c` reads it."""
    lines = [f"{each.sha256}  {each.name}\n" for each in files]
    return File(SUMS, "Hashes", "".join(sorted(lines, key=lambda line: line[66:])).encode())


def archive(files: Sequence[File], into: IO[bytes]) -> None:
    """Write the zip of some files and their hashes: the same files give the same bytes, always."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as packed:
        for each in sorted([*files, sums(files)], key=lambda file: file.name):
            entry = zipfile.ZipInfo(each.name, _DAY)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            entry.file_size = each.size
            with each.opened() as source, packed.open(entry, "w") as inside:
                shutil.copyfileobj(source, inside)


def faults(record: IO[bytes]) -> list[str]:
    """What is wrong with a record, one line each; empty when every hash is right."""
    try:
        with zipfile.ZipFile(record) as packed:
            names = packed.namelist()
            if SUMS not in names or len(names) != len(set(names)):
                return ["This is not a full record."]
            if any(each.compress_type != zipfile.ZIP_STORED for each in packed.infolist()):
                return ["This file was packed again. Use the file as you got it."]
            hashes = {}
            for name in names:
                with packed.open(name) as inside:
                    hashes[name] = _digest_of(inside)
            return _compared(packed.read(SUMS), hashes)
    except zipfile.BadZipFile:
        return ["This is not a full record, or it is damaged."]


def _compared(listed: bytes, found: Mapping[str, str]) -> list[str]:
    """What differs between the list and the hashes of the files, by their names."""
    lines = listed.decode(errors="replace").splitlines()
    matches = [_LINE.match(line) for line in lines]
    wanted = {match[2]: match[1] for match in matches if match}
    if len(wanted) != len(lines):
        return [f"The list {SUMS} cannot be read."]
    names = set(found) - {SUMS}
    return [
        *(f"{name} is missing." for name in sorted(set(wanted) - names)),
        *(f"{name} is not on the list." for name in sorted(names - set(wanted))),
        *(
            f"{name} was changed."
            for name in sorted(names & set(wanted))
            if found[name] != wanted[name]
        ),
    ]
