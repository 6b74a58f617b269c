"""A typed code: what it opens, within a budget for guessing."""

from contextlib import suppress

from flask import request

from engage.core.limits import TooMany, check_budget, spend
from engage.responses import queries, rules
from engage.responses.forms.cookies import site_salt
from engage.responses.models import Response

_OWN = "10 per 10 minutes"
_STRICT = "2 per 10 minutes"
_ALL = "300 per 10 minutes"
_WHAT = "code-failed"
_EVERYONE = "everyone"


def _check_budget(who: str) -> None:
    """Raises TooMany: for an address that failed often; while many fail, for one that failed twice.

    An address that has not failed is never refused (settled 25).
    """
    check_budget(_WHAT, who, _OWN)
    try:
        check_budget(_WHAT, _EVERYONE, _ALL)
    except TooMany:
        check_budget(_WHAT, who, _STRICT)


def _failed(who: str) -> None:
    for whose, budget in ((who, _OWN), (who, _STRICT), (_EVERYONE, _ALL)):
        with suppress(TooMany):
            spend(_WHAT, whose, budget)


def found_by_typed_code(typed: str) -> rules.Visit | Response | None:
    """The unfinished answer or the sent one that a typed code opens; None when it opens nothing.

    Raises TooMany when this address has guessed too often.
    """
    number = rules.number_of(typed)
    if number is None:
        return None
    who = request.remote_addr or ""
    _check_budget(who)
    found = queries.found_by_code(number, site_salt())
    if found is None:
        _failed(who)
    return found
