"""Texts for agencies as files: `engage translations export` and `engage translations import`."""

import argparse
from pathlib import Path

from engage.cli.base import Verbs, add, app
from engage.consultations.queries import translations as of_consultations
from engage.core.db import only_reading, unit_of_work
from engage.core.errors import RuleBroken
from engage.languages import commands
from engage.languages.queries import bench as benches
from engage.languages.queries.bench import Bench, Work
from engage.languages.rules import State, exchange
from engage.languages.rules.exchange import Judged
from engage.reports.queries import translations as of_reports

_KINDS = ("consultations", "programmes", "reports", "decisions")
_BY_ENDING = {".xlf": "xliff", ".xliff": "xliff", ".po": "po", ".csv": "csv"}


def add_verbs(verbs: Verbs) -> None:
    """The verb of this file."""
    both = add(verbs, "translations", _export, "texts for translation agencies, as files")
    parts = both.add_subparsers(required=True, metavar="WHAT")
    out = add(parts, "export", _export, "write the texts of one thing into a file")
    into = add(parts, "import", _import, "take a file in: its texts come as drafts")
    for each in (out, into):
        each.add_argument("slug")
        each.add_argument("language", help="a tag such as so, zh-Hans")
        each.add_argument("--of", default=_KINDS[0], choices=_KINDS)
    out.add_argument("--format", default="xliff", choices=list(exchange.FORMATS))
    out.add_argument("--only", default="", choices=["", *State], help="only texts in this state")
    out.add_argument("--out", type=Path)
    into.add_argument("file", type=Path)
    into.add_argument("--rest", action="store_true", help="leave conflicts, take all others")


def _bench(asked: argparse.Namespace, wanted: str = "") -> Bench:
    work: Work
    if asked.of in {"reports", "decisions"}:
        work = of_reports.work(asked.of, asked.slug)
    else:
        work = of_consultations.work(asked.of, asked.slug)
    return benches.bench(work, asked.language, wanted)


def _export(asked: argparse.Namespace) -> int:
    ending = exchange.ENDINGS[asked.format]
    target = asked.out or Path(f"{asked.slug}-{asked.language}.{ending}")
    with app().app_context(), only_reading():
        made = _bench(asked, asked.only)
        target.write_bytes(benches.file_of(made, asked.format))
        number = made.page.total
    print(f"{number:,} texts in {target}.")
    return 0


def _import(asked: argparse.Namespace) -> int:
    format_ = _BY_ENDING.get(asked.file.suffix.casefold(), "")
    data = asked.file.read_bytes()
    with app().app_context(), unit_of_work():
        facts = {**_bench(asked).whole, "data": data, "format_": format_, "rest": asked.rest}
        judged = commands.take_in(actor=None, **facts)
    _say(judged)
    if judged.conflicts and not asked.rest:
        raise RuleBroken("Nothing was taken in. Give --rest to take what has no conflict.")
    print(f"{len(judged.taken):,} texts taken in as drafts, {judged.left:,} left as they are.")
    return 0


def _say(judged: Judged) -> None:
    for each in judged.conflicts:
        place = f"{each.entry.section}: {each.entry.part.name}"
        print(f"line {each.unit.line}: {place}. {each.why.label}")
