"""Answers that may come from one person: somebody looks, and decides."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.audit.commands import looked
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.consultations.rules import AskedQuestion, Questionnaire
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE
from engage.core.web import turn
from engage.responses import rules
from engage.responses.commands import duplicates as commands
from engage.responses.models import Response as Answer
from engage.responses.queries import alike, arrivals
from engage.responses.views.desk import STAFF, desk


@desk.get("/<slug>/duplicates/")
@allow(*STAFF)
def duplicates(slug: str) -> ResponseReturnValue:
    consultation = consultations.by_slug(slug)
    pairs = alike.likely(consultation.id, request.args.get("pair", type=UUID))
    return render_template(
        "responses/duplicates.html",
        consultation=consultation,
        pairs=_pairs(consultation, pairs.items),
        following=pairs.after,
        decided=alike.decided(consultation.id, turn(UUID)),
        people=arrivals.people_counted(consultation.id),
    )


def _pairs(consultation: Consultation, pairs: list[alike.Likely]) -> list[Any]:
    """Each pair with what differs between the two, in words; one look is recorded."""
    if not pairs:
        return []
    looked([each.id for pair in pairs for each in (pair.older, pair.newer)], "alike", actor=me())
    asked = consultations.questionnaire(consultation, SOURCE)
    return [(pair, _beside(asked, pair.older, pair.newer)) for pair in pairs]


def _beside(asked: Questionnaire, older: Answer, newer: Answer) -> list[tuple[str, str, str]]:
    """The questions with what each of the two said."""

    def said(question: AskedQuestion, one: Answer) -> str:
        return "\n".join(rules.said(question, one.answers))

    lines = [(each.label, said(each, older), said(each, newer)) for each in asked.questions]
    return [line for line in lines if line[1] or line[2]]


@desk.post("/<slug>/duplicates/<uuid:older_id>/<uuid:newer_id>/<verdict>/")
@allow(*STAFF)
def decide_pair(slug: str, older_id: UUID, newer_id: UUID, verdict: str) -> ResponseReturnValue:
    if verdict not in {"same", "different"}:
        raise NotFound
    consultation = consultations.by_slug(slug)
    pair = alike.likely_pair(consultation.id, older_id, newer_id)
    commands.decide(actor=me(), pair=pair, same=verdict == "same")
    return redirect(url_for(".duplicates", slug=slug))


@desk.post("/<slug>/duplicates/undo/<uuid:likeness_id>/")
@allow(*STAFF)
def undo_decision(slug: str, likeness_id: UUID) -> ResponseReturnValue:
    consultation = consultations.by_slug(slug)
    commands.undo(actor=me(), decided=alike.decision(consultation.id, likeness_id))
    return redirect(url_for(".duplicates", slug=slug))
