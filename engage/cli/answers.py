"""Answers as files: `engage export` and `engage import`."""

import argparse
import json
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engage.cli.base import Verbs, add, app
from engage.consultations import queries as consultations
from engage.core.db import unit_of_work, writing
from engage.core.errors import RuleBroken
from engage.core.formats import csv
from engage.responses.commands import exports, import_
from engage.responses.queries import imports
from engage.responses.rules import exporting, importing


def add_verbs(verbs: Verbs) -> None:
    """The two verbs of this file."""
    out = add(verbs, "export", _export, "write all answers of a consultation into a file")
    out.add_argument("slug")
    out.add_argument("--format", default="csv", choices=exporting.FORMATS)
    out.add_argument("--out", type=Path)
    into = add(verbs, "import", _import, "take in answers from a file, or undo that")
    parts = into.add_subparsers(required=True, metavar="WHAT")
    responses = add(parts, "responses", _import, "take in a CSV, XLSX or ODS file of answers")
    responses.add_argument("slug")
    responses.add_argument("file", type=Path)
    responses.add_argument("--map", type=Path, help="which column holds what, as saved before")
    responses.add_argument("--save-map", type=Path, help="write down which column holds what")
    responses.add_argument("--dry-run", action="store_true", help="only say what would happen")
    responses.add_argument("--again", action="store_true", help="even if it was taken in before")
    for name, says in _DEFAULTS.items():
        responses.add_argument(f"--{name}", default="", help=f"{says}, where the file says nothing")
    undo = add(parts, "undo", _undo, "remove the answers that one file brought")
    undo.add_argument("batch")


_DEFAULTS = {
    "received": "the day the answers came, as 2026-11-30",
    "channel": "how they came",
    "language": "their language",
}


def _export(asked: argparse.Namespace) -> int:
    target = asked.out or Path(f"{asked.slug}.{asked.format}")
    with app().app_context(), unit_of_work():
        consultation = consultations.public_by_slug(asked.slug)
        made = exports.write_file(
            actor=None, consultation=consultation, format_=asked.format, target=target
        )
    held = f" {made.held_back} held back." if made.held_back else ""
    print(f"{made.answers:,} answers in {', '.join(map(str, made.files))}.{held}")
    return 0


def _import(asked: argparse.Namespace) -> int:
    with app().app_context():
        if asked.dry_run or asked.save_map:
            return _dry_run(asked)
        with unit_of_work():
            looked = _look(asked)
            _say_columns(looked)
            with _refusals(asked.file, looked) as refuse:
                batch = import_.take_in(
                    actor=None, looked=looked, again=asked.again, refused=refuse
                )
            taken, refused, key = batch.taken, batch.refused, batch.id
    print(f"{taken:,} answers taken in, {refused:,} refused. To undo: engage import undo {key}")
    if refused:
        print(f"The refused rows stand in {_refused_path(asked.file)}.")
    return 0


def _look(asked: argparse.Namespace) -> imports.Looked:
    wanted = None
    if asked.map:
        try:
            wanted = importing.map_of(json.loads(asked.map.read_text(encoding="utf-8-sig")))
        except ValueError as error:
            raise RuleBroken("We could not read this map. It is not JSON.") from error
    defaults = {
        "received_on": asked.received,
        "channel": asked.channel,
        "language": asked.language,
    }
    consultation = consultations.public_by_slug(asked.slug)
    return imports.look(consultation, asked.file, wanted, defaults)


def _dry_run(asked: argparse.Namespace) -> int:
    """Say what would happen, row by row, and change nothing but the map that is to be saved."""
    token = writing.set(False)
    try:
        looked = _look(asked)
        _say_columns(looked)
        if asked.save_map:
            text = json.dumps(looked.wanted.as_dict(), ensure_ascii=False, indent=1)
            asked.save_map.write_text(text + "\n", encoding="utf-8")
            print(f"The map stands in {asked.save_map}.")
        if asked.dry_run:
            _say_rows(looked.outcomes())
    finally:
        writing.reset(token)
    return 0


def _say_columns(looked: imports.Looked) -> None:
    for heading, name in looked.wanted.columns.items():
        print(f"  {heading} -> {name or 'left out'}")


def _say_rows(outcomes: Iterable[imports.Outcome]) -> None:
    taken = refused = 0
    for outcome in outcomes:
        if outcome.made is None:
            refused += 1
            print(f"row {outcome.number}: refused. {outcome.reason}")
        else:
            taken += 1
            print(f"row {outcome.number}: created. {outcome.note}".rstrip())
    print(f"{taken:,} would be created, {refused:,} refused. Nothing was changed.")


def _refused_path(file: Path) -> Path:
    return file.with_name(f"{file.stem}-refused.csv")


@contextmanager
def _refusals(file: Path, looked: imports.Looked) -> Any:
    """What keeps refused rows, and writes them beside the file once all have been read."""
    kept: list[imports.Outcome] = []
    try:
        yield kept.append
    finally:
        if kept:
            with _refused_path(file).open("wb") as target:
                csv.write(target, imports.refused_sheet(looked.headings, kept))


def _undo(asked: argparse.Namespace) -> int:
    with app().app_context(), unit_of_work():
        removed = import_.undo_import(actor=None, batch=imports.batch(asked.batch))
    print(f"{removed:,} answers removed.")
    return 0
