"""A route in words and as a drawing, for staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engage.consultations.rules.checking import Route, speaking
from engage.consultations.rules.routing import Condition, parts
from engage.core.i18n import _dl

ROW, WIDE, HIGH, MAIN, SIDE = 76, 104, 44, 4, 156
"""Measures of the drawing: a row, a box, and where the two columns begin."""

SCALE_WORDS = {
    "strongly_agree": _dl("Strongly agree"),
    "agree": _dl("Agree"),
    "neither": _dl("Neither agree nor disagree"),
    "disagree": _dl("Disagree"),
    "strongly_disagree": _dl("Strongly disagree"),
    "dont_know": _dl("Don’t know"),
}
"""The scale, where staff gave it no words of their own."""


@dataclass(frozen=True)
class Names:
    """What questions and choices are called: “question 3” and the words of each choice."""

    questions: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]


def said_condition(condition: Condition | None, names: Names) -> str:
    """A condition in words: question 1 is “Yes”, and …; empty for everybody."""
    if not condition or not list(parts(condition)):
        return ""
    return _said(condition, names, inner=False)


def _said(condition: Condition, names: Names, *, inner: bool) -> str:
    for word, joint in (("all", _dl(", and ")), ("any", _dl(", or "))):
        if word in condition:
            said = [_said(each, names, inner=True) for each in condition[word]]
            joined = joint.join(said) or _dl("nothing")
            return f"({joined})" if inner and len(said) > 1 else joined
    if "not" in condition:
        return _dl("not: %(said)s", said=_said(condition["not"], names, inner=True))
    return _said_part(condition, names)


def _said_part(part: Condition, names: Names) -> str:
    if "speaks" in part:
        who = _dl(" or ").join(speaking(each) for each in part["speaks"])
        return _dl("the answer is for %(who)s", who=who)
    key = part["question"]
    question = names.questions.get(key, _dl("a question that is gone"))
    if "is" in part:
        words = names.choices.get(key, {})
        said = [_dl("“%(words)s”", words=words.get(each, each)) for each in part["is"]]
        return f"{question} {_dl('is')} {_dl(' or ').join(said)}"
    if "answered" in part:
        return f"{question} {_dl('is answered') if part['answered'] else _dl('is not answered')}"
    return f"{question} {_range(part)}"


def _range(part: Condition) -> str:
    low, high = part.get("from"), part.get("to")
    if low is None:
        return _dl("is %(high)s or less", high=high)
    if high is None:
        return _dl("is %(low)s or more", low=low)
    return _dl("is from %(low)s to %(high)s", low=low, high=high)


@dataclass(frozen=True)
class Box:
    """One page in the drawing. `main`: everybody comes by; `seen`: somebody does."""

    number: int
    title: str
    x: int
    y: int
    main: bool
    seen: bool

    @property
    def middle(self) -> int:
        """Half way down the box."""
        return self.y + HIGH // 2


@dataclass(frozen=True)
class Drawing:
    """Boxes along a line: pages for everybody stand on it, others beside it."""

    boxes: tuple[Box, ...]
    width: int
    height: int


def drawing(titles: Sequence[str], conditions: Sequence[Any], route: Route) -> Drawing:
    """The route as boxes, in units of a drawing; the list in words stands beside it."""
    boxes = []
    for at, (title, condition) in enumerate(zip(titles, conditions, strict=True)):
        main = not list(parts(condition))
        x = MAIN if main else SIDE
        boxes.append(Box(at + 1, title, x, 10 + at * ROW, main, bool(route.seen_by[at])))
    height = 10 + len(boxes) * ROW
    return Drawing(tuple(boxes), SIDE + WIDE + 4, height)
