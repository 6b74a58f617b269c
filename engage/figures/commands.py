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
from engage.figures.rules.columns import ROW_KEY, Columns, Legend, legend_of, numbers_of


def rebuild(*, consultation_id: UUID, columns: Columns, actor: Account | None) -> Snapshot:
    """Write all codes of a consultation anew into one segment, and name it in place of the old.

    Files that no manifest names any more are removed; those named until now stay for readers
    until the next rebuild. Raises RuleBroken for columns of different lengths.
    """
    snapshot = _manifest(consultation_id)
    _sweep(snapshot)
    legend = legend_of(columns, {})
    segment = _written(snapshot, columns, legend)
    snapshot.legend = _plain(legend)
    snapshot.segments = [segment]
    snapshot.tombstones = []
    return _kept(snapshot, actor, segment.rows)


def append(*, consultation_id: UUID, columns: Columns, actor: Account | None) -> Snapshot:
    """Add the codes of newer answers as one more segment.

    Raises RuleBroken when a question that took one answer now takes several: rebuild then.
    """
    snapshot = _manifest(consultation_id)
    legend = legend_of(columns, queries.meanings(snapshot))
    segment = _written(snapshot, columns, legend)
    snapshot.legend = _plain(legend)
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


def _written(snapshot: Snapshot, columns: Columns, legend: Legend) -> Segment:
    name = f"figures/{snapshot.consultation_key}/{uuid4()}.parquet"
    path = storage_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = len(next(iter(columns.values()), ()))
    keys = columns.get(ROW_KEY) or [str(uuid4()) for _ in range(rows)]
    shown = {key: meaning for key, meaning in legend.items() if key in columns}
    lines = zip(keys, *(numbers_of(columns[key], shown[key]) for key in shown), strict=True)
    plain = path.with_suffix(".csv")
    try:
        with plain.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(lines)
        _to_parquet(plain, path, shown)
    finally:
        plain.unlink(missing_ok=True)
    return Segment(path=name, rows=rows, position=len(snapshot.segments))


def _to_parquet(plain: Path, path: Path, legend: Legend) -> None:
    """Turn written numbers into a Parquet file of the smallest types."""
    wanted = [
        f"CAST({queries.quoted(name)} AS {meaning.kind}) AS {queries.quoted(name)}"
        for name, meaning in legend.items()
    ]
    with queries.opened() as duck:
        source = duck.read_csv(
            str(plain),
            header=False,
            auto_detect=False,
            delimiter=",",
            quotechar='"',
            escapechar='"',
            columns={ROW_KEY: "VARCHAR", **dict.fromkeys(legend, "VARCHAR")},
        )
        source.project(", ".join([ROW_KEY, *wanted])).write_parquet(str(path), compression="zstd")


def _sweep(snapshot: Snapshot) -> None:
    """Remove files that were replaced before."""
    named = {segment.path.rsplit("/", 1)[-1] for segment in snapshot.segments}
    folder = storage_path(f"figures/{snapshot.consultation_key}")
    for path in folder.glob("*.parquet"):
        if path.name not in named:
            path.unlink(missing_ok=True)
