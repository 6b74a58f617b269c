"""Try a form out before it is public. What is tried stands in a table of its own."""

from collections.abc import Mapping
from typing import Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations.models import Consultation
from engage.consultations.rules import path
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.responses import rules
from engage.responses.models import RespondentKind, Trial
from engage.responses.queries import trials as queries

MOST_KEPT = 200
"""The most trials of one consultation that are kept."""


def begin_trial(
    *,
    actor: Any,
    consultation: Consultation,
    language: str,
    respondent_kind: RespondentKind,
    body: Mapping[str, Any],
) -> Trial:
    """Begin a run through the form as it stands now; `body` is its document in the language.

    Raises RuleBroken for a form without a page, and when too many trials are kept.
    """
    if not body["pages"]:
        raise RuleBroken(_dl("Add a page with a question first."))
    if len(queries.trials(consultation.id)) >= MOST_KEPT:
        raise RuleBroken(_dl("Remove some trials first."))
    row = Trial(
        consultation_id=consultation.id,
        account_id=actor.id,
        language=language,
        respondent_kind=respondent_kind.value,
        body=dict(body),
    )
    db.session.add(row)
    record(Action.TRIAL_BEGUN, row, actor=actor, language=language)
    return row


def keep_trial(*, actor: Any, trial: Trial, answers: Mapping[str, Any]) -> None:
    """Keep what was answered so far. Raises RuleBroken once it was sent."""
    _check_open(trial)
    trial.answers = dict(answers)


def send_trial(*, actor: Any, trial: Trial) -> None:
    """Send a trial: only answers on the path are kept, as with a real one.

    Raises RuleBroken with the key of the first question that is answered wrongly.
    """
    _check_open(trial)
    pages = queries.form_of(trial).pages
    way = path(pages, trial.answers, trial.respondent_kind)
    asked = [each for each in rules.questions_on(pages, way) if queries.is_tried(each)]
    for broken in rules.problems(asked, way.answers).errors.values():
        raise broken
    trial.answers = way.answers
    trial.sent_at = now()
    record(Action.TRIAL_SENT, trial, actor=actor)


def remove_trial(*, actor: Any, trial: Trial) -> None:
    """Remove a trial for good."""
    record(Action.TRIAL_REMOVED, trial, actor=actor)
    db.session.delete(trial)


def _check_open(trial: Trial) -> None:
    if trial.sent_at is not None:
        raise RuleBroken(_dl("This trial was sent. Begin another one."))
