"""Files of an answer: sealed while it is unfinished, handed over when it is sent, forgotten."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select

from engage.audit.commands import record
from engage.audit.models import Action
from engage.core import files
from engage.core.clock import today
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import _l
from engage.responses import rules
from engage.responses.models import DraftFile, FileUse, Response, ResponseFile, SavedDraft
from engage.responses.queries import drafts as draft_queries

_files: Any = DraftFile.__table__
_drafts: Any = SavedDraft.__table__
DRAFTS, ANSWERS = "drafts", "answers"
"""The folders of sealed files, and of files that were sent."""


def keep_file(
    *,
    actor: Any = None,
    visit: rules.Visit,
    draft: rules.Draft,
    upload: rules.Upload,
    key: str,
    file_id: str = "",
) -> str:
    """Seal a file of an unfinished answer; returns its id. The caller saves the draft.

    `key` is the question's; an empty one means members' feedback.
    """
    file_id = file_id or str(uuid4())
    row = select(_drafts.c.id).where(_drafts.c.lookup_key == visit.lookup_key)
    stored = files.store_parts(DRAFTS, _sealed(visit, file_id, upload), "sealed").name
    values = {"draft_id": db.session.scalars(row).one(), "stored": stored, "size": upload.size}
    db.session.execute(insert(_files), values)
    draft.files[file_id] = {
        "key": key,
        "name": upload.name,
        "media_type": upload.media_type,
        "ending": upload.ending,
        "size": upload.size,
        "stored": stored,
    }
    return file_id


def _sealed(visit: rules.Visit, file_id: str, upload: rules.Upload) -> Iterable[bytes]:
    if upload.is_film:
        return rules.seal_film(visit, file_id, upload.source)
    return [rules.seal_file(visit, file_id, upload.data)]


def drop_file(*, actor: Any = None, draft: rules.Draft, file_id: str) -> None:
    """Take a file of an unfinished answer away, for good. The caller saves the draft.

    One that was sent before (nothing is sealed of it) goes when the change is sent.
    """
    held = draft.files.pop(file_id, None)
    if held is not None and held["stored"]:
        db.session.execute(delete(_files).where(_files.c.stored == held["stored"]))
        files.remove(held["stored"])


def hand_over(
    *,
    actor: Any,
    visit: rules.Visit,
    held: Mapping[str, Mapping[str, Any]],
    response: Response,
    wanted: Sequence[str],
) -> None:
    """Open the sealed files that are sent, and keep them with the answer under the same ids.

    The sealed ones go with the next round of `forget_old_drafts`. Raises RuleBroken, with the
    question's key, for a file that can no longer be read.
    """
    for file_id in wanted:
        known = held.get(file_id, {"key": None})
        try:
            stored = _opened(visit, file_id, known)
        except (KeyError, NotFound, rules.NotOpened) as gone:
            raise RuleBroken(_l("Choose your file again."), known["key"]) from gone
        row = {
            "id": UUID(file_id),
            "response_id": response.id,
            "use": FileUse.ANSWER if known["key"] else FileUse.MEMBERS,
            "question_key": known["key"],
            "stored": stored,
        }
        facts = {name: known[name] for name in ("name", "media_type", "size")}
        db.session.execute(insert(ResponseFile).values(**row, **facts))


def _opened(visit: rules.Visit, file_id: str, known: Mapping[str, Any]) -> str:
    """Keep a sealed file as it was; the name to ask for it again."""
    ending, path = known["ending"], files.stored_path(known["stored"])
    if ending not in rules.FILMS:
        data = rules.open_file(visit, file_id, path.read_bytes())
        if data is None:
            raise rules.NotOpened
        return files.store(ANSWERS, data, ending)
    with path.open("rb") as sealed:
        return files.store_parts(ANSWERS, rules.open_film(visit, file_id, sealed), ending).name


def forget_old_drafts(*, actor: Any = None) -> int:
    """Delete unfinished answers four weeks after their consultation closed; returns how many.

    Their files go too, and so do the sealed copies of files that were sent.
    """
    old = draft_queries.old_drafts(today())
    for draft_file in draft_queries.files_to_forget(old):
        files.remove(draft_file.stored)
        db.session.execute(delete(_files).where(_files.c.id == draft_file.id))
    if old:
        db.session.execute(delete(_drafts).where(_drafts.c.id.in_(old)))
        record(Action.DRAFTS_FORGOTTEN, None, actor=actor, count=len(old))
    return len(old)
