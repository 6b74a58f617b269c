"""The dates, the notes, what was open at launch, the gates, and who approved what."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engage.bundle.queries.scope import Scope
from engage.bundle.rules import moment
from engage.consultations.models import SAID, LaunchRecord, Notice, NoticeKind
from engage.core.db import db
from engage.core.i18n import SOURCE
from engage.languages.models import Wording
from engage.publishing import queries as publishing
from engage.publishing.models import Approval, ApprovalRequest, Edition


def dates(scope: Scope, told: Sequence[Notice]) -> dict[str, Any]:
    """The days it was open, each extension with the day before, and every public note."""
    consultation = scope.consultation
    texts = _texts(told)
    longer = [each for each in told if each.kind is NoticeKind.EXTENDED]
    return {
        "opens_on": consultation.opens_on.isoformat(),
        "first_closing_day": longer[0].facts["old"] if longer else _closes(scope),
        "closes_on": _closes(scope),
        "extensions": [{**_facts(each), "said_at": scope.day(each.said_at)} for each in longer],
        "public_notes": [
            {
                "kind": each.kind.value,
                "said_at": scope.day(each.said_at),
                "said_by": scope.who(each.said_by, each.said_at),
                "facts": _facts(each),
                "text": each.facts.get(SAID) or texts.get(each.id, {}),
            }
            for each in told
        ],
    }


def _facts(notice: Notice) -> dict[str, Any]:
    """What a note tells besides its words."""
    return {name: fact for name, fact in notice.facts.items() if name != SAID}


def _closes(scope: Scope) -> str:
    """The closing day as it stood at the moment: what a later note moved is moved back."""
    wanted = select(Notice).where(
        Notice.consultation_id == scope.consultation.id,
        Notice.kind == NoticeKind.EXTENDED,
        Notice.said_at > scope.as_of,
    )
    later = db.session.scalars(wanted.order_by(Notice.said_at, Notice.id).limit(1)).first()
    return str(later.facts["old"]) if later else scope.consultation.closes_on.isoformat()


def notices(scope: Scope) -> Sequence[Notice]:
    """The public notes until the moment, oldest first."""
    wanted = select(Notice).where(
        Notice.consultation_id == scope.consultation.id, Notice.said_at <= scope.as_of
    )
    return db.session.scalars(wanted.order_by(Notice.said_at, Notice.id)).all()


def _texts(told: Sequence[Notice]) -> dict[UUID, dict[str, str]]:
    """What a note said whose words were not kept with it: in English, which nobody can change."""
    wanted = select(Wording).where(
        Wording.subject_id.in_([each.id for each in told if SAID not in each.facts]),
        Wording.language == SOURCE,
    )
    rows = db.session.scalars(wanted.order_by(Wording.subject_id)).all()
    return {row.subject_id: {SOURCE: row.text} for row in rows}


def corrections(told: Sequence[Notice]) -> list[dict[str, Any]]:
    """What was corrected after launch: what stood before and what stands now."""
    return [
        {"said_at": moment(each.said_at), **_facts(each)}
        for each in told
        if each.kind is NoticeKind.CORRECTED
    ]


def launch(scope: Scope) -> dict[str, Any]:
    """What was open at launch, the gates as they stood, and the papers that were shown."""
    editions = scope.editions_of(scope.consultation.id)
    first = _body(editions[0]) if editions else {}
    return {
        "launched_at": scope.day(editions[0].frozen_at) if editions else None,
        "launched_by": scope.who(editions[0].frozen_by, editions[0].frozen_at)
        if editions
        else None,
        "not_yet_decided": first.get("undecided", []),
        "cannot_change": first.get("fixed", []),
        "options": [each["title"] for each in first.get("options", [])],
        "options_turned_down": first.get("rejected", []),
        "who_decides": first.get("decision_maker", ""),
        "courtesies_missed": first.get("honest", []),
        "gates_set_aside": first.get("set_aside", []),
        "asked_to_approve": _asked(scope),
        "records": _records(scope),
    }


def _body(edition: Edition) -> Mapping[str, Any]:
    found = publishing.document(edition.id, SOURCE)
    return found.body if found else {}


def approvals(scope: Scope) -> list[dict[str, Any]]:
    """Every approval: of what, by whom, when, and why."""
    wanted = select(Approval).where(
        Approval.subject_id.in_(scope.subjects), Approval.created_at <= scope.as_of
    )
    return [
        {
            "kind": each.kind.value,
            "of": each.subject_kind,
            "text_sha256": each.text_hash,
            "gate": each.gate,
            "reason": each.reason,
            "given_at": scope.day(each.created_at),
            "given_by": scope.who(each.given_by, each.created_at),
            "given_name": each.given_name,
        }
        for each in db.session.scalars(wanted.order_by(Approval.created_at, Approval.id))
    ]


def _asked(scope: Scope) -> list[dict[str, Any]]:
    """Who was asked by a link, and what they said. No address."""
    wanted = select(ApprovalRequest).where(
        ApprovalRequest.subject_id == scope.consultation.id,
        ApprovalRequest.created_at <= scope.as_of,
    )
    ordered = wanted.order_by(ApprovalRequest.created_at, ApprovalRequest.id)
    return [_request(scope, each) for each in db.session.scalars(ordered)]


def _request(scope: Scope, row: ApprovalRequest) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    if row.answered_at and row.answered_at <= scope.as_of:
        answer = {
            "answered_at": scope.day(row.answered_at),
            "granted": row.granted,
            "said": row.said,
        }
    return {
        "asked_at": scope.day(row.created_at),
        "asked_by": scope.who(row.asked_by, row.created_at),
        "name": row.name,
        "position": row.position,
        "gates": row.gates,
        "reason": row.reason,
        "text_sha256": row.text_hash,
        **answer,
    }


def _records(scope: Scope) -> list[dict[str, Any]]:
    """Duty to involve, scrutiny, screening, privacy notice: every entry, oldest first."""
    wanted = select(LaunchRecord).where(
        LaunchRecord.consultation_id == scope.consultation.id,
        LaunchRecord.created_at <= scope.as_of,
    )
    return [
        {
            "kind": each.kind.value,
            "done_on": each.done_on.isoformat(),
            "applies": each.applies,
            "said_by": each.said_by,
            "text": each.text,
            "link": each.link,
            "entered_at": scope.day(each.created_at),
            "entered_by": scope.who(each.entered_by, each.created_at),
        }
        for each in db.session.scalars(wanted.order_by(LaunchRecord.created_at, LaunchRecord.id))
    ]
