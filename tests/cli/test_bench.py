"""The bench tells figures for each page; how big they are is not a test."""

from pathlib import Path

import pytest

from engage import bench, limits
from tests import world

pytestmark = [pytest.mark.once, pytest.mark.walks]


def test_the_bench_measures_pages_and_a_whole_journey(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.copy_to(tmp_path / "home")
    monkeypatch.setenv("ENGAGE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ENGAGE_SECRET", "a secret for tests only")
    (tmp_path / "home" / "secret").write_text("a secret for tests only", encoding="ascii")
    lines = list(bench.measure(1))
    assert lines[0].startswith("empty page")
    assert lines[-1].startswith("journey, 1")
    assert all("ms CPU" in line for line in lines)


def test_the_limits_are_told_for_files_pages_and_a_long_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "_TRIES", 1)
    lines = list(limits.measure(50))
    assert lines[0].startswith("50 answers made")
    assert [line.split()[2] for line in lines[1:5]] == list(limits.exporting.FORMATS)
    assert all("MB at most" in line for line in lines[1:5])
    pages = lines[5:-1]
    assert len(pages) >= 60
    assert [line for line in pages if not line.endswith(" 200")] == []
    assert "0 wrong" in lines[-1]
