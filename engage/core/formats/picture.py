"""Pictures: ours with words on them, as PNG, and those that people bring, drawn anew.

Words are drawn only where one font has every letter. A picture that was brought is drawn anew, so
that nothing hides in it: no place, no camera, no second file.
"""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

STARTS = {
    "JPEG": b"\xff\xd8\xff",
    "PNG": b"\x89PNG\r\n\x1a\n",
    "WEBP": b"RIFF",
}
"""How the content of each kind begins; a WebP has its own word eight bytes later."""
_NO_LETTER = "\uffff"
_MOST_DOTS = 30_000_000


class NotAPicture(ValueError):
    """The content is no picture of the kinds that are taken, or it is broken."""


class TooBig(ValueError):
    """A picture of more dots than we draw."""


@dataclass(frozen=True)
class Drawn:
    """A picture that was drawn anew: its ending, its kind, its size in dots, its bytes."""

    ending: str
    media_type: str
    width: int
    height: int
    data: bytes


def kind_of(data: bytes) -> str:
    """What kind of picture the content says it is: JPEG, PNG or WEBP; empty for any other."""
    found = next((kind for kind, start in STARTS.items() if data.startswith(start)), "")
    return "" if found == "WEBP" and data[8:12] != b"WEBP" else found


def drawn_anew(data: bytes, kinds: Sequence[str], longest: int, *, opaque: bool = False) -> Drawn:
    """A picture without anything but its dots, its longest side cut down to `longest`.

    `opaque`: what is clear becomes white. A WebP becomes a PNG. Raises NotAPicture, and TooBig
    before a bomb is unpacked. Slow: call it before the database is touched.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _drawn(data, kinds, longest, opaque=opaque)
    except (UnidentifiedImageError, OSError, SyntaxError, Warning, EOFError) as wrong:
        raise NotAPicture from wrong
    except (Image.DecompressionBombError, MemoryError, OverflowError, IndexError) as wrong:
        raise TooBig from wrong
    except ValueError as wrong:
        raise wrong if isinstance(wrong, TooBig) else NotAPicture from wrong


_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def upright(image: Image.Image) -> Image.Image:
    """The picture turned as its camera says; as it is where that cannot be read."""
    try:
        way = image.getexif().get(_ORIENTATION)
    except Exception:  # noqa: BLE001 - whatever a broken camera or a stranger wrote there
        way = None
    turn = _TURNS.get(way) if isinstance(way, int) else None
    return image.transpose(turn) if turn is not None else image.copy()


def _drawn(data: bytes, kinds: Sequence[str], longest: int, *, opaque: bool) -> Drawn:
    with Image.open(io.BytesIO(data), formats=tuple(kinds)) as found:
        jpeg = found.format == "JPEG"
        if found.width * found.height > _MOST_DOTS:
            raise TooBig
        found.draft("RGB", (longest, longest))
        turned = upright(found)
    turned.thumbnail((longest, longest))
    clear = turned.convert("RGB" if jpeg else "RGBA")
    if opaque and not jpeg:
        clear = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")
    clear.info.clear()
    return _saved(clear, jpeg=jpeg)


def _saved(image: Image.Image, *, jpeg: bool) -> Drawn:
    out = io.BytesIO()
    if jpeg:
        image.save(out, "JPEG", quality=85)
    else:
        image.save(out, "PNG", optimize=False)
    ending, kind = ("jpg", "image/jpeg") if jpeg else ("png", "image/png")
    return Drawn(ending, kind, image.width, image.height, out.getvalue())


@dataclass(frozen=True)
class Line:
    """One line of words: where its first letter stands (x, baseline y), its size and colour."""

    x: int
    y: int
    size: int
    text: str
    colour: str


@dataclass(frozen=True)
class Block:
    """A filled rectangle: (left, top, right, bottom), in its colour."""

    box: tuple[int, int, int, int]
    colour: str


@cache
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def can_draw(font: Path, texts: Sequence[str]) -> bool:
    """Whether the font is there and has every letter of the texts."""
    if not font.is_file():
        return False
    face = _font(font, 20)
    unknown = bytes(face.getmask(_NO_LETTER))
    letters = {letter for text in texts for letter in text if not letter.isspace()}
    return all(bytes(face.getmask(letter)) != unknown for letter in letters)


def png(
    size: tuple[int, int], ground: str, blocks: Sequence[Block], lines: Sequence[Line], font: Path
) -> bytes:
    """The picture as PNG bytes: the ground, the blocks in their order, then the words."""
    image = Image.new("RGB", size, ground)
    brush = ImageDraw.Draw(image)
    for block in blocks:
        brush.rectangle(block.box, fill=block.colour)
    for line in lines:
        face = _font(font, line.size)
        brush.text((line.x, line.y), line.text, fill=line.colour, font=face, anchor="ls")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
