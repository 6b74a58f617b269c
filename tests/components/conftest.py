"""Templates without the app: components are drawn by a plain Jinja, with stand-ins for words."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from jinja2 import DictLoader, Environment, FileSystemLoader, PrefixLoader
from jinja2.loaders import ChoiceLoader

from engage.core import assets
from engage.core.i18n import SOURCE, languages

ROOT = Path(__file__).parents[2]


def _said(words: str, **values: Any) -> str:
    return words % values if values else words


def _counted(one: str, many: str, count: int, **values: Any) -> str:
    return (one if count == 1 else many) % {"num": count, **values}


def address(endpoint: str, **_values: Any) -> str:
    return "/" + endpoint.replace(".", "/") + "/"


def environment(pages: dict[str, str]) -> Environment:
    loader = ChoiceLoader(
        [PrefixLoader({"page": DictLoader(pages)}), FileSystemLoader(ROOT / "templates")]
    )
    made = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.globals.update(
        _=_said,
        ngettext=_counted,
        format_number=str,
        url_for=address,
        asset=lambda name: "/static/build/" + name,
        sheet=assets.sheet,
        checked_by=lambda _code: "",
        told_path=lambda path: path,
        csp_nonce=lambda: "n0nce",
        csrf=lambda: "",
    )
    return made


def parsed(html: str, *, whole: bool = False) -> Element:
    """The tree of a page or of a piece; wrong HTML, inline style and double ids are refused."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree: Element = parser.parse(html) if whole else parser.parseFragment(html)
    mistakes = [code for _place, code, _more in parser.errors]
    assert not mistakes, mistakes
    assert tree.findall(".//*[@style]") == []
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(ids) == len(set(ids)), ids
    return tree


def text_of(element: Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def one(tree: Element, path: str) -> Element:
    found = tree.findall(path)
    assert len(found) == 1, (path, len(found))
    return found[0]


@pytest.fixture
def draw() -> Callable[..., Element]:
    """What draws one macro, by its name and its own arguments."""

    def drawn(component: str, *values: Any, **named: Any) -> Element:
        template = environment({}).get_template(f"components/{component}.html")
        return parsed(str(getattr(template.module, component)(*values, **named)))

    return drawn


@pytest.fixture
def page() -> Callable[..., Element]:
    """What draws a whole page from its source, with the variables that every page has."""

    def drawn(source: str, **more: Any) -> Element:
        every = {
            "site": SimpleNamespace(name="Engage", partner="Riverside Partnership", made_up=False),
            "reader": languages()[SOURCE],
            "path_without_language": "/",
            "account": None,
        }
        made = environment({"it.html": source}).get_template("page/it.html")
        return parsed(made.render(**(every | more)), whole=True)

    return drawn
