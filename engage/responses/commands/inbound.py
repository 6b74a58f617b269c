"""Take in a dropped email, and settle it: an answer, or none. Its words go when it is settled.

Of an answer the whole email stays as a file, like the scan of a paper form, without its sender.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import insert

from engage.accounts.models import Account
from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations.models import Consultation
from engage.consultations.rules import Questionnaire
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.files import remove, store
from engage.core.formats.eml import Attached, Email
from engage.core.i18n import _dl
from engage.responses.commands.entry import FOLDER, enter_for
from engage.responses.models import (
    Contact,
    FileUse,
    Inbound,
    Response,
    ResponseContact,
    ResponseFile,
)
from engage.responses.queries import arrivals as queries
from engage.responses.rules import entry as rules
from engage.responses.rules.letters import writer
from engage.responses.rules.uploads import check_upload

_links: Any = ResponseContact.__table__
WHOLE = "email.eml"


def drop(*, actor: Account, consultation: Consultation, dropped: Email) -> Inbound:
    """Keep a dropped email until somebody settles it; kinds of files we do not take stay inside it.

    Raises RuleBroken for an email that was dropped here before.
    """
    if queries.was_dropped(consultation.id, dropped.mark):
        raise RuleBroken(_dl("This email was dropped before."), "file")
    inbound = Inbound(
        consultation_id=consultation.id,
        message_id=dropped.mark,
        subject=dropped.subject,
        text=dropped.text,
        sender=_sender(dropped),
        came_at=min(dropped.sent_at or now(), now()),
        files=[*map(_kept, dropped.files), *_original(dropped)],
        dropped_by=actor.id,
    )
    db.session.add(inbound)
    record(Action.EMAIL_DROPPED, inbound, actor=actor, files=len(dropped.files))
    db.session.flush()
    return inbound


def _sender(dropped: Email) -> str:
    return f"{dropped.name} <{dropped.address}>" if dropped.address else ""


def _kept(attached: Attached) -> dict[str, Any]:
    """A file as its row names it; `stored` is empty for a kind that we do not take."""
    with suppress(RuleBroken):
        taken = check_upload(attached.name, attached.data)
        return {
            "name": taken.name,
            "media_type": taken.media_type,
            "size": taken.size,
            "stored": store(FOLDER, taken.data, taken.ending),
        }
    return {"name": attached.name, "media_type": "", "size": len(attached.data), "stored": ""}


def _original(dropped: Email) -> list[dict[str, Any]]:
    """The whole email as one more file, the last; what tells who sent it is not in its head."""
    whole = dropped.original
    if not whole:
        return []
    stored = store(FOLDER, whole, "eml")
    return [{"name": WHOLE, "media_type": "message/rfc822", "size": len(whole), "stored": stored}]


def make_answer(
    *,
    actor: Account,
    inbound: Inbound,
    consultation: Consultation,
    asked: Questionnaire,
    answers: Mapping[str, Any],
    facts: rules.Facts,
) -> Response:
    """Make an answer of a dropped email, which stays whole beside it; its sender is kept apart.

    Raises as `enter_for` does.
    """
    response = enter_for(
        actor=actor, consultation=consultation, asked=asked, answers=answers, facts=facts
    )
    keep_contact(actor=actor, response=response, sender=inbound.sender)
    db.session.add_all(_files(response, inbound.files))
    inbound.response_id = response.id
    _forget(inbound)
    record(Action.EMAIL_SETTLED, inbound, actor=actor)
    db.session.flush()
    return response


def keep_contact(*, actor: Account | None, response: Response, sender: str) -> None:
    """The way to whoever wrote, in a table of its own; no line of the history names it.

    `sender` as an email says it: an address, or a name and the address in angle brackets.
    """
    del actor
    name, email = writer(sender)
    if not email:
        return
    contact = queries.contact_by_email(email)
    if contact is None:
        contact = Contact(email=email, name=name)
        db.session.add(contact)
        db.session.flush()
    link = {"response_id": response.id, "consultation_id": response.consultation_id}
    db.session.execute(insert(_links), link | {"contact_id": contact.id})


def _files(response: Response, files: Sequence[Mapping[str, Any]]) -> list[ResponseFile]:
    return [
        ResponseFile(response_id=response.id, use=FileUse.SCAN, **each)
        for each in files
        if each["stored"]
    ]


def set_aside(*, actor: Account, inbound: Inbound) -> None:
    """A dropped email is no answer: its words and its files go, and it is settled."""
    for each in inbound.files:
        if each["stored"]:
            remove(each["stored"])
    _forget(inbound)
    record(Action.EMAIL_SETTLED, inbound, actor=actor)
    db.session.flush()


def _forget(inbound: Inbound) -> None:
    inbound.subject = inbound.text = inbound.sender = ""
    inbound.files, inbound.settled_at = [], now()
