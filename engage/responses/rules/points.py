"""A point on a plan on its way out and in: as a point, as how far it is, or as its square."""

from collections.abc import Callable, Mapping
from typing import Any

from engage.consultations.rules import AskedPlan, AskedQuestion, place_of
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl

PLAN_PARTS = ("x", "y", "square")
POINT_PARTS = ("point", *PLAN_PARTS)
PLAN_WORDS = {
    "point": _dl("A point on the plan, in thousandths: from the left, from the top"),
    "x": _dl("Thousandths of the plan from its left edge"),
    "y": _dl("Thousandths of the plan from its top edge"),
    "square": _dl("The square of the plan: its letter across and its number down"),
}
"""What each column of a plan means."""
Take = Callable[[Mapping[str, Any]], str | int | None]


def plan_takes(key: str, plan: AskedPlan) -> dict[str, Take]:
    """What stands in the columns of a plan, by their parts."""

    def along(at: int) -> Take:
        def take(answers: Mapping[str, Any]) -> int | None:
            place = place_of(answers.get(f"{key}.point", ""))
            return place[at] if place else None

        return take

    def square(answers: Mapping[str, Any]) -> str | None:
        return plan.square(answers.get(f"{key}.point", "")) or None

    return {"x": along(0), "y": along(1), "square": square}


def put_point(answers: dict[str, Any], question: AskedQuestion) -> None:
    """Put one point in the place of what its columns said: the middle, where only a square is said.

    Raises RuleBroken for what is not on the plan.
    """
    key, plan = question.key, question.plan
    point, x, y, square = (str(answers.pop(f"{key}.{part}", "")) for part in POINT_PARTS)
    if plan is None or not (point or x or y or square):
        return
    said = point or (f"{x},{y}" if x or y else plan.middle(square.upper()))
    if place_of(said) is None:
        shown = point or square or f"{x},{y}"
        raise RuleBroken(_dl("“%(text)s” is not on the plan."), text=shown[:40])
    answers[f"{key}.point"] = said
