"""Bring the database up to date, and find drift between models and migrations."""

from typing import Literal

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
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


def upgrade(engine: Engine) -> str:
    """Run every migration not yet run; returns the revision the database is at now."""
    with engine.begin() as connection:
        config = _config(connection)
        command.upgrade(config, "head")
        return str(ScriptDirectory.from_config(config).get_current_head())


def drift(engine: Engine) -> list[str]:
    """What differs between the models and the database, one line each; empty when nothing does."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return [repr(found) for found in compare_metadata(context, Base.metadata)]


def write_migration(engine: Engine, slug: str, number: str) -> None:
    """Write the next numbered migration from the models."""
    with engine.begin() as connection:
        command.revision(_config(connection), slug, autogenerate=True, rev_id=number)
