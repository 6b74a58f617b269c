"""Every macro imported is used; every template belongs to a view, a layout or a mail."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, python_files

TEMPLATES = ROOT / "templates"
_IMPORT = re.compile(
    r"{%-?\s*from\s+[\"']([^\"']+)[\"']\s+import\s+([\w, ]+?)(?:\s+with(?:out)? context)?\s*-?%}"
)
_BARE = re.compile(r"[\"'](\w+)[\"']")
_NAMED = re.compile(r"[\"']([\w/-]+\.(?:html|txt))[\"']")


def unused_macros(text: str) -> list[str]:
    """Macros that a template imports and never calls."""
    found = []
    for match in _IMPORT.finditer(text):
        rest = text[: match.start()] + text[match.end() :]
        names = [each.split()[-1] for each in match[2].split(",")]
        found += [name for name in names if not re.search(rf"\b{re.escape(name)}\b", rest)]
    return found


def orphans(templates: set[str], texts: list[tuple[str, str]]) -> set[str]:
    """Templates that no view, template or mail names. `texts`: (feature, text of a file).

    A feature may name its own page by its bare name: show("check").
    """
    named = {name for _feature, text in texts for name in _NAMED.findall(text)}
    bare = {f"{feature}/{name}.html" for feature, text in texts for name in _BARE.findall(text)}
    return templates - named - bare


def _templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("path", _templates(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_macro_imported_is_used(path: Path) -> None:
    assert unused_macros(path.read_text(encoding="utf-8")) == []


def test_an_unused_macro_is_caught() -> None:
    assert unused_macros('{% from "components/tag.html" import tag %}<p>hello</p>') == ["tag"]


def test_every_template_is_used() -> None:
    texts = [
        (path.relative_to(ROOT).parts[1], path.read_text(encoding="utf-8"))
        for path in [*python_files("engage"), *_templates()]
    ]
    names = {path.relative_to(TEMPLATES).as_posix() for path in _templates()}
    assert orphans(names, texts) == set()


def test_an_orphan_is_caught() -> None:
    assert orphans({"jobs/old.html"}, [("jobs", 'render_template("jobs/new.html")')]) == {
        "jobs/old.html"
    }


def test_a_page_is_named_after_its_view() -> None:
    wrong = []
    for path in python_files("engage"):
        for name in _NAMED.findall(path.read_text(encoding="utf-8")):
            folder = name.split("/")[0]
            feature = path.relative_to(ROOT / "engage").parts[0]
            if "views" in str(path) and folder not in {feature, "layouts"}:
                wrong.append(f"{path}: {name}")
    assert wrong == []
