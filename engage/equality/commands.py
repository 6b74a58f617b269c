"""Keep what people say about themselves."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert

from engage.core.db import db
from engage.equality import rules
from engage.equality.models import MonitoringAnswer

_table: Any = MonitoringAnswer.__table__


def keep(*, actor: Any, answers: Mapping[str, str], standard: str = rules.LATEST) -> UUID | None:
    """Keep the answers that count; returns their random key, or None when there is nothing.

    Nothing is written in the history: no line may stand beside these rows (settled 24).
    Raises RuleBroken for an answer that is not on the list.
    """
    for asked, said in answers.items():
        if question := rules.standard(standard).question(asked):
            rules.check_answer(question, said)
    kept = rules.answers_that_count(answers, standard)
    if not kept:
        return None
    key = uuid4()
    row = {"id": key, "standard": standard, "answers": kept}
    db.session.execute(insert(_table), row)
    return key
