"""The demonstration world for tests: built once for each process, on SQLite, by real commands."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from flask import Flask

from engage import demo
from engage.app import create_app
from engage.config import Settings
from engage.core import schema
from engage.core.db import db


def settings(home: Path) -> Settings:
    return Settings(
        home=home,
        database_url=f"sqlite:///{home / 'engage.sqlite'}",
        secret_key="a secret for tests only",
        mail="list",
        testing=True,
    )


@cache
def home() -> Path:
    """A home folder with the world in it. Tests that write work on a copy."""
    made = Path(tempfile.mkdtemp(prefix="engage-world-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    app = create_app(settings(made))
    with app.app_context():
        schema.upgrade(db.engine)
        demo.build(lambda _line: None)
        db.session.remove()
        db.engine.dispose()
    return made


def copy_to(target: Path) -> Flask:
    """An app on a copy of the world, in a folder of the test's own."""
    shutil.copytree(home(), target, dirs_exist_ok=True)
    return create_app(settings(target))
