"""What a consultation asks and what it offers to read, piece by piece."""

from typing import Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import rules
from engage.consultations.models import (
    Choice,
    Consultation,
    Kind,
    Option,
    Paper,
    Question,
    QuestionPage,
)
from engage.consultations.rules.building import new_key
from engage.core.db import db


def add_option(*, actor: Any, consultation: Consultation, position: int) -> Option:
    """Add a way things could go; its texts are Wordings."""
    row = Option(consultation_id=consultation.id, key=new_key(), position=position)
    db.session.add(row)
    record(Action.CONSULTATION_CHANGED, consultation, actor=actor, added="option")
    return row


def add_paper(*, actor: Any, consultation: Consultation, position: int) -> Paper:
    """Add something to read; its texts are Wordings."""
    row = Paper(consultation_id=consultation.id, key=new_key(), position=position)
    db.session.add(row)
    record(Action.CONSULTATION_CHANGED, consultation, actor=actor, added="paper")
    return row


def add_page(*, actor: Any, consultation: Consultation, position: int) -> QuestionPage:
    """Add a page to the form."""
    row = QuestionPage(consultation_id=consultation.id, position=position, questions=[])
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
    scale = kind is Kind.AGREE_SCALE
    keys = list(rules.AGREE_KEYS) if scale else [new_key() for _ in range(choices)]
    row = Question(key=key or new_key(), kind=kind, position=position, **facts)
    row.choices = [Choice(key=each, position=place) for place, each in enumerate(keys)]
    page.questions.append(row)
    record(Action.CONSULTATION_CHANGED, consultation, actor=actor, added="question")
    return row
