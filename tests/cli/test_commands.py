"""The command line, as somebody at a terminal uses it."""

import json
import runpy
import socket
from pathlib import Path

import pytest

from engage import cli
from engage.core.db import db
from engage.server import run_due
from tests import world

pytestmark = [pytest.mark.once]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ENGAGE_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


def test_upgrading_makes_a_database_that_passes_the_check(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["db", "upgrade"]) == 0
    assert cli.main(["db", "check"]) == 0
    assert "as the models say" in capsys.readouterr().out


def test_a_database_that_was_never_upgraded_fails_the_check(home: Path) -> None:
    assert cli.main(["db", "check"]) == 1


def test_an_account_is_made_listed_and_closed(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    password = home / "password"
    password.write_text("a long enough password\n", encoding="utf-8")
    cli.main(["db", "upgrade"])
    made = ["account", "create", "--email", "Ann@Example.org", "--name", "Ann", "--role", "admin"]
    assert cli.main([*made, "--password-file", str(password)]) == 0
    assert cli.main(["account", "close", "--email", "ann@example.org"]) == 0
    assert cli.main(["account", "list"]) == 0
    assert "ann@example.org\tAnn\tadmin\tclosed" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["account", "close", "--email", "nobody@example.org"],
        ["account", "create", "--email", "not an address", "--name", "A", "--role", "admin"],
        ["check", "/no/such/file"],
        ["check", "empty"],
        ["check", "picture"],
        ["bench"],
        ["demo", "generate", "--consultation", "not-there"],
        ["run", "--port", "taken"],
    ],
)
def test_what_is_refused_says_why_in_one_line(
    home: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["db", "upgrade"])
    if words == ["bench"]:
        (home / "engage.sqlite").unlink()
    (home / "empty").touch()
    (home / "picture").write_bytes(b"\xff\xfe\x00")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        places = {name: str(home / name) for name in ("empty", "picture")}
        places["taken"] = str(taken.getsockname()[1])
        capsys.readouterr()
        assert cli.main([places.get(word, word) for word in words]) == 1
    said = capsys.readouterr().err
    assert said.startswith("engage: ")
    assert said.count("\n") == 1


def test_a_database_that_was_never_made_says_what_to_do(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["account", "list"]) == 1
    assert "engage db upgrade" in capsys.readouterr().err


def test_a_fault_of_ours_is_not_dressed_up(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.audit, "chain_state", lambda: 1 / 0)
    cli.main(["db", "upgrade"])
    with pytest.raises(ZeroDivisionError):
        cli.main(["audit", "verify"])


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fly"],
        ["account", "fly"],
        ["account", "create", "--email", "ann@example.org"],
        ["account", "close"],
        ["run", "--port", "x"],
        ["check", "file", "--language", "xx"],
        ["demo", "generate", "--responses", "-5"],
    ],
)
def test_wrong_usage_ends_with_two(words: list[str]) -> None:
    assert cli.main(words) == 2


def test_help_ends_with_nothing_wrong() -> None:
    assert cli.main(["--help"]) == 0


def test_a_plain_text_is_likely_clear(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = home / "text.txt"
    text.write_text("We want to hear from you. Tell us what you think.", encoding="utf-8")
    assert cli.main(["check", str(text)]) == 0
    assert "clear" in capsys.readouterr().out
    assert cli.main(["check", str(text), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "likely_clear"


def test_the_history_of_a_new_site_holds_together(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["db", "upgrade"])
    assert cli.main(["audit", "verify"]) == 0
    assert "0 lines sealed" in capsys.readouterr().out


def test_python_dash_m_is_the_same_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["engage", "--help"])
    with pytest.raises(SystemExit) as end:
        runpy.run_module("engage", run_name="__main__")
    assert end.value.code == 0


def test_timed_tasks_run_when_due_and_not_before(tmp_path: Path) -> None:
    app = world.copy_to(tmp_path / "home")
    due: dict[str, float] = {}
    assert run_due(app, "first", due, 0.0) == len(due)
    assert run_due(app, "first", due, 0.0) == 0
    with app.app_context():
        db.engine.dispose()


def test_a_second_worker_finds_the_leases_taken(tmp_path: Path) -> None:
    app = world.copy_to(tmp_path / "home")
    assert run_due(app, "first", {}, 0.0) > 0
    assert run_due(app, "second", {}, 0.0) == 0
    with app.app_context():
        db.engine.dispose()
