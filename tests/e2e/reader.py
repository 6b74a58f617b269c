"""What a reader does in a browser, in words; every page is judged and its picture taken."""

import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Error, Page, Route

from tests.architecture.tree import ROOT

PICTURES = Path(os.environ.get("ENGAGE_HOME") or ROOT / "var") / "pictures"
WIDTHS = (320, 768, 1280)
_AXE = ROOT / "static" / "build" / "test" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Reader:
    """One person with one browser window."""

    def __init__(self, page: Page, site: str, judge: Page | None = None) -> None:
        """`judge` judges pages for a browser without scripts, in which axe cannot run."""
        self.page = page
        self.site = site
        self._judge = judge

    def opens(self, path: str) -> "Reader":
        answer = self.page.goto(path if path.startswith("http") else self.site + path)
        assert answer is not None
        assert answer.ok, f"{path} answered {answer.status}"
        return self

    def follows(self, words: str) -> "Reader":
        self.page.get_by_role("link", name=words).first.click()
        return self

    def presses(self, words: str) -> "Reader":
        self.page.get_by_role("button", name=words).first.click()
        return self

    def chooses(self, words: str) -> "Reader":
        self.page.get_by_label(words, exact=True).first.check()
        return self

    def writes(self, label: str, words: str) -> "Reader":
        self.page.get_by_label(label).first.fill(words)
        return self

    def sees(self, words: str) -> "Reader":
        said = " ".join(self.text().split())
        assert words in said, f"{self.path} does not say {words!r}: {said[:600]}"
        return self

    def sees_heading(self, words: str) -> "Reader":
        assert words in self.heading, f"{self.path} is headed {self.heading!r}"
        return self

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.site)

    def text(self) -> str:
        return self.page.locator("body").inner_text()

    def passes_axe(self) -> "Reader":
        """No breach of WCAG 2.2 AA that axe can find."""
        page = self._judged()
        page.evaluate(_AXE.read_text(encoding="utf-8"))
        found = page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", _RULES
        )
        said = [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found["violations"]]
        assert said == [], f"{self.path}: {json.dumps(said, indent=1)}"
        return self

    def _judged(self) -> Page:
        """The page as it stands, or the same markup where scripts may run."""
        if self._judge is None:
            return self.page
        markup = self.page.content()

        def answer(route: Route) -> None:
            if route.request.is_navigation_request():
                route.fulfill(body=markup, content_type="text/html; charset=utf-8")
            else:
                route.continue_()

        size = self.page.viewport_size
        if size:
            self._judge.set_viewport_size(size)
        self._judge.route("**/*", answer)
        self._judge.goto(self.page.url)
        self._judge.unroute("**/*")
        return self._judge

    def waits_for(self, words: str) -> "Reader":
        """Open the page again until it says something that the worker brings about.

        Without the place in the address: a browser does not ask again to go there on a page it has.
        """

        def said() -> bool:
            try:
                self.page.goto(self.page.url.partition("#")[0])
            except Error:  # the page was on its way somewhere: ask again
                return False
            return words in " ".join(self.text().split())

        until(said, words)
        return self

    def does_not_scroll_sideways(self) -> "Reader":
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{self.path} is {wide} px too wide"
        return self

    def takes_pictures(self, name: str, *widths: int) -> "Reader":
        """The page at three widths, or those given, judged at each; kept where they are asked for.

        PICTURES=1 keeps them in var/pictures, for people to look at.
        """
        PICTURES.mkdir(parents=True, exist_ok=True)
        before = self.page.viewport_size
        for width in widths or WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            if os.environ.get("PICTURES"):
                self.page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
            if name:
                self.does_not_scroll_sideways()
        if before:
            self.page.set_viewport_size(before)
        return self


def first_number(text: str) -> int:
    """The first whole number in a text."""
    found = re.search(r"\d[\d,]*", text)
    assert found, text
    return int(found[0].replace(",", ""))


def until(done: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Ask again and again until it is so."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, f"it did not come: {what}"
        time.sleep(0.1)
