"""Somebody who answers over a bad line: when a page does not come, they try again."""

import html
import http.client
import random
import re
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from urllib.parse import urlencode

from tests.drill.site import SLUG

_BASE = f"/consultations/{SLUG}/respond/"
_TOKEN = re.compile(r'name="token" value="([^"]+)"')
_REFERENCE = re.compile(r"<strong><bdi>([^<]+)</bdi></strong>")
_FORMS: dict[str, dict[str, object]] = {
    "": {"kind": "individual"},
    "1/": {"q-where": "where_1", "q-times": ["times_0", "times_2"]},
    "2/": {"q-bus": "agree"},
    "3/": {"q-street": "Market Place", "q-postcode": "DA6 7AB"},
    "before-you-send/": {"then": "skip"},
    "about-you/": {"then": "send"},
}
_SEND = "about-you/"


@dataclass
class Log:
    """What all of them met together. `sending` is set while an answer is on its way.

    `broken`: no server was there. `cut`: it died before the page was whole. `refused`: an error.
    """

    sending: threading.Event = field(default_factory=threading.Event)
    until: float = field(default_factory=lambda: time.monotonic() + 150)
    broken: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class Respondent:
    """One person with one browser: its cookies, and the page that it shows."""

    def __init__(self, number: int, site: str, log: Log) -> None:
        self.words = f"The last bus goes before number {number} is home."
        self.reference = ""
        self._log, self._site = log, site
        self._rng = random.Random(number)  # noqa: S311 - a seeded drill, no secret
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )
        self._place, self._page = "", ""

    def answers(self) -> None:
        """Walk the whole journey until the receipt is there, or time is up."""
        time.sleep(self._rng.uniform(0, 10))
        while not self.reference and time.monotonic() < self._log.until:
            self._goes_on()
            if self._place == "done/":
                self.reference = html.unescape(_REFERENCE.findall(self._page)[0])
            time.sleep(self._rng.uniform(0.1, 1.0))

    def _goes_on(self) -> None:
        """The next press. After a broken one: the same again, or the page loaded anew."""
        typed = self._typed()
        if self._opens(self._place if typed else self._following(), typed):
            return
        time.sleep(self._rng.uniform(0.1, 0.6))
        if self._rng.random() < 0.5:
            self._opens(self._place, None)

    def _typed(self) -> dict[str, object] | None:
        token = _TOKEN.search(self._page)
        if not self._page or self._place not in _FORMS:
            return None
        more = {"q-hard": self.words} if self._place == "2/" else {}
        return {"token": token[1] if token else "", **_FORMS[self._place], **more}

    def _following(self) -> str:
        return "before-you-send/" if self._place == "check/" else self._place

    def _opens(self, place: str, typed: dict[str, object] | None) -> bool:
        """Whether a page came, which is shown now. The site refuses nobody here: that is kept."""
        data = None if typed is None else urlencode(typed, doseq=True).encode()
        if data and place == _SEND:
            self._log.sending.set()
        try:
            with self._opener.open(self._site + _BASE + place, data, timeout=20) as answer:
                page, address = answer.read().decode(), answer.url
        except urllib.error.HTTPError as refused:
            self._log.refused.append(f"{refused.code} at {place}")
            return False
        except (OSError, http.client.HTTPException) as broken:
            gone = isinstance(getattr(broken, "reason", None), ConnectionRefusedError)
            met = self._log.broken if gone else self._log.cut
            met.append(place if data else f"reading {place}")
            return False
        self._place, self._page = address.partition(_BASE)[2].partition("?")[0], page
        return True
