"""Editions of a thing, frozen with the real command."""

from engage.publishing import commands
from engage.publishing.models import Edition
from tests.factories.accounts import AccountFactory, OrganisationFactory


def document(title="A text", **more):
    """What stands in one language of an edition."""
    return {"title": title, **more}


def frozen(subject=None, documents=None, meaning=(), actor=None) -> Edition:
    """An edition: `frozen(documents={("en_GB", ""): document("Parking")})`."""
    papers = documents or {("en_GB", ""): document()}
    return commands.freeze(
        actor=actor or AccountFactory(),
        subject=subject or OrganisationFactory(),
        documents=papers,
        cards={key: {"title": body["title"]} for key, body in papers.items()},
        meaning=list(meaning),
    )
