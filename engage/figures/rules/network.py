"""How many values a reader could still give to a hidden number: exact, by flows in a network.

Every number of a table is an arc from its row to its column; totals close the circle. Adding up
is then conservation at each node, and the true table is a flow that satisfies it. What a number
could still be is how far its arc can be raised or lowered while the others keep their bounds. The
bounds are whole numbers, so every whole number between the ends is possible too.
"""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass

UNBOUNDED = 10**12

Node = tuple[str, int]


@dataclass(eq=False)
class Arc:
    """One number: its nodes, its true value, and the least and most a reader knows it to be."""

    tail: Node
    head: Node
    value: int
    low: int = 0
    high: int = UNBOUNDED


Step = tuple[Arc, int]


class Network:
    """Arcs that conserve what flows through them."""

    def __init__(self, arcs: Iterable[Arc]) -> None:
        self._touching: dict[Node, list[Arc]] = defaultdict(list)
        for arc in arcs:
            self._touching[arc.tail].append(arc)
            self._touching[arc.head].append(arc)

    def values_left(self, arc: Arc, enough: int) -> int:
        """How many values an arc may still take, counted only as far as `enough`."""
        wanted = enough - 1
        up = self.rise(arc, min(arc.high - arc.value, wanted))
        return 1 + up + self.fall(arc, min(arc.value - arc.low, wanted - up))

    def rise(self, arc: Arc, wanted: int) -> int:
        """How far the others let an arc rise, at most `wanted`."""
        return self._push(arc.head, arc.tail, arc, wanted)

    def fall(self, arc: Arc, wanted: int) -> int:
        """How far the others let an arc fall, at most `wanted`."""
        return self._push(arc.tail, arc.head, arc, wanted)

    def _push(self, source: Node, sink: Node, without: Arc, wanted: int) -> int:
        """How much more can flow from source to sink, at most `wanted`, not using one arc."""
        moved: dict[Arc, int] = defaultdict(int)
        for pushed in range(wanted):
            path = self._path(source, sink, without, moved)
            if not path:
                return pushed
            for arc, sign in path:
                moved[arc] += sign
        return wanted

    def _path(self, source: Node, sink: Node, without: Arc, moved: dict[Arc, int]) -> list[Step]:
        """The shortest way that can take one more: arcs with +1 along them or -1 against them."""
        came: dict[Node, tuple[Node, Step]] = {}
        waiting = deque([source])
        while waiting and sink not in came:
            node = waiting.popleft()
            for arc in self._touching[node]:
                sign = 0 if arc is without else _room(arc, node, moved[arc])
                onward = arc.head if sign > 0 else arc.tail
                if sign and onward != source and onward not in came:
                    came[onward] = node, (arc, sign)
                    waiting.append(onward)
        path: list[Step] = []
        node = sink
        while node in came:
            node, step = came[node]
            path.append(step)
        return path


def _room(arc: Arc, node: Node, moved: int) -> int:
    """Whether one more unit may leave a node along an arc (1), against it (-1), or not (0)."""
    if arc.tail == node and arc.value + moved < arc.high:
        return 1
    return -1 if arc.head == node and arc.value + moved > arc.low else 0
