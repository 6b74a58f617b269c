"""Counts for people outside: every one of them leaves as a SafeTable or a safe count."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.files import storage_path
from engage.core.i18n import _l
from engage.figures.models import Snapshot
from engage.figures.rules import (
    NOT_ANSWERED,
    PREFER_NOT_TO_SAY,
    Cell,
    Counts,
    Mode,
    SafeTable,
    protect,
    safe_count,
)
from engage.figures.rules.columns import Legend, Meaning

MEMORY = "256MB"
THREADS = 2

MOST_KEPT = 200

Codes = Sequence[str]
_kept: dict[tuple[Any, ...], dict[str, SafeTable]] = {}


class NoFigures(RuleBroken):
    """There is nothing to count yet; the message is the sentence to show."""

    def __init__(self) -> None:
        super().__init__(_l("There are no numbers for this yet."))


@contextmanager
def opened() -> Iterator[Any]:
    """A counting engine in memory, capped, that reaches for nothing outside.

    Its library is loaded by whoever counts first: pages for residents never do.
    """
    duck = import_module("duckdb").connect(
        ":memory:",
        config={
            "memory_limit": MEMORY,
            "threads": THREADS,
            "temp_directory": "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    try:
        yield duck
    finally:
        duck.close()


def quoted(name: str) -> str:
    """A column's name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def snapshot(consultation_id: UUID) -> Snapshot | None:
    """The manifest of a consultation, with its segments; None before the first rebuild."""
    wanted = select(Snapshot).where(Snapshot.consultation_key == consultation_id)
    return db.session.scalars(wanted).unique().first()


def meanings(manifest: Snapshot) -> Legend:
    """What the numbers of each column stand for."""
    return {
        name: Meaning(tuple(facts["codes"]), facts["many"])
        for name, facts in manifest.legend.items()
    }


def columns(consultation_id: UUID) -> list[str]:
    """The names of the columns that can be counted, in order."""
    manifest = snapshot(consultation_id)
    return sorted(manifest.legend) if manifest else []


def rows_counted(consultation_id: UUID, known: Snapshot | None = None) -> int:
    """How many rows the segments hold: a work count for staff, to tell how stale they are.

    `known`: the manifest, where it was read just now.
    """
    manifest = known or snapshot(consultation_id)
    return sum(segment.rows for segment in manifest.segments) if manifest else 0


def base(consultation_id: UUID, *, mode: Mode) -> Cell:
    """How many people are counted, after the mode's rule."""
    manifest = snapshot(consultation_id)
    if manifest is None or not manifest.segments:
        return safe_count(0, mode)
    with _counter(consultation_id) as counter:
        return safe_count(counter.people(), mode)


def one_way(
    consultation_id: UUID,
    column: str,
    *,
    mode: Mode,
    codes: Codes = (),
    where: tuple[str, str] | None = None,
) -> SafeTable:
    """How many people gave each code of a column.

    `codes` are listed first and in their order, at nought where nobody gave them. `where` is a
    (column, code) pair: the numbers are then those of that column of the cross-tab, so that a
    part can never be set against the whole. Raises NoFigures, and TooFewAnswers with `where`
    under 50 people.
    """
    if where:
        return cross_tab(consultation_id, column, where[0], mode=mode, row_codes=codes).slice(
            where[1]
        )
    with _counter(consultation_id, column) as counter:
        return protect(counter.one_way(column, codes), mode)


def lists(
    consultation_id: UUID,
    wanted: Mapping[str, Codes],
    *,
    mode: Mode,
    known: Snapshot | None = None,
) -> dict[str, SafeTable]:
    """How many people gave each code of several columns; columns never counted are left out.

    Kept in memory until the snapshot changes, for pages that many people open. `known`: the
    manifest, where it was read just now.
    """
    manifest = known or snapshot(consultation_id)
    if manifest is None or not manifest.segments:
        return {}
    names = [name for name in wanted if name in manifest.legend]
    codes = tuple((name, tuple(wanted[name])) for name in names)
    key = manifest.id, manifest.version, mode, codes
    if key not in _kept:
        if len(_kept) > MOST_KEPT:
            _kept.clear()
        with opened() as duck:
            counter = _Counter(duck, manifest, names)
            _kept[key] = {
                name: protect(counter.one_way(name, order), mode) for name, order in codes
            }
    return _kept[key]


