"""Walk the whole site by its links, as each kind of reader, and judge every page.

A page that nobody links to fails; so does one that costs too many statements, one that speaks
English in another language, and one that our own plain-English check finds hard.
"""

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import event, text
from werkzeug.exceptions import HTTPException

from engage.accounts import queries as accounts
from engage.accounts.access import public
from engage.accounts.models import Role
from engage.app import create_app
from engage.core import kept
from engage.core.db import db
from engage.core.i18n import SHIPPED, SOURCE, VARIANTS, languages
from engage.reading import queries as reading
from tests import world
from tests.architecture.english import English, loose_numbers
from tests.architecture.tree import ROOT
from tests.honest import HonestClient, english_of, parse

pytestmark = [pytest.mark.once, pytest.mark.walks]

PUBLIC_STATEMENTS, DESK_STATEMENTS = 6, 12
MOST_BYTES = 60_000
MOST_OF_ONE_KIND, MOST_OF_ONE_DESK = 4, 7
_TAGS = [languages()[code].html_lang for code in SHIPPED if code != SOURCE]
_STATEMENT = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)

# Pages that no link leads to, and why.
NOT_LINKED = {
    "static": "files",
    "accounts.link": "its address is mailed",
    "accounts.link_sent": "shown after asking for a link",
    "consultations_desk.resume": "offered while a consultation is stopped for a while; none is",
    "consultations_desk.tell": "offered once a consultation is decided; none waits there",
    "consultations_approvals.approve": "its address is mailed to whoever is asked",
    "consultations.format_file": "a picture or a film inside a page",
    "answers.arrive": "its address is on the receipt only",
    "answers.leave": "it ends the visit; the journey presses it",
    "answers.show": "only after the code or the link; the journey opens it",
    "answers.take_back": "as above",
    "consultations_builder.line": "a form leads there: what the line is about",
    **dict.fromkeys(
        ("responses_desk.trial_check", "responses_desk.trial_page", "responses_desk.trial_sent"),
        "a step of a test run, which somebody begins; its own tests walk it",
    ),
    "wrong.thanks": "shown after somebody told us of wrong words",
    "responses.concern_sent": "shown after somebody raised a concern",
    **dict.fromkeys(
        (
            "responses.about_question",
            "responses.about_you",
            "responses.before",
            "responses.check",
            "responses.done",
            "responses.page",
            "responses.parent",
            "responses.saved",
            "responses.who",
        ),
        "a step of the form, reached by its buttons; the journeys walk them",
    ),
}


@dataclass
class Walk:
    """What a reader saw: each endpoint's pages, and what was wrong."""

    pages: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    dear: list[str] = field(default_factory=list)
    heavy: list[str] = field(default_factory=list)
    anchors: set[tuple[str, str]] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that a block runs: SELECT, INSERT, UPDATE and DELETE (settled point 46)."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if _STATEMENT.match(statement):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def links(page: str, here: str) -> list[str]:
    """Where a page leads within the site, without anchors."""
    hrefs = [(anchor.get("href") or "").partition("#")[0] for anchor in parse(page).iter("a")]
    targets = [urlsplit(urljoin(f"http://localhost{here}", href)) for href in hrefs if href]
    return [
        target.path + (f"?{target.query}" if target.query else "")
        for target in targets
        if target.netloc == "localhost" and not target.path.startswith("/static/")
    ]


