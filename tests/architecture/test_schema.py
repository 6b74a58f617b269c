"""Upgrading an empty database leaves no drift, on both databases; there is one head."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from engage.core import schema
from engage.core.db import Base
from engage.paths import MIGRATIONS

HEAD = "001"


@pytest.fixture
def engine(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    if backend == "sqlite":
        made = sa.create_engine(f"sqlite:///{tmp_path / 'fresh.sqlite'}")
        yield made
        made.dispose()
        return
    url = sa.make_url(request.getfixturevalue("postgres_url"))
    name = f"{url.database}_fresh"
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    made = sa.create_engine(url.set(database=name))
    yield made
    made.dispose()
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


def test_an_upgraded_database_is_as_the_models_say(engine: sa.Engine) -> None:
    assert schema.upgrade(engine) == HEAD
    assert schema.drift(engine) == []


def test_a_column_without_a_migration_is_caught(engine: sa.Engine) -> None:
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE topic DROP COLUMN position")
    assert "position" in " ".join(schema.drift(engine))


def test_upgrading_twice_changes_nothing(engine: sa.Engine) -> None:
    assert schema.upgrade(engine) == schema.upgrade(engine)


def test_there_is_one_head_and_it_is_pinned() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_every_table_has_its_moments_and_version_or_says_why() -> None:
    # Rows that must not tell when they were made (settled point 24).
    bare = {"monitoring_answer", "response_equality"}
    without = {
        table.name
        for table in Base.metadata.sorted_tables
        if not {"created_at", "version"} <= set(table.columns.keys())
    }
    assert without <= bare
