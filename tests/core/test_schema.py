"""Bringing the database up to date, and finding drift."""

import sqlalchemy as sa

from engage.core import schema
from engage.core.db import Base, JsonText, UtcDateTime, db


def test_our_own_types_are_written_as_what_they_store():
    assert schema.render_item("type", JsonText(), None) == "sa.Text()"
    assert schema.render_item("type", UtcDateTime(), None) == "sa.DateTime(timezone=True)"
    assert schema.render_item("type", sa.Text(), None) is False
    assert schema.render_item("column", JsonText(), None) is False


def test_tables_made_from_the_models_show_no_drift(database):
    database.commit()
    assert schema.drift(db.engine) == []


def test_a_table_that_is_not_there_is_drift(database):
    database.commit()
    Base.metadata.tables["lease"].drop(db.engine)
    try:
        assert any("lease" in line for line in schema.drift(db.engine))
    finally:
        Base.metadata.tables["lease"].create(db.engine)


def test_a_database_without_tables_is_brought_up_to_date(tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'new.sqlite'}")
    head = schema.upgrade(engine)
    assert schema.upgrade(engine) == head
    engine.dispose()


def test_the_next_migration_is_written_from_the_models(tmp_path, monkeypatch):
    template = schema.MIGRATIONS / "script.py.mako"
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    (folder / "script.py.mako").write_text(template.read_text())
    (folder / "env.py").write_text((schema.MIGRATIONS / "env.py").read_text())
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'new.sqlite'}")
    schema.write_migration(engine, "first", "0001")
    written = next((folder / "versions").glob("0001*.py")).read_text()
    assert "create_table('account'" in written.replace('"', "'")
    assert schema.upgrade(engine) == "0001"
    assert schema.drift(engine) == []
    engine.dispose()
