"""Answers that may be published, and how far they are, made with the real commands."""

from engage.accounts.models import Role
from engage.consultations import queries as consultations
from engage.core.i18n import SOURCE
from engage.responses.commands import finding
from engage.responses.commands import publication as commands
from engage.responses.models import AgeGroup, Permission, RedactionReason
from engage.responses.queries import publication as queries
from engage.responses.rules import flags
from engage.responses.rules import redaction as rules
from tests.counting import not_counted
from tests.factories.accounts import AccountFactory
from tests.factories.responses import ANSWERS, entered

PLAIN = "The bus stops at eight."


def analyst():
    """Somebody who may check answers."""
    return AccountFactory(role=Role.ANALYST)


def allowed(consultation, words=PLAIN, *, street="", **facts):
    """An answer of an adult who lets us show it; `facts` are columns of Response."""
    said = {key: each for key, each in ANSWERS.items() if key not in {"hard", "street"}}
    texts = {key: each for key, each in {"hard": words, "street": street}.items() if each}
    language = facts.pop("language", SOURCE)
    response = entered(consultation, language=language, answers={**said, **texts})
    known = {"permission": Permission.YES, "language": language, "age_group": AgeGroup.ADULT}
    for name, value in {**known, **facts}.items():
        setattr(response, name, value)
    return response


def queued(consultation, words=PLAIN, **facts):
    """Such an answer in the queue, as staff see it."""
    response = allowed(consultation, words, **facts)
    finding.find_new(actor=None)
    return seen(consultation, response)


def seen(consultation, response):
    """An answer in the queue as staff see it now."""
    asked = consultations.questionnaire(consultation, SOURCE)
    row = queries.of_response(response.id)
    return queries.moderated(consultation, asked, row.id)


def again(consultation, one):
    """The same, read anew."""
    return seen(consultation, one.response)


def settled(consultation, one, actor, *, take_out=True, reason=RedactionReason.PERSONAL):
    """The same with each suggestion accepted or rejected."""
    for mark in [each for each in one.redactions if rules.is_open(each)]:
        if take_out:
            commands.accept(actor=actor, one=one, redaction=mark, reason=reason)
        else:
            commands.lift(actor=actor, one=one, redaction=mark)
    return again(consultation, one)


@not_counted()
def checked(consultation, one, actor=None, *, ask_second=False):
    """The same after a check by somebody; another one when nobody is named."""
    actor = actor or analyst()
    commands.finish(actor=actor, one=one, seen=one.seen, ask_second=ask_second)
    return again(consultation, one)


@not_counted()
def published(consultation, words=PLAIN, *, reason=RedactionReason.PERSONAL, **facts):
    """An answer on the public list, checked by two people, with what was suggested taken out."""
    one = queued(consultation, words, **facts)
    one = settled(consultation, one, analyst(), reason=reason)
    one = checked(consultation, one, ask_second=True)
    checked(consultation, one)
    commands.publish_ready()
    return again(consultation, one)


def nobody_drawn(monkeypatch):
    """No answer is drawn for a second look."""
    monkeypatch.setattr(flags, "drawn", lambda: False)
