"""Elections, and the days between their notice and the vote."""

from collections.abc import Iterable
from datetime import date

from engage.consultations.models import Consultation, Poll, Stage
from engage.core.errors import RuleBroken
from engage.core.i18n import _d, _dl, format_day
from engage.core.text import is_longer

LONGEST_NAME = 200


def in_window(poll: Poll, day: date) -> bool:
    """Whether a day lies between the notice of an election and its polling day, both included."""
    return poll.notice_on <= day <= poll.polls_on


def polls_in_the_way(
    consultation: Consultation, polls: Iterable[Poll], today: date
) -> tuple[str, ...]:
    """The names of the elections in whose window it would open or close.

    `polls` are those of its areas. One whose first day has passed would open today.
    Source: Local Government Act 1986 s.2 and the code of recommended practice on publicity.
    """
    days = (max(consultation.opens_on, today), consultation.closes_on)
    return tuple(poll.name for poll in polls if any(in_window(poll, day) for day in days))


def days_near(consultation: Consultation, poll: Poll, today: date) -> frozenset[str]:
    """Which of its days to come lie in the window of an election: opens_on, closes_on.

    What was stopped, or has opened, does not open any more.
    """
    found = set()
    opens = consultation.stage is Stage.SCHEDULED and consultation.opens_on > today
    if opens and in_window(poll, consultation.opens_on):
        found.add("opens_on")
    if consultation.closes_on >= today and in_window(poll, consultation.closes_on):
        found.add("closes_on")
    return frozenset(found)


def what_to_do(consultation: Consultation, poll: Poll, today: date) -> str:
    """What staff do about an election that was entered after the launch."""
    day = format_day(poll.polls_on)
    if "opens_on" in days_near(consultation, poll, today):
        return _d(
            "It would open near “%(poll)s”. Stop it until %(day)s, or ask the monitoring officer.",
            poll=poll.name,
            day=day,
        )
    return _d(
        "It would close near “%(poll)s”. Move the closing day past %(day)s.",
        poll=poll.name,
        day=day,
    )


def goes_on(consultation: Consultation, today: date) -> date:
    """The day from which it would take answers when it goes on today after a stop."""
    return max(consultation.opens_on, today)


def check_go_on(polls: Iterable[Poll], agreed_by: str, day: date) -> tuple[str, ...]:
    """The elections in whose window it would go on after a stop. `day`: see `goes_on`.

    Raises RuleBroken where there is one and no monitoring officer agreed: nothing starts near one.
    """
    near = [poll for poll in polls if in_window(poll, day)]
    if is_longer(agreed_by, LONGEST_NAME):
        raise RuleBroken(_dl("Make the name shorter. It takes 200 letters."), "agreed_by")
    if near and not agreed_by.strip():
        message = _dl("%(poll)s is near. Go on after %(day)s, or name the officer who agreed.")
        over = format_day(near[0].polls_on)
        raise RuleBroken(message, "agreed_by", poll=near[0].name, day=over)
    return tuple(poll.name for poll in near)


def check_no_poll_near(closes_on: date, polls: Iterable[Poll]) -> None:
    """Raises RuleBroken for a closing day in the window of an election of its areas."""
    for poll in polls:
        if in_window(poll, closes_on):
            message = _dl("Choose a day outside %(poll)s: nothing closes near an election.")
            raise RuleBroken(message, "closes_on", poll=poll.name)


def check_poll(name: str, notice_on: date, polls_on: date) -> None:
    """Raises RuleBroken for an election without a name, or with its days out of order."""
    if not name.strip():
        raise RuleBroken(_dl("Enter the name of the election"), "name")
    if polls_on < notice_on:
        raise RuleBroken(_dl("Choose a polling day after the notice."), "polls_on")