def walk(
    app: Flask,
    client: HonestClient,
    starts: list[str],
    prefix: str = "",
    *,
    counts: bool = True,
    warm: set[str] | None = None,
    known: Collection[str] = (),
) -> Walk:
    """Follow every link, at most a few pages of each kind. `counts`: each page is asked twice, so
    that its statements are those of a page that others have seen.

    Once where it is in `warm`, which grows. Those in `known` were looked at in another walk.
    """
    seen: set[str] = set(known)
    warm = set() if warm is None else warm
    found, waiting = Walk(), [prefix + start for start in starts]
    adapter = app.url_map.bind("localhost")
    while waiting:
        address = waiting.pop(0)
        path = address.partition("?")[0].removeprefix(prefix)
        if address in seen or not _is_in(path, address, prefix):
            continue
        seen.add(address)
        try:
            endpoint, _values = adapter.match(path, method="GET")
        except HTTPException:
            found.broken.append(address)
            continue
        if len(found.pages[endpoint]) >= _most(path):
            continue
        if counts and address not in warm:
            client.warm(address)
            warm.add(address)
        waiting += _look(client, address, endpoint, found)
    found.broken += _lost_places(found)
    return found


def _most(path: str) -> int:
    """So many pages of a kind; at the desk one of each consultation, for each stands elsewhere.

    A PDF takes long to make, and its page is seen as HTML.
    """
    if path.endswith("/pdf/"):
        return 1
    return MOST_OF_ONE_DESK if path.startswith("/desk/") else MOST_OF_ONE_KIND


def _lost_places(found: Walk) -> list[str]:
    """Links to a place on a page (#place) where that page has no such place."""
    seen = {address: page for pages in found.pages.values() for address, page in pages}
    return [
        f"{address}#{place} has no such place"
        for address, place in sorted(found.anchors)
        if address in seen and f'id="{place}"' not in seen[address]
    ]


def _is_in(path: str, address: str, prefix: str) -> bool:
    """Whether an address belongs to the walk of one language, and is not of another format."""
    others = tuple(f"/{each}/" for each in (*_TAGS, *VARIANTS))
    return address.startswith(prefix + "/") and not path.startswith(others)


def _look(client: HonestClient, address: str, endpoint: str, found: Walk) -> list[str]:
    with statements() as run:
        answer = client.get(address)
    if answer.status_code in {302, 303}:
        return [urlsplit(answer.headers["Location"]).path]
    if answer.status_code != 200:
        found.broken.append(f"{address} answered {answer.status_code}")
        return []
    if answer.mimetype != "text/html":
        found.pages[endpoint].append((address, ""))
        answer.close()
        return []
    page = answer.get_data(as_text=True)
    found.pages[endpoint].append((address, page))
    most = DESK_STATEMENTS if "/desk/" in address else PUBLIC_STATEMENTS
    if len(run) > most:
        found.dear.append(f"{address}: {len(run)} statements")
    if len(page.encode()) + _sheet_bytes(page) > MOST_BYTES:
        found.heavy.append(address)
    found.anchors |= places(page, address)
    return links(page, address)


def _sheet_bytes(page: str) -> int:
    """The style sheets of a page, as they go over the wire."""
    sheets = re.findall(r'rel="stylesheet"\s+href="/([^"]+)"', page)
    return sum((ROOT / f"{sheet}.gz").stat().st_size for sheet in sheets)


def places(page: str, here: str) -> set[tuple[str, str]]:
    """The places on pages of the site that a page links to: (address, id)."""
    found = set()
    for anchor in parse(page).iter("a"):
        path, _hash, place = (anchor.get("href") or "").partition("#")
        target = urlsplit(urljoin(f"http://localhost{here}", path))
        if place and target.netloc == "localhost":
            found.add((target.path + (f"?{target.query}" if target.query else ""), place))
    return found


@pytest.fixture(scope="module")
def demo_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The world. What a page keeps for ten seconds stays, however slow the machine is."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kept, "SECONDS", math.inf)
        yield world.copy_to(tmp_path_factory.mktemp("walk"))


@pytest.fixture(scope="module")
def public_walk(demo_app: Flask) -> Walk:
    with demo_app.app_context():
        return walk(demo_app, HonestClient(demo_app), ["/"])


def _walk_as(app: Flask, role: Role, warm: set[str], known: Collection[str]) -> Walk:
    """The pages that somebody of a role gets, save those that the public saw already."""
    with app.app_context():
        account = next(
            each
            for each in accounts.all_accounts()
            if role in {grant.role for grant in each.grants}
        )
        client = HonestClient(app)
        client.sign_in(account)
        return walk(app, client, ["/desk/"], warm=warm, known=known)


