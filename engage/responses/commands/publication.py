"""Find answers to publish, take parts out, finish a check, publish, take down."""

from uuid import UUID

from sqlalchemy import delete

from engage.accounts.models import Account
from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.core.clock import now, today
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import SOURCE, _dl
from engage.responses.models import (
    Publication,
    PublicationState,
    Redaction,
    RedactionReason,
    Response,
)
from engage.responses.queries import publication as queries
from engage.responses.rules import flags
from engage.responses.rules import redaction as rules

AT_ONCE = 500


def publish_ready(*, actor: Account | None = None) -> int:
    """Publish every checked answer whose delay has passed; returns how many. Run by the clock.

    First, answers that may not be shown any more are taken down, and new ones are found.
    """
    for gone in queries.unfit():
        _take_down(gone, actor)
    find_new(actor=actor)
    due = queries.ready(now(), AT_ONCE)
    for publication, response, consultation in due:
        marks = queries.redactions_of([publication.id])[publication.id]
        publication.folded = rules.folded(_texts(response, consultation), marks)
        publication.state, publication.published_at = PublicationState.PUBLISHED, now()
        record(Action.RESPONSE_PUBLISHED, publication, actor=actor, response=str(response.id))
    db.session.flush()
    return len(due)


def find_new(*, actor: Account | None, consultation_id: UUID | None = None) -> int:
    """Put answers that may be shown in the queue, with what a machine suggests; returns how many.

    At most 500 at once, of one consultation or of all.
    """
    found = queries.not_found_yet(AT_ONCE, consultation_id)
    for response, consultation in found:
        _put_in_queue(response, _texts(response, consultation))
    if found:
        record(Action.PUBLICATIONS_FOUND, None, actor=actor, count=len(found))
        db.session.flush()
    return len(found)


def _texts(response: Response, consultation: Consultation) -> list[rules.Text]:
    return rules.texts(response.answers, consultations.questionnaire(consultation, SOURCE))


def _put_in_queue(response: Response, said: list[rules.Text]) -> None:
    """A row in the queue; an answer without words is settled at once."""
    publication = Publication(
        consultation_id=response.consultation_id,
        response_id=response.id,
        version_number=response.current_version,
        state=PublicationState.WAITING if said else PublicationState.REFUSED,
    )
    db.session.add(publication)
    db.session.flush()
    marks = rules.suggested(publication.id, said, today())
    words = [text.words for text in said]
    publication.flags = [each.value for each in flags.flags(response, words, bool(marks))]
    db.session.add_all(marks)


def take_down(*, actor: Account | None, response: Response) -> None:
    """Take an answer out of the queue or off the public list at once, with its marks.

    For an answer that is held, changed, taken back or erased. What may still be shown is found
    again by the clock, and checked anew.
    """
    publication = queries.of_response(response.id)
    if publication is not None:
        _take_down(publication, actor)


def _take_down(publication: Publication, actor: Account | None) -> None:
    response = str(publication.response_id)
    record(Action.PUBLICATION_TAKEN_DOWN, publication, actor=actor, response=response)
    db.session.execute(delete(Redaction).where(Redaction.publication_id == publication.id))
    db.session.delete(publication)
    db.session.flush()


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
        kept = [*rules.all_flags(publication, one.redactions), *asked]
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
    record(Action.PUBLICATION_REFUSED, one.publication, actor=actor, reason=reason.value)
    db.session.flush()


def reopen(*, actor: Account, one: queries.Moderated) -> None:
    """Take an answer back to the queue, off the public list if it is there. Marks are kept."""
    publication = one.publication
    publication.state, publication.why, publication.folded = PublicationState.WAITING, "", ""
    publication.first_by = publication.second_by = None
    publication.not_before = publication.published_at = None
    record(Action.PUBLICATION_REOPENED, publication, actor=actor)
    db.session.flush()
