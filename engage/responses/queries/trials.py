"""Runs through a form that staff made to try it out. They are never counted."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engage.accounts.models import Account
from engage.consultations.models import Consultation, Kind
from engage.consultations.queries import launch, sources
from engage.consultations.rules import AskedQuestion, Questionnaire, questionnaire_of
from engage.core.db import db
from engage.core.errors import NotFound
from engage.responses.models import Trial


def trials(consultation_id: UUID) -> Sequence[tuple[Trial, str]]:
    """Every trial of a consultation with the name of whoever made it, newest first."""
    wanted = (
        select(Trial, Account.name)
        .join(Account, Account.id == Trial.account_id)
        .where(Trial.consultation_id == consultation_id)
        .order_by(Trial.created_at.desc(), Trial.id.desc())
    )
    return [(row[0], row[1]) for row in db.session.execute(wanted)]


def trial(consultation_id: UUID, trial_id: UUID) -> Trial:
    """One trial of this consultation. Raises NotFound."""
    found = db.session.get(Trial, trial_id)
    if found is None or found.consultation_id != consultation_id:
        raise NotFound
    return found


def form_of(row: Trial) -> Questionnaire:
    """The form a trial runs on: as it stood when the trial began."""
    return questionnaire_of(row.consultation_id, "", row.language, row.body)


def body_now(consultation: Consultation, language: str) -> dict[str, Any]:
    """The document of a consultation in a language, made from what is written now.

    Raises NotFound for a language that is not promised.
    """
    made = sources.source(consultation)
    found = launch.documents(made, []).get((language, ""))
    if found is None:
        raise NotFound
    return found


def is_tried(question: AskedQuestion) -> bool:
    """Whether a question is answered in a trial: files are not kept there."""
    return question.kind is not Kind.FILE
