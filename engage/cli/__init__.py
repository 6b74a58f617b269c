"""The command line: exit 0 done, 1 refused with one plain line on standard error, 2 wrong usage."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from engage import bench, demo, limits, server
from engage.accounts import commands as accounts
from engage.accounts import queries as account_queries
from engage.accounts.models import Role
from engage.audit import queries as audit
from engage.cli import answers, record, translations
from engage.cli.base import Verbs, add, app, positive
from engage.config import SettingMissing
from engage.core import schema
from engage.core.db import db, unit_of_work
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import SOURCE, languages
from engage.reading import queries as reading
from engage.reading import rules as reading_rules


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="engage", description="Run and look after Engage.")
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    add(verbs, "db", _db, "upgrade the database, or check it", what=["upgrade", "check"])
    run = add(verbs, "run", _run, "start the web server")
    run.add_argument("--port", type=int, default=5000)
    run.add_argument("--worker", action="store_true", help="start the worker beside it")
    add(verbs, "worker", _worker, "do the timed work and deliver the mail")
    show = add(verbs, "demo", _demo, "the demonstration world: make it and start it")
    show.add_argument("what", nargs="?", default="start", choices=["start", "load", "generate"])
    show.add_argument("--port", type=int, default=5000)
    show.add_argument("--consultation", default="health-bus")
    show.add_argument("--responses", type=positive, default=1000)
    show.add_argument("--seed", type=int, default=1)
    show.add_argument("--onward", action="store_true", help="let the public read them, too")
    _people(verbs)
    _texts(verbs)
    add(verbs, "audit", _audit, "check that the history holds together", what=["verify"])
    for each in (answers, record, translations):
        each.add_verbs(verbs)
    _measures(verbs)
    return parser


def _texts(verbs: Verbs) -> None:
    text = add(verbs, "check", _check, "check a text for plain English")
    text.add_argument("file", type=Path)
    text.add_argument("--language", default=SOURCE, choices=sorted(languages()))
    text.add_argument("--json", action="store_true")


def _measures(verbs: Verbs) -> None:
    measure = add(verbs, "bench", _bench, "measure what a page costs")
    measure.add_argument("--rounds", type=int, default=30)
    measure.add_argument("--limits", action="store_true", help="measure with many answers instead")
    measure.add_argument("--responses", type=positive, default=100_000)
    measure.add_argument("--database", default="", help="an empty one to fill; else one of SQLite")


def _people(verbs: Verbs) -> None:
    people = add(verbs, "account", _account, "people who sign in", what=["create", "list", "close"])
    people.add_argument("--email", default="")
    people.add_argument("--name", default="")
    people.add_argument("--role", choices=[role.value for role in Role])
    people.add_argument("--password-file", type=Path, help="a file that holds the password")


def _db(asked: argparse.Namespace) -> int:
    with app().app_context():
        if asked.what == "upgrade":
            print(f"The database is at revision {schema.upgrade(db.engine)}.")
            return 0
        found = schema.drift(db.engine)
        print("\n".join(found) or "The database is as the models say.")
        return 1 if found else 0


def _run(asked: argparse.Namespace) -> int:
    _at_port(asked.port)
    server.serve(asked.port, with_worker=asked.worker)
    return 0


def _worker(_asked: argparse.Namespace) -> int:
    server.work(app())
    return 0


def _at_port(port: int) -> None:
    """Links in mail lead to this server, unless the environment says otherwise."""
    os.environ.setdefault("ENGAGE_BASE_URL", f"http://127.0.0.1:{port}")


def _demo(asked: argparse.Namespace) -> int:
    _at_port(asked.port)
    with app().app_context():
        if asked.what == "generate":
            facts = (asked.consultation, asked.responses, asked.seed)
            demo.generate(*facts, print, onward=asked.onward)
            return 0
        schema.upgrade(db.engine)
        demo.build(print)
        print(demo.tours())
    if asked.what == "start":
        server.serve(asked.port, with_worker=True)
    return 0


def _account(asked: argparse.Namespace) -> int:
    wanted = {"create": ("email", "name", "role"), "close": ("email",), "list": ()}[asked.what]
    if missing := [f"--{name}" for name in wanted if not getattr(asked, name)]:
        print(f"engage account {asked.what}: give {', '.join(missing)}", file=sys.stderr)
        return 2
    with app().app_context(), unit_of_work():
        if asked.what == "list":
            for account in account_queries.all_accounts():
                roles = ", ".join(grant.role.value for grant in account.grants)
                state = "closed" if account.closed_at else "open"
                print(f"{account.email}\t{account.name}\t{roles}\t{state}")
        elif asked.what == "close":
            print(f"Closed {accounts.close_account(actor=None, email=asked.email).email}.")
        else:
            _create_account(asked)
    return 0


def _create_account(asked: argparse.Namespace) -> None:
    given = asked.password_file
    password = given.read_text(encoding="utf-8").strip() if given else None
    made = accounts.create_account(
        actor=None, email=asked.email, name=asked.name, role=Role(asked.role), password=password
    )
    print(f"Made an account for {made.email}.")


def _check(asked: argparse.Namespace) -> int:
    text = asked.file.read_text(encoding="utf-8")
    if not text.strip():
        raise RuleBroken("This file is empty. Give a file with words in it.")
    found = reading_rules.as_dict(reading.report(text, asked.language))
    if asked.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        print(f"{found['verdict']}: " + "; ".join(found["reasons"]))
    return 0


def _audit(_asked: argparse.Namespace) -> int:
    with app().app_context():
        state = audit.chain_state()
    print(f"{state.sealed} lines sealed, {state.unsealed} waiting.")
    if state.broken_at is not None:
        raise RuleBroken(f"The chain is broken at line {state.broken_at}.")
    return 0


def _bench(asked: argparse.Namespace) -> int:
    many = (asked.responses, asked.database)
    lines = limits.measure(*many) if asked.limits else bench.measure(asked.rounds)
    for line in lines:
        print(line, flush=True)
    return 0


def main(words: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0, 1 or 2, as the first line of this file says."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    try:
        asked = _parser().parse_args(words)
    except SystemExit as end:
        return int(end.code or 0)
    try:
        return int(asked.run(asked))
    except Exception as error:
        said = _refusal(error)
        if said is None:
            raise
        print(f"engage: {said}", file=sys.stderr)
    return 1


_PLAIN = {
    NotFound: "There is nothing of that name.",
    UnicodeDecodeError: "This file is not plain text. Save it as plain text (UTF-8) first.",
    SQLAlchemyError: "The database does not answer as it should. Run “engage db upgrade” first.",
}


def _refusal(error: Exception) -> str | None:
    """One plain line for what can go wrong at a terminal; None for a fault of ours."""
    if isinstance(error, RuleBroken | SettingMissing):
        return str(error)
    if isinstance(error, FileNotFoundError):
        return f"There is no file {error.filename}."
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {error.filename or ''}".rstrip(": ") + "."
    return next((said for kind, said in _PLAIN.items() if isinstance(error, kind)), None)
