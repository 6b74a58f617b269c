"""Take in a file that an agency sent back."""

from collections.abc import Sequence
from typing import Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.core.db import Base
from engage.languages.commands.writing import put
from engage.languages.models import FILE
from engage.languages.rules import Entry, Target, exchange
from engage.languages.rules.exchange import Judged


def take_in(
    *,
    actor: Any,
    about: Base,
    entries: Sequence[Entry],
    target: Target,
    data: bytes,
    format_: str,
    rest: bool = False,
) -> Judged:
    """Take a file in; its texts come as drafts. Returns what it did, or would do.

    Where a text of it has changed meanwhile nothing is taken, unless `rest` asks for all others:
    no conflict is ever overwritten. Raises RuleBroken for a file with any fault, with its line.
    """
    judged = exchange.judge(exchange.read(data, format_), entries, target)
    if judged.faults:
        raise exchange.refusal(judged.faults)
    if judged.conflicts and not rest:
        return judged
    for entry, text in judged.taken:
        said = {entry.part.field: text}
        put(actor=actor, subject=entry.part.row, texts=said, made_by=FILE, **target._asdict())
    facts = {"language": target.language, "format": format_, "number": len(judged.taken)}
    record(Action.WORDS_TAKEN_IN, about, actor=actor, **facts)
    return judged
