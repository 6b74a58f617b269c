"""Upgrading an empty database leaves no drift, on both databases; there is one head."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from engage.core import schema
from engage.core.db import Base
from engage.paths import MIGRATIONS

HEAD = "006"


@pytest.fixture
def engine(bare_url: str) -> Iterator[sa.Engine]:
    made = sa.create_engine(bare_url)
    yield made
    made.dispose()


def test_an_upgraded_database_is_as_the_models_say(engine: sa.Engine) -> None:
    assert schema.upgrade(engine) == HEAD
    assert schema.drift(engine) == []


def _checks(inspector: sa.Inspector) -> set[str]:
    """The named checks of every table."""
    return {
        str(check["name"])
        for table in inspector.get_table_names()
        for check in inspector.get_check_constraints(table)
    }


def test_an_upgraded_database_refuses_what_the_models_refuse(engine: sa.Engine) -> None:
    schema.upgrade(engine)
    wanted = {
        str(each.name)
        for table in Base.metadata.sorted_tables
        for each in table.constraints
        if isinstance(each, sa.CheckConstraint) and str(each.name).startswith("ck_")
    }
    assert len(wanted) > 20
    assert wanted <= _checks(sa.inspect(engine))


def _row(connection: sa.Connection, table: str, **values: object) -> str:
    """A row of a table as it was at 001: what is not said gets a plain value of its type."""
    made = sa.Table(table, sa.MetaData(), autoload_with=connection)
    plain = {int: 0, str: "", bool: False, bytes: b""}
    now, key = datetime(2026, 3, 1, tzinfo=UTC), uuid4().hex
    values.setdefault("id", key)
    for column in made.columns:
        if column.nullable or column.name in values:
            continue
        kind = column.type.python_type
        moments = {datetime: now, date: now.date(), UUID: key}
        values[column.name] = moments.get(kind, plain.get(kind, key))
    connection.execute(made.insert().values(**values))
    return str(values["id"])


def test_rows_of_the_first_version_are_there_after_an_upgrade(engine: sa.Engine) -> None:
    assert schema.upgrade(engine, "001") == "001"
    with engine.begin() as connection:
        kept = _first_rows(connection)
    assert schema.upgrade(engine, "003") == "003"
    with engine.begin() as connection:
        paper = _row(connection, "consultation_paper", consultation_id=kept["consultation"])
        for code, sha256 in (("en_GB", "abc"), ("es", "def")):
            file = {"paper_id": paper, "language": code, "sha256": sha256}
            _row(connection, "consultation_paper_file", **file)
    assert schema.upgrade(engine) == HEAD
    with engine.connect() as connection:
        for table, key in kept.items():
            found = connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar()  # noqa: S608 - names of ours
            assert (table, found) == (table, 1), key
        row = connection.execute(sa.text("SELECT permission, helper, held FROM response")).one()
        assert (row[0], row[1], bool(row[2])) == ("no", "", False)
        files = "SELECT language, words_for, made_from FROM consultation_paper_file ORDER BY 1"
        rows = connection.execute(sa.text(files)).all()
        assert [tuple(each) for each in rows] == [("en_GB", "abc", ""), ("es", "def", "abc")]
        for table in ("edition_document", "submission"):
            level = connection.execute(sa.text(f"SELECT level FROM {table}")).scalar_one()  # noqa: S608 - names of ours
            assert '"check":1' in level
            assert '"judged_later":true' in level


def _first_rows(connection: sa.Connection) -> dict[str, str]:
    """A consultation with a question, an answer, its version and a coding, as 001 held them.

    Its text and what the panel read of it too.
    """
    account = _row(connection, "account", email="lead@example.org")
    body = _row(connection, "organisation", slug="body", kind="council")
    topic = _row(connection, "topic", slug="topic")
    edition = _row(connection, "edition", frozen_by=account, manifest="{}")
    words = {"language": "en_GB", "body": '{"title":"Letters"}', "card": "{}"}
    document = _row(connection, "edition_document", edition_id=edition, **words)
    panel = {"state": "sent", "asked": 3, "needed": 2, "language": "en_GB", "text": "Letters."}
    sent = _row(connection, "submission", sent_by=account, **panel)
    asked = _row(
        connection,
        "consultation",
        organisation_id=body,
        topic_id=topic,
        created_by=account,
        edition_id=edition,
        board_id=body,
        weight="light",
        stage="open",
        languages="[]",
    )
    page = _row(connection, "question_page", consultation_id=asked)
    question = _row(connection, "question", page_id=page, kind="long_text")
    answer = _row(
        connection,
        "response",
        consultation_id=asked,
        edition_id=edition,
        answers="{}",
        current_version=1,
        channel="web",
    )
    version = _row(connection, "response_version", response_id=answer, answers="{}")
    theme = _row(connection, "theme", consultation_id=asked)
    coding = _row(connection, "coding", response_id=answer, theme_id=theme, about="[]")
    return {
        "consultation": asked,
        "edition_document": document,
        "submission": sent,
        "question": question,
        "response": answer,
        "response_version": version,
        "coding": coding,
    }


def test_contacts_of_one_email_become_one_and_published_words_stay_in_the_list(
    engine: sa.Engine,
) -> None:
    assert schema.upgrade(engine, "001") == "001"
    with engine.begin() as connection:
        first = _first_rows(connection)
    assert schema.upgrade(engine, "004") == "004"
    with engine.begin() as connection:
        asked, answers = first["consultation"], [first["response"]]
        edition = str(connection.execute(sa.text("SELECT edition_id FROM response")).scalar_one())
        facts = {"consultation_id": asked, "edition_id": edition, "answers": "{}"}
        more = {"current_version": 1, "channel": "web", "reference": "B"}
        answers.append(_row(connection, "response", **facts, **more))
        for answer, email in zip(answers, ("Ana@example.org", "ana@example.org"), strict=True):
            contact = _row(connection, "contact", email=email)
            _row(connection, "response_contact", response_id=answer, contact_id=contact)
            listed = {"state": "published", "published_at": datetime(2026, 3, 1, tzinfo=UTC)}
            _row(
                connection,
                "publication",
                **listed,
                consultation_id=asked,
                response_id=answer,
                folded=" the bus",
            )
    assert schema.upgrade(engine) == HEAD
    with engine.connect() as connection:
        emails = connection.execute(sa.text("SELECT email FROM contact")).scalars().all()
        links = connection.execute(sa.text("SELECT count(*) FROM response_contact")).scalar_one()
        words = connection.execute(sa.text("SELECT words FROM published_words")).scalars().all()
    assert (emails, links) == (["ana@example.org"], 2)
    assert [each.partition(" ")[2] for each in words] == ["the bus", "the bus"]


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
    # Lists that are made again from other rows.
    bare = {"monitoring_answer", "response_equality", "published_words", "taken_out"}
    without = {
        table.name
        for table in Base.metadata.sorted_tables
        if not {"created_at", "version"} <= set(table.columns.keys())
    }
    assert without <= bare
