"""What a great many answers cost: files of all, pages of staff and of the public, a very long form.

A benchmark, not a test. It makes its own answers in a folder of its own, and leaves nothing there;
an empty database that it is given is filled, and left.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from engage import demo
from engage.accounts.models import Role
from engage.analysis import commands as analysis
from engage.analysis.models import Theme
from engage.app import create_app
from engage.config import Settings
from engage.consultations import queries as consultations
from engage.consultations import rules as asked
from engage.consultations.models import ConsultationFormat, Kind
from engage.core import schema
from engage.core.clock import today
from engage.core.db import db, unit_of_work
from engage.core.i18n import SOURCE
from engage.demo.world import person
from engage.responses import rules
from engage.responses.models import Publication, PublicationState, published_words
from engage.responses.queries import publication as publications
from engage.responses.rules import exporting

_SLUG = "gp-evenings"
_PAGES, _QUESTIONS, _CHOICES, _LETTERS = 30, 50, 100, 20_000
_TRIES = 3
_LOOK = 0.05
_HERE, _SORT = f"/desk/consultations/{_SLUG}/", f"/desk/analysis/{_SLUG}/"
_LIST = f"/consultations/{_SLUG}/responses/"
_SLUGS = {"programmes": "care-closer-to-home", "reports": "hospital-letters"}
_NOT_NOW = frozenset(
    {
        "consultations_builder.add_page",
        "consultations_builder.import_",
        "consultations_builder.paste",
        "reports_desk.read_final",
        "reports_desk.read_on_paper",
        "reports_desk.write_decision",
    }
)
"""Pages of staff that are not there while the example stands as it does here."""
_MORE = (
    f"{_SORT}answers/?page=1000000",
    f"{_SORT}answers/?untagged=1",
    f"{_SORT}answers/?language=bn",
    *(f"{_HERE}publish/?state={state.value}" for state in publications.QUEUES),
)
_PUBLIC = (
    _LIST,
    f"{_LIST}?q=evening",
    f"{_LIST}?q=evening+appointments+work",
    f"{_LIST}?q=dinosaur",
    f"{_LIST}?q=e",
    f"{_LIST}taken-out/",
)


def measure(responses: int, database_url: str = "") -> Iterator[str]:
    """Make so many answers, then measure and tell, one line for each figure."""
    with tempfile.TemporaryDirectory(prefix="engage-limits-") as folder:
        home = Path(folder)
        settings = _settings(home, database_url)
        app = create_app(settings)
        with app.app_context():
            yield _made(responses)
        yield from _files(settings)
        yield from _pages(app)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    yield _long_form()


def _settings(home: Path, database_url: str = "") -> Settings:
    (home / "secret").write_text("a secret for the bench only", encoding="ascii")
    address = database_url or f"sqlite:///{home / 'engage.sqlite'}"
    return Settings(home, address, "a secret for the bench only", mail="list", testing=True)


def _quiet(_line: str) -> None:
    """Nobody needs to know how far it is."""


def _made(responses: int) -> str:
    """Make the example with so many more answers, and count them as the worker does."""
    schema.upgrade(db.engine)
    demo.build(_quiet)
    began = time.monotonic()
    demo.generate(_SLUG, responses, 1, _quiet, onward=True)
    made = time.monotonic() - began
    with unit_of_work():
        _close()
    analysis.count_tallies()
    with unit_of_work():
        analysis.count_anew(actor=None, consultation=consultations.by_slug(_SLUG))
    return f"{responses:,} answers made in {made:.0f} s"


def _close() -> None:
    """End the time for answers yesterday, in every format: only then the public reads them."""
    about = consultations.by_slug(_SLUG)
    about.closes_on = today() - timedelta(days=1)
    late = update(ConsultationFormat).where(ConsultationFormat.consultation_id == about.id)
    db.session.execute(late.values(closes_on=None, promised_on=None))


def _files(asked: Settings) -> Iterator[str]:
    """Seconds and the most memory of a process of its own for each format."""
    home = asked.home
    own = {"DATABASE_URL": asked.database_url, "ENGAGE_SECRET": asked.secret_key}
    settings = {**os.environ, "ENGAGE_HOME": str(home), **own}
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
    """The best of three for each page, in milliseconds, by the test client.

    Beside the clock's, those of this process: of SQLite too, but not of a PostgreSQL server.
    """
    with app.app_context():
        deep = _deep()
        lead = _client(app, Role.ENGAGEMENT_LEAD)
        desk = [(_client(app, role), path) for role, path in _desk(app)]
    for client, path in (*desk, *((lead, path) for path in (*_MORE, *_PUBLIC, *deep))):
        took, busy, status = min(_ask(client, path) for _try in range(_TRIES))
        yield f"{path:75} {took:7.0f} ms ({busy:.0f} ms CPU) {status}"


def _client(app: Flask, role: Role) -> FlaskClient:
    """Somebody of a role, signed in."""
    who, client = person(role), app.test_client()
    with client.session_transaction() as kept:
        kept["account"], kept["seal"] = str(who.id), who.seal
    return client


def _desk(app: Flask) -> list[tuple[Role, str]]:
    """Every page of staff that is about everything, or about one consultation, programme, report.

    Beside who opens it: a lead where a lead may. Posters and pictures of a kit hold no answers.
    """
    found = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        ours = rule.rule.startswith("/desk/") and "/kit/" not in rule.rule
        if not ours or not rule.arguments <= {"slug"} or "GET" not in (rule.methods or ()):
            continue
        if rule.endpoint not in _NOT_NOW:
            roles: frozenset[Role] = getattr(app.view_functions[rule.endpoint], "access")  # noqa: B009 - a mark
            role = Role.ENGAGEMENT_LEAD if Role.ENGAGEMENT_LEAD in roles else max(roles)
            slug = _SLUGS.get(rule.rule.split("/")[2].removeprefix("board-"), _SLUG)
            found.append((role, rule.rule.replace("<slug>", slug)))
    return found


def _deep() -> list[str]:
    """Addresses that only this database knows: page 100 and far on, a question, a theme."""
    about = consultations.by_slug(_SLUG)
    asked = consultations.questionnaire(about, SOURCE).questions
    text = next(each.key for each in asked if each.kind.is_text)
    words, waiting = published_words.c, PublicationState.WAITING
    places = select(words.place).where(words.consultation_id == about.id)
    queued = select(Publication.response_id).where(
        Publication.consultation_id == about.id, Publication.state == waiting
    )
    hundred = db.session.scalar(places.order_by(words.place.desc()).limit(1).offset(990))
    middle = db.session.scalar(select(func.avg(places.subquery().c.place)))
    late = db.session.scalar(queued.order_by(Publication.response_id.desc()).limit(1).offset(30))
    theme = db.session.scalar(select(Theme.id).where(Theme.consultation_id == about.id).limit(1))
    return [
        f"{_SORT}answers/?question={text}",
        f"{_SORT}answers/?theme={theme or ''}",
        f"{_HERE}publish/?page=100&after={late}",
        f"{_LIST}?page=100&after={hundred or 0}",
        f"{_LIST}?page=5000&after={int(middle or 0)}",
        f"{_LIST}?page=5000&after={int(middle or 0)}&q=evening",
    ]


def _ask(client: FlaskClient, path: str) -> tuple[float, float, int]:
    """Milliseconds by the clock and of this process, and the status."""
    began, busy = time.monotonic(), time.process_time()
    answer = client.get(path)
    answer.get_data()
    return (
        (time.monotonic() - began) * 1000,
        (time.process_time() - busy) * 1000,
        answer.status_code,
    )


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
