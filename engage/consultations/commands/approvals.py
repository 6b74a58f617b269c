"""Ask a named person to approve the exact text by a link, without signing in (story 6)."""

from collections.abc import Sequence
from typing import Any

from engage.accounts import queries as accounts
from engage.accounts import rules as account_rules
from engage.accounts.models import Account
from engage.consultations import queries, rules
from engage.consultations.models import WRITABLE, Consultation
from engage.consultations.queries import launch, process, sources
from engage.core import mail
from engage.core.errors import RuleBroken
from engage.core.i18n import _d, _dl
from engage.jobs import commands as jobs
from engage.publishing import commands as publishing
from engage.publishing.models import Approval, ApprovalRequest

SECRET = "SECRET"  # noqa: S105 - stands where the secret goes in an address


def ask_approval(
    *,
    actor: Any,
    consultation: Consultation,
    gates: Sequence[str],
    reason: str,
    name: str,
    position: str,
    email: str,
    address: str,
) -> ApprovalRequest:
    """Ask one person to set gates aside, or with no gates to be the second person.

    They get a link by mail that shows this exact text alone. `address` is that of its page, with
    SECRET where the secret goes. Raises RuleBroken for a gate that nobody may set aside, for the
    author or whoever asks, and once it was launched.
    """
    if consultation.stage not in WRITABLE:
        raise RuleBroken(_dl("This consultation has been launched already."))
    rules.check_set_aside(gates, position)
    made = sources.source(consultation)
    request, secret = publishing.ask(
        actor=actor,
        subject=consultation,
        text_hash=launch.text_hash(made),
        gates=gates,
        reason=reason,
        name=name,
        position=position,
        email=account_rules.check_email(email),
        forbidden=[actor.email, *_writers(made)],
    )
    _mail(actor, request, made.words["title"], address.replace(SECRET, secret))
    return request


def _writers(made: sources.Source) -> list[str]:
    """The addresses of everybody who wrote any of it."""
    return [each.email for each in process.people(launch.writers(made)).values()]


def remind_approval(*, actor: Any, request: ApprovalRequest, address: str) -> None:
    """Mail a new link to whoever was asked; the old one stops working."""
    made = sources.source(queries.by_id(request.subject_id))
    secret = publishing.remind(actor=actor, request=request, text_hash=launch.text_hash(made))
    _mail(actor, request, made.words["title"], address.replace(SECRET, secret))


def end_approval(*, actor: Any, request: ApprovalRequest) -> None:
    """Take a request back; its link stops working."""
    publishing.end_request(actor=actor, request=request)


def answer_approval(
    *, actor: Any = None, request: ApprovalRequest, granted: bool, said: str
) -> list[Approval]:
    """Whoever was asked says yes or no. Raises RuleBroken when the text has changed since."""
    consultation = queries.by_id(request.subject_id)
    if consultation.stage not in WRITABLE:
        raise RuleBroken(_dl("This consultation has been launched already."))
    known: Account | None = accounts.account_by_email(request.email)
    return publishing.answer(
        actor=actor,
        request=request,
        text_hash=launch.text_hash(sources.source(consultation)),
        granted=granted,
        said=said,
        given_by=known.id if known else None,
    )


def _mail(actor: Any, request: ApprovalRequest, title: str, link: str) -> None:
    ask = _d("You are asked to approve the text of “%(title)s”.", title=title)
    how = _d("Open this link, read the text, and press a button. You need no account.")
    ends = _d("The link works once, for 14 days, and only while the text stays as it is.")
    jobs.plan(
        "mail",
        {
            "to": request.email,
            "subject": _d("Please read and decide: %(title)s", title=title),
            "body": f"{ask}\n\n{how}\n\n{link}\n\n{ends}\n",
            "message_id": mail.new_message_id(),
        },
        actor=actor,
    )
