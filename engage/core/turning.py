"""A page of a list of any length, found from the place where another one ended.

A list that is counted from its start takes longer the further one reads. This one costs the same
everywhere: each page knows the places of its first and last line, and its neighbours begin there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import tuple_

from engage.core.db import db
from engage.core.pages import Page

T = TypeVar("T")


@dataclass(frozen=True)
class Turn:
    """Which page an address asks for: `after` one place, or `before` one; the first without."""

    number: int = 1
    after: Any = None
    before: Any = None


@dataclass(frozen=True)
class Turned(Page[T]):
    """One page of such a list. `total` is -1 where nobody counts how long it is.

    `previous` and `following`: what the addresses of its neighbours ask for; empty at an end.
    """

    previous: dict[str, Any]
    following: dict[str, Any]

    @property
    def pages(self) -> int:
        """How many pages there are; 0 where nobody knows."""
        return 0 if self.total < 0 else super().pages


def turned(
    wanted: Any, place: Any, turn: Turn, *, size: int, total: int, newest: bool = False
) -> Turned[Any]:
    """One page of the rows of `wanted`, in the order of `place`, which no two of them share.

    The place is a column, or several; then the edges of `turn` are as many values. Its last column
    must stand last in each row. `newest`: the highest place comes first. One statement.
    """
    back = turn.before is not None
    falling = newest is not back
    edge = turn.before if back else turn.after
    columns = place if isinstance(place, tuple) else (place,)
    if edge is not None:
        here = tuple_(*columns) if isinstance(place, tuple) else place
        wanted = wanted.where(here < edge if falling else here > edge)
    order = [column.desc() if falling else column for column in columns]
    found = db.session.execute(wanted.order_by(*order).limit(size + 1))
    rows = found.all()
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows = rows[::-1]
    return _between(rows, turn, size, total, more if back else edge is not None, back or more)


def _between(
    rows: Sequence[Any], turn: Turn, size: int, total: int, before: bool, after: bool
) -> Turned[Any]:
    number = turn.number if before else 1
    previous = {"page": max(1, number - 1), "before": rows[0][-1]} if before and rows else {}
    following = {"page": number + 1, "after": rows[-1][-1]} if after and rows else {}
    return Turned(rows, number, size, total, previous, following)
