"""Films that somebody made with a phone: told by their content, whole, and without their place.

MP4 and MOV are boxes in boxes (ISO/IEC 14496-12), WebM is elements in elements (RFC 8794). Only
their outline is read, a few bytes of each part, so a film of any size takes no room in memory.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from engage.core.formats.media import Sort

HEAD = 16
"""How many bytes tell whether something says that it is a film."""
_MP4, _MOV = Sort("mp4", "video/mp4"), Sort("mov", "video/quicktime")
_WEBM = Sort("webm", "video/webm")
_SOUND = frozenset({b"M4A ", b"M4B "})
_MOST_PARTS = 200_000
_MOST_READ = 16 * 1024 * 1024
_MOST_HEAD = 1024
_WIDE, _WHOLE = 1, 0
_PLACES = frozenset({b"udta", b"meta", b"uuid"})
"""Boxes in which phones write where and by whom something was filmed."""
_SEEN = re.compile(rb"hdlr.{8}vide", re.DOTALL)
_EBML, _SEGMENT, _CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
_TRACKS, _TAGS = 0x1654AE6B, 0x1254C367
_MOST_ID, _MOST_SIZE = 4, 8
_ELEMENT = _MOST_ID + _MOST_SIZE
_VOID = 9
_NAMED_WEBM = re.compile(rb"\x42\x82\x84webm")
_VIDEO = re.compile(rb"\x83\x81\x01")


class NotAFilm(ValueError):
    """It is no film, it is cut off, or it has no picture."""


@dataclass(frozen=True)
class _Part:
    """A box or an element: what it is, where it begins, where its content is."""

    kind: bytes | int
    start: int
    body: int
    end: int


def begins(head: bytes) -> bool:
    """Whether these first bytes say that a film follows."""
    named = head[4:8] == b"ftyp" and head[8:12] not in _SOUND
    return named or head.startswith(b"\x1aE\xdf\xa3")


def take(film: IO[bytes]) -> Sort:
    """The kind of a film that is whole; takes out, in its place, what tells where it was made.

    `film` can be read and written; it is at its beginning afterwards. Raises NotAFilm.
    """
    film.seek(0)
    head = film.read(HEAD)
    size = film.seek(0, 2)
    if not begins(head):
        raise NotAFilm
    try:
        sort = _boxed(film, size, head) if head[4:8] == b"ftyp" else _elements(film, size)
    except struct.error as cut:
        raise NotAFilm from cut
    film.seek(0)
    return sort


# --- MP4 and MOV -----------------------------------------------------------------------------


def _boxed(film: IO[bytes], size: int, head: bytes) -> Sort:
    parts = list(_boxes(film, 0, size))
    kinds = {each.kind for each in parts}
    if not kinds >= {b"ftyp", b"moov", b"mdat"}:
        raise NotAFilm
    tracks = [inner for each in parts if each.kind == b"moov" for inner in _inside(film, each)]
    inner = [each for track in tracks if track.kind == b"trak" for each in _inside(film, track)]
    if not any(_SEEN.search(_content(film, each)) for each in inner if each.kind == b"mdia"):
        raise NotAFilm
    for each in (*parts, *tracks, *inner):
        if each.kind in _PLACES:
            _blank(film, each, b"free", at=each.start + 4)
    return _MOV if head[8:12] == b"qt  " else _MP4


def _inside(film: IO[bytes], part: _Part) -> list[_Part]:
    return list(_boxes(film, part.body, part.end))


def _boxes(film: IO[bytes], start: int, end: int) -> Iterator[_Part]:
    """The boxes between two places, which they fill without a gap."""
    for _count in range(_MOST_PARTS):
        if start == end:
            return
        part = _box(film, start, end)
        yield part
        start = part.end
    raise NotAFilm


def _box(film: IO[bytes], start: int, end: int) -> _Part:
    film.seek(start)
    head = film.read(16)
    size, kind = struct.unpack(">I4s", head[:8])
    body = start + 8
    if size == _WIDE:
        (size,), body = struct.unpack(">Q", head[8:16]), start + 16
    elif size == _WHOLE:
        size = end - start
    if start + size < body or start + size > end:
        raise NotAFilm
    return _Part(kind, start, body, start + size)


# --- WebM ------------------------------------------------------------------------------------


def _elements(film: IO[bytes], size: int) -> Sort:
    """Goes into the segment, and into clusters whose size a recorder left open."""
    seen = {}
    start = 0
    for _count in range(_MOST_PARTS):
        if start == size:
            break
        part = _element(film, start, size)
        seen[part.kind] = part
        if part.kind == _TAGS:
            _void(film, part)
        start = part.body if part.kind in {_SEGMENT, _CLUSTER} else part.end
    else:
        raise NotAFilm
    if not seen.keys() >= {_EBML, _SEGMENT, _TRACKS, _CLUSTER}:
        raise NotAFilm
    named = _NAMED_WEBM.search(_content(film, seen[_EBML], _MOST_HEAD))
    if not named or not _VIDEO.search(_content(film, seen[_TRACKS])):
        raise NotAFilm
    return _WEBM


def _void(film: IO[bytes], part: _Part) -> None:
    """Make an element empty room; one too small for a longer size tells nothing."""
    left = part.end - part.start - _VOID
    if left >= 0:
        _blank(film, part, b"\xec\x01" + left.to_bytes(7), at=part.start)


def _element(film: IO[bytes], start: int, end: int) -> _Part:
    film.seek(start)
    head = film.read(_ELEMENT)
    kind, length = _number(head, _MOST_ID)
    size, more = _number(head[length:], _MOST_SIZE)
    body = start + length + more
    value, unknown = size & ~(1 << 7 * more), (1 << 7 * more) - 1
    if value == unknown and kind in {_SEGMENT, _CLUSTER}:
        return _Part(kind, start, body, end)
    if body + value > end:
        raise NotAFilm
    return _Part(kind, start, body, body + value)


def _number(head: bytes, most: int) -> tuple[int, int]:
    """A number with its mark, and how many bytes it has: the mark is the first bit that is set."""
    length = 9 - head[0].bit_length() if head else most + 1
    if length > most or len(head) < length:
        raise NotAFilm
    return int.from_bytes(head[:length]), length


# --- Both ------------------------------------------------------------------------------------


def _content(film: IO[bytes], part: _Part, most: int = _MOST_READ) -> bytes:
    if part.end - part.body > most:
        raise NotAFilm
    film.seek(part.body)
    return film.read(part.end - part.body)


def _blank(film: IO[bytes], part: _Part, name: bytes, *, at: int) -> None:
    """Make a part empty room of the same size, under a name that players pass over."""
    body = max(part.body, at + len(name))
    if part.end - body > _MOST_READ:
        raise NotAFilm
    film.seek(at)
    film.write(name)
    film.seek(body)
    film.write(bytes(part.end - body))
