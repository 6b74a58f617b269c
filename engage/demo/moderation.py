"""Answers on their way to the public list, read by two people; and worries about a person."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import current_app

from engage.accounts.models import Account, Role
from engage.consultations import queries as consultations
from engage.core.i18n import SOURCE
from engage.demo import files
from engage.demo.calendar import work_on
from engage.demo.consultations import keys
from engage.demo.responses import Sent
from engage.demo.world import person
from engage.responses import queries as responses
from engage.responses.commands import concerns, finding
from engage.responses.commands import publication as commands
from engage.responses.models import ConcernState, RedactionReason
from engage.responses.queries import concerns as worries
from engage.responses.queries import publication as queries
from engage.responses.rules import redaction as rules

_FIRST = frozenset({"published", "checked_once"})
Act = Callable[[queries.Moderated, Mapping[str, Any], Account], None]


def publish(slug: str, sent: Sequence[Sent]) -> None:
    """Find what may be shown, let two people read what was written down, and publish it."""
    days = files.consultation(slug)["published"]
    with work_on(days["found"]):
        finding.find_new(actor=None, consultation_id=consultations.by_slug(slug).id)
    chosen = [each for each in sent if each.reply.said.get("publish") in _FIRST]
    with work_on(days["first"]):
        check_each(slug, chosen, person(Role.ANALYST), first_check)
    chosen = [each for each in chosen if each.reply.said["publish"] == "published"]
    with work_on(days["second"]):
        check_each(slug, chosen, person(Role.ENGAGEMENT_LEAD), second_check)
    with work_on(days["out"]):
        commands.publish_ready()


def check_each(slug: str, sent: Sequence[Sent], actor: Account, act: Act) -> None:
    """Let somebody read these answers, and act on each."""
    for each in sent:
        act(_seen(slug, each.response_id), each.reply.said, actor)


def _seen(slug: str, response_id: UUID) -> queries.Moderated:
    """An answer in the queue, as staff see it now."""
    consultation = consultations.by_slug(slug)
    found = queries.of_response(response_id)
    assert found is not None, "it was found before"
    asked = consultations.questionnaire(consultation, SOURCE)
    return queries.moderated(consultation, asked, found.id)


def first_check(one: queries.Moderated, said: Mapping[str, Any], actor: Account) -> None:
    """Take out what must not be shown, and ask for a second reader."""
    slug = consultations.by_id(one.response.consultation_id).slug
    for text in one.texts:
        for mark in filter(rules.is_open, text.redactions):
            commands.accept(actor=actor, one=one, redaction=mark, reason=text.reason_of(mark))
    for words, reason in said.get("take_out", ()):
        commands.mark(
            actor=actor,
            one=one,
            question_key=keys(consultations.by_slug(slug))[said["question"]].question,
            words=words,
            reason=RedactionReason(reason),
        )
    now = _seen(slug, one.response.id)
    commands.finish(actor=actor, one=now, seen=now.seen, ask_second=True)


def second_check(one: queries.Moderated, _said: Mapping[str, Any], actor: Account) -> None:
    """Agree with the first reader."""
    commands.finish(actor=actor, one=one, seen=one.seen, ask_second=False)


def worry(slug: str, sent: Sequence[Sent]) -> None:
    """Raise the concerns that were written down; one of them was looked at and closed."""
    written = files.consultation(slug)["concerns"]
    for each in sent:
        if "concern" in each.reply.said:
            _concern(each.response_id, written[each.reply.said["concern"]])


def _concern(response_id: UUID, written: Any) -> None:
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    with work_on(written["raised"], 11.0):
        concerns.raise_concern(
            actor=person(Role.ANALYST),
            response=responses.by_id(response_id),
            note=written["note"],
            address=f"{base}/desk/concerns/",
        )
    lead = person(Role.SAFEGUARDING_LEAD)
    with work_on(written["taken"], 15.0):
        concerns.take(actor=lead, concern=_raised(response_id).concern)
    if "closed" in written:
        with work_on(written["closed"], 16.0):
            raised, outcome = _raised(response_id), written["outcome"]
            concerns.close(actor=lead, raised=raised, outcome=outcome, release=True)


def _raised(response_id: UUID) -> worries.Raised:
    """The concern about an answer as its lead sees it."""
    lines = worries.concerns(ConcernState.OPEN, 1).items
    found = next(each for each in lines if each.concern.response_id == response_id)
    return worries.raised(found.concern.id)
