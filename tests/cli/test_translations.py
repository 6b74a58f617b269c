"""`engage translations`, as somebody at a terminal uses it."""

from pathlib import Path

import pytest

from engage import cli
from engage.consultations.queries import translations
from engage.core.db import db
from engage.languages import commands
from engage.languages.queries import bench as benches
from engage.languages.rules import State
from tests.factories.consultations import draft_consultation

pytestmark = pytest.mark.once


@pytest.fixture
def home(app, tmp_path, monkeypatch):
    """A home folder with one draft that promises Spanish; its title is missing there."""
    made = draft_consultation(languages=("en_GB", "es"))
    commands.put(actor=None, subject=made, texts={"title": ""}, language="es")
    db.session.commit()
    (tmp_path / "secret").write_text("a secret for tests only", encoding="ascii")
    monkeypatch.setenv("ENGAGE_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    return made


def counts():
    db.session.expire_all()
    found = benches.bench(translations.work("consultations", "evenings"), "es").counts
    db.session.rollback()
    return found


def written(back):
    path = Path("back.csv")
    path.write_bytes(back)
    return str(path)


def sent():
    assert cli.main(["translations", "export", "evenings", "es", "--format", "csv"]) == 0
    return Path("evenings-es.csv").read_bytes()


def test_a_file_goes_out_and_comes_back(home, capsys):
    words = ["translations", "export", "evenings", "es", "--only", "missing", "--out", "a.xlf"]
    assert cli.main(words) == 0
    assert "1 texts in a.xlf." in capsys.readouterr().out
    back = Path("a.xlf").read_text(encoding="utf-8")
    back = back.replace("</source>", "</source><target>¿Tardes?</target>")
    Path("a.xlf").write_text(back, encoding="utf-8")
    assert cli.main(["translations", "import", "evenings", "es", "a.xlf"]) == 0
    assert "1 texts taken in as drafts" in capsys.readouterr().out
    assert (counts()[State.DRAFT], counts()[State.MISSING]) == (1, 0)


def test_a_conflict_takes_nothing_in_unless_the_rest_is_asked_for(home, capsys):
    back = sent().replace(b"(es)", b"(es, new)")
    commands.put(actor=None, subject=home, texts={"summary": "New."})
    db.session.commit()
    file = written(back)
    assert cli.main(["translations", "import", "evenings", "es", file]) == 1
    said = capsys.readouterr()
    assert "About the consultation: summary. The English has changed" in said.out
    assert "Give --rest" in said.err
    assert counts()[State.DRAFT] == 0
    assert cli.main(["translations", "import", "evenings", "es", file, "--rest"]) == 0
    assert counts()[State.STALE] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["import", "evenings", "es", "nothing.po"], "There is no file nothing.po"),
        (["import", "evenings", "es", "secret"], "Send an XLIFF, PO or CSV file"),
        (["export", "evenings", "so"], "There is nothing of that name"),
        (["export", "nothing", "es"], "There is nothing of that name"),
        (["export", "nothing", "es", "--of", "reports"], "There is nothing of that name"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(home, capsys, words, said):
    assert cli.main(["translations", *words]) == 1
    assert said in capsys.readouterr().err
