"""A file of answers from the desk: what may be sent, what each step needs, what a column holds."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from engage.core.errors import RuleBroken
from engage.core.formats.sheet import plain
from engage.core.i18n import _dl
from engage.responses.models import IntakeFile, IntakeStep
from engage.responses.rules import exporting, importing
from engage.responses.rules.exporting import Asking

MEGABYTE = 1024 * 1024
MOST_BYTES = 5 * MEGABYTE
MOST_ROWS = 20_000
MOST_COLUMNS = 500
MOST_MAP = 200_000
DAYS_KEPT = 7
"""How long a file lies in storage at most."""
_LONGEST_NAME = 120
_EXAMPLE = 60
_PACKED = b"PK"
_ENDINGS = {"csv": False, "xlsx": True, "ods": True}
"""The files we take, and whether each is packed."""
_COMMAND = "engage import responses"


def check_file(name: str, data: bytes) -> str:
    """The ending of a file that may be sent. Raises RuleBroken for any other, with what to do."""
    ending = name.rpartition(".")[2].lower()
    if ending not in _ENDINGS:
        raise RuleBroken(_dl("Choose a file that ends in .csv, .xlsx or .ods."), "file")
    if len(data) > MOST_BYTES:
        message = _dl("This file is over 5 MB. Whoever runs this site can take it in: %(how)s.")
        raise RuleBroken(message, "file", how=_COMMAND)
    if not data.strip():
        raise RuleBroken(_dl("This file is empty. Choose one with answers in it."), "file")
    if data.startswith(_PACKED) is not _ENDINGS[ending]:
        raise RuleBroken(_dl("This file is not what its name says. Save it anew."), "file")
    return ending


def check_size(rows: int, columns: int) -> None:
    """Raises RuleBroken for a table too big for the desk, naming the command that takes it."""
    if rows > MOST_ROWS:
        message = _dl("Cut this file into parts of 20,000 rows, or let the site do it: %(how)s.")
        raise RuleBroken(message, "file", how=_COMMAND)
    if columns > MOST_COLUMNS:
        raise RuleBroken(_dl("This file has more than 500 columns. Take some out."), "file")
    if not rows:
        raise RuleBroken(_dl("This file has headings and no row. Choose another."), "file")


def short_name(name: str) -> str:
    """The name of a file as it is shown: without folders, and not too long."""
    last = plain(name.replace("\\", "/").rpartition("/")[2]).strip()
    return last if len(last) <= _LONGEST_NAME else f"{last[: _LONGEST_NAME - 1]}…"


def example(cell: str) -> str:
    """The beginning of a cell, to know a column by."""
    said = plain(" ".join(cell.split()))
    return said if len(said) <= _EXAMPLE else f"{said[: _EXAMPLE - 1]}…"


def read_map(data: bytes) -> importing.Map:
    """A map that was saved as JSON. Raises RuleBroken for anything else."""
    if len(data) > MOST_MAP:
        raise RuleBroken(_dl("This is too big for a map. Choose the file of a map."), "map")
    try:
        read = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise RuleBroken(_dl("We could not read this map. It is not JSON."), "map") from error
    made = importing.map_of(read)
    columns = {plain(heading): plain(name) for heading, name in made.columns.items()}
    defaults = {plain(name): plain(text) for name, text in made.defaults.items()}
    return importing.Map(columns, defaults, made.month_first)


def fitting(wanted: importing.Map, headings: Sequence[str]) -> importing.Map:
    """A map for these headings: those it does not name are left out, others it names are dropped.

    Raises RuleBroken when it names none of them.
    """
    columns = {each: wanted.columns.get(each, "") for each in headings}
    if not any(columns.values()):
        raise RuleBroken(_dl("This map names no heading of this file. Choose another."), "map")
    return importing.Map(columns, wanted.defaults, wanted.month_first)


def check_step(file: IntakeFile, *steps: IntakeStep) -> None:
    """Raises RuleBroken when a file is at another step, with where it is."""
    if file.step not in steps:
        raise RuleBroken(_WHERE[file.step])


_WHERE = {
    IntakeStep.MATCHING: _dl("Check the rows of this file first."),
    IntakeStep.CHECKING: _dl("The rows are being checked. Wait until that is done."),
    IntakeStep.CHECKED: _dl("The rows of this file were checked already."),
    IntakeStep.TAKING: _dl("This file is being taken in already."),
    IntakeStep.TAKEN: _dl("This file was taken in already."),
    IntakeStep.CANCELLED: _dl("This file was put away. Send it again."),
}


def check_seen(file: IntakeFile, seen: int) -> None:
    """Raises RuleBroken when the file changed since the page was shown."""
    if file.version != seen:
        raise RuleBroken(_dl("Somebody changed this meanwhile. Look at it again, then go on."))


def check_again(*, before: bool, again: bool) -> None:
    """Raises RuleBroken when a file was taken in before and nobody said that this is meant."""
    if before and not again:
        message = _dl("This file was taken in before. Tick the box to take it in once more.")
        raise RuleBroken(message, "again")


def check_same(file: IntakeFile, good: int, bad: int) -> None:
    """Raises RuleBroken when the rows come out in another way than whoever pressed was shown."""
    if (file.good, file.bad) != (good, bad):
        raise RuleBroken(_dl("The rows come out differently now. Check them again."))


def offered(askings: Sequence[Asking]) -> dict[str, list[tuple[str, str]]]:
    """What a column may hold, in groups: short names with their words."""
    facts = [(name, str(exporting.FACTS[name])) for name in importing.FILLED]
    groups: dict[str, list[tuple[str, str]]] = {"": [("", str(_dl("Leave it out")))]}
    groups[str(_dl("About the answer"))] = facts
    for number, asking in enumerate(askings, start=1):
        if asking.question.kind not in importing.NOT_TAKEN_FROM_FILES:
            label = f"{number}. {asking.question.label}"
            groups[label] = _parts(asking)
    return groups


def _parts(asking: Asking) -> list[tuple[str, str]]:
    question = asking.question
    columns = {each.name: _words(each.heading) for each in exporting.columns([asking])}
    whole = {} if question.key in columns else {question.key: _words(question.label)}
    return [*whole.items(), *columns.items()]


def _words(heading: str) -> str:
    """A heading of ours without its short name."""
    name = exporting.name_in(heading)
    return heading.removesuffix(f"[{name}]").strip() if name else heading


def map_from(
    file: IntakeFile, columns: Mapping[str, str], defaults: Mapping[str, str], *, month_first: bool
) -> importing.Map:
    """The map of a file with some columns chosen anew."""
    before: dict[str, Any] = file.mapping["columns"]
    others = {name: text for name, text in file.mapping["defaults"].items() if name not in defaults}
    given = {name: text for name, text in defaults.items() if text}
    return importing.Map({**before, **columns}, {**others, **given}, month_first)
