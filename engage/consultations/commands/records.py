"""Write down what a launch must be able to show, and remind whoever holds what is missing."""

from datetime import date
from typing import Any

from engage.accounts.models import Account
from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import rules
from engage.consultations.models import WRITABLE, Consultation, LaunchRecord, RecordKind
from engage.core import mail
from engage.core.clock import today
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import _d, _dl
from engage.jobs import commands as jobs


def enter_record(
    *,
    actor: Any,
    consultation: Consultation,
    kind: RecordKind,
    done_on: date,
    applies: bool | None = None,
    said_by: str = "",
    text: str = "",
    link: str = "",
) -> LaunchRecord:
    """Write down one thing that was looked at; the newest of a kind counts, older ones are kept.

    Raises RuleBroken once it was launched, or for a record that says too little.
    """
    if consultation.stage not in WRITABLE:
        raise RuleBroken(_dl("This has been launched already. Its records stay as they are."))
    facts: dict[str, Any] = {"applies": applies, "said_by": said_by, "text": text, "link": link}
    rules.check_record(kind, done_on, today(), **facts)
    row = LaunchRecord(
        consultation_id=consultation.id,
        kind=kind,
        done_on=done_on,
        entered_by=actor.id,
        **facts,
    )
    db.session.add(row)
    record(Action.CONSULTATION_RECORDED, consultation, actor=actor, kind=kind.value)
    return row


def remind(
    *, actor: Any, consultation: Consultation, title: str, gate: str, to: Account, address: str
) -> None:
    """Mail whoever holds a gate that is not passed: what to do, and where.

    `gate` is its name, `title` that of the consultation, `address` that of the checklist.
    Raises RuleBroken once it was launched.
    """
    if consultation.stage not in WRITABLE:
        raise RuleBroken(_dl("This has been launched already."))
    name = rules.gate_name(gate)
    body = _d("“%(title)s” waits for one thing: %(gate)s.", title=title, gate=name)
    jobs.plan(
        "mail",
        {
            "to": to.email,
            "subject": _d("Waiting for you: %(gate)s", gate=name),
            "body": f"{body}\n\n{address}\n",
            "message_id": mail.new_message_id(),
        },
        actor=actor,
    )
    record(Action.CONSULTATION_REMINDED, consultation, actor=actor, gate=gate)
