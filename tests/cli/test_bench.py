"""The bench tells figures for each page; how big they are is not a test."""

from pathlib import Path

import pytest

from engage import bench
from tests import world

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("demo")]


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