@pytest.fixture(scope="module")
def walks(demo_app: Flask, public_walk: Walk) -> dict[str, Walk]:
    known = {address for pages in public_walk.pages.values() for address, _page in pages}
    warm = set(known)
    return {"public": public_walk} | {
        role.value: _walk_as(demo_app, role, warm, known) for role in Role
    }


def test_no_link_is_broken(walks: dict[str, Walk]) -> None:
    assert {name: found.broken for name, found in walks.items() if found.broken} == {}


def unlinked(app: Flask, walks: dict[str, Walk]) -> set[str]:
    """Pages that no walk reached and that have no reason for it."""
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    reached = {endpoint for found in walks.values() for endpoint in found.pages}
    return pages - reached - set(NOT_LINKED)


def test_every_page_is_linked_from_somewhere(demo_app: Flask, walks: dict[str, Walk]) -> None:
    assert unlinked(demo_app, walks) == set()


def test_no_page_costs_too_many_statements(walks: dict[str, Walk]) -> None:
    assert {name: found.dear for name, found in walks.items() if found.dear} == {}


def test_no_first_visit_is_heavy(walks: dict[str, Walk]) -> None:
    assert walks["public"].heavy == []


@pytest.mark.parametrize("language", [code for code in SHIPPED if code != SOURCE])
def test_no_english_is_left_in_another_language(demo_app: Flask, language: str) -> None:
    english = English.of(language)
    found = _walk_in(demo_app, language)
    pages = [each for several in found.pages.values() for each in several if each[1]]
    left = {address: said for address, page in pages if (said := english.left(page))}
    assert (left, found.broken) == ({}, [])
    if languages()[language].dir == "rtl":
        assert len(pages) > 20
        assert [(address, said) for address, page in pages for said in loose_numbers(page)] == []


def _walk_in(app: Flask, language: str) -> Walk:
    """The public pages in a language, in an app that has kept none of another."""
    own = create_app(world.settings(app.config["HOME"]))
    with own.app_context():
        prefix = languages()[language].prefix
        return walk(own, HonestClient(own), ["/"], prefix, counts=False)


def test_our_own_pages_are_likely_clear(public_walk: Walk) -> None:
    hard = {}
    for endpoint, pages in public_walk.pages.items():
        if endpoint.startswith("site.") and pages[0][1]:
            found = reading.report(english_of(pages[0][1]))
            if found.verdict != "likely_clear":
                hard[endpoint] = [str(reason) for reason in found.reasons]
    assert hard == {}


@pytest.fixture
def planted_app(tmp_path: Path) -> Flask:
    """The world with three planted faults: a page without a link, a dear one, a broken link."""
    app = world.copy_to(tmp_path / "planted")
    page = (
        "<!DOCTYPE html><html lang='en-GB' dir='ltr'><head><title>Plant</title></head>"
        "<body>{}</body></html>"
    )

    @app.get("/lonely/")
    @public
    def lonely() -> str:
        return page.format("<h1>Plant</h1>")

    @app.get("/dear/")
    @public
    def dear() -> str:
        for _each in range(PUBLIC_STATEMENTS + 1):
            db.session.execute(text("SELECT 1"))
        return page.format("<h1>Plant</h1><a href='/gone/'>gone</a><a href='/about/#gone'>gone</a>")

    return app


def test_planted_pages_are_caught(planted_app: Flask) -> None:
    with planted_app.app_context():
        found = walk(planted_app, HonestClient(planted_app), ["/", "/dear/"])
    assert "lonely" not in found.pages
    assert found.dear == [f"/dear/: {PUBLIC_STATEMENTS + 1} statements"]
    assert found.broken == ["/gone/", "/about/#gone has no such place"]
    assert unlinked(planted_app, {"public": found}) >= {"lonely"}
