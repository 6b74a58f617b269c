"""Tiny films, made byte by byte: whole, with a picture, and with the place where a phone was."""

import struct

from engage.consultations.models import Kind
from tests.counting import not_counted
from tests.factories import consultations
from tests.factories.journey import whole_consultation

PLACE = b"+51.4934+0.0098/"
_UNKNOWN = b"\x01" + b"\xff" * 7


def box(kind, *parts):
    """A box of MP4."""
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def wide(kind, body):
    """A box whose size stands behind its kind."""
    return struct.pack(">I4sQ", 1, kind, 16 + len(body)) + body


def track(seen=b"vide"):
    """A track with a picture, or what else `seen` says."""
    handler = box(b"hdlr", bytes(8), seen, bytes(12))
    return box(b"trak", box(b"tkhd", bytes(84)), box(b"mdia", handler), box(b"meta", PLACE))


def mp4(brand=b"isom", *, seen=b"vide", data=b"moving hands", more=b"", big=None):
    """A film as phones make it. `big`: another box in the place of its data."""
    head = box(b"ftyp", brand, bytes(4), brand)
    place = box(b"udta", box(b"\xa9xyz", PLACE))
    index = box(b"moov", box(b"mvhd", bytes(100)), track(seen), place)
    return head + more + (big or box(b"mdat", data)) + index


def element(kind, *parts, open_=False):
    """An element of WebM, its size in eight bytes; or left open, as recorders do."""
    body = b"".join(parts)
    size = _UNKNOWN if open_ else b"\x01" + len(body).to_bytes(7)
    return bytes.fromhex(kind) + size + body


def webm(named=b"webm", *, seen=b"\x01", open_=False, parts=2, tags=True):
    """A film as browsers record it."""
    head = element("1a45dfa3", element("4286", b"\x01"), b"\x42\x82\x84" + named)
    tracks = element("1654ae6b", element("ae", element("d7", b"\x01"), b"\x83\x81" + seen))
    words = element("1254c367", element("7373", PLACE)) if tags else b""
    block = element("a3", b"\x81\x00\x00\x80moving hands")
    clusters = [element("1f43b675", element("e7", b"\x00"), block, open_=open_)] * parts
    return head + element("18538067", tracks, words, *clusters, open_=open_)


FILM = mp4()


@not_counted()
def film_consultation(slug="evenings", *, films=100, most=2, **facts):
    """An open consultation that also asks for an answer in sign language, on page 4."""
    bounds = {"films": films, "most": most}
    page = ("In sign language", (("film", Kind.FILE, "Sign your answer", "", (), bounds),))
    pages = (*consultations.PAGES, page)
    return whole_consultation(slug, pages=pages, conditions={}, **facts)
