"""A typed code: what it opens, within a budget for guessing."""

from flask import request

from engage.core.limits import Guesses
from engage.responses import queries, rules
from engage.responses.forms.cookies import site_salt
from engage.responses.models import Response

GUESSES = Guesses(
    "code-failed", own="10 per 10 minutes", strict="2 per 10 minutes", every="300 per 10 minutes"
)


def found_by_typed_code(typed: str) -> rules.Visit | Response | None:
    """The unfinished answer or the sent one that a typed code opens; None when it opens nothing.

    Raises TooMany when this address has guessed too often.
    """
    number = rules.number_of(typed)
    if number is None:
        return None
    who = request.remote_addr or ""
    GUESSES.check(who)
    found = queries.found_by_code(number, site_salt())
    if found is None:
        GUESSES.failed(who)
    return found
