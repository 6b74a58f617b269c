"""Approve a text, or ask somebody to; freeze an edition."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from engage.accounts import queries as accounts
from engage.audit.commands import record
from engage.audit.models import Action
from engage.core import search
from engage.core.clock import now
from engage.core.db import Base, canonical_json, db
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.core.text import fingerprint
from engage.languages import queries as languages
from engage.publishing import queries, rules
from engage.publishing.models import (
    Approval,
    ApprovalKind,
    ApprovalRequest,
    Edition,
    EditionDocument,
)
from engage.reading import queries as reading


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


def ask(
    *,
    actor: Any,
    subject: Base,
    text_hash: str,
    gates: Sequence[str],
    reason: str,
    name: str,
    position: str,
    email: str,
    forbidden: Sequence[str] = (),
) -> tuple[ApprovalRequest, str]:
    """Ask a named person to approve one exact text; gives the request and the secret of its link.

    `gates` are what it would set aside; none asks for a second person. `email` is casefolded;
    `forbidden` are addresses of people who may not approve. Only a hash of the secret is kept.
    Raises RuleBroken.
    """
    rules.check_named(name, position)
    rules.check_approver(email, forbidden)
    rules.check_reason(reason)
    secret = secrets.token_urlsafe(24)
    row = ApprovalRequest(
        subject_kind=subject.__tablename__,
        subject_id=subject.id,
        text_hash=text_hash,
        gates=list(gates),
        reason=reason.strip(),
        asked_by=actor.id,
        name=name.strip(),
        position=position.strip(),
        email=email,
        secret_hash=accounts.secret_hash(secret),
        ends_at=rules.request_ends(now()),
    )
    db.session.add(row)
    record(Action.APPROVAL_ASKED, subject, actor=actor, gates=list(gates), text_hash=text_hash)
    return row, secret


def remind(*, actor: Any, request: ApprovalRequest, text_hash: str) -> str:
    """A new secret for a request that still waits; the link mailed before stops working.

    Raises RuleBroken when it does not wait any more.
    """
    _check_waits(request, text_hash)
    secret = secrets.token_urlsafe(24)
    request.secret_hash = accounts.secret_hash(secret)
    record(Action.APPROVAL_REMINDED, request, actor=actor)
    return secret


def end_request(*, actor: Any, request: ApprovalRequest) -> None:
    """Take back a request that was not answered; its link stops working."""
    if request.answered_at is not None:
        raise RuleBroken(_dl("This has been answered already."))
    request.ends_at = min(request.ends_at, now())
    record(Action.APPROVAL_ENDED, request, actor=actor)


def answer(
    *,
    actor: Any = None,
    request: ApprovalRequest,
    text_hash: str,
    granted: bool,
    said: str,
    given_by: UUID | None,
) -> list[Approval]:
    """The named person answers by the link, without signing in: one approval for each gate.

    `text_hash` is that of the text now, `given_by` the account with this address, if there is one,
    `said` their own words. Raises RuleBroken when it was answered, has ended, or the text changed.
    """
    _check_waits(request, text_hash)
    request.answered_at, request.granted, request.said = now(), granted, said.strip()
    if not granted:
        record(Action.APPROVAL_REFUSED, request, actor=actor)
        return []
    override, second = ApprovalKind.OVERRIDE, ApprovalKind.SECOND_PERSON
    gates = [(override, gate) for gate in request.gates] or [(second, "")]
    made = [_approval(request, kind, gate, given_by) for kind, gate in gates]
    db.session.add_all(made)
    record(
        Action.APPROVAL_GIVEN,
        request,
        actor=actor,
        gates=list(request.gates),
        text_hash=text_hash,
        about=str(request.subject_id),
    )
    return made


def _approval(
    request: ApprovalRequest, kind: ApprovalKind, gate: str, given_by: UUID | None
) -> Approval:
    return Approval(
        kind=kind,
        subject_kind=request.subject_kind,
        subject_id=request.subject_id,
        text_hash=request.text_hash,
        given_by=given_by,
        given_name=rules.given_name(request.name, request.position),
        gate=gate,
        reason=request.reason,
    )


def _check_waits(request: ApprovalRequest, text_hash: str) -> None:
    if rules.request_state(request, text_hash, now()) is not rules.RequestState.WAITING:
        raise RuleBroken(_dl("This link has been used, has ended, or the text has changed."))


def freeze(
    *,
    actor: Any,
    subject: Base,
    documents: Mapping[rules.Key, dict[str, Any]],
    cards: Mapping[rules.Key, dict[str, Any]],
    meaning: Any,
    unsought: Collection[str] = (),
    texts_of: Collection[UUID] = (),
) -> Edition:
    """Make the next edition of a thing out of its documents, by (language, variant).

    `cards` hold what lists need of each; `meaning` is what makes answers comparable between
    editions (keys, never words). `unsought` are the parts of a document that search passes by, as
    they say the same in every one. `texts_of` are the things whose texts the documents hold: who
    wrote and who checked each is kept beside them, as is the reading level, as they stand now.
    Freezing the same documents again gives the edition there is.
    """
    edition = _edition(subject, rules.manifest_of(documents), meaning)
    if there_is := queries.edition_with_hash(edition.hash):
        return there_is
    last = queries.latest_edition(subject.id)
    edition.number = last.number + 1 if last else 1
    edition.frozen_by = actor.id
    db.session.add(edition)
    db.session.flush()
    rows = _rows(edition, documents, cards, unsought)
    _keep_how_they_stand(rows, texts_of)
    db.session.add_all(rows)
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
    unsought: Collection[str],
) -> list[EditionDocument]:
    return [
        EditionDocument(
            edition_id=edition.id,
            language=language,
            variant=variant,
            body=body,
            card=cards[language, variant],
            folded=search.kept(" ".join(_texts(_sought(body, unsought)))),
            hash=rules.document_hash(body),
        )
        for (language, variant), body in sorted(documents.items())
    ]


def _keep_how_they_stand(rows: Sequence[EditionDocument], texts_of: Collection[UUID]) -> None:
    """Keep the reading level of each document, and whose hands its texts went through."""
    texts = languages.wordings_of(texts_of)
    for row in rows:
        row.level = reading.level(rules.words_of(row.body), row.language)
        row.hands = rules.hands(texts, row.language, row.variant)


def _sought(body: Mapping[str, Any], unsought: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in unsought}


def _texts(value: Any) -> list[str]:
    """Every text in a document, for search."""
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inside for text in _texts(each)]
