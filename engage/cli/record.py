"""The full record of a consultation: `engage record`."""

import argparse
import shutil
import sys
from pathlib import Path

from engage.bundle import commands, queries
from engage.bundle.rules import faults, moment_of
from engage.cli.base import Verbs, add, app
from engage.consultations import queries as consultations
from engage.core.clock import now
from engage.core.db import only_reading, unit_of_work
from engage.core.errors import RuleBroken
from engage.core.files import stored_path


def add_verbs(verbs: Verbs) -> None:
    """The verb of this file: `record SLUG [--out FILE]` and `record verify FILE`."""
    verb = add(verbs, "record", _record, "write the full record of a consultation, or verify one")
    verb.add_argument("slug", metavar="SLUG", help="the consultation, or: verify")
    verb.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the record to verify")
    verb.add_argument("--out", type=Path, help="where to write it")
    verb.add_argument("--as-of", default="", help="a day or a moment that has passed")


def _record(asked: argparse.Namespace) -> int:
    if asked.slug == "verify" and asked.file:
        return _verify(asked.file)
    if asked.file:
        print("engage record: write “engage record verify FILE”.", file=sys.stderr)
        return 2
    as_of = moment_of(asked.as_of) if asked.as_of else now()
    with app().app_context():
        with unit_of_work():
            consultation = consultations.by_slug(asked.slug)
            row = commands.begin(actor=None, consultation=consultation, as_of=as_of)
        with only_reading():
            data = queries.built(consultations.by_slug(asked.slug), as_of)
        with data, unit_of_work():
            made = commands.keep(actor=None, row=row, record_file=data)
            said = f"{made.size:,} bytes, SHA-256 {made.sha256}"
            target = asked.out or Path(f"{asked.slug}-full-record.zip")
            shutil.copyfile(stored_path(made.stored), target)
    print(f"{target}: {said}")
    return 0


def _verify(file: Path) -> int:
    with file.open("rb") as record:
        found = faults(record)
    if found:
        raise RuleBroken("\n".join(found))
    print(f"{file}: every hash is right.")
    return 0
