"""Write a consultation, launch it, and move it on."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import queries, rules
from engage.consultations.models import (
    Choice,
    Consultation,
    ConsultationArea,
    Kind,
    Option,
    Paper,
    Question,
    QuestionPage,
    Stage,
    Topic,
    Weight,
)
from engage.consultations.queries import launch
from engage.core.clock import now, today
from engage.core.db import db
from engage.core.errors import RuleBroken, Stale
from engage.core.i18n import _dl
from engage.languages import commands as languages
from engage.places.models import Area
from engage.publishing import commands as publishing
from engage.publishing import rules as publishing_rules
from engage.publishing.models import ApprovalKind
from engage.reading import commands as reading


def create_topic(*, actor: Any, slug: str, position: int) -> Topic:
    """Add an area of care; its names are Wordings of kind `topic`."""
    row = Topic(slug=slug, position=position)
    db.session.add(row)
    record(Action.CONSULTATION_CHANGED, row, actor=actor)
    return row


def create(
    *,
    actor: Any,
    slug: str,
    weight: Weight,
    organisation_id: UUID,
    topic_id: UUID,
    areas: list[Area],
    **facts: Any,
) -> Consultation:
    """Begin a consultation as a draft. `facts` are further columns, `opens_on` among them.

    Raises RuleBroken when the slug is taken or the days are out of order.
    """
    if queries.slug_is_taken(slug):
        raise RuleBroken(_dl("Choose another address. This one is in use."), "slug")
    rules.check_days(facts["opens_on"], facts["closes_on"])
    row = Consultation(
        slug=slug,
        weight=weight,
        organisation_id=organisation_id,
        topic_id=topic_id,
        created_by=actor.id,
        **facts,
    )
    row.areas = [ConsultationArea(area_id=area.id) for area in areas]
    db.session.add(row)
    record(Action.CONSULTATION_CREATED, row, actor=actor)
    return row


def add_option(*, actor: Any, consultation: Consultation, position: int) -> Option:
    """Add a way things could go; its texts are Wordings."""
    row = Option(consultation_id=consultation.id, key=_key(), position=position)
    db.session.add(row)
    record(Action.CONSULTATION_CHANGED, consultation, actor=actor, added="option")
    return row


def add_paper(*, actor: Any, consultation: Consultation, position: int) -> Paper:
    """Add something to read; its texts are Wordings."""
    row = Paper(consultation_id=consultation.id, key=_key(), position=position)
    db.session.add(row)
    record(Action.CONSULTATION_CHANGED, consultation, actor=actor, added="paper")
    return row


def add_page(*, actor: Any, consultation: Consultation, position: int) -> QuestionPage:
    """Add a page to the form."""
    row = QuestionPage(consultation_id=consultation.id, position=position)
    db.session.add(row)
    record(Action.CONSULTATION_CHANGED, consultation, actor=actor, added="page")
    return row


def add_question(
    *,
    actor: Any,
    consultation: Consultation,
    page: QuestionPage,
    kind: Kind,
    position: int,
    choices: int = 0,
    key: str = "",
    **facts: Any,
) -> Question:
    """Add a question with so many choices; keys are made here, once (settled 18).

    A question on an agree scale gets the five keys of the scale.
    """
    keys = list(rules.AGREE_KEYS) if kind is Kind.AGREE_SCALE else [_key() for _ in range(choices)]
    row = Question(page_id=page.id, key=key or _key(), kind=kind, position=position, **facts)
    row.choices = [Choice(key=each, position=place) for place, each in enumerate(keys)]
    db.session.add(row)
    record(Action.CONSULTATION_CHANGED, consultation, actor=actor, added="question")
    return row


def _key() -> str:
    return f"k{uuid4().hex[:10]}"


def edit_words(
    *, actor: Any, consultation: Consultation, texts: Mapping[str, str], version: int
) -> list[str]:
    """Change the English words; returns the fields that changed. A sign-off of the panel ends.

    Only a draft can be changed. Raises RuleBroken otherwise, and Stale, with both texts, when
    somebody saved after `version`.
    """
    if consultation.stage is not Stage.DRAFT:
        raise RuleBroken(_dl("This text is public. It can no longer be changed here."))
    if consultation.version != version:
        raise Stale(launch.own_words(consultation), dict(texts))
    changed = languages.put(actor=actor, subject=consultation, texts=texts)
    if changed:
        consultation.changed_at = now()
        reading.supersede(
            actor=actor,
            subject_kind="consultation",
            subject_id=consultation.id,
            text=launch.panel_text(launch.source(consultation)),
        )
    return changed


def schedule(*, actor: Any, consultation: Consultation, signed: bool) -> Consultation:
    """Freeze the edition and let the clock open it. `signed`: the panel signed this exact text.

    Raises RuleBroken with the first gate that stops it.
    """
    if consultation.stage is not Stage.DRAFT:
        raise RuleBroken(_dl("This consultation has been launched already."))
    rules.check_days(consultation.opens_on, consultation.closes_on, today())
    made = launch.source(consultation)
    gates = launch.gates(made, signed=signed, by_author=consultation.created_by == actor.id)
    publishing_rules.check_gates(gates)
    papers = launch.documents(made, publishing_rules.honest_lines(gates))
    edition = publishing.freeze(
        actor=actor,
        subject=consultation,
        documents=papers,
        cards={key: launch.card(body) for key, body in papers.items()},
        meaning=launch.meaning(made),
    )
    if consultation.created_by != actor.id:
        second = ApprovalKind.SECOND_PERSON
        publishing.approve(actor=actor, kind=second, subject=consultation, text_hash=edition.hash)
    consultation.edition_id = edition.id
    consultation.stage = Stage.SCHEDULED
    consultation.scheduled_at = now()
    record(Action.CONSULTATION_SCHEDULED, consultation, actor=actor)
    return consultation


def move(*, actor: Any, consultation: Consultation, to: Stage) -> None:
    """Move a closed consultation on. Raises RuleBroken for a move that skips a stage."""
    rules.check_move(consultation, to, now())
    consultation.stage = to
    record(Action.CONSULTATION_MOVED, consultation, actor=actor, to=to.value)


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
