"""What the public sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import undefer

from engage.accounts import queries as accounts
from engage.core import search
from engage.core.db import db
from engage.core.i18n import SOURCE, languages
from engage.core.letters import isolated
from engage.publishing.models import (
    Approval,
    ApprovalKind,
    ApprovalRequest,
    Edition,
    EditionDocument,
)


@dataclass(frozen=True)
class Document:
    """One document of an edition, as it was frozen, but for marks that keep numbers in order."""

    edition_id: UUID
    language: str
    variant: str
    hash: str
    body: dict[str, Any]


_kept: dict[tuple[UUID, str, str], Document] = {}
_numbers: dict[UUID, int] = {}
_MOST_KEPT = 500


def document(edition_id: UUID, language: str, variant: str = "") -> Document | None:
    """The document of an edition nearest to a language and variant: that, the plain one, English.

    Editions never change, so each process reads each document once.
    """
    key = (edition_id, language, variant)
    if key not in _kept:
        found = _read(edition_id, language, variant)
        if found is None:
            return None
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = found
    return _kept[key]


def _read(edition_id: UUID, language: str, variant: str) -> Document | None:
    wanted = (
        select(EditionDocument)
        .where(EditionDocument.edition_id == edition_id)
        .order_by(EditionDocument.language, EditionDocument.variant)
        .options(undefer(EditionDocument.body))
    )
    rows = {(row.language, row.variant): row for row in db.session.scalars(wanted)}
    for key in ((language, variant), (language, ""), (SOURCE, variant), (SOURCE, "")):
        if key in rows:
            row = rows[key]
            body = isolated(row.body) if _runs_from_right(row) else row.body
            return Document(edition_id, row.language, row.variant, row.hash, body)
    return None


def _runs_from_right(row: EditionDocument) -> bool:
    return languages()[row.language].dir == "rtl"


def offered(edition_id: UUID) -> frozenset[tuple[str, str]]:
    """The languages and variants in which an edition can be read."""
    wanted = select(EditionDocument.language, EditionDocument.variant).where(
        EditionDocument.edition_id == edition_id
    )
    return frozenset((row[0], row[1]) for row in db.session.execute(wanted))


def cards(edition_ids: Sequence[UUID], language: str) -> dict[UUID, dict[str, Any]]:
    """What lists need of many editions, in one statement; English where there is no translation.

    Each card also holds `language`, the language it is really in.
    """
    wanted = (
        select(EditionDocument)
        .where(EditionDocument.edition_id.in_(edition_ids))
        .where(EditionDocument.variant == "", EditionDocument.language.in_([SOURCE, language]))
        .order_by(EditionDocument.edition_id, EditionDocument.language == language)
    )
    return {
        row.edition_id: {
            **(isolated(row.card) if _runs_from_right(row) else row.card),
            "language": row.language,
        }
        for row in db.session.scalars(wanted)
    }


def latest_edition(subject_id: UUID) -> Edition | None:
    """The newest edition of one thing."""
    wanted = select(Edition).where(Edition.subject_id == subject_id)
    return db.session.scalars(wanted.order_by(Edition.number.desc()).limit(1)).first()


def editions_of(subject_id: UUID) -> Sequence[Edition]:
    """Every edition of one thing, newest first."""
    wanted = select(Edition).where(Edition.subject_id == subject_id)
    return db.session.scalars(wanted.order_by(Edition.number.desc())).all()


def number_of(edition_id: UUID) -> int:
    """The number of an edition, read once per process; 0 for one there is not."""
    if edition_id not in _numbers:
        if len(_numbers) >= _MOST_KEPT:
            _numbers.clear()
        found = db.session.scalar(select(Edition.number).where(Edition.id == edition_id))
        if found is None:
            return 0
        _numbers[edition_id] = found
    return _numbers[edition_id]


def mean_the_same(edition_ids: Sequence[UUID]) -> bool:
    """Whether answers to these editions can be compared: keys and kinds are the same."""
    wanted = select(Edition.meaning_hash).where(Edition.id.in_(edition_ids)).distinct()
    return len(db.session.scalars(wanted.order_by(Edition.meaning_hash)).all()) == 1


def edition_with_hash(edition_hash: str) -> Edition | None:
    """The edition of this very content, newest or not."""
    return db.session.scalars(select(Edition).where(Edition.hash == edition_hash)).first()


def approval(kind: ApprovalKind, subject_id: UUID, text_hash: str) -> Approval | None:
    """The approval of one exact text, if it was given."""
    wanted = select(Approval).where(
        Approval.kind == kind, Approval.subject_id == subject_id, Approval.text_hash == text_hash
    )
    return db.session.scalars(wanted.order_by(Approval.created_at).limit(1)).first()


def is_approved(kind: ApprovalKind, subject_id: UUID) -> bool:
    """Whether an approval of a kind was given for any text of a thing: a report, a decision."""
    wanted = select(Approval.id).where(Approval.kind == kind, Approval.subject_id == subject_id)
    return db.session.scalar(wanted.limit(1)) is not None


@dataclass(frozen=True)
class Asked:
    """Every request for approval of one thing, newest first, and what was approved by name."""

    requests: Sequence[ApprovalRequest]
    approvals: Sequence[Approval]


def asked(subject_id: UUID) -> Asked:
    """What people were asked to approve of one thing, and the approvals by link. One statement."""
    rows = db.session.execute(
        select(ApprovalRequest, Approval)
        .outerjoin(
            Approval,
            (Approval.subject_id == ApprovalRequest.subject_id)
            & (Approval.text_hash == ApprovalRequest.text_hash),
        )
        .where(ApprovalRequest.subject_id == subject_id)
        .order_by(ApprovalRequest.id.desc(), Approval.id)
    ).all()
    requests = {row[0].id: row[0] for row in rows}
    approvals = {row[1].id: row[1] for row in rows if row[1] is not None}
    return Asked(list(requests.values()), sorted(approvals.values(), key=lambda each: each.id))


def request(request_id: UUID) -> ApprovalRequest | None:
    """One request for approval."""
    return db.session.get(ApprovalRequest, request_id)


def request_by_secret(secret: str, *, lock: bool = False) -> ApprovalRequest | None:
    """The request that a mailed secret belongs to; with `lock`, until the transaction ends."""
    kept = accounts.secret_hash(secret)
    wanted = select(ApprovalRequest).where(ApprovalRequest.secret_hash == kept)
    return db.session.scalars(wanted.with_for_update() if lock else wanted).first()


def requests_waiting(
    at: datetime, *, asked_by: UUID | None = None, email: str = ""
) -> Sequence[ApprovalRequest]:
    """Requests that were not answered and have not ended: asked by somebody, or of an address."""
    wanted = select(ApprovalRequest).where(
        ApprovalRequest.answered_at.is_(None), ApprovalRequest.ends_at > at
    )
    whose = or_(ApprovalRequest.asked_by == asked_by, ApprovalRequest.email == email)
    return db.session.scalars(wanted.where(whose).order_by(ApprovalRequest.id).limit(100)).all()


def editions_with_words(kind: str, folded_words: Sequence[str]) -> list[UUID]:
    """The editions of one kind in which every sought word stands, in any language.

    The words are those that `core.search.sought` makes of what somebody typed.
    """
    wanted = (
        select(EditionDocument.edition_id)
        .join(Edition, Edition.id == EditionDocument.edition_id)
        .where(Edition.subject_kind == kind)
        .distinct()
        .order_by(EditionDocument.edition_id)
    )
    for word in folded_words:
        kept = search.as_kept(word)
        wanted = wanted.where(EditionDocument.folded.contains(kept, autoescape=True))
    return list(db.session.scalars(wanted).all())