def cross_tab(
    consultation_id: UUID,
    row: str,
    column: str,
    *,
    mode: Mode,
    row_codes: Codes = (),
    column_codes: Codes = (),
) -> SafeTable:
    """How many people gave each pair of codes.

    A column that takes several answers must stand in the rows. Raises NoFigures, TooFewAnswers
    under 50 people, RuleBroken when both columns, or the one in the columns, take several.
    """
    with _counter(consultation_id, row, column) as counter:
        return protect(counter.cross((row, row_codes), (column, column_codes)), mode)


@contextmanager
def _counter(consultation_id: UUID, *names: str) -> Iterator["_Counter"]:
    """A counter over some columns. Raises NoFigures where one of them was never written."""
    manifest = snapshot(consultation_id)
    if manifest is None or not manifest.segments or not set(names) <= set(manifest.legend):
        raise NoFigures
    with opened() as duck:
        yield _Counter(duck, manifest, names)


class _Counter:
    """Counts codes in the segments of one manifest. What it gives must go through `protect`."""

    def __init__(self, duck: Any, manifest: Snapshot, names: Sequence[str]) -> None:
        self._duck = duck
        self._legend = meanings(manifest)
        paths = [str(storage_path(segment.path)) for segment in manifest.segments]
        wanted = ", ".join(dict.fromkeys([quoted(name) for name in names])) or "1"
        source = "read_parquet($1, union_by_name = true)"
        if manifest.tombstones:
            source += " WHERE row_key NOT IN (SELECT unnest($2::VARCHAR[]))"
        given = [paths, manifest.tombstones] if manifest.tombstones else [paths]
        duck.execute(
            f"CREATE TEMP TABLE counted AS SELECT {wanted} FROM {source}",  # noqa: S608 - quoted
            given,
        )

    def people(self) -> int:
        """How many rows are counted."""
        return int(self._duck.execute("SELECT count(*) FROM counted").fetchall()[0][0])

    def _groups(self, *names: str) -> dict[tuple[int, ...], int]:
        """Counts by the numbers of the columns; one that takes several answers is spread first."""
        spread = ", ".join(
            f"unnest({quoted(name)}) AS n{at}"
            if self._legend[name].many
            else f"{quoted(name)} AS n{at}"
            for at, name in enumerate(names)
        )
        rows = self._duck.execute(
            f"SELECT *, count(*) FROM (SELECT {spread} FROM counted) GROUP BY ALL"  # noqa: S608 - quoted
        ).fetchall()
        found: dict[tuple[int, ...], int] = {}
        for *numbers, count in rows:
            key = tuple(number or 0 for number in numbers)
            found[key] = found.get(key, 0) + count
        return found

    def one_way(self, column: str, codes: Codes) -> Counts:
        """True counts of a column."""
        meaning = self._legend[column]
        found = {_code(meaning, key[0]): number for key, number in self._groups(column).items()}
        order = in_order(codes, found)
        people = self.people() if meaning.many else None
        return Counts.one_way(
            {code: found.get(code, 0) for code in order}, axis=column, people=people
        )

    def cross(self, row: tuple[str, Codes], column: tuple[str, Codes]) -> Counts:
        """True counts of a column against another."""
        names = row[0], column[0]
        rows, across = self._legend[names[0]], self._legend[names[1]]
        if across.many:
            raise RuleBroken(_l("Choose a question that takes one answer to compare by."))
        found = {
            (_code(rows, key[0]), _code(across, key[1])): number
            for key, number in self._groups(*names).items()
        }
        people = self.one_way(column[0], column[1]) if rows.many else None
        across_codes = people.rows if people else in_order(column[1], {key[1] for key in found})
        row_codes = in_order(row[1], {key[0] for key in found})
        cells = [[found.get((one, other), 0) for other in across_codes] for one in row_codes]
        return Counts.cross(
            row_codes,
            across_codes,
            cells,
            axes=names,
            people=people.row_totals if people else None,
        )


def _code(meaning: Meaning, number: int) -> str:
    return meaning.codes[number - 1] if number else NOT_ANSWERED


def in_order(wanted: Codes, found: Iterator[str] | Mapping[str, int] | set[str]) -> list[str]:
    """Codes in the order to show: those asked for, others found, then the two that say nothing."""
    last = [PREFER_NOT_TO_SAY, NOT_ANSWERED]
    known = [*wanted, *sorted(set(found) - set(wanted))]
    said = [code for code in known if code not in last]
    return [*said, *(code for code in last if code in known)]
