"""`engage export` and `engage import`, as somebody at a terminal uses them."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engage import cli
from engage.core.clock import today
from engage.core.db import db
from engage.responses.models import Response
from tests.factories.consultations import open_consultation
from tests.factories.responses import sent

pytestmark = pytest.mark.once

HEADINGS = ["Day", "Where?", "I could get there by bus.", "Colour"]


@pytest.fixture
def home(app, tmp_path, monkeypatch):
    """A home folder with one open consultation and one answer."""
    sent(open_consultation())
    db.session.commit()
    (tmp_path / "secret").write_text("a secret for tests only", encoding="ascii")
    monkeypatch.setenv("ENGAGE_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def file_of(home, rows, headings=HEADINGS):
    path = home / "in.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


def answers():
    number = db.session.scalar(select(func.count()).select_from(Response))
    db.session.rollback()
    return number


def good():
    return [today().isoformat(), "South", "Agree", "red"]


def test_all_answers_are_written_where_it_says(home, capsys):
    assert cli.main(["export", "evenings"]) == 0
    assert "1 answers in evenings.csv, evenings-dictionary.csv." in capsys.readouterr().out
    assert "where.code" in Path("evenings.csv").read_text(encoding="utf-8-sig")
    assert Path("evenings-dictionary.csv").exists()


@pytest.mark.parametrize("format_", ["xlsx", "ods", "json"])
def test_other_formats_go_into_one_file(home, capsys, format_):
    target = home / f"out.{format_}"
    assert cli.main(["export", "evenings", "--format", format_, "--out", str(target)]) == 0
    assert target.stat().st_size > 500
    assert f"1 answers in {target}." in capsys.readouterr().out


def test_held_answers_are_told(home, capsys):
    db.session.scalars(select(Response)).one().held = True
    db.session.commit()
    assert cli.main(["export", "evenings"]) == 0
    assert "0 answers" in (told := capsys.readouterr().out)
    assert "1 held back." in told


def test_a_file_is_taken_in_and_what_is_refused_stands_beside_it(home, capsys):
    path = file_of(
        home, [good(), ["never", "South", "Agree", "blue"]], ["Date received", *HEADINGS[1:]]
    )
    assert cli.main(["import", "responses", "evenings", str(path)]) == 0
    told = capsys.readouterr().out
    assert "Colour -> left out" in told
    assert "1 answers taken in, 1 refused" in told
    assert answers() == 2
    refused = list(csv.reader(io.StringIO((home / "in-refused.csv").read_text("utf-8-sig"))))
    assert refused[0][:2] == ["Why it was not taken", "Row"]
    assert refused[1][1:] == ["3", "never", "South", "Agree", "blue"]


def test_a_dry_run_says_what_would_happen_and_changes_nothing(home, capsys):
    path = file_of(home, [good(), ["", "Nowhere", "", ""]])
    words = ["import", "responses", "evenings", str(path), "--received", today().isoformat()]
    assert cli.main([*words, "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "row 2: created." in told
    assert "row 3: refused. “Nowhere” is not a choice of “Where?”." in told
    assert "Nothing was changed." in told
    assert answers() == 1
    assert not (home / "in-refused.csv").exists()


def test_a_map_is_saved_edited_and_used(home, capsys):
    path, saved = file_of(home, [good()]), home / "map.json"
    words = ["import", "responses", "evenings", str(path)]
    assert cli.main([*words, "--received", "2026-01-01", "--save-map", str(saved)]) == 0
    assert answers() == 1
    made = json.loads(saved.read_text(encoding="utf-8"))
    assert made["columns"]["Day"] == ""
    made["columns"] |= {"Day": "received_on", "Colour": "hard"}
    saved.write_text(json.dumps(made), encoding="utf-8")
    assert cli.main([*words, "--map", str(saved)]) == 0
    assert answers() == 2
    kept = db.session.scalars(select(Response).where(Response.batch_id.is_not(None))).one()
    assert kept.answers["hard"] == "red"
    assert kept.received_on == today()


def test_the_same_file_is_refused_and_an_import_is_undone(home, capsys):
    path = file_of(home, [good()], ["Date received", *HEADINGS[1:]])
    words = ["import", "responses", "evenings", str(path)]
    assert cli.main(words) == 0
    key = re.search(r"engage import undo (\S+)", capsys.readouterr().out)[1]
    assert cli.main(words) == 1
    assert "--again" in capsys.readouterr().err
    assert cli.main(["import", "undo", key]) == 0
    assert "1 answers removed." in capsys.readouterr().out
    assert answers() == 1


@pytest.mark.parametrize(
    "words",
    [
        ["export", "not-there"],
        ["import", "responses", "evenings", "not-there.csv"],
        ["import", "responses", "evenings", "in.csv"],
        ["import", "responses", "evenings", "in.csv", "--map", "in.csv"],
        ["import", "undo", "nonsense"],
    ],
)
def test_what_is_refused_says_why_in_one_line(home, capsys, words):
    file_of(home, [good()])
    assert cli.main(words) == 1
    said = capsys.readouterr().err
    assert said.startswith("engage: ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("words", [["export"], ["import"], ["export", "a", "--format", "exe"]])
def test_wrong_usage_ends_with_two(words):
    assert cli.main(words) == 2
