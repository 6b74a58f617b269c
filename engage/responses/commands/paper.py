"""Order forms to print, make their codes, forget the codes once they are printed."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert

from engage.accounts.models import Account
from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import rules as consultation_rules
from engage.consultations.models import Consultation
from engage.consultations.queries import formats
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.core.files import remove, storage_path, stored_bytes
from engage.core.i18n import _dl
from engage.responses import rules
from engage.responses.models import PaperBatch, PaperForm, SavedDraft
from engage.responses.queries import paper as queries
from engage.responses.rules import paper, printed

_drafts: Any = SavedDraft.__table__
_forms: Any = PaperForm.__table__
Codes = dict[int, tuple[rules.Visit, rules.Code]]


def order_forms(*, actor: Account, consultation: Consultation, order: paper.Order) -> PaperBatch:
    """Order forms of the newest edition; their codes are made soon after, a few at a time.

    Raises RuleBroken for a wrong number or language, for a format that is not ready in it, and
    before there is anything to print.
    """
    if consultation.edition_id is None:
        raise RuleBroken(_dl("Launch this consultation first. Then its form can be printed."))
    words = formats.words_in(consultation, order.language, order.variant)
    ready = words is not None and not words.body.get("stale")
    paper.check_order(order, consultation.languages, ready=ready)
    batch = PaperBatch(
        consultation_id=consultation.id,
        edition_id=consultation.edition_id,
        number=queries.last_number(consultation.id) + 1,
        language=order.language,
        variant=order.variant,
        size=order.size,
        made_by=actor.id,
    )
    db.session.add(batch)
    record(Action.PAPER_ORDERED, batch, actor=actor, size=order.size, variant=order.variant)
    db.session.flush()
    return batch


def unnumbered(*, actor: Account, consultation: Consultation) -> PaperBatch:
    """The batch of forms that carry no number, number 0; made with the first of them."""
    found = queries.batch(consultation.id, 0, missing_ok=True)
    if found is not None:
        return found
    if consultation.edition_id is None:
        raise NotFound
    made = PaperBatch(
        consultation_id=consultation.id,
        edition_id=consultation.edition_id,
        number=0,
        language=consultation.languages[0],
        size=0,
        made_by=actor.id,
    )
    db.session.add(made)
    record(Action.PAPER_ORDERED, made, actor=actor, size=0)
    db.session.flush()
    return made


def add_forms(*, actor: Any = None, batch: PaperBatch, codes: Codes, key: bytes) -> int:
    """Give forms of a batch the codes made for them, by form number; how many were added.

    Each code opens an empty draft as well. The codes themselves lie sealed under `key` until they
    are printed. Forms that have a code keep it.
    """
    made = queries.numbers_made(batch.id)
    new = {number: each for number, each in codes.items() if number not in made}
    if not new:
        return 0
    consultation = queries.consultation_of(batch)
    begun_at = max(now(), consultation_rules.opens_at(consultation))
    rows = [_draft_row(batch, visit, code, begun_at) for visit, code in new.values()]
    db.session.execute(insert(_drafts), rows)
    forms = [
        {"batch_id": batch.id, "number": number, "code_lookup": code.lookup}
        for number, (_visit, code) in new.items()
    ]
    db.session.execute(insert(_forms), forms)
    _seal(batch, {number: code.number for number, (_visit, code) in new.items()}, key)
    record(Action.PAPER_MADE, batch, actor=actor, forms=len(new))
    return len(new)


def _draft_row(
    batch: PaperBatch, visit: rules.Visit, code: rules.Code, begun_at: datetime
) -> dict[str, Any]:
    """An empty draft that the code on paper opens."""
    draft = rules.Draft(
        batch.consultation_id,
        batch.edition_id,
        begun_at,
        batch.language,
        batch.variant,
        code_lookup=code.lookup,
        code=code.number,
    )
    return {
        "lookup_key": visit.lookup_key,
        "consultation_id": batch.consultation_id,
        "edition_id": batch.edition_id,
        "begun_at": begun_at,
        "language": batch.language,
        "variant": batch.variant,
        "ciphertext": rules.seal(visit, draft),
        "code_lookup": code.lookup,
        "wrapped_key": rules.wrap(visit, code.under),
        **dict.fromkeys(("created_at", "changed_at"), now()),
    }


def _seal(batch: PaperBatch, numbers: dict[int, int], key: bytes) -> None:
    """Add codes to those that wait for the printer."""
    name = printed.sealed_name(batch.id)
    path = storage_path(name)
    known = printed.open_numbers(stored_bytes(name), key) if path.is_file() else {}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(printed.seal_numbers({**known, **numbers}, key))


def forget_codes(*, actor: Account, batch: PaperBatch) -> None:
    """The forms are printed: from now on their codes stand on paper and nowhere else.

    Raises RuleBroken while codes are still being made.
    """
    if len(queries.numbers_made(batch.id)) < batch.size:
        raise RuleBroken(_dl("Wait until every form has its code. Then print them all."))
    remove(printed.sealed_name(batch.id))
    record(Action.PAPER_PRINTED, batch, actor=actor)


def key_all_twice(*, actor: Account, batch: PaperBatch) -> None:
    """Too much was keyed wrongly: every form of the batch is keyed twice from now on."""
    batch.all_twice = True
    waiting = queries.not_chosen(batch.id)
    for each in waiting:
        each.chosen = True
    record(Action.KEYING_DRAWN, batch, actor=actor, forms=len(waiting))
    db.session.flush()
