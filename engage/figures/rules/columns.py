"""Columns of codes: the only thing figures knows of an answer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from engage.core.errors import RuleBroken
from engage.core.i18n import _dl

ROW_KEY = "row_key"
"""The column of random keys, one per person; needed only to take a row out again."""

Code = str | None
Columns = Mapping[str, Sequence[Code | Sequence[str]]]
"""By column name: a code per person, None for no answer; or a list of codes, where several
may be chosen. Every column is as long as the others. `row_key` may be among them."""

SMALLEST_TYPE_HOLDS = 255


@dataclass(frozen=True)
class Meaning:
    """What the numbers of a column stand for: 1 is the first code, 0 is no answer."""

    codes: tuple[str, ...]
    many: bool

    @property
    def kind(self) -> str:
        """The smallest whole-number type that holds the column."""
        number = "UTINYINT" if len(self.codes) <= SMALLEST_TYPE_HOLDS else "USMALLINT"
        return f"{number}[]" if self.many else number


Legend = dict[str, Meaning]


class _Numbers(dict[Code, str]):
    """The number of each code; a new code gets the next one, and no answer gets none."""

    def __init__(self, codes: Iterable[str]) -> None:
        super().__init__({None: ""})
        for code in codes:
            self[code]

    def __missing__(self, code: Code) -> str:
        self[code] = number = str(len(self))
        return number

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the order of their numbers."""
        return tuple(code for code in self if code is not None)


class Numbering:
    """Gives each code its number, one part of the columns after the other.

    Codes that have a number keep it. `names` are the columns of the first part.
    """

    def __init__(self, known: Legend) -> None:
        self._known = known
        self._numbers = {name: _Numbers(meaning.codes) for name, meaning in known.items()}
        self._many = {name for name, meaning in known.items() if meaning.many}
        self.names: list[str] = []

    def lines(self, columns: Columns) -> Iterator[tuple[str, ...]]:
        """A line for each person: their key, then for each column the numbers, by commas.

        Nothing stands for no answer. Raises RuleBroken when the columns differ in length, or when
        a column that took one answer when it was written now takes several.
        """
        if len({len(codes) for codes in columns.values()}) > 1:
            raise RuleBroken(_dl("Give columns of the same length."))
        self.names = self.names or [name for name in columns if name != ROW_KEY]
        rows = len(next(iter(columns.values()), ()))
        keys: Any = columns.get(ROW_KEY) or [str(uuid4()) for _ in range(rows)]
        return zip(keys, *(self._column(name, columns[name]) for name in self.names), strict=True)

    def _column(self, name: str, codes: Sequence[Code | Sequence[str]]) -> list[str]:
        numbers = self._numbers.setdefault(name, _Numbers(()))
        return [
            numbers[code]
            if code is None or isinstance(code, str)
            else self._several(name, numbers, code)
            for code in codes
        ]

    def _several(self, name: str, numbers: _Numbers, codes: Sequence[str]) -> str:
        if name in self._known and name not in self._many:
            raise RuleBroken(_dl("Rebuild the numbers: a question now takes several answers."))
        self._many.add(name)
        return ",".join([numbers[code] for code in dict.fromkeys(codes)])

    @property
    def legend(self) -> Legend:
        """The meaning of each column, as far as its parts were given."""
        return {
            name: Meaning(numbers.codes, name in self._many)
            for name, numbers in self._numbers.items()
        }
