"""Programmes with phases, as staff make them, with the real commands."""

from datetime import timedelta

from engage.accounts.models import Role
from engage.consultations.commands import programmes as commands
from engage.core.clock import today
from engage.core.db import db
from tests.factories.accounts import AccountFactory

PHASES = (
    ("Listening", "A report of what people said", -90, -30),
    ("Choosing", "Two or three options", -29, 20),
    ("Opening", "", 60, 200),
)


def programme(title="Care closer to home", *, summary="Step by step.", phases=PHASES, actor=None):
    """A programme. A phase is (title, output, first day, last day), in days from today."""
    actor = actor or AccountFactory(role=Role.ENGAGEMENT_LEAD)
    made = commands.create(actor=actor, title=title, summary=summary)
    for name, output, first, last in phases:
        commands.add_phase(
            actor=actor,
            programme=made,
            title=name,
            output=output,
            starts_on=today() + timedelta(days=first),
            ends_on=today() + timedelta(days=last),
        )
    db.session.flush()
    db.session.commit()
    return made
