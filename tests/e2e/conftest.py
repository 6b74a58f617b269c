"""A real server on a copy of the demonstration world, and a real browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from engage.accounts import commands, queries
from engage.app import create_app
from engage.core.clock import days_away
from engage.core.db import db, unit_of_work
from tests import world
from tests.architecture.tree import ROOT
from tests.e2e.people import AFTER
from tests.e2e.reader import Reader

_FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


def _chromium() -> str:
    kept = Path(os.environ.get("ENGAGE_HOME") or ROOT / "var") / "chromium"
    known = kept.read_text(encoding="utf-8").strip() if kept.exists() else ""
    found = known or shutil.which("chromium")
    assert found, "make test sees that there is a Chromium"
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as run:
        made = run.chromium.launch(executable_path=_chromium(), args=_FLAGS)
        yield made
        made.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    for _try in range(300):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server did not start")


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder of the journeys' own, with the world in it."""
    target = tmp_path_factory.mktemp("journeys") / "home"
    shutil.copytree(world.home(), target)
    return target


@pytest.fixture(scope="session")
def site(home: Path) -> Iterator[str]:
    """The address of a running site with its worker."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    settings = {
        **os.environ,
        "ENGAGE_HOME": str(home),
        "ENGAGE_SECRET": "a secret for tests only",
        "ENGAGE_BASE_URL": address,
    }
    command = [sys.executable, "-m", "engage", "run", "--port", str(port), "--worker"]
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=settings, cwd=ROOT, stdout=log, stderr=log)
        try:
            _wait_for(port)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture
def later(home: Path) -> Iterator[str]:
    """The address of the same site on a day after the closing day."""
    app = create_app(world.settings(home))

    def wsgi(environ: dict[str, Any], start: Any) -> list[bytes]:
        with days_away(AFTER):
            return list(app.wsgi_app(environ, start))

    server = make_server("127.0.0.1", 0, wsgi, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 768, "height": 900}, locale="en-GB")
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def reader(context: BrowserContext, site: str) -> Reader:
    """Somebody with an ordinary browser."""
    return Reader(context.new_page(), site)


@pytest.fixture
def judge(context: BrowserContext) -> Page:
    """Where pages are judged that somebody sees without scripts."""
    return context.new_page()


@pytest.fixture
def plain(browser: Browser, site: str, judge: Page) -> Iterator[Reader]:
    """Somebody whose browser runs no scripts."""
    made = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    made.set_default_timeout(10_000)
    yield Reader(made.new_page(), site, judge)
    made.close()


@cache
def _app_of(home: Path) -> Flask:
    """An app on the database of the running site, made once: that takes longer than most work."""
    return create_app(world.settings(home))


@pytest.fixture
def inside(home: Path) -> Callable[[], AbstractContextManager[None]]:
    """One piece of work on the database of the running site, by commands and queries."""

    @contextmanager
    def enter() -> Iterator[None]:
        with _app_of(home).app_context():
            try:
                with unit_of_work():
                    yield
            finally:
                db.session.remove()
                db.engine.dispose()

    return enter


@pytest.fixture
def link_for(site: str, inside: Callable[[], AbstractContextManager[None]]) -> Callable[[str], str]:
    """A fresh sign-in link for an address, as the mail would bring it."""

    def make(email: str) -> str:
        with inside():
            account = queries.account_by_email(email)
            assert account is not None
            secret = commands.make_link(actor=account, account=account)
        return f"{site}/sign-in/link/{secret}/"

    return make


@pytest.fixture
def person(browser: Browser, site: str, judge: Page) -> Iterator[Callable[[], Reader]]:
    """Further people, each with a browser of their own that runs no scripts."""
    windows: list[BrowserContext] = []

    def open_window() -> Reader:
        made = browser.new_context(
            viewport={"width": 1280, "height": 900}, java_script_enabled=False
        )
        made.set_default_timeout(10_000)
        windows.append(made)
        return Reader(made.new_page(), site, judge)

    yield open_window
    for window in windows:
        window.close()
