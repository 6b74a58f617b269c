"""Who read what, which stage came when, and every line of history."""

from typing import Any

from sqlalchemy import select

from engage.audit.models import Action, Entry
from engage.bundle import rules
from engage.bundle.queries.scope import Scope
from engage.core.db import db
from engage.core.i18n import SOURCE
from engage.languages import queries as languages
from engage.reading.models import Submission
from engage.reports.models import POSITION, ReportOpening

_STAGES = frozenset(
    {
        Action.CONSULTATION_CREATED,
        Action.CONSULTATION_SCHEDULED,
        Action.CONSULTATION_MOVED,
        Action.CONSULTATION_PAUSED,
        Action.CONSULTATION_RESUMED,
        Action.CONSULTATION_WITHDRAWN,
        Action.CONSULTATION_FROZEN,
    }
)


def stages(scope: Scope) -> list[dict[str, Any]]:
    """Each move from stage to stage, with its moment and who made it."""
    return [
        {"at": scope.day(each.at), "what": each.action.value, **_to(each), "by": _by(scope, each)}
        for each in scope.entries
        if each.action in _STAGES
    ]


def _to(entry: Entry) -> dict[str, Any]:
    return {"to": entry.details["to"]} if "to" in entry.details else {}


def _by(scope: Scope, entry: Entry) -> Any:
    """Who did it; the clock, or nobody who signed in, where there is no account."""
    return scope.who(entry.actor_id, entry.at) or "nobody signed in"


def history(scope: Scope) -> list[dict[str, Any]]:
    """Every line of history about the consultation, its reports, its decision and its texts.

    Lines hold ids, counts and field names, never words (settled 42).
    """
    return [
        {
            "at": scope.day(each.at),
            "what": each.action.value,
            "of": each.subject_kind,
            "id": str(each.subject_id),
            "by": _by(scope, each),
            "details": each.details,
        }
        for each in scope.entries
    ]


def readings(scope: Scope) -> list[dict[str, Any]]:
    """Each exact text that went to the reading panel, its reading level then, and who read it when.

    Readers have numbers; what they said of it in their own words is left out.
    """
    return [_reading(scope, each) for each in scope.submissions]


def _reading(scope: Scope, text: Submission) -> dict[str, Any]:
    signed = text.signed_at is not None and text.signed_at <= scope.as_of
    return {
        "of": text.subject_kind,
        "title": text.title,
        "language": text.language,
        "sent_at": scope.day(text.created_at),
        "sent_by": scope.who(text.sent_by, text.created_at),
        "readers_asked": text.asked,
        "readers_needed": text.needed,
        "due_on": text.due_on.isoformat(),
        "signed_at": scope.day(text.signed_at) if signed and text.signed_at else None,
        "text_sha256": text.text_hash,
        "reading_level": rules.level_said(text.level),
        "what_happened": [
            {"at": scope.day(each.at), "what": each.action.value, "by": _by(scope, each)}
            for each in scope.entries
            if each.subject_id == text.id
        ],
        "text": text.text,
    }


def openings(scope: Scope) -> list[dict[str, Any]]:
    """Who opened a final report and when, or who stated that it was read on paper."""
    ids = [each.id for each in scope.reports]
    wanted = select(ReportOpening).where(
        ReportOpening.report_id.in_(ids), ReportOpening.created_at <= scope.as_of
    )
    rows = db.session.scalars(wanted.order_by(ReportOpening.created_at, ReportOpening.id)).all()
    said = languages.words("report_opening", [row.id for row in rows], SOURCE)
    return [
        {
            "position": str(languages.name(said, row.id, POSITION)),
            "opened_on": row.opened_on.isoformat(),
            "on_paper": row.on_paper,
            "recorded_at": scope.day(row.created_at),
            "account": scope.who(row.account_id, row.created_at),
            "stated_by": scope.who(row.stated_by, row.created_at),
        }
        for row in rows
    ]
