"""What a great many answers cost: files of all, the pages of staff, and a very long form.

A benchmark, not a test. It makes its own answers in a folder of its own, and leaves nothing.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from engage import demo
from engage.accounts.models import Role
from engage.analysis import commands as analysis
from engage.app import create_app
from engage.config import Settings
from engage.consultations import queries as consultations
from engage.consultations import rules as asked
from engage.consultations.models import Kind
from engage.core import schema
from engage.core.db import db, unit_of_work
from engage.demo.world import person
from engage.responses import rules
from engage.responses.rules import exporting

_SLUG = "gp-evenings"
_PAGES, _QUESTIONS, _CHOICES, _LETTERS = 30, 50, 100, 20_000
_TRIES = 3
_LOOK = 0.05
_DESK = (
    "/desk/",
    f"/desk/consultations/{_SLUG}/",
    f"/desk/consultations/{_SLUG}/exports/",
    f"/desk/consultations/{_SLUG}/import/",
    f"/desk/consultations/{_SLUG}/publish/",
    f"/desk/consultations/{_SLUG}/translations/",
    f"/desk/analysis/{_SLUG}/how-easy/",
    f"/desk/analysis/{_SLUG}/",
    f"/desk/analysis/{_SLUG}/answers/",
    f"/desk/analysis/{_SLUG}/answers/?page=1000000",
    f"/desk/analysis/{_SLUG}/answers/?untagged=1",
    f"/desk/analysis/{_SLUG}/themes/",
    f"/desk/analysis/{_SLUG}/cross-tab/",
)


def measure(responses: int) -> Iterator[str]:
    """Make so many answers, then measure and tell, one line for each figure."""
    with tempfile.TemporaryDirectory(prefix="engage-limits-") as folder:
        home = Path(folder)
        app = create_app(_settings(home))
        with app.app_context():
            yield _made(responses)
        yield from _files(home)
        yield from _pages(app)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    yield _long_form()


def _settings(home: Path) -> Settings:
    (home / "secret").write_text("a secret for the bench only", encoding="ascii")
    address = f"sqlite:///{home / 'engage.sqlite'}"
    return Settings(home, address, "a secret for the bench only", mail="list", testing=True)


def _quiet(_line: str) -> None:
    """Nobody needs to know how far it is."""


def _made(responses: int) -> str:
    """Make the example with so many more answers, and count them as the worker does."""
    schema.upgrade(db.engine)
    demo.build(_quiet)
    began = time.monotonic()
    demo.generate(_SLUG, responses, 1, _quiet)
    made = time.monotonic() - began
    analysis.count_tallies()
    with unit_of_work():
        analysis.count_anew(actor=None, consultation=consultations.by_slug(_SLUG))
    return f"{responses:,} answers made in {made:.0f} s"


def _files(home: Path) -> Iterator[str]:
    """Seconds and the most memory of a process of its own for each format."""
    settings = {**os.environ, "ENGAGE_HOME": str(home)}
    settings.pop("DATABASE_URL", None)
    for format_ in exporting.FORMATS:
        target = home / f"answers.{format_}"
        words = ["export", _SLUG, "--format", format_, "--out", str(target)]
        took, busy, peak = _run(words, settings)
        size = target.stat().st_size / 1_000_000
        yield (
            f"export as {format_:5} {took:7.1f} s ({busy:.1f} s CPU)  {peak:6.0f} MB at most  "
            f"{size:7.1f} MB written"
        )


def _run(words: list[str], settings: dict[str, str]) -> tuple[float, float, float]:
    """Run one command: seconds, seconds of a processor, and the most megabytes it held."""
    began, peak = time.monotonic(), 0.0
    command = [sys.executable, "-m", "engage", *words]
    process = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        peak = max(peak, _held(process.pid))
        time.sleep(_LOOK)
    took = time.monotonic() - began
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return took, used.ru_utime + used.ru_stime, peak


def _held(pid: int) -> float:
    """The most megabytes that a process has held until now."""
    told = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    lines = [line.split() for line in told.splitlines() if line.startswith("VmHWM:")]
    return int(lines[0][1]) / 1024 if lines else 0.0


def _pages(app: Flask) -> Iterator[str]:
    """The best of three for each page of staff, in milliseconds, by the test client."""
    client = app.test_client()
    with app.app_context():
        lead = person(Role.ENGAGEMENT_LEAD)
        who: tuple[UUID, str] = lead.id, lead.seal
    with client.session_transaction() as kept:
        kept["account"], kept["seal"] = str(who[0]), who[1]
    for path in _DESK:
        times = [_ask(client, path) for _try in range(_TRIES)]
        yield f"{path:50} {min(times):7.0f} ms"


def _ask(client: FlaskClient, path: str) -> float:
    began = time.monotonic()
    client.get(path).get_data()
    return (time.monotonic() - began) * 1000


def _long_form() -> str:
    """Checking one whole answer to a very long form: its path, and every question on it."""
    form, answers = _form(), _answers()
    began = time.monotonic()
    way = asked.path(form, answers, "individual")
    questions = [question for page in form for question in page.questions]
    wrong = rules.problems(questions, way.answers).errors
    took = (time.monotonic() - began) * 1000
    return (
        f"one answer to {_QUESTIONS} questions on {_PAGES} pages, {_CHOICES} choices each, "
        f"{_LETTERS:,} characters: checked in {took:.1f} ms, {len(wrong)} wrong"
    )


def _question(
    key: str, kind: Kind, limit: int | None, choices: tuple[asked.AskedChoice, ...]
) -> asked.AskedQuestion:
    return asked.AskedQuestion(
        key, kind, label="", hint="", required=False, most=None, limit=limit, choices=choices
    )


def _form() -> list[asked.AskedPage]:
    choices = tuple(asked.AskedChoice(f"c{at}", f"Choice {at}") for at in range(_CHOICES))
    closed = [
        _question(f"q{at}", Kind.SEVERAL_CHOICES, None, choices) for at in range(_QUESTIONS - 1)
    ]
    long = _question("long", Kind.LONG_TEXT, _LETTERS, ())
    every = [*closed, long]
    return [asked.AskedPage("", tuple(every[at::_PAGES])) for at in range(_PAGES)]


def _answers() -> dict[str, str | list[str]]:
    said: dict[str, str | list[str]] = {
        f"q{at}": [f"c{number}" for number in range(0, _CHOICES, 2)] for at in range(_QUESTIONS - 1)
    }
    return {**said, "long": "a word " * (_LETTERS // 7)}
