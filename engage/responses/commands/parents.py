"""Keep that a parent or carer agreed to the answer of a child under 13."""

from collections.abc import Mapping
from typing import Any

from engage.core.clock import today
from engage.core.db import db
from engage.responses import rules
from engage.responses.models import ParentConsent, Relation, Response
from engage.responses.queries import parents as queries


def keep_parent(*, actor: Any, response: Response, before: Mapping[str, str]) -> None:
    """Keep who agreed, beside the answer; one who agreed before goes when nobody need agree now.

    `before`: what was asked before sending. Written in the history with the answer itself, which
    the caller records. Raises RuleBroken for a child under 13 where nobody agreed.
    """
    rules.check_parent_agreed(response.respondent_kind, before)
    said = before.get("parent", "") if rules.asks_parent(response.respondent_kind, before) else ""
    found = queries.consent_of(response.id) if response.id else None
    if not said:
        if found is not None:
            db.session.delete(found)
        return
    found = found or ParentConsent(response_id=response.id)
    found.relation, found.said_on = Relation(said), today()
    db.session.add(found)
