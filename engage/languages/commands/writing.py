"""Put texts down."""

import unicodedata
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engage.audit.commands import record
from engage.audit.models import Action
from engage.core.clock import now
from engage.core.db import Base, db
from engage.core.errors import RuleBroken
from engage.core.i18n import SOURCE, _dl, languages
from engage.core.text import fingerprint
from engage.languages import queries, rules
from engage.languages.models import Wording


def put(
    *,
    actor: Any,
    subject: Base,
    texts: Mapping[str, str],
    language: str = SOURCE,
    variant: str = "",
    made_by: str = "",
    original: bool = False,
) -> list[str]:
    """Put the texts of a thing in one language: {field: text}. Returns the fields that changed.

    A translation remembers what it was made from (Target.source). `made_by`: empty for the actor,
    else FILE or the name of a machine. `original`: its author’s own words, which translate nothing.
    Raises RuleBroken for a language we do not know.
    """
    if language not in languages():
        raise RuleBroken(_dl("Choose a language from the list."), "language")
    db.session.flush()
    kind, key = subject.__tablename__, subject.id
    changed = _put(kind, key, texts, rules.Target(language, variant), actor, made_by, original)
    if changed:
        details = {"language": language, **({"variant": variant} if variant else {})}
        record(Action.WORDS_CHANGED, subject, actor=actor, fields=changed, **details)
    return changed


def put_machine(
    *,
    actor: Any,
    kind: str,
    subject_id: UUID,
    field: str,
    text: str,
    language: str,
    machine: str,
    variant: str = "",
) -> bool:
    """Put down what a machine made of one text, where nobody has written any; whether it did.

    What it belongs to records the run.
    """
    target = rules.Target(language, variant)
    have = queries.texts_of(kind, subject_id, *target).get(field)
    if have is not None and have.text:
        return False
    return bool(_put(kind, subject_id, {field: text}, target, None, machine))


def _put(
    kind: str,
    subject_id: UUID,
    texts: Mapping[str, str],
    target: rules.Target,
    actor: Any,
    made_by: str,
    original: bool = False,
) -> list[str]:
    """The fields that changed. Texts are kept in one normal form (NFC)."""
    have = queries.texts_of(kind, subject_id, *target)
    alone = original or target == target.source
    sources = {} if alone else queries.texts_of(kind, subject_id, *target.source)
    changed = []
    for field, typed in texts.items():
        text, source, wording = (
            unicodedata.normalize("NFC", typed),
            sources.get(field),
            have.get(field),
        )
        made_from = fingerprint(source.text) if source else ""
        if wording and wording.text == text and wording.source_hash == made_from:
            continue
        changed.append(field)
        if wording is None:
            wording = _new(kind, subject_id, field, target)
        wording.text, wording.source_hash = text, made_from
        wording.source_text = source.text if source else ""
        wording.made_by, wording.written_at = made_by, now()
        wording.written_by = actor.id if actor else None
        wording.checked_by = wording.checked_at = None
    return changed


def _new(kind: str, subject_id: UUID, field: str, target: rules.Target) -> Wording:
    made = Wording(
        subject_kind=kind,
        subject_id=subject_id,
        field=field,
        language=target.language,
        variant=target.variant,
    )
    db.session.add(made)
    return made
