"""Themes and sorted answers, made with the real commands."""

from engage.accounts.models import Role
from engage.analysis import commands
from tests.counting import not_counted
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import closed_consultation, open_consultation
from tests.factories.responses import ANSWERS, entered


def analyst():
    """Somebody who sorts answers."""
    return AccountFactory(role=Role.ANALYST)


@not_counted()
def consultation_with_answers(count=3, *, closed=False, **facts):
    """A consultation with so many answers entered from paper: (consultation, responses)."""
    made = closed_consultation(**facts) if closed else open_consultation(**facts)
    actor = AccountFactory()
    return made, [entered(made, actor=actor, answers=told(at)) for at in range(count)]


def told(at):
    """The answers of person number `at`: they differ in what was chosen and said."""
    return {
        **ANSWERS,
        "where": f"where_{at % 2}",
        "hard": f"Person {at} says: the bus stops at eight.\nAnd it is dark.",
    }


def theme(consultation, name="Getting there by bus", **facts):
    """A theme of a consultation."""
    return commands.create_theme(
        actor=facts.pop("actor", None) or analyst(), consultation=consultation, name=name, **facts
    )


def tagged(response, *themes, question="hard", about=(), actor=None):
    """File one answer under themes."""
    return commands.tag(
        actor=actor or analyst(),
        response=response,
        question_key=question,
        themes=[each.id for each in themes],
        about=about,
    )
