"""Drafts and responses, made with the real commands."""

from datetime import timedelta

from engage.consultations import queries as consultations
from engage.core.clock import today
from engage.responses import commands, rules
from engage.responses.models import Channel, RespondentKind
from tests.counting import not_counted
from tests.factories.accounts import AccountFactory

ANSWERS = {
    "where": "where_0",
    "times": ["times_0", "times_2"],
    "bus": "agree",
    "hard": "The bus stops at eight.",
    "street": "Market Place",
    "postcode": "DA6",
}
SALT = b"a salt for tests"


def asked_of(consultation, language="en_GB"):
    """The form of a consultation in a language."""
    return consultations.questionnaire(consultation, language)


def begun(consultation, *, answers=None, about=None, language="en_GB", **facts):
    """A visit and its draft, saved with some answers."""
    visit = rules.new_visit()
    kind = facts.pop("kind", RespondentKind.INDIVIDUAL)
    draft = commands.begin(visit=visit, consultation=consultation, language=language, kind=kind)
    draft.answers = dict(ANSWERS if answers is None else answers)
    draft.about = about or {}
    commands.save_draft(visit=visit, draft=draft)
    return visit, draft


@not_counted()
def sent(consultation, *, language="en_GB", code=None, **facts):
    """A response sent on the web; `answers`, `about` and `kind` as in `begun`."""
    visit, draft = begun(consultation, language=language, **facts)
    return commands.submit(
        visit=visit,
        draft=draft,
        consultation=consultation,
        asked=asked_of(consultation, language),
        grace=timedelta(minutes=60),
        code=code or rules.mint(SALT),
    )


@not_counted()
def entered(consultation, *, language="en_GB", answers=None, **facts):
    """A response entered by staff from a paper form."""
    return commands.enter(
        actor=facts.pop("actor", None) or AccountFactory(),
        consultation=consultation,
        asked=asked_of(consultation, language),
        answers=ANSWERS if answers is None else answers,
        **{"channel": Channel.PAPER, "received_on": today(), **facts},
    )
