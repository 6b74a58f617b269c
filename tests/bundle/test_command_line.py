"""The full record at the command line."""

import pytest

from engage import cli
from engage.bundle.models import RecordBundle
from engage.cli.base import app as app_of_environment
from engage.core.clock import now
from engage.core.db import Base, db
from tests.factories.consultations import closed_consultation

pytestmark = [pytest.mark.once]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home folder with a consultation that has closed."""
    monkeypatch.setenv("ENGAGE_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    with app_of_environment().app_context():
        Base.metadata.create_all(db.engine)
        closed_consultation("letters")
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return tmp_path


def test_one_command_writes_a_record_that_another_verifies(home, capsys):
    assert cli.main(["record", "letters", "--out", "one.zip"]) == 0
    assert "SHA-256" in capsys.readouterr().out
    assert cli.main(["record", "verify", "one.zip"]) == 0
    assert capsys.readouterr().out == "one.zip: every hash is right.\n"


def test_the_command_gives_the_same_file_for_the_same_moment(home):
    moment = now().isoformat()
    for name in ("one.zip", "two.zip"):
        assert cli.main(["record", "letters", "--out", name, "--as-of", moment]) == 0
    assert (home / "one.zip").read_bytes() == (home / "two.zip").read_bytes()
    with app_of_environment().app_context():
        rows = db.session.scalars(db.select(RecordBundle)).all()
        assert len({row.sha256 for row in rows}) == 1
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["nothing"], 1),
        (["letters", "--as-of", "tomorrow"], 1),
        (["letters", "--as-of", "2999-01-01"], 1),
        (["letters", "file.zip"], 2),
        (["verify", "broken.zip"], 1),
        (["verify", "not-there.zip"], 1),
    ],
)
def test_a_wrong_command_is_refused_in_plain_words(home, capsys, words, status):
    (home / "broken.zip").write_bytes(b"nothing")
    assert cli.main(["record", *words]) == status
    assert capsys.readouterr().err.startswith("engage")
