"""The checklist before a launch: who holds what, since when, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select

from engage.accounts.models import Account
from engage.audit.models import Action, Entry
from engage.consultations import rules
from engage.consultations.models import WRITABLE, Consultation, RecordKind, Stage
from engage.consultations.queries import launch, process, sources
from engage.core.clock import now
from engage.core.db import db
from engage.core.i18n import SOURCE, _d
from engage.publishing.models import ApprovalRequest
from engage.publishing.rules import Gate, RequestState, request_state
from engage.reading.models import SubmissionState
from engage.reading.queries import PanelState


@dataclass(frozen=True)
class Line:
    """One gate: who holds it since when. `request`: somebody was asked about it.

    `record`: it is a record that staff enter. `may_ask`: a named approver may set it aside, or be
    the second person.
    """

    gate: Gate
    name: str
    holder: str
    since: datetime
    request: ApprovalRequest | None
    record: RecordKind | None
    may_ask: bool
    to_author: bool


@dataclass(frozen=True)
class Request:
    """A request for approval and where it stands."""

    request: ApprovalRequest
    state: RequestState
    gates: Sequence[str]


@dataclass(frozen=True)
class Checklist:
    """All that the checklist of one consultation shows."""

    title: str
    stage: Stage
    lines: Sequence[Line]
    requests: Sequence[Request]
    panel: PanelState
    author: Account


def checklist(consultation: Consultation, viewer: Account) -> Checklist:
    """The checklist as one person sees it: the second person is anybody who wrote nothing of it.

    At most nine statements, where the areas were read with the consultation.
    """
    made = sources.source(consultation)
    shown = process.shown(consultation, launch.text_hash(made))
    state = launch.panel_state(made)
    author, by_author = _author(made, viewer)
    gates = launch.gates(made, by_author=by_author, panel=state, shown=shown)
    # Once launched, days may move: what was granted for the text then stays granted.
    still = shown.text_hash if consultation.stage in WRITABLE else ""
    requests = [_request(each, still or each.text_hash) for each in shown.requests]
    waiting = [each.request for each in requests if each.state is RequestState.WAITING]
    lines = [_line(gate, consultation, author, waiting, state) for gate in gates]
    lines.sort(key=lambda line: line.gate.passed)
    return Checklist(
        made.words["title"],
        rules.stage_in_force(consultation, now()),
        lines,
        requests,
        state,
        author,
    )


def _author(made: sources.Source, viewer: Account) -> tuple[Account, bool]:
    """Who began it, and whether the viewer wrote any of its English words. At most one statement.

    The same as `launch.writers` says, which a launch asks.
    """
    began = made.consultation.created_by
    if began == viewer.id:
        return viewer, True
    wrote = and_(
        Entry.actor_id == Account.id,
        Entry.action == Action.WORDS_CHANGED,
        Entry.subject_id.in_([thing.id for thing in sources.things(made)]),
    )
    wanted = select(Account, Entry.details).outerjoin(Entry, wrote)
    wanted = wanted.where(Account.id.in_([began, viewer.id])).order_by(Account.id)
    found = [(row[0], row[1] or {}) for row in db.session.execute(wanted)]
    author = next(account for account, _details in found if account.id == began)
    mine = [details for account, details in found if account.id == viewer.id]
    return author, any(details.get("language") == SOURCE for details in mine)


def _request(request: ApprovalRequest, text_hash: str) -> Request:
    names = [rules.gate_name(gate) for gate in request.gates]
    return Request(
        request,
        request_state(request, text_hash, now()),
        names or [rules.gate_name("second_person")],
    )


def _line(
    gate: Gate,
    consultation: Consultation,
    author: Account,
    waiting: Sequence[ApprovalRequest],
    state: PanelState,
) -> Line:
    asked = next((each for each in waiting if _is_about(each, gate.name)), None)
    holder, since = _held(gate.name, consultation, author, asked, state)
    kind: Any = gate.name if gate.name in list(RecordKind) else None
    return Line(
        gate=gate,
        name=rules.gate_name(gate.name),
        holder=holder,
        since=since,
        request=asked,
        record=RecordKind(kind) if kind else None,
        may_ask=gate.stops and gate.name in {*rules.OVERRIDABLE, "second_person"},
        to_author=holder == author.name,
    )


def _is_about(request: ApprovalRequest, gate: str) -> bool:
    return gate in request.gates or (gate == "second_person" and not request.gates)


def _held(
    gate: str,
    consultation: Consultation,
    author: Account,
    asked: ApprovalRequest | None,
    state: PanelState,
) -> tuple[str, datetime]:
    """Who must act, and since when: whoever was asked, the panel, or the author."""
    if asked is not None:
        return f"{asked.name}, {asked.position}", asked.created_at
    sent = state.asked
    if gate == "reading_panel" and sent is not None and sent.state is SubmissionState.SENT:
        return _d("The reading panel"), sent.created_at
    if gate == "second_person" and consultation.stage is Stage.IN_REVIEW:
        return _d("An approver"), consultation.changed_at
    return author.name, consultation.created_at
