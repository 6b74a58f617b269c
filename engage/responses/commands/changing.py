"""Change an answer that was sent: the old words stay as a version, the new ones count."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations.models import Consultation
from engage.consultations.rules import Questionnaire
from engage.core import files
from engage.core.clock import now
from engage.core.db import db
from engage.responses import rules
from engage.responses.commands.parents import keep_parent
from engage.responses.commands.uploads import hand_over
from engage.responses.models import (
    AgeGroup,
    DraftFile,
    FileUse,
    GroupVoice,
    RespondentKind,
    Response,
    ResponseFile,
    ResponseVersion,
    SavedDraft,
)
from engage.responses.queries.facts import answer_facts

_VOICE = ("name", "gathered", "disagreed")


def begin_change(
    *,
    actor: Any = None,
    visit: rules.Visit,
    response: Response,
    consultation: Consultation,
) -> rules.Draft:
    """Open an answer again as a draft that only this browser can read; nothing changes yet.

    Raises RuleBroken as `rules.check_changeable`.
    """
    rules.check_changeable(consultation, response, now())
    draft = rules.Draft(
        consultation.id,
        response.edition_id,
        now(),
        response.begun_language,
        response.begun_variant,
        kind=response.respondent_kind,
        answers=dict(response.answers),
        voice=_voice(response),
        before=_before(response),
        files=_files(response),
        changes=response.reference,
    )
    row = {
        "lookup_key": visit.lookup_key,
        "consultation_id": draft.consultation_id,
        "edition_id": draft.edition_id,
        "begun_at": draft.begun_at,
        "language": draft.language,
        "variant": draft.variant,
        "ciphertext": rules.seal(visit, draft),
    }
    db.session.execute(insert(SavedDraft), row)
    return draft


def _sent_files(response: Response) -> Sequence[ResponseFile]:
    wanted = select(ResponseFile).where(
        ResponseFile.response_id == response.id, ResponseFile.use != FileUse.SCAN
    )
    return db.session.scalars(wanted.order_by(ResponseFile.id)).all()


def _files(response: Response) -> dict[str, dict[str, Any]]:
    """What was sent before, in the shape of a draft's files; nothing is sealed of them."""
    return {
        str(row.id): {
            "key": row.question_key,
            "name": row.name,
            "media_type": row.media_type,
            "ending": "",
            "size": row.size,
            "stored": "",
        }
        for row in _sent_files(response)
    }


def _voice(response: Response) -> dict[str, str]:
    wanted = select(GroupVoice).where(GroupVoice.response_id == response.id)
    found = db.session.scalars(wanted).first()
    said = {name: getattr(found, name) for name in _VOICE} if found else {}
    if response.speaks_for:
        said["people"] = str(response.speaks_for)
    return {name: text for name, text in said.items() if text}


def _before(response: Response) -> dict[str, str]:
    """What was said before sending. A parent's yes was to the old words: they are asked again."""
    said = {
        "helper": response.helper,
        "own_words": response.own_words.value if response.own_words else "",
        "permission": response.permission.value,
        "age_group": response.age_group.value,
    }
    return {name: code for name, code in said.items() if code and code != AgeGroup.UNKNOWN}


def change(
    *,
    actor: Any = None,
    visit: rules.Visit,
    draft: rules.Draft,
    response: Response,
    consultation: Consultation,
    asked: Questionnaire,
) -> Response:
    """Let the words of a draft take the place of an answer's, as its next version (settled 23).

    On the same edition; sorting points at the old version, so the new one is read again. Raises
    RuleBroken as `rules.check_changeable`, for a child under 13 without a parent's yes, or with the
    key of a question whose answer is wrong.
    """
    rules.check_changeable(consultation, response, now())
    keep_parent(actor=actor, response=response, before=draft.before)
    facts = answer_facts(asked, draft.answers, draft.kind)
    for name, value in {**facts, **rules.facts_of(draft.voice, draft.before)}.items():
        setattr(response, name, value)
    response.current_version += 1
    db.session.add(
        ResponseVersion(
            response_id=response.id,
            number=response.current_version,
            answers=response.answers,
            language=response.language,
        )
    )
    _change_voice(response, draft)
    _change_files(actor, visit, draft, response)
    db.session.execute(delete(SavedDraft).where(SavedDraft.lookup_key == visit.lookup_key))
    record(Action.RESPONSE_CHANGED, response, actor=actor, version=response.current_version)
    return response


def _change_voice(response: Response, draft: rules.Draft) -> None:
    """What a group says of itself now; one that said nothing before gets its row."""
    if response.respondent_kind is RespondentKind.INDIVIDUAL:
        return
    said = {name: draft.voice.get(name, "") for name in _VOICE}
    wanted = select(GroupVoice).where(GroupVoice.response_id == response.id)
    voice = db.session.scalars(wanted).first() or GroupVoice(response_id=response.id)
    for name, text in said.items():
        setattr(voice, name, text)
    db.session.add(voice)


def _change_files(actor: Any, visit: rules.Visit, draft: rules.Draft, response: Response) -> None:
    """New files are handed over; those taken away, or of a question off the path, go for good."""
    said = [each for each in response.answers.values() if isinstance(each, list)]
    kept = {
        file_id: known
        for file_id, known in draft.files.items()
        if not known["key"] or any(file_id in each for each in said)
    }
    for row in _sent_files(response):
        if str(row.id) not in kept:
            files.remove(row.stored)
            db.session.delete(row)
    wanted = [file_id for file_id, known in kept.items() if known["stored"]]
    hand_over(actor=actor, visit=visit, held=draft.files, response=response, wanted=wanted)
    draft_id = select(SavedDraft.id).where(SavedDraft.lookup_key == visit.lookup_key)
    db.session.execute(delete(DraftFile).where(DraftFile.draft_id.in_(draft_id)))


def hide_words(*, actor: Any = None, response: Response, hidden: bool) -> None:
    """Hide the words of an answer on its own page, on every device, or show them again."""
    response.hidden = hidden
    record(Action.RESPONSE_CHANGED, response, actor=actor, hidden=hidden)
