"""Keep in which languages answers are really written, as the clock finds it."""

from datetime import UTC, datetime
from uuid import UUID

from engage.accounts.models import Account
from engage.audit.commands import record
from engage.audit.models import Action
from engage.core.clock import now
from engage.core.db import db
from engage.responses.models import AnswerLanguage, LanguageLook
from engage.responses.queries import spoken as queries

_BEGINNING = {"until_at": datetime(2000, 1, 1, tzinfo=UTC), "until_id": UUID(int=0)}


def begin_listening(*, actor: Account | None) -> None:
    """Give new consultations a place from which their answers are looked through."""
    del actor
    for key in queries.unlooked():
        db.session.add(LanguageLook(consultation_id=key, **_BEGINNING))
    db.session.flush()


def keep_found(*, actor: Account | None, found: queries.Found) -> int:
    """Keep what was found of each answer, as far as it still holds; how many are in hand."""
    there, known = queries.still(found)
    kept = 0
    for each in found.spoken:
        row = known.get(each.response_id)
        if (each.response_id, each.version) not in there:
            continue
        if each.work is None:
            _drop(row)
            continue
        kept += 1
        row = row or AnswerLanguage(
            response_id=each.response_id, consultation_id=found.consultation_id
        )
        _write(row, each)
    look = db.session.get_one(LanguageLook, found.look_id)
    look.until_at, look.until_id, look.changed_at = found.until_at, found.until_id, now()
    if kept:
        record(Action.ANSWER_LANGUAGES_FOUND, None, actor=actor, count=kept)
    db.session.flush()
    return kept


def _drop(row: AnswerLanguage | None) -> None:
    """Keep no more of an answer: nobody reads it, or its language goes without saying."""
    if row is not None:
        db.session.delete(row)


def _write(row: AnswerLanguage, found: queries.Spoken) -> None:
    assert found.work is not None, "only what is to be kept is written"
    if row.response_version != found.version:
        row.set_by = None
    row.response_version, row.language = found.version, found.language
    row.detected = found.detected
    row.unwritten, row.unchecked = found.work.unwritten, found.work.unchecked
    db.session.add(row)
