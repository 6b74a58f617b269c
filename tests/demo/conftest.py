"""The made-up world, built once for all its tests, and a bare one that each test may change."""

import shutil

import pytest
from flask import Flask

from engage import demo
from engage.app import create_app
from engage.config import Settings
from engage.core.db import db
from engage.demo import consultations, files, world
from tests.honest import HonestClient


@pytest.fixture(scope="session")
def made(tmp_path_factory, sqlite_template):
    """The app on the whole made-up world, and what was said while it was made."""
    home = tmp_path_factory.mktemp("demo")
    path = home / "engage.sqlite"
    shutil.copyfile(sqlite_template, path)
    app = create_app(
        Settings(
            home=home,
            database_url=f"sqlite:///{path}",
            secret_key="a secret for tests only",
            mail="list",
            testing=True,
        )
    )
    said = []
    with app.app_context():
        demo.build(said.append)
        db.session.remove()
    yield app, said
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def whole(made) -> Flask:
    """The app of the whole made-up world, within its context."""
    app, _said = made
    with app.app_context():
        yield app
        db.session.rollback()


@pytest.fixture
def visitor(whole) -> HonestClient:
    """Somebody who looks at the made-up world."""
    return HonestClient(whole)


@pytest.fixture
def evenings(app) -> str:
    """A bare world with one consultation that is open and has no answers yet; its slug."""
    slug = "gp-evenings"
    world.make()
    opens = files.consultation(slug)["opens"]
    consultations.write(slug, opens - 24)
    consultations.send_to_readers(slug, opens - 17)
    consultations.read_by_panel(slug, opens - 12)
    consultations.launch_it(slug, opens - 5)
    consultations.turn_the_clock(opens)
    return slug
