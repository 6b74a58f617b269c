"""How easy it was: what is asked after sending, once for each receipt."""

from collections.abc import Mapping

from engage.core.errors import RuleBroken
from engage.core.i18n import _l
from engage.responses.models import CouldSay, Ease
from engage.responses.rules.answers import Checked
from engage.responses.rules.checks import check_length
from engage.responses.rules.values import line

ASKED: Mapping[str, frozenset[str]] = {
    "ease": frozenset(Ease),
    "could_say": frozenset(CouldSay),
}
WORDS = "more"
"""The field of the one line of words."""
WORDS_LIMIT = 300
TOLD = "ease"
"""Under this a receipt keeps whether its owner told: always one sign, so that its size is mute."""
_YES, NOT_YET = "1", "0"


def was_told(receipt: Mapping[str, str]) -> bool:
    """Whether the owner of a receipt has told how easy it was."""
    return receipt.get(TOLD) == _YES


def told(receipt: Mapping[str, str]) -> dict[str, str]:
    """The receipt once its owner has told."""
    return {**receipt, TOLD: _YES}


def check_ease(typed: Mapping[str, str]) -> Checked:
    """What somebody tells: a choice of each, and a line of words; one of them is enough."""
    checked = Checked({}, {})
    for key, known in ASKED.items():
        said = typed.get(key, "")
        if said in known:
            checked.answers[key] = said
        elif said:
            checked.errors[key] = RuleBroken(_l("Choose one of the answers on this page."), key)
    try:
        if words := line(typed.get(WORDS, "")):
            check_length(words, WORDS_LIMIT, WORDS)
            checked.answers[WORDS] = words
    except RuleBroken as broken:
        checked.errors[WORDS] = broken
    if not checked.answers and not checked.errors:
        message = _l("Choose an answer or write a line. You can also leave this page.")
        checked.errors["ease"] = RuleBroken(message, "ease")
    return checked
