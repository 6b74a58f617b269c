"""Launch a consultation, and move it on."""

from typing import Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import queries, rules
from engage.consultations.models import WRITABLE, Consultation, Stage
from engage.consultations.queries import formats, launch, process, sources
from engage.consultations.rules import formats as format_rules
from engage.core.clock import now, today
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.publishing import commands as publishing
from engage.publishing import queries as published
from engage.publishing import rules as publishing_rules
from engage.publishing.models import ApprovalKind, Edition

_NEEDED = {
    Stage.FINAL_PUBLISHED: (
        ApprovalKind.FINAL_REPORT,
        _dl("Publish the final report first."),
    ),
    Stage.DECIDED: (
        ApprovalKind.DECISION_RECORD,
        _dl("Publish the record of the decision first."),
    ),
}


def schedule(*, actor: Any, consultation: Consultation) -> Consultation:
    """Freeze the edition and let the clock open it.

    A first day that has passed becomes today: nobody could answer before.

    Raises RuleBroken with the first gate that stops it.
    """
    if consultation.stage not in WRITABLE:
        raise RuleBroken(_dl("This consultation has been launched already."))
    rules.check_days(consultation.opens_on, consultation.closes_on, today())
    edition = _frozen(actor, consultation)
    if consultation.created_by != actor.id:
        second = ApprovalKind.SECOND_PERSON
        publishing.approve(actor=actor, kind=second, subject=consultation, text_hash=edition.hash)
    consultation.opens_on = max(consultation.opens_on, today())
    consultation.edition_id = edition.id
    consultation.stage = Stage.SCHEDULED
    consultation.scheduled_at = now()
    record(Action.CONSULTATION_SCHEDULED, consultation, actor=actor)
    return consultation


def _frozen(actor: Any, consultation: Consultation) -> Edition:
    """The edition of the text as it stands. Raises RuleBroken with the first gate that stops it."""
    made = sources.source(consultation)
    shown = process.shown(consultation, launch.text_hash(made))
    by_author = actor.id in launch.writers(made)
    gates = launch.gates(made, by_author=by_author, shown=shown)
    publishing_rules.check_gates(gates)
    passed_over = {gate.name for gate in gates if gate.set_aside}
    papers = launch.documents(
        made,
        publishing_rules.honest_lines(gates),
        [
            {"gate": each.gate, "who": each.given_name, "reason": each.reason}
            for each in shown.overrides
            if each.gate in passed_over
        ],
    )
    return publishing.freeze(
        actor=actor,
        subject=consultation,
        documents=papers,
        cards={key: launch.card(body) for key, body in papers.items()},
        meaning=launch.meaning(made),
        unsought=launch.UNSOUGHT,
        texts_of=launch.texts_of(made),
    )


def move(*, actor: Any, consultation: Consultation, to: Stage) -> None:
    """Move a consultation on by hand: see rules.NEXT. To “told” leads `tell_people`.

    The final report and the record of the decision are approvals, written by what publishes them
    (settled 3). From the final report on nobody changes an answer. Raises RuleBroken for a move
    that skips a stage, for one whose paper is not published, and for the final report while people
    may still answer in a format that came late.
    """
    rules.check_move(consultation, to, now())
    if to in _NEEDED:
        format_rules.check_all_closed(consultation, formats.of(consultation.id), now())
        kind, what = _NEEDED[to]
        if not published.is_approved(kind, consultation.id):
            raise RuleBroken(what)
    if to is Stage.FINAL_PUBLISHED and consultation.frozen_on is None:
        consultation.frozen_on = today()
    consultation.stage = to
    record(Action.CONSULTATION_MOVED, consultation, actor=actor, to=to.value)


def freeze_answers(*, actor: Any, consultation: Consultation) -> None:
    """Freeze the answers for the report: from today on nobody changes theirs.

    Raises RuleBroken unless they are being read now, and while people may still answer in a format
    that came late.
    """
    rules.check_freeze(consultation, now())
    format_rules.check_all_closed(consultation, formats.of(consultation.id), now())
    consultation.frozen_on = today()
    record(Action.CONSULTATION_FROZEN, consultation, actor=actor)


def record_stages(*, actor: Any = None) -> int:
    """Write down the stages that the clock has changed; returns how many rows changed."""
    changed = 0
    for consultation in queries.all_consultations():
        stage = rules.stage_in_force(consultation, now())
        if stage is not consultation.stage:
            consultation.stage = stage
            record(Action.CONSULTATION_MOVED, consultation, actor=actor, to=stage.value)
            changed += 1
    return changed
