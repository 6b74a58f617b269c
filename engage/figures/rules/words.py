"""How many out of all, in words."""

from engage.core.i18n import _
from engage.figures.rules.cells import Cell, Hidden

LEAST_FOR_WORDS = 30


def quantity_words(part: Cell, whole: Cell) -> str:
    """How many out of all, on the house scale (settled 36).

    Takes numbers as shown. Under 30 people, or where a number is hidden, it gives the number
    itself: "12 people", "fewer than 8 people".
    """
    if isinstance(part, Hidden) or isinstance(whole, Hidden) or whole.number < LEAST_FOR_WORDS:
        return part.people
    if part.number == 0:
        return _("nobody")
    hundredth = part.number * 100
    if hundredth >= 45 * whole.number:
        return _larger_part(hundredth, whole.number)
    if hundredth >= 25 * whole.number:
        return _("many")
    return _("some") if hundredth >= 10 * whole.number else _("a few")


def _larger_part(hundredth: int, whole: int) -> str:
    if hundredth >= 100 * whole:
        return _("all")
    if hundredth >= 90 * whole:
        return _("nearly all")
    if hundredth >= 60 * whole:
        return _("most")
    return _("over half") if hundredth > 55 * whole else _("about half")
