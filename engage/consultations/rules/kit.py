"""What a launch kit says, made of the text of a consultation: words to send, and a picture."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from engage.core.formats.picture import Block, Line
from engage.core.i18n import Language, _, _d, format_day, ngettext

LONGEST_POST = 280
"""Characters of a short post that every usual network takes."""
WIDTH, HEIGHT, MARGIN = 1200, 630, 80
"""The size of a picture that networks show beside a link, in dots."""
GROUND, INK, QUIET, ACCENT = "#17494d", "#fffdf9", "#e3eeeb", "#90cfc7"
_TITLE_SIZES = ((76, 2), (64, 3), (54, 4))
_TOP, _FLOOR = 190, 470
_WIDE = {"W": 1.0, "F": 1.0}
_USUAL = 0.6
_SMALLEST = 20
_LETTER = 0.56


@dataclass(frozen=True)
class Told:
    """What every piece of a kit is made of, in one language."""

    language: Language
    title: str
    summary: str
    closes_on: date
    minutes: int
    phone: str
    address: str
    draft: bool = False

    @property
    def address_in_letters(self) -> str:
        """The address as people type it: without the scheme."""
        whole = urlsplit(self.address)
        return whole.netloc + whole.path


def subject(told: Told) -> str:
    """The subject of the email: the title, and that it is a draft while it is one."""
    return f"{_d('Draft')}: {told.title}" if told.draft else told.title


def email(told: Told, others: Sequence[Told]) -> str:
    """The email as plain text: what is asked, until when, where; then every other language."""
    parts = [
        told.title,
        told.summary,
        f"{_('Have your say')}:\n{told.address}",
        f"{closing(told)}\n{minutes(told)}\n{_('No name, no account')}",
        _("Or call %(phone)s", phone=told.phone) if told.phone else "",
        "\n".join(f"{each.language.autonym}: {each.address}" for each in others),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def post(told: Told, longest: int = LONGEST_POST) -> str:
    """A short post: the title, the closing day and the address. Only the title is ever cut.

    At most `longest` characters wherever the rest leaves room for one letter of the title.
    """
    tail = f"\n{closing(told)}\n{told.address}"
    title = subject(told)
    room = max(1, longest - len(tail))
    if len(title) > room:
        title = title[: room - 1].rstrip() + "…"
    return title + tail


def closing(told: Told) -> str:
    """When it closes, in the reader's words."""
    return _("Closes on %(day)s", day=format_day(told.closes_on, "weekday"))


def minutes(told: Told) -> str:
    """How long it takes, in the reader's words."""
    return ngettext("Takes %(num)s minute", "Takes about %(num)s minutes", told.minutes)


# --- The picture -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Picture:
    """The picture as blocks and lines of words. The last line runs from left to right always."""

    blocks: Sequence[Block]
    lines: Sequence[Line]


def width_of(text: str, size: int) -> float:
    """About how wide a text is in dots: a little more than our faces need, never less for Han."""
    wide = (_WIDE.get(unicodedata.east_asian_width(letter), _USUAL) for letter in text)
    marks = sum(1 for letter in text if unicodedata.combining(letter))
    return size * (sum(wide) - marks * _USUAL)


def wrapped(text: str, size: int, width: int) -> list[str]:
    """A text in lines of about so many dots. A word that is longer stands alone on its line."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _title_lines(title: str) -> tuple[int, list[str]]:
    """The size and the lines of a title; a very long one ends in three dots."""
    width = WIDTH - 2 * MARGIN
    for size, most in _TITLE_SIZES:
        lines = wrapped(title, size, width)
        if len(lines) <= most:
            return size, lines
    size, most = _TITLE_SIZES[-1]
    kept = wrapped(title, size, width)[:most]
    return size, [*kept[:-1], kept[-1].rstrip(" .,;:") + "…"]


def picture(told: Told, site: str) -> Picture:
    """The picture for networks: who asks, what, until when, where."""
    x = WIDTH - MARGIN if told.language.dir == "rtl" else MARGIN
    size, title = _title_lines(told.title)
    edge = (WIDTH - 24, 0, WIDTH, HEIGHT) if told.language.dir == "rtl" else (0, 0, 24, HEIGHT)
    lines = [Line(x, 105, 36, site, QUIET)]
    lines += [
        Line(x, _TOP + size // 2 + place * round(size * 1.22), size, text, INK)
        for place, text in enumerate(title)
    ]
    lines.append(Line(x, _FLOOR + 30, 40, closing(told), ACCENT))
    lines.append(Line(x, _FLOOR + 95, *_address_line(told.address_in_letters), INK))
    blocks = [Block(edge, ACCENT)]
    if told.draft:
        blocks.append(Block((0, 0, WIDTH, 44), "#8f3a10"))
        lines.insert(0, Line(x, 32, 26, _d("Draft. Do not use this yet."), INK))
    return Picture(blocks, lines)


def _address_line(address: str) -> tuple[int, str]:
    """The size and the text of the address; only the site where it would be too small to read."""
    size = min(36, int((WIDTH - 2 * MARGIN) / (len(address) * _LETTER)))
    return (size, address) if size >= _SMALLEST else (36, address.partition("/")[0])
