"""Tell us of wrong words, and settle what was told."""

import unicodedata
from typing import Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.core.addresses import told_path
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import SHIPPED, SOURCE, _l
from engage.core.text import is_longer
from engage.languages.models import WrongWords

LONGEST = 1_000
LONGEST_PATH = 300


def tell_wrong(
    *, actor: Any = None, language: str, page: str, wrong: str, better: str = ""
) -> WrongWords:
    """Keep what somebody told of words on a page: what is `wrong`, and what would be `better`.

    `page` is a path of ours. Raises RuleBroken for nothing told, a text that is too long, or a
    language that our pages are not translated into.
    """
    typed = {"wrong": wrong, "better": better}
    told = {name: unicodedata.normalize("NFC", each) for name, each in typed.items()}
    if language not in SHIPPED or language == SOURCE:
        raise RuleBroken(_l("Choose a language first."))
    if not told["wrong"].strip():
        raise RuleBroken(_l("Say which words are wrong."), "wrong")
    for name, each in told.items():
        if is_longer(each, LONGEST):
            raise RuleBroken(_l("Use %(limit)s characters or fewer."), name, limit=LONGEST)
    row = WrongWords(language=language, page=told_path(page)[:LONGEST_PATH], **told)
    db.session.add(row)
    db.session.flush()
    record(Action.WRONG_WORDS_TOLD, row, actor=actor, language=language)
    return row


def settle_wrong(*, actor: Any, row: WrongWords, settled: bool = True) -> None:
    """Put a line away as settled, or take it back into the list."""
    row.settled_at = now() if settled else None
    row.settled_by = actor.id if settled else None
    record(Action.WRONG_WORDS_SETTLED, row, actor=actor, settled=settled)
