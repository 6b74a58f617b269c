"""iCalendar text: days that concern people, for any calendar program.

Source: RFC 5545 (3.1 lines and folding, 3.3.11 escaping, 3.6.1 events, 3.8.7.2 DTSTAMP) and
RFC 7986 (the name and the pace of a calendar).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75
"""Octets of a line, its end not counted (RFC 5545, 3.1)."""

_CONTROLS = dict.fromkeys([*range(32), *range(127, 160), 0x2028, 0x2029])
del _CONTROLS[ord("\n")], _CONTROLS[ord("\t")]


@dataclass(frozen=True)
class Event:
    """A day to know of. `uid` never changes; `stamp` is when these facts were last changed."""

    uid: str
    day: date
    title: str
    text: str
    link: str
    language: str
    stamp: datetime
    cancelled: bool = False


def calendar(name: str, product: str, events: Iterable[Event]) -> str:
    """A whole calendar as text; every line ends as the RFC asks, also the last."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{escaped(product)}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _event(event: Event) -> Iterator[str]:
    tag = f";LANGUAGE={event.language}"
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{event.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY{tag}:{escaped(event.title)}"
    if event.text:
        yield f"DESCRIPTION{tag}:{escaped(event.text)}"
    yield f"URL:{event.link}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    r"""A text value: backslash, comma, semicolon and line ends made safe, control marks left out.

    Source: RFC 5545, 3.3.11. Both "\r\n" and "\n" become the two characters "\n".
    """
    for plain, safe in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\n")):
        text = text.replace(plain, safe)
    return text.translate(_CONTROLS).replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """A line cut into pieces of at most 75 octets; each further one begins with a space.

    A letter is never cut in two, so that a program that joins late still reads UTF-8.
    """
    piece, size = "", 0
    for letter in line:
        width = len(letter.encode("utf-8"))
        if size + width > LONGEST_LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + width
    yield piece
