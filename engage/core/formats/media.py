"""Video, recordings, captions and pictures: told by their content, never by their name."""

import io
import re
import warnings
from dataclasses import dataclass

from PIL import Image

from engage.core.formats.picture import upright

HEAD = 64
"""How many bytes of a file tell its kind."""
_MOST_DOTS = 30_000_000
_LONGEST_SIDE = 1_600
_CUE = re.compile(r"^(?:\d+:)?\d{2}:\d{2}\.\d{3} --> (?:\d+:)?\d{2}:\d{2}\.\d{3}", re.MULTILINE)
_BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_M4A = (b"M4A ", b"M4B ")
_MP3_BITS = 0xE0


class NotReadable(ValueError):
    """What was sent is not what it should be."""


@dataclass(frozen=True)
class Sort:
    """A kind of file: how its name ends, and its media type."""

    ending: str
    media_type: str


def moving(head: bytes) -> Sort | None:
    """The kind of a video whose first bytes these are; None for no video that browsers play."""
    if head[4:8] == b"ftyp" and head[8:12] not in _M4A:
        return Sort("mp4", "video/mp4")
    if head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:HEAD]:
        return Sort("webm", "video/webm")
    return None


def sounding(head: bytes) -> Sort | None:
    """The kind of a recording whose first bytes these are; None for none that browsers play."""
    if head[4:8] == b"ftyp" and head[8:12] in _M4A:
        return Sort("m4a", "audio/mp4")
    if head.startswith(b"ID3") or (head[:1] == b"\xff" and head[1:2] >= bytes([_MP3_BITS])):
        return Sort("mp3", "audio/mpeg")
    if head.startswith(b"OggS"):
        return Sort("ogg", "audio/ogg")
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return Sort("wav", "audio/wav")
    return None


def captions(data: bytes) -> bytes:
    """Captions as WebVTT in UTF-8. Raises NotReadable for anything else."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as wrong:
        raise NotReadable from wrong
    first, _line, rest = text.partition("\n")
    begins = first == "WEBVTT" or first.startswith(("WEBVTT ", "WEBVTT\t"))
    if not begins or not _CUE.search(rest) or _BINARY.search(text):
        raise NotReadable
    return text.encode()


def drawn_anew(data: bytes) -> tuple[Sort, bytes]:
    """A picture drawn anew, so that nothing hides in it. Raises NotReadable.

    Turned as its camera says, no side over 1,600 dots.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _drawn(data)
    except (OSError, ValueError, SyntaxError, Warning, MemoryError, OverflowError) as wrong:
        raise NotReadable from wrong
    except (Image.DecompressionBombError, IndexError) as wrong:
        raise NotReadable from wrong


def _drawn(data: bytes) -> tuple[Sort, bytes]:
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as found:
        kind = found.format or "PNG"
        if found.width * found.height > _MOST_DOTS:
            raise NotReadable
        turned = upright(found)
    turned.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    clear = turned.convert("RGB" if kind == "JPEG" else "RGBA")
    clear.info.clear()
    out = io.BytesIO()
    clear.save(out, kind)
    sort = Sort("jpg", "image/jpeg") if kind == "JPEG" else Sort("png", "image/png")
    return sort, out.getvalue()
