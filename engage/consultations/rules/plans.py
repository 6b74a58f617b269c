"""A plan and its squares: letters across, numbers down; a point in thousandths of the plan.

Letters always run from left to right: a plan is a picture of a place and is never mirrored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engage.core.errors import RuleBroken
from engage.core.formats import picture
from engage.core.i18n import _dl
from engage.core.text import is_longer

LETTERS = "ABCDEFGHIJ"
WIDTHS = (240, 400, 540)
"""How wide a plan is shown, in dots of a page: a press tells its place in these."""
MOST_WORDS = 2_000
PLAN_BYTES = 10 * 1024 * 1024
_LONGEST, _SHORTEST, _LEANEST = 1_600, 200, 3
_THOUSAND = 1_000
_POINT = re.compile(r"([0-9]{1,4}),([0-9]{1,4})\Z")
_SQUARE = re.compile(r"([A-Z])([1-9][0-9]?)\Z")
_DOTS = re.compile(r"[0-9]{1,4}\Z")


@dataclass(frozen=True)
class AskedPlan:
    """A plan as it is shown: what it shows, in words, and its size in dots."""

    words: str
    width: int
    height: int

    @property
    def columns(self) -> int:
        """How many squares stand side by side; the longer side has ten."""
        most = len(LETTERS)
        return most if self.width >= self.height else max(1, round(most * self.width / self.height))

    @property
    def rows(self) -> int:
        """How many squares stand one below the other."""
        most = len(LETTERS)
        return most if self.height >= self.width else max(1, round(most * self.height / self.width))

    @property
    def squares(self) -> list[list[str]]:
        """The names of all squares, one list for each letter."""
        return [
            [f"{letter}{number}" for number in range(1, self.rows + 1)]
            for letter in LETTERS[: self.columns]
        ]

    @property
    def widths(self) -> tuple[int, ...]:
        """How wide it may be shown."""
        return WIDTHS

    def shown_height(self, width: int) -> int:
        """How tall the plan is where it is shown so wide."""
        return max(1, round(width * self.height / self.width))

    def square(self, point: str) -> str:
        """The name of the square in which a point lies; empty for what is no point."""
        found = place_of(point)
        if found is None:
            return ""
        column = min(found[0] * self.columns // _THOUSAND, self.columns - 1)
        row = min(found[1] * self.rows // _THOUSAND, self.rows - 1)
        return f"{LETTERS[column]}{row + 1}"

    def middle(self, square: str) -> str:
        """The point in the middle of a square, by its name; empty for one that is not there."""
        found = _SQUARE.match(square)
        column, row = (LETTERS.find(found[1]), int(found[2]) - 1) if found else (-1, -1)
        if not (0 <= column < self.columns and 0 <= row < self.rows):
            return ""
        x = (2 * column + 1) * _THOUSAND // (2 * self.columns)
        return f"{x},{(2 * row + 1) * _THOUSAND // (2 * self.rows)}"

    def pressed(self, width: int, x: str, y: str) -> str:
        """The point of a press on the plan, shown so wide; empty for one that lies off it.

        A press by the keyboard has no place: browsers send nought and nought for it.
        """
        if not (_DOTS.match(x) and _DOTS.match(y)) or (int(x), int(y)) == (0, 0):
            return ""
        height = self.shown_height(width)
        if int(x) > width or int(y) > height:
            return ""
        return f"{int(x) * _THOUSAND // width},{int(y) * _THOUSAND // height}"


def place_of(point: str) -> tuple[int, int] | None:
    """A point as it is kept, `412,380`: thousandths from the left and from the top."""
    found = _POINT.match(point)
    if found is None:
        return None
    x, y = int(found[1]), int(found[2])
    return (x, y) if max(x, y) <= _THOUSAND else None


def asked_plan(plan: Mapping[str, Any] | None) -> AskedPlan | None:
    """The plan of a question, as it stands in a document; older ones have none."""
    if not plan:
        return None
    return AskedPlan(plan["words"], plan["file"]["width"], plan["file"]["height"])


def check_plan_words(words: str) -> None:
    """Raises RuleBroken for a plan that nobody could read aloud, or for too many words."""
    if not words.strip():
        raise RuleBroken(_dl("Say in words what the plan shows."), "words")
    if is_longer(words, MOST_WORDS):
        raise RuleBroken(_dl("Use %(most)s characters or fewer."), "words", most=MOST_WORDS)


def drawn_plan(data: bytes) -> picture.Drawn:
    """A plan made ready to be kept: drawn anew, on white. Raises RuleBroken. Slow."""
    if len(data) > PLAN_BYTES:
        raise RuleBroken(_dl("Choose a file smaller than 10 MB."), "file")
    if not picture.kind_of(data):
        raise RuleBroken(_dl("Choose a picture: PNG, JPEG or WebP."), "file")
    try:
        drawn = picture.drawn_anew(data, tuple(picture.STARTS), _LONGEST, opaque=True)
    except picture.TooBig as wrong:
        raise RuleBroken(_dl("Choose a smaller picture."), "file") from wrong
    except picture.NotAPicture as wrong:
        raise RuleBroken(_dl("We could not read this picture. Choose another."), "file") from wrong
    _check_shape(drawn.width, drawn.height)
    return drawn


def _check_shape(width: int, height: int) -> None:
    if min(width, height) < _SHORTEST:
        said = _dl("Choose a bigger picture: %(least)s dots on each side or more.")
        raise RuleBroken(said, "file", least=_SHORTEST)
    if max(width, height) > _LEANEST * min(width, height):
        raise RuleBroken(_dl("Choose a picture that is not so long and narrow."), "file")
