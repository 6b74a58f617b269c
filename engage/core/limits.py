"""Slow down guessing: counters in a store of their own, outside every transaction."""

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


def spend(what: str, whose: str, budget: str) -> None:
    """Use one try of a budget such as "10 per minute". Raises TooMany when it is used up."""
    if not current_app.extensions["limits"].hit(parse(budget), what, whose):
        raise TooMany


def check_budget(what: str, whose: str, budget: str) -> None:
    """Look without using a try. Raises TooMany when the budget is used up."""
    if not current_app.extensions["limits"].test(parse(budget), what, whose):
        raise TooMany
