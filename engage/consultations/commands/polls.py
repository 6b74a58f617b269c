"""Enter elections, so that nothing starts near one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import rules
from engage.consultations.models import Poll, PollArea
from engage.core.db import db
from engage.places.models import Area


def add_poll(
    *, actor: Any, name: str, notice_on: date, polls_on: date, areas: Sequence[Area]
) -> Poll:
    """Add an election by the day of its notice, its polling day and its areas; none means all.

    Raises RuleBroken for no name or days out of order.
    """
    rules.check_poll(name, notice_on, polls_on)
    row = Poll(name=name.strip(), notice_on=notice_on, polls_on=polls_on)
    row.areas = [PollArea(area_id=area.id) for area in areas]
    db.session.add(row)
    record(Action.POLL_ADDED, row, actor=actor)
    return row


def remove_poll(*, actor: Any, poll: Poll) -> None:
    """Take out an election that was entered by mistake or was called off."""
    record(Action.POLL_REMOVED, poll, actor=actor)
    for area in list(poll.areas):
        db.session.delete(area)
    db.session.flush()
    db.session.delete(poll)
