"""The demonstration world for tests: built once for all processes, on SQLite, by real commands."""

import fcntl
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from engage import demo
from engage.app import create_app
from engage.config import Settings
from engage.core import schema
from engage.core.db import db
from tests.counting import not_counted


def settings(home: Path) -> Settings:
    return Settings(
        home=home,
        database_url=f"sqlite:///{home / 'engage.sqlite'}",
        secret_key="a secret for tests only",
        mail="list",
        testing=True,
    )


SHARED = "ENGAGE_TEST_WORLD"


def share(config: pytest.Config) -> None:
    """Name a folder for the world of all processes of one run; it goes when the run ends."""
    if SHARED not in os.environ:
        made = tempfile.mkdtemp(prefix="engage-world-")
        os.environ[SHARED] = made
        config.add_cleanup(lambda: shutil.rmtree(made, ignore_errors=True))


@cache
@not_counted()
def home() -> Path:
    """A home folder with the world in it, built by whoever needs it first, while others wait.

    Tests that write work on a copy.
    """
    folder = Path(os.environ[SHARED])
    made, ready = folder / "home", folder / "ready"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir()
            _build(made)
            ready.touch()
    return made


def _build(made: Path) -> None:
    app = create_app(settings(made))
    with app.app_context():
        schema.upgrade(db.engine)
        demo.build(lambda _line: None)
        db.session.remove()
        db.engine.dispose()


def copy_to(target: Path) -> Flask:
    """An app on a copy of the world, in a folder of the test's own."""
    shutil.copytree(home(), target, dirs_exist_ok=True)
    return create_app(settings(target))
