"""Raise a concern about a person, take it, close it."""

from engage.accounts.models import Account
from engage.audit.commands import record
from engage.audit.models import Action
from engage.core import mail
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.i18n import _d
from engage.jobs import commands as jobs
from engage.responses.commands import exports
from engage.responses.commands.publication import take_down
from engage.responses.models import Concern, ConcernState, Inbound, Response, ResponseState
from engage.responses.queries import concerns as queries
from engage.responses.rules import concerns as rules


def raise_concern(*, actor: Account, response: Response, note: str, address: str) -> bool:
    """Hold an answer and tell the safeguarding leads; True when there is one, else administrators.

    The answer leaves every queue, list, file and public page at once. The mail says only where to
    look: `address` is that of the list of concerns. Raises NotFound for an erased answer.
    """
    if response.state is ResponseState.ERASED:
        raise NotFound
    concern = Concern(response_id=response.id, raised_by=actor.id, note=note.strip())
    db.session.add(concern)
    response.held = True
    take_down(actor=actor, response=response)
    exports.mark_outdated(actor=actor, consultation_id=response.consultation_id)
    record(Action.CONCERN_RAISED, concern, actor=actor, response=str(response.id))
    return _tell_leads(address, actor)


def raise_about_email(*, actor: Account, inbound: Inbound, note: str, address: str) -> bool:
    """Hold a dropped email that is not yet an answer, and tell the leads as `raise_concern` does.

    It leaves the queue at once: nobody makes an answer of it, or forgets it, before it is released.
    """
    concern = Concern(inbound_id=inbound.id, raised_by=actor.id, note=note.strip())
    db.session.add(concern)
    inbound.held = True
    record(Action.CONCERN_RAISED, concern, actor=actor, email=str(inbound.id))
    return _tell_leads(address, actor)


def _tell_leads(address: str, actor: Account) -> bool:
    """Plan the mails; True where there is a lead, else administrators are told."""
    told, is_lead = queries.who_is_told()
    for account in told:
        _tell(account, address, actor)
    db.session.flush()
    return is_lead


def _tell(account: Account, address: str, actor: Account) -> None:
    body = _d("Somebody is worried about a person. Please look today.")
    jobs.plan(
        "mail",
        {
            "to": account.email,
            "subject": _d("A concern waits for you"),
            "body": f"{body}\n\n{address}\n",
            "message_id": mail.new_message_id(),
        },
        actor=actor,
    )


def take(*, actor: Account, concern: Concern) -> None:
    """Say that you look after a concern; whoever had it before is in the history."""
    concern.taken_by = actor.id
    record(Action.CONCERN_TAKEN, concern, actor=actor)
    db.session.flush()


def close(*, actor: Account, raised: queries.Raised, outcome: str, release: bool) -> None:
    """Write down what was done, and release the answer or the email, or keep it held for good.

    A released answer is read, sorted and checked for publishing like any other; a released email
    waits again to become an answer. Raises RuleBroken
    without an outcome, for a closed concern, and for a release while others are open.
    """
    rules.check_close(raised.concern, outcome, others=raised.others, release=release)
    raised.concern.outcome, raised.concern.closed_at = outcome.strip(), now()
    raised.concern.state = ConcernState.CLOSED
    raised.concern.taken_by = raised.concern.taken_by or actor.id
    if release:
        raised.about.held = False
    record(Action.CONCERN_CLOSED, raised.concern, actor=actor, released="yes" if release else "no")
    db.session.flush()
