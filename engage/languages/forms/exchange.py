"""The pages of a bench, alike in each feature, and a file that an agency sent back."""

from pathlib import PurePath
from typing import Any

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, FileField

from engage.core import machines
from engage.core.formats.units import MOST_BYTES
from engage.core.forms import Form
from engage.core.i18n import _dl
from engage.core.web import page_number, takes_files
from engage.languages.queries import bench as benches
from engage.languages.queries.bench import Bench, Work
from engage.languages.rules import exchange

MOST_SENT = MOST_BYTES + 1024 * 1024
takes_text_files = takes_files(MOST_SENT)


class FileForm(Form):
    """A file of translations. Its name says what kind it is."""

    file = FileField(
        _dl("The file that came back"),
        description=_dl("XLIFF (.xlf, .xliff), PO or CSV, as it was made here. 10 MB or less."),
    )
    rest = BooleanField(
        _dl("Where a text has changed meanwhile, leave it and take all others"),
        description=_dl("Without this, nothing is taken in until you have seen what has changed."),
    )

    def typed(self) -> dict[str, Any]:
        """What was sent, as the command takes it."""
        sent: Any = request.files.get("file")
        name = PurePath(sent.filename or "").suffix.casefold() if sent else ""
        kinds = {".xlf": "xliff", ".xliff": "xliff", ".po": "po", ".csv": "csv"}
        data = sent.read(MOST_BYTES + 1) if sent else b""
        return {"data": data, "format_": kinds.get(name, ""), "rest": bool(self.rest.data)}


def opened(work: Work, back: str, **place: str) -> tuple[Bench, dict[str, Any]]:
    """The bench that an address names, and what every page of it is given.

    `place` are the parts of its address, `code` among them; `back` is where it came from.
    """
    made = benches.bench(work, place["code"], request.args.get("show", ""), page_number())
    machine = machines.configured()
    facts = {"bench": made, "title": made.title, "ways": _ways(**place), "back": back}
    return made, {**facts, "machine": machine.name if machine else ""}


def back_to(facts: dict[str, Any]) -> ResponseReturnValue:
    """To the page of the bench that was saved."""
    wanted = facts["bench"].wanted
    return redirect(f"{facts['ways']['here']}?show={wanted}&page={page_number()}")


def sent(made: Bench, format_: str) -> Response:
    """The texts of a bench as a file. Raises NotFound for another format."""
    name = f"{made.work.slug}-{made.target.slug}.{exchange.ENDINGS.get(format_)}"
    answer = Response(benches.file_of(made, format_), mimetype=exchange.TYPES[format_])
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _ways(**place: Any) -> dict[str, Any]:
    """The addresses of one bench: its pages are named alike in each feature."""
    return {
        "here": url_for(".translate", **place),
        "files": url_for(".files", **place),
        "machine": url_for(".ask_machine", **place),
        "formats": {each: url_for(".file", format_=each, **place) for each in exchange.FORMATS},
    }
