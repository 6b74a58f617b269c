"""Simple comparisons out of another tool's expressions, as conditions of ours.

Read are: comparisons of one question with one value, `is_empty(…)`, `and`, `or`, `!` and brackets.
Anything else is not guessed at.
"""

import re
from collections.abc import Callable
from typing import Any

_TOKEN = re.compile(
    r"\s*(?:(?P<word>[A-Za-z_][\w.:]*|\d+X\d+X\w+)|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<text>\"[^\"]*\"|'[^']*')|(?P<sign>==|!=|<=|>=|&&|\|\||[=<>!()]))"
)
_SIGNS = {"=": "==", "eq": "==", "ne": "!=", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_JOINS = {"and": "all", "&&": "all", "or": "any", "||": "any"}
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_DEEPEST = 6
Condition = dict[str, Any]
Compare = Callable[[str, str, str], Condition | None]
"""What a comparison (name, sign, value) means; an empty sign asks whether it is answered."""


class NotSimple(ValueError):
    """An expression that is more than simple comparisons."""


def condition_of(expression: str, compare: Compare) -> Condition | None:
    """The condition that an expression stands for; None when it is always true.

    Raises NotSimple.
    """
    bare = expression.strip()
    if bare in {"", "1", "true"}:
        return None
    reader = _Reader(bare, compare)
    made = reader.joined(0)
    if reader.now:
        raise NotSimple
    return made


class _Reader:
    """Walks over the pieces of one expression."""

    def __init__(self, expression: str, compare: Compare) -> None:
        self.pieces = _pieces(expression)
        self.at = 0
        self.compare = compare

    @property
    def now(self) -> str:
        return self.pieces[self.at] if self.at < len(self.pieces) else ""

    def _take(self) -> str:
        said = self.now
        if not said:
            raise NotSimple
        self.at += 1
        return said

    def joined(self, depth: int) -> Condition:
        """Parts joined by one kind of word; a mixture needs brackets."""
        if depth > _DEEPEST:
            raise NotSimple
        parts, word = [self._part(depth)], ""
        while joint := _JOINS.get(self.now.lower()):
            if word not in {"", joint}:
                raise NotSimple
            word = joint
            self._take()
            parts.append(self._part(depth))
        return {word: parts} if word else parts[0]

    def _part(self, depth: int) -> Condition:
        if self.now in {"!", "not"}:
            self._take()
            return {"not": self._part(depth + 1)} if depth <= _DEEPEST else self._refuse()
        if self.now == "(":
            self._take()
            made = self.joined(depth + 1)
            self._close()
            return made
        if self.now == "is_empty":
            return self._empty()
        return self._compared()

    @staticmethod
    def _refuse() -> Condition:
        raise NotSimple

    def _close(self) -> None:
        if self._take() != ")":
            raise NotSimple

    def _empty(self) -> Condition:
        self._take()
        if self._take() != "(":
            raise NotSimple
        made = self._meaning(_name(self._take()), "", "")
        self._close()
        return {"not": made}

    def _compared(self) -> Condition:
        left = self._take()
        sign = _SIGNS.get(self.now.lower(), self.now)
        if sign not in {"==", "!=", "<", ">", "<=", ">="}:
            raise NotSimple
        self._take()
        right = self._take()
        if _is_value(left) and not _is_value(right):
            left, right, sign = right, left, _TURNED.get(sign, sign)
        if _is_value(left) or not _is_value(right):
            raise NotSimple
        return self._meaning(_name(left), sign, right.strip("\"'"))

    def _meaning(self, name: str, sign: str, value: str) -> Condition:
        made = self.compare(name, sign, value)
        if made is None:
            raise NotSimple
        return made


def _pieces(expression: str) -> list[str]:
    pieces, at = list[str](), 0
    while at < len(expression):
        matched = _TOKEN.match(expression, at)
        if matched is None:
            raise NotSimple
        pieces.append(matched[0].strip())
        at = matched.end()
    return pieces


def _is_value(piece: str) -> bool:
    return piece[0] in "\"'" or re.fullmatch(r"-?\d+(?:\.\d+)?", piece) is not None


def _name(piece: str) -> str:
    """The name of a question without what the tool adds: `Q1.NAOK` is Q1."""
    if not re.match(r"[A-Za-z_\d]", piece):
        raise NotSimple
    return piece.split(".", maxsplit=1)[0]
