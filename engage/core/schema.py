"""Bring the database up to date, and find drift between models and migrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine

from engage.core.db import Base, JsonText, UtcDateTime
from engage.paths import MIGRATIONS


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """How our own column types are written in a migration: as the plain types they store."""
    if kind == "type" and isinstance(item, JsonText):
        return "sa.Text()"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, to: str = "head") -> str:
    """Run every migration not yet run, up to one; returns the revision the database is at now.

    SQLite changes a table by making it anew: its rows must not be seen as gone meanwhile, so the
    foreign keys rest and are checked at the end. Raises RuntimeError when one leads nowhere.
    """
    with engine.connect() as connection, _keys_at_rest(connection), connection.begin():
        config = _config(connection)
        command.upgrade(config, to)
        if connection.dialect.name == "sqlite":
            _check_keys(connection)
        return str(MigrationContext.configure(connection).get_current_revision())


@contextmanager
def _keys_at_rest(connection: Connection) -> Iterator[None]:
    """Foreign keys switched off before the transaction begins: inside one SQLite ignores it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.dbapi_connection
    kept = raw.execute("PRAGMA foreign_keys").fetchone()[0]
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA foreign_keys={kept}")


def _check_keys(connection: Connection) -> None:
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        raise RuntimeError(f"{len(broken)} rows point at nothing, first in {broken[0][0]}")


def include_name(name: str | None, _kind: str, _parents: object) -> bool:
    """Whether models say how something in the database is made; an index of words has its own."""
    return not (name or "").startswith("published_words_found")


_OPTIONS = {"compare_type": False, "include_name": include_name}


def drift(engine: Engine) -> list[str]:
    """What differs between the models and the database, one line each; empty when nothing does."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=_OPTIONS)
        return [repr(found) for found in compare_metadata(context, Base.metadata)]


def write_migration(engine: Engine, slug: str, number: str) -> None:
    """Write the next numbered migration from the models."""
    with engine.begin() as connection:
        command.revision(_config(connection), slug, autogenerate=True, rev_id=number)
