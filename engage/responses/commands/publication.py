"""Find answers to publish, take parts out, finish a check, publish, take down."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from engage.accounts.models import Account
from engage.audit.commands import record, record_each
from engage.audit.models import Action
from engage.consultations import queries as consultations
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import SOURCE, _dl
from engage.core.search import indexed
from engage.responses.commands import finding
from engage.responses.models import (
    Publication,
    PublicationState,
    Redaction,
    RedactionReason,
    Response,
    published_words,
    taken_out,
)
from engage.responses.queries import publication as queries
from engage.responses.queries.words import mark_of
from engage.responses.rules import flags
from engage.responses.rules import redaction as rules


def publish_ready(*, actor: Account | None = None) -> int:
    """Publish checked answers whose delay has passed, 500 at once; returns how many.

    First, answers that may not be shown any more are taken down, and new ones are found.
    """
    finding.find_new(actor=actor)
    return publish_due(actor=actor)


def publish_due(*, actor: Account | None = None) -> int:
    """Publish checked answers whose delay has passed, 500 at once; returns how many."""
    due = queries.ready(now())
    marks = queries.redactions_of([publication.id for publication, _said, _about in due])
    abouts = {about.id: about for _one, _said, about in due}
    forms = {key: consultations.questionnaire(abouts[key], SOURCE) for key in abouts}
    texts = [rules.texts(said.answers, forms[about.id]) for _one, said, about in due]
    listed = [
        (one, rules.folded(said, marks[one.id]))
        for (one, _said, _about), said in zip(due, texts, strict=True)
    ]
    if due:
        _show(listed)
        _log(
            _line(one, mark.made_at, mark.reason)
            for one, _said, _about in due
            for mark in marks[one.id]
            if rules.counts(mark)
        )
        lines = ((one, {"response": str(one.response_id)}) for one, _said, _about in due)
        record_each(Action.RESPONSE_PUBLISHED, lines, actor=actor)
        db.session.expire_all()
    return len(due)


def _show(listed: Sequence[tuple[Publication, str]]) -> None:
    """Put answers on the public list, each with its folded words. Two statements."""
    facts = {"state": PublicationState.PUBLISHED, "published_at": now(), "changed_at": now()}
    wanted = (
        update(Publication)
        .where(Publication.id.in_([one.id for one, _said in listed]))
        .values(version=Publication.version + 1, **facts)
    )
    db.session.connection().execute(wanted)
    rows = [
        {
            "consultation_id": one.consultation_id,
            "publication_id": one.id,
            "words": f"{mark_of(one.consultation_id)} {indexed(said)}",
        }
        for one, said in listed
    ]
    db.session.connection().execute(insert(published_words), rows)


def _line(one: Publication, at: datetime | None, reason: RedactionReason | None) -> dict[str, Any]:
    """A line of the public log; of a whole answer where it is refused."""
    return {
        "consultation_id": one.consultation_id,
        "publication_id": one.id,
        "at": at,
        "reason": reason or RedactionReason.PERSONAL,
        "whole": one.state is PublicationState.REFUSED,
    }


def _log(lines: Iterable[dict[str, Any]]) -> None:
    if rows := list(lines):
        db.session.connection().execute(insert(taken_out), rows)


def take_down(*, actor: Account | None, response: Response) -> None:
    """Take an answer out of the queue or off the public list at once, with its marks.

    For an answer that is held, changed, taken back or erased. What may still be shown is found
    again by the clock, and checked anew.
    """
    publication = queries.of_response(response.id)
    if publication is not None:
        finding.remove(actor=actor, gone=[publication])


def mark(
    *,
    actor: Account,
    one: queries.Moderated,
    question_key: str,
    words: str,
    reason: RedactionReason,
) -> int:
    """Take words out wherever they stand in one text; returns how many places.

    Raises RuleBroken when they stand nowhere, and for an answer that was checked to the end.
    """
    rules.check_editable(one.publication)
    text = next((each.text for each in one.texts if each.text.key == question_key), None)
    if text is None:
        raise RuleBroken(_dl("Choose a text from the list."), "question_key")
    places = rules.places_of(text.words, words)
    known = {(each.question_key, each.start, each.end): each for each in one.redactions}
    for start, end in places:
        row = known.get((question_key, start, end))
        if row is None:
            row = Redaction(
                publication_id=one.publication.id, question_key=question_key, start=start, end=end
            )
            db.session.add(row)
        _confirm(row, reason, actor)
    return len(places)


def accept(
    *, actor: Account, one: queries.Moderated, redaction: Redaction, reason: RedactionReason
) -> None:
    """Take out what was suggested or left in. Raises RuleBroken after the last check."""
    rules.check_editable(one.publication)
    _confirm(redaction, reason, actor)


def _confirm(redaction: Redaction, reason: RedactionReason, actor: Account) -> None:
    redaction.reason, redaction.made_by = reason, actor.id
    redaction.made_at, redaction.lifted_at = now(), None
    db.session.flush()
    record(Action.REDACTION_MADE, redaction, actor=actor, reason=reason.value)


def lift(*, actor: Account, one: queries.Moderated, redaction: Redaction) -> None:
    """Leave words in: reject a suggestion, or undo what was taken out.

    After the first check more would be shown than the first reader agreed to: the checks begin
    again. Raises RuleBroken after the last check.
    """
    rules.check_editable(one.publication)
    redaction.lifted_at = now()
    one.publication.state, one.publication.first_by = PublicationState.WAITING, None
    record(Action.REDACTION_LIFTED, redaction, actor=actor)
    db.session.flush()


def finish(*, actor: Account, one: queries.Moderated, seen: str, ask_second: bool) -> None:
    """Finish a check: the answer waits for a second reader, or for its moment to be published.

    `seen` names the marks as the reader saw them. Raises RuleBroken for open suggestions, marks
    that changed meanwhile, and a second check by the first reader.
    """
    publication = one.publication
    rules.check_finish(publication, one.redactions, actor.id, seen)
    is_first = publication.first_by is None
    if is_first:
        asked = [flags.Flag.ASKED] if ask_second else []
        found = rules.all_flags(publication, one.redactions, foreign=one.beside.needs)
        kept = [*found, *asked]
        publication.flags = [each.value for each in kept]
        publication.second = publication.second or bool(kept) or flags.drawn()
    publication.state, publication.not_before = rules.next_state(publication, now())
    if is_first:
        publication.first_by = actor.id
    else:
        publication.second_by = actor.id
    which = "first" if is_first else "second"
    record(Action.PUBLICATION_CHECKED, publication, actor=actor, which=which)
    db.session.flush()


def refuse(*, actor: Account, one: queries.Moderated, reason: RedactionReason) -> None:
    """Do not publish an answer at all. Raises RuleBroken after the last check."""
    rules.check_editable(one.publication)
    one.publication.state, one.publication.why = PublicationState.REFUSED, reason.value
    one.publication.first_by = one.publication.first_by or actor.id
    _log([_line(one.publication, now(), reason)])
    record(Action.PUBLICATION_REFUSED, one.publication, actor=actor, reason=reason.value)
    db.session.flush()


def reopen(*, actor: Account, one: queries.Moderated) -> None:
    """Take an answer back to the queue, off the public list if it is there. Marks are kept."""
    publication = one.publication
    finding.unlist(actor=actor, publication_ids=[publication.id])
    publication.state, publication.why = PublicationState.WAITING, ""
    publication.first_by = publication.second_by = None
    publication.not_before = publication.published_at = None
    record(Action.PUBLICATION_REOPENED, publication, actor=actor)
    db.session.flush()
