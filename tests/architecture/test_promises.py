"""Every promise in docs/features names a test that exists or a picture that is taken."""

import re
from pathlib import Path

import pytest

from engage.consultations import rules
from engage.consultations.models import Kind
from engage.responses.models import Channel
from tests.architecture.tree import ROOT, features_on_disk, functions, tree_of

PAGES = sorted((ROOT / "docs" / "features").glob("*.md"))
_ROW = re.compile(r"^\|(?P<promise>[^|]+)\|(?P<shown>.+)\|\s*$")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_PICTURE = re.compile(r"`(?:var/)?pictures/([\w.-]+)`")


def promises(text: str) -> list[tuple[str, str]]:
    """The rows of the tables with a column `shown by`: (the whole line, what shows it)."""
    found, inside = [], False
    for line in text.splitlines():
        row = _ROW.match(line)
        if not row:
            inside = False
        elif "shown by" in row["shown"].lower():
            inside = True
        elif inside and not set(row["promise"].strip()) <= {"-", ":", " "}:
            found.append((line, row["shown"]))
    return found


def unshown(text: str) -> list[str]:
    """Promises that name neither a test that exists nor a picture that is taken."""
    found = []
    for line, shown in promises(text):
        tests = _TEST.findall(shown)
        if not (tests or _PICTURE.findall(shown)) or not all(_exists(*test) for test in tests):
            found.append(line)
    return found


def _exists(path: str, name: str) -> bool:
    file = ROOT / path
    return file.exists() and name in {function.name for function in functions(tree_of(file))}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_promise_is_shown(page: Path) -> None:
    assert unshown(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("page", "heading", "names"),
    [
        ("consultations", "gate", {*rules.NAMES, *rules.OVERRIDABLE}),
        ("responses", "kind", set(Kind)),
        ("responses", "way", set(Channel)),
    ],
)
def test_each_of_them_has_a_row(page: str, heading: str, names: set[str]) -> None:
    text = (ROOT / "docs" / "features" / f"{page}.md").read_text(encoding="utf-8")
    table = text.partition(f"| {heading} |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| .+? \(`(\w+)`\) \|", table, re.MULTILINE)) == names


def test_every_feature_has_its_promises() -> None:
    told = {page.stem for page in PAGES if promises(page.read_text(encoding="utf-8"))}
    assert set(features_on_disk()) <= told


def test_a_promise_without_a_test_is_caught() -> None:
    row = "| It opens by itself | `tests/jobs/test_rules.py::test_there_is_no_such_test` |"
    assert unshown(f"| promise | shown by |\n|---|---|\n{row}") == [row]
