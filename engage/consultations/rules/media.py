"""What may stand beside the words of a format: which kinds, where, and how it is said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from engage.consultations.models import Format, MediaKind
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.core.text import is_longer

MEGABYTE = 1024 * 1024
MOST_BYTES = {
    MediaKind.VIDEO: 200 * MEGABYTE,
    MediaKind.AUDIO: 100 * MEGABYTE,
    MediaKind.CAPTIONS: MEGABYTE,
    MediaKind.PICTURE: 10 * MEGABYTE,
}
KINDS = {
    Format.EASY_READ: (MediaKind.PICTURE,),
    Format.BSL: (MediaKind.VIDEO, MediaKind.CAPTIONS, MediaKind.LINK),
    Format.AUDIO: (MediaKind.AUDIO, MediaKind.LINK),
    Format.LARGE_PRINT: (),
}
LONGEST_ALT = 300
_LONGEST_LINK = 500


@dataclass(frozen=True)
class Upload:
    """A file that was kept already: its name in the storage, its type, size and hash."""

    stored: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Added:
    """What staff add to a format. `place`: what it belongs to, empty for the whole text."""

    kind: MediaKind
    place: str = ""
    upload: Upload | None = None
    link: str = ""
    transcript: str = ""
    alt: str = ""


def media_in(body: Mapping[str, Any]) -> Iterator[str]:
    """The names in the storage of the films, recordings and pictures that a document shows."""
    for rows in body.get("media", {}).values():
        yield from (each["file"] for each in rows if each["file"])


def check_added(format_: Format, added: Added, places: frozenset[str]) -> None:
    """Raises RuleBroken for what cannot stand there, or lacks what it needs."""
    if added.kind not in KINDS[format_]:
        raise RuleBroken(_dl("Choose what you add from the list."), "kind")
    if added.place not in places:
        raise RuleBroken(_dl("Choose where it belongs from the list."), "place")
    if added.kind is MediaKind.LINK:
        check_link(added.link)
    elif added.upload is None:
        raise RuleBroken(_dl("Choose a file."), "file")
    if added.kind is MediaKind.PICTURE:
        check_alt(added.alt, added.place)


def check_link(link: str) -> None:
    """Raises RuleBroken for what is no safe address of a page on another site."""
    try:
        whole = urlsplit(link)
        right = whole.scheme == "https" and bool(whole.hostname) and not whole.username
    except ValueError:
        right = False
    if not right or len(link) > _LONGEST_LINK or any(each.isspace() for each in link):
        raise RuleBroken(_dl("Enter an address that starts with https://"), "link")


def check_alt(alt: str, place: str) -> None:
    """Raises RuleBroken for a picture without words, or one that stands beside nothing."""
    if not alt.strip():
        raise RuleBroken(_dl("Say in words what the picture shows."), "alt")
    if is_longer(alt, LONGEST_ALT):
        raise RuleBroken(_dl("Make this shorter. It takes 300 letters."), "alt")
    if not place:
        raise RuleBroken(_dl("Choose the words that the picture stands beside."), "place")
