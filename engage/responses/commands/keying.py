"""Key a paper form; draw a part of them; key it again, blind; settle what differs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, insert, select

from engage.accounts.models import Account
from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations.models import Consultation
from engage.consultations.rules import AskedQuestion, Questionnaire
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.places import queries as places
from engage.responses.commands.entry import enter_for
from engage.responses.commands.paper import key_all_twice
from engage.responses.models import (
    Keying,
    PaperBatch,
    PaperForm,
    Response,
    ResponseVersion,
    SavedDraft,
)
from engage.responses.queries import paper as queries
from engage.responses.rules import entry as entering
from engage.responses.rules import keying as rules

_versions: Any = ResponseVersion.__table__
_drafts: Any = SavedDraft.__table__


def key_form(
    *,
    actor: Account,
    consultation: Consultation,
    asked: Questionnaire,
    batch: PaperBatch,
    number: int | None,
    answers: Mapping[str, Any],
    facts: entering.Facts,
) -> Response:
    """Key a form that came back. `number` is the one printed on it; None in the batch without.

    Who is not said to have read it in another format read it as it was printed.
    Raises RuleBroken for a number that was not printed or was keyed before, and as `enter_for`.
    """
    form = _form(batch, number)
    facts = replace(facts, variant=facts.variant or batch.variant)
    response = enter_for(
        actor=actor, consultation=consultation, asked=asked, answers=answers, facts=facts
    )
    db.session.add(
        Keying(
            response_id=response.id,
            batch_id=batch.id,
            keyed_by=actor.id,
            chosen=batch.all_twice,
        )
    )
    if form is not None:
        _bind(form, response)
    record(Action.PAPER_KEYED, response, actor=actor, form=number)
    db.session.flush()
    return response


def _form(batch: PaperBatch, number: int | None) -> PaperForm | None:
    if not batch.size:
        return None
    printed = number is not None and 1 <= number <= batch.size
    found = queries.form(batch.id, number) if printed and number else None
    if found is None:
        message = _dl("Enter the number on the form, from 1 to %(last)s.")
        raise RuleBroken(message, "number", last=batch.size)
    if found.response_id is not None:
        raise RuleBroken(_dl("This form was keyed before. Check the number."), "number")
    return found


def _bind(form: PaperForm, response: Response) -> None:
    """Bind a printed form to the answer keyed from it: its code now opens that answer.

    An empty draft behind the code goes away. One that somebody wrote in stays, and so does an
    answer sent with the code: then the code stays with it, and a person decides about the two.
    """
    form.response_id = response.id
    wanted = select(Response.id).where(Response.code_lookup == form.code_lookup)
    if db.session.scalar(wanted) is None and not queries.draft_was_used(form.code_lookup):
        db.session.execute(delete(_drafts).where(_drafts.c.code_lookup == form.code_lookup))
        response.code_lookup = form.code_lookup


def draw(*, actor: Account, batch: PaperBatch) -> int:
    """Draw forms for a second keying, so that enough are drawn; how many were drawn now.

    Raises RuleBroken when enough were drawn before.
    """
    so_far = queries.progress(batch)
    chosen = rules.drawn(
        queries.not_chosen(batch.id), so_far.keyed, so_far.chosen, all_twice=batch.all_twice
    )
    if not chosen:
        raise RuleBroken(_dl("Enough forms are drawn. Key more forms first."))
    for each in chosen:
        each.chosen = True
    record(Action.KEYING_DRAWN, batch, actor=actor, forms=len(chosen))
    db.session.flush()
    return len(chosen)


def key_again(
    *,
    actor: Account,
    batch: PaperBatch,
    keyed: queries.Keyed,
    questions: Sequence[AskedQuestion],
    answers: Mapping[str, Any],
) -> list[str]:
    """Key a drawn form a second time; returns the questions on which the two differ.

    `answers` are those on their own path. Nothing to settle: it is settled at once. Raises
    RuleBroken for whoever keyed it first, and for a form not drawn or keyed again before.
    """
    keying = keyed.keying
    done = keying.second_by is not None
    rules.check_second(keying.keyed_by, actor.id, chosen=keying.chosen, done=done)
    keying.second_by, keying.second_answers = actor.id, dict(answers)
    keying.fields = len(rules.compared(questions))
    keying.differs = rules.differences(questions, keyed.response.answers, answers)
    record(Action.KEYED_AGAIN, keyed.response, actor=actor, differs=list(keying.differs))
    if not keying.differs:
        _close(actor, batch, keying, wrong=0)
    db.session.flush()
    return keying.differs


def settle(
    *,
    actor: Account,
    batch: PaperBatch,
    keyed: queries.Keyed,
    asked: Questionnaire,
    ways: Mapping[str, str],
    anew: Mapping[str, Any],
) -> int:
    """Settle each difference: the first, the second, or a new one; how many the first had wrong.

    A changed answer is a new version. When over one field in a hundred was wrong, the whole batch
    is keyed twice. Raises RuleBroken for a difference left open, or when it was settled before.
    """
    keying, response = keyed.keying, keyed.response
    if keying.second_answers is None or keying.settled_at is not None:
        raise RuleBroken(_dl("There is nothing to settle on this form."))
    first = dict(response.answers)
    right = rules.settled(keying.differs, ways, first, keying.second_answers, anew)
    right = entering.on_path(asked, right, response.respondent_kind).answers
    wrong = len(rules.differences(asked.questions, first, right))
    if right != first:
        entering.check_not_frozen(queries.consultation_of(batch))
        _change(response, asked, right)
    _close(actor, batch, keying, wrong=wrong)
    db.session.flush()
    return wrong


def _change(response: Response, asked: Questionnaire, answers: Mapping[str, Any]) -> None:
    """The settled answers become the newest version."""
    district = entering.district_of(asked, answers)
    response.answers = dict(answers)
    response.current_version += 1
    response.district = district
    response.area_id = places.area_of_district(district) if district else None
    version = {
        "response_id": response.id,
        "number": response.current_version,
        "answers": response.answers,
        "language": response.language,
    }
    db.session.execute(insert(_versions), version)


def _close(actor: Account, batch: PaperBatch, keying: Keying, *, wrong: int) -> None:
    keying.wrong, keying.second_answers = wrong, None
    keying.settled_by, keying.settled_at = actor.id, now()
    record(Action.KEYING_SETTLED, keying, actor=actor, wrong=wrong, fields=keying.fields)
    db.session.flush()
    so_far = queries.progress(batch)
    if rules.too_many_wrong(so_far.wrong, so_far.fields) and not batch.all_twice:
        key_all_twice(actor=actor, batch=batch)
