"""True counts on their way to the door. They never leave the house in this shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NOT_ANSWERED = "not_answered"
PREFER_NOT_TO_SAY = "prefer_not_to_say"


@dataclass(frozen=True)
class Counts:
    """True counts of people, one-way (no columns) or two-way, with their margins.

    `row_axis` and `column_axis` name the columns of codes that were counted. With `many`, a person
    may stand in several rows (choose up to three): cells of a column then add up to at least its
    total, which is people.
    """

    row_axis: str
    column_axis: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    grand_total: int
    many: bool = False

    @property
    def two_way(self) -> bool:
        """Whether there are columns."""
        return bool(self.columns)

    @classmethod
    def one_way(
        cls, numbers: Mapping[str, int], *, axis: str = "", people: int | None = None
    ) -> "Counts":
        """Counts of one column, by code. Give `people` when a person may choose several."""
        return cls(
            row_axis=axis,
            column_axis="",
            rows=tuple(numbers),
            columns=(),
            cells=tuple(() for _ in numbers),
            row_totals=tuple(numbers.values()),
            column_totals=(),
            grand_total=sum(numbers.values()) if people is None else people,
            many=people is not None,
        )

    @classmethod
    def cross(
        cls,
        rows: Sequence[str],
        columns: Sequence[str],
        cells: Sequence[Sequence[int]],
        *,
        axes: tuple[str, str] = ("", ""),
        people: Sequence[int] | None = None,
    ) -> "Counts":
        """Counts of two columns. Give `people` by column when a person may choose several."""
        sums = tuple(sum(line[at] for line in cells) for at in range(len(columns)))
        bases = sums if people is None else tuple(people)
        return cls(
            row_axis=axes[0],
            column_axis=axes[1],
            rows=tuple(rows),
            columns=tuple(columns),
            cells=tuple(tuple(line) for line in cells),
            row_totals=tuple(sum(line) for line in cells),
            column_totals=bases,
            grand_total=sum(bases),
            many=people is not None,
        )

    def margin(self, *, of_rows: bool) -> "Counts":
        """The one-way counts standing at the side or the foot of a two-way table."""
        if of_rows:
            numbers = dict(zip(self.rows, self.row_totals, strict=True))
            people = self.grand_total if self.many else None
            return Counts.one_way(numbers, axis=self.row_axis, people=people)
        return Counts.one_way(
            dict(zip(self.columns, self.column_totals, strict=True)), axis=self.column_axis
        )
