"""Write the snapshot: immutable segments of codes, and the manifest that names them."""

import csv
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID, uuid4

from engage.accounts.models import Account
from engage.audit.commands import record
from engage.audit.models import Action
from engage.core.clock import now
from engage.core.db import db
from engage.core.files import storage_path
from engage.figures import queries
from engage.figures.models import Segment, Snapshot
from engage.figures.rules.columns import ROW_KEY, Columns, Legend, Meaning, Numbering

_BUFFER, _ROW_GROUP = 4_000_000, 40_960


def rebuild(*, consultation_id: UUID, parts: Iterable[Columns], actor: Account | None) -> Snapshot:
    """Write all codes of a consultation anew into one segment, and name it in place of the old.

    They come in parts, so that many do not have to stand in memory. All are taken and the file is
    written before the database is asked anything, so that the caller may read them without a lock
    and end its transaction with the last part. Files that no manifest names any more are removed;
    those named until now stay for readers until the next rebuild. Raises RuleBroken for columns of
    different lengths.
    """
    numbering = Numbering({})
    segment = _written(consultation_id, 0, parts, numbering)
    snapshot = _manifest(consultation_id)
    _sweep(snapshot, segment)
    snapshot.legend = _plain(numbering.legend)
    snapshot.segments = [segment]
    snapshot.tombstones = []
    return _kept(snapshot, actor, segment.rows)


def append(*, consultation_id: UUID, columns: Columns, actor: Account | None) -> Snapshot:
    """Add the codes of newer answers as one more segment.

    Raises RuleBroken when a question that took one answer now takes several: rebuild then.
    """
    snapshot = _manifest(consultation_id)
    numbering = Numbering(queries.meanings(snapshot))
    segment = _written(consultation_id, len(snapshot.segments), [columns], numbering)
    snapshot.legend = _plain(numbering.legend)
    snapshot.segments.append(segment)
    return _kept(snapshot, actor, segment.rows)


def tombstone(*, consultation_id: UUID, row_keys: Iterable[str], actor: Account | None) -> None:
    """Stop counting some rows at once, for people who took back their answer."""
    snapshot = _manifest(consultation_id)
    snapshot.tombstones = sorted({*snapshot.tombstones, *row_keys})
    _kept(snapshot, actor, 0)


def _manifest(consultation_id: UUID) -> Snapshot:
    snapshot = queries.snapshot(consultation_id)
    if snapshot is None:
        snapshot = Snapshot(consultation_key=consultation_id, legend={}, tombstones=[])
        db.session.add(snapshot)
    return snapshot


def _kept(snapshot: Snapshot, actor: Account | None, rows: int) -> Snapshot:
    """A manifest changes with its segments, so that what was kept of it is made anew."""
    snapshot.changed_at = now()
    record(Action.FIGURES_REBUILT, snapshot, actor=actor, rows=rows)
    db.session.flush()
    return snapshot


def _plain(legend: Legend) -> dict[str, dict[str, list[str] | bool]]:
    return {
        name: {"codes": list(meaning.codes), "many": meaning.many}
        for name, meaning in legend.items()
    }


def _written(
    consultation_id: UUID, position: int, parts: Iterable[Columns], numbering: Numbering
) -> Segment:
    name = f"figures/{consultation_id}/{uuid4()}.parquet"
    path = storage_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = path.with_suffix(".csv")
    try:
        rows = _to_lines(plain, parts, numbering)
        _to_parquet(plain, path, numbering)
    finally:
        plain.unlink(missing_ok=True)
    return Segment(path=name, rows=rows, position=position)


def _to_lines(plain: Path, parts: Iterable[Columns], numbering: Numbering) -> int:
    """Write a line for each person, one part after the other; how many there are."""
    rows = 0
    with plain.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file, delimiter="|").writerows
        for columns in parts:
            lines = list(numbering.lines(columns))
            write(lines)
            rows += len(lines)
    return rows


def _to_parquet(plain: Path, path: Path, numbering: Numbering) -> None:
    """Turn written numbers into a Parquet file of the smallest types, in the order of the keys.

    The keys are random, so that the order of the file tells nothing (settled 24).
    """
    legend = {name: numbering.legend[name] for name in numbering.names}
    with queries.opened() as duck:
        source = duck.read_csv(
            str(plain),
            header=False,
            auto_detect=False,
            delimiter="|",
            quotechar='"',
            escapechar='"',
            buffer_size=_BUFFER,
            columns={ROW_KEY: "VARCHAR", **dict.fromkeys(legend, "VARCHAR")},
        )
        wanted = [ROW_KEY, *(_cast(name, meaning) for name, meaning in legend.items())]
        whole = source.project(", ".join(wanted)).order(ROW_KEY)
        whole.write_parquet(str(path), compression="zstd", row_group_size=_ROW_GROUP)


def _cast(name: str, meaning: Meaning) -> str:
    column = queries.quoted(name)
    numbers = f"coalesce({column}, '')" if meaning.many else f"coalesce({column}, '0')"
    listed = f"'[' || {numbers} || ']'" if meaning.many else numbers
    return f"CAST({listed} AS {meaning.kind}) AS {column}"


def _sweep(snapshot: Snapshot, new: Segment) -> None:
    """Remove files that were replaced before."""
    named = {segment.path.rsplit("/", 1)[-1] for segment in [*snapshot.segments, new]}
    folder = storage_path(f"figures/{snapshot.consultation_key}")
    for path in folder.glob("*.parquet"):
        if path.name not in named:
            path.unlink(missing_ok=True)
