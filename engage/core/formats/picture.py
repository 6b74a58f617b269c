"""Pictures with words on them, as PNG: only where one font has every letter that is drawn."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_NO_LETTER = "\uffff"


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
