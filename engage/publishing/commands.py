"""Approve a text; freeze an edition."""

from collections.abc import Mapping
from typing import Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.core.db import Base, canonical_json, db
from engage.core.text import fingerprint, fold
from engage.publishing import queries, rules
from engage.publishing.models import Approval, ApprovalKind, Edition, EditionDocument


def approve(
    *, actor: Any, kind: ApprovalKind, subject: Base, text_hash: str, reason: str = ""
) -> Approval:
    """Write down that the actor approved one exact text of a thing."""
    row = Approval(
        kind=kind,
        subject_kind=subject.__tablename__,
        subject_id=subject.id,
        text_hash=text_hash,
        given_by=actor.id,
        reason=reason,
    )
    db.session.add(row)
    record(Action.APPROVAL_GIVEN, subject, actor=actor, kind=kind.value, text_hash=text_hash)
    return row


def freeze(
    *,
    actor: Any,
    subject: Base,
    documents: Mapping[rules.Key, dict[str, Any]],
    cards: Mapping[rules.Key, dict[str, Any]],
    meaning: Any,
) -> Edition:
    """Make the next edition of a thing out of its documents, by (language, variant).

    `cards` hold what lists need of each; `meaning` is what makes answers comparable between
    editions (keys, never words). Freezing the same documents again gives the edition there is.
    """
    edition = _edition(subject, rules.manifest_of(documents), meaning)
    if there_is := queries.edition_with_hash(edition.hash):
        return there_is
    last = queries.latest_edition(subject.id)
    edition.number = last.number + 1 if last else 1
    edition.frozen_by = actor.id
    db.session.add(edition)
    db.session.flush()
    db.session.add_all(_rows(edition, documents, cards))
    record(Action.EDITION_FROZEN, subject, actor=actor, edition=edition.hash)
    return edition


def _edition(subject: Base, manifest: dict[str, Any], meaning: Any) -> Edition:
    return Edition(
        subject_kind=subject.__tablename__,
        subject_id=subject.id,
        manifest=manifest,
        hash=fingerprint(canonical_json([str(subject.id), manifest])),
        meaning_hash=fingerprint(canonical_json(meaning)),
    )


def _rows(
    edition: Edition,
    documents: Mapping[rules.Key, dict[str, Any]],
    cards: Mapping[rules.Key, dict[str, Any]],
) -> list[EditionDocument]:
    return [
        EditionDocument(
            edition_id=edition.id,
            language=language,
            variant=variant,
            body=body,
            card=cards[language, variant],
            folded=" " + fold(" ".join(_texts(body))),
            hash=rules.document_hash(body),
        )
        for (language, variant), body in sorted(documents.items())
    ]


def _texts(value: Any) -> list[str]:
    """Every text in a document, for search."""
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inside for text in _texts(each)]
