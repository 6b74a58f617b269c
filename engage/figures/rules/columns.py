"""Columns of codes: the only thing figures knows of an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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


def legend_of(columns: Columns, known: Legend) -> Legend:
    """The meaning of each column, older codes keeping their numbers.

    Raises RuleBroken when the columns differ in length, or when a column that took one answer now
    takes several.
    """
    if len({len(codes) for codes in columns.values()}) > 1:
        raise RuleBroken(_dl("Give columns of the same length."))
    return known | {
        name: _meaning(codes, known.get(name)) for name, codes in columns.items() if name != ROW_KEY
    }


def _meaning(codes: Sequence[Code | Sequence[str]], known: Meaning | None) -> Meaning:
    found: dict[str, None] = dict.fromkeys(known.codes if known else ())
    many = known.many if known else any(isinstance(code, list | tuple) for code in codes)
    for code in codes:
        if isinstance(code, str):
            found.setdefault(code)
        elif code is not None and not many:
            raise RuleBroken(_dl("Rebuild the numbers: a question now takes several answers."))
        elif code is not None:
            found |= dict.fromkeys(code)
    return Meaning(tuple(found), many)


def numbers_of(codes: Sequence[Code | Sequence[str]], meaning: Meaning) -> list[str]:
    """A column as it is written: a number each, or a list of numbers where several are chosen."""
    number: dict[Any, str] = {code: str(at) for at, code in enumerate(meaning.codes, start=1)}
    number[None] = "0"
    if not meaning.many:
        return [number[code] for code in codes]
    return [
        f"[{','.join(number[each] for each in dict.fromkeys(_listed(code)))}]" for code in codes
    ]


def _listed(code: Code | Sequence[str]) -> Sequence[str]:
    if code is None:
        return ()
    return (code,) if isinstance(code, str) else code
