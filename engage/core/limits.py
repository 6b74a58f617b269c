"""Slow down guessing: counters in a store of their own, outside every transaction."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import current_app
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter


class TooMany(Exception):
    """Tried too often; the reader is asked to wait."""


def install(app: Any) -> None:
    """One limiter for the app; LIMITS_STORE names a shared store for several servers."""
    store = storage_from_string(app.config["LIMITS_STORE"])
    app.extensions["limits"] = MovingWindowRateLimiter(store)


def _key(whose: str) -> str:
    """A short name for whoever it is: the store keeps no address, and nothing long."""
    return hashlib.sha256(whose.encode("utf-8", "replace")).hexdigest()[:32]


def spend(what: str, whose: str, budget: str) -> None:
    """Use one try of a budget such as "10 per minute". Raises TooMany when it is used up."""
    if not current_app.extensions["limits"].hit(parse(budget), what, _key(whose)):
        raise TooMany


def check_budget(what: str, whose: str, budget: str) -> None:
    """Look without using a try. Raises TooMany when the budget is used up."""
    if not current_app.extensions["limits"].test(parse(budget), what, _key(whose)):
        raise TooMany


@dataclass(frozen=True)
class Guesses:
    """Wrong tries, within budgets: `own` of one address, `every` of all that try for one thing.

    While many fail, an address that failed itself has only its `strict` budget. One that has not
    failed is never refused (settled 25).
    """

    what: str
    own: str
    strict: str
    every: str

    def check(self, who: str, whose: str = "everyone") -> None:
        """Raises TooMany when this address has guessed too often at what is `whose`."""
        check_budget(self.what, f"{who} {whose}", self.own)
        try:
            check_budget(self.what, whose, self.every)
        except TooMany:
            check_budget(self.what, f"{who} {whose}", self.strict)

    def failed(self, who: str, whose: str = "everyone") -> None:
        """Count one wrong try of an address."""
        mine = f"{who} {whose}"
        for name, budget in ((mine, self.own), (mine, self.strict), (whose, self.every)):
            with suppress(TooMany):
                spend(self.what, name, budget)
