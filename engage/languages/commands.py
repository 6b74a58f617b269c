"""Put texts down."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from engage.audit.commands import record
from engage.audit.models import Action
from engage.core.clock import now
from engage.core.db import Base, db
from engage.core.errors import RuleBroken
from engage.core.i18n import SOURCE, _dl, languages
from engage.core.text import fingerprint
from engage.languages.models import Wording


def put(
    *,
    actor: Any,
    subject: Base,
    texts: Mapping[str, str],
    language: str = SOURCE,
    variant: str = "",
) -> list[str]:
    """Put the texts of a thing in one language: {field: text}. Returns the fields that changed.

    A translation, and a variant such as Easy Read, remembers the English it was made from. Raises
    RuleBroken for a language we do not know.
    """
    if language not in languages():
        raise RuleBroken(_dl("Choose a language from the list."), "language")
    have = _of(subject, language, variant)
    own = language == SOURCE and not variant
    sources = {} if own else _of(subject, SOURCE, "")
    changed = []
    for field, text in texts.items():
        source = sources.get(field)
        made_from = fingerprint(source.text) if source else ""
        wording = have.get(field)
        if wording and wording.text == text and wording.source_hash == made_from:
            continue
        changed.append(field)
        _write(wording, subject, field, language, variant, text, made_from)
    if changed:
        details = {"language": language, **({"variant": variant} if variant else {})}
        record(Action.WORDS_CHANGED, subject, actor=actor, fields=changed, **details)
    return changed


def _write(
    wording: Wording | None,
    subject: Base,
    field: str,
    language: str,
    variant: str,
    text: str,
    made_from: str,
) -> None:
    if wording is None:
        wording = Wording(
            subject_kind=subject.__tablename__,
            subject_id=subject.id,
            field=field,
            language=language,
            variant=variant,
        )
        db.session.add(wording)
    wording.text, wording.source_hash = text, made_from
    wording.checked_by = wording.checked_at = None


def _of(subject: Base, language: str, variant: str) -> dict[str, Wording]:
    db.session.flush()
    wanted = select(Wording).where(
        Wording.subject_kind == subject.__tablename__,
        Wording.subject_id == subject.id,
        Wording.language == language,
        Wording.variant == variant,
    )
    return {row.field: row for row in db.session.scalars(wanted.order_by(Wording.field))}


def check_words(*, actor: Any, subject: Base, language: str) -> int:
    """Write down that the actor has read a thing's texts in a language and they are right."""
    rows = _of(subject, language, "").values()
    for row in rows:
        row.checked_by, row.checked_at = actor.id, now()
    record(Action.WORDS_CHECKED, subject, actor=actor, language=language)
    return len(rows)
