"""When a consultation is open, and which stage may follow which."""

from datetime import date, datetime, timedelta

from engage.consultations.models import WRITABLE, Consultation, Stage
from engage.core.clock import day_of, start_of
from engage.core.errors import RuleBroken
from engage.core.i18n import _, _dl, format_day, ngettext

CLOSING_SOON_DAYS = 7
RESPONSE_DAYS = 84
USUAL_DAYS = 84
"""Twelve weeks: the custom, not the law (R v Brent LBC ex p Gunning (1985), third principle)."""
SHORTEST_DAYS = 42
"""Under six weeks needs a reason and an approver."""

BY_CLOCK = frozenset({Stage.SCHEDULED, Stage.OPEN, Stage.CLOSED})
"""Stages between which the clock alone moves."""
LIVE = frozenset({Stage.SCHEDULED, Stage.OPEN, Stage.PAUSED})
"""Launched, and not yet closed: its day may move, its words may be corrected."""
OVER = frozenset(
    {
        Stage.CLOSED,
        Stage.ANALYSING,
        Stage.FINAL_PUBLISHED,
        Stage.DECIDED,
        Stage.FED_BACK,
        Stage.ARCHIVED,
    }
)
"""It closed on its day: nobody answers any more."""
PUBLIC = LIVE | OVER | {Stage.WITHDRAWN}
"""Launched: its page is public, unless it was withdrawn before the launch."""
STOPPABLE = WRITABLE | LIVE | {Stage.CLOSED, Stage.ANALYSING, Stage.FINAL_PUBLISHED}
"""Stages before the decision: from each it may be withdrawn."""
_GRACED = frozenset({Stage.CLOSED, Stage.ANALYSING})
_CHANGEABLE = frozenset({Stage.OPEN, Stage.PAUSED, Stage.CLOSED, Stage.ANALYSING, Stage.WITHDRAWN})
_UNANSWERED = frozenset({Stage.CLOSED, Stage.ANALYSING})


def opens_at(consultation: Consultation) -> datetime:
    """The first moment it is open: 00:00 of its first day in the site's zone (settled 20)."""
    return start_of(consultation.opens_on)


def closes_at(consultation: Consultation) -> datetime:
    """The first moment after it: 24:00 of its last day in the site's zone (settled 20)."""
    return start_of(consultation.closes_on + timedelta(days=1))


def stage_in_force(consultation: Consultation, at: datetime) -> Stage:
    """The stage at a moment. Opening and closing follow the clock; the row may lag behind.

    What was paused stays paused past its closing day: it never closes without a word. Staff say
    when it goes on, with a closing day that is still to come, or why it was stopped.
    """
    if consultation.stage not in BY_CLOCK:
        return consultation.stage
    if at < opens_at(consultation):
        return Stage.SCHEDULED
    return Stage.OPEN if at < closes_at(consultation) else Stage.CLOSED


def time_left(consultation: Consultation, at: datetime) -> str:
    """How long there is, in the reader's words: one short sentence for a card."""
    stage = stage_in_force(consultation, at)
    if stage is Stage.SCHEDULED:
        return _("Opens on %(day)s", day=format_day(consultation.opens_on))
    if stage in {Stage.PAUSED, Stage.WITHDRAWN}:
        return str(stage.label)
    if stage is not Stage.OPEN:
        return _("Closed on %(day)s", day=format_day(consultation.closes_on))
    days = (consultation.closes_on - day_of(at)).days
    if days == 0:
        return _("Closes today at midnight")
    return ngettext("%(num)s day left", "%(num)s days left", days)


def closes_soon(consultation: Consultation, at: datetime) -> bool:
    """True when it is open and closes today or within seven days."""
    left = consultation.closes_on - day_of(at)
    open_now = stage_in_force(consultation, at) is Stage.OPEN
    return open_now and left <= timedelta(days=CLOSING_SOON_DAYS)


def may_submit(
    consultation: Consultation, begun_at: datetime, at: datetime, grace: timedelta
) -> bool:
    """Whether an answer begun at one moment may be sent at another (settled 21, 22).

    Open: yes. Closed: only when it was begun before closing, and within the time of grace. Paused
    or withdrawn: no; what was begun is kept.
    """
    stage = stage_in_force(consultation, at)
    if stage is Stage.OPEN:
        return True
    end = closes_at(consultation)
    in_time = opens_at(consultation) <= begun_at < end <= at < end + grace
    return stage in _GRACED and in_time


def is_late(consultation: Consultation, at: datetime) -> bool:
    """Whether an answer sent at this moment is flagged late."""
    return at >= closes_at(consultation)


def may_change_answer(consultation: Consultation, at: datetime) -> bool:
    """Whether somebody may still change an answer that was sent (settled 23, decision 13).

    Until the day the analysis freezes; from that day the report counts what there is.
    """
    frozen = consultation.frozen_on is not None and day_of(at) >= consultation.frozen_on
    return stage_in_force(consultation, at) in _CHANGEABLE and not frozen


NEXT = {
    Stage.DRAFT: (Stage.IN_REVIEW,),
    Stage.IN_REVIEW: (Stage.DRAFT,),
    Stage.CLOSED: (Stage.ANALYSING,),
    Stage.ANALYSING: (Stage.FINAL_PUBLISHED,),
    Stage.FINAL_PUBLISHED: (Stage.DECIDED,),
    Stage.FED_BACK: (Stage.ARCHIVED,),
}
"""Where staff may move it by hand.

Launch, pause, resume, withdrawal and telling people of the decision are deeds of their own.
"""


def check_move(consultation: Consultation, to: Stage, at: datetime) -> None:
    """Raises RuleBroken for a move that skips a stage or comes before closing (Gunning 1)."""
    if to not in NEXT.get(stage_in_force(consultation, at), ()):
        raise RuleBroken(_dl("This consultation cannot move to that stage now."))


def check_pause(consultation: Consultation, at: datetime) -> None:
    """Raises RuleBroken unless it is open now, or launched and about to open."""
    if stage_in_force(consultation, at) not in {Stage.SCHEDULED, Stage.OPEN}:
        raise RuleBroken(_dl("Only what is open, or is about to open, can be stopped."))


def check_resume(consultation: Consultation, at: datetime) -> None:
    """Raises RuleBroken unless it is paused and its closing day is still to come."""
    if consultation.stage is not Stage.PAUSED:
        raise RuleBroken(_dl("Only a consultation that is stopped for a while can go on."))
    if at >= closes_at(consultation):
        raise RuleBroken(_dl("Its closing day has passed. Move the closing day first."))


def check_withdraw(consultation: Consultation, at: datetime) -> None:
    """Raises RuleBroken once the decision was made, or when it is withdrawn already."""
    if stage_in_force(consultation, at) not in STOPPABLE:
        raise RuleBroken(_dl("It is too late to withdraw this. The decision has been made."))


def check_tell_people(consultation: Consultation, at: datetime) -> None:
    """Raises RuleBroken unless it is decided and people were not told of it yet."""
    if stage_in_force(consultation, at) is not Stage.DECIDED:
        raise RuleBroken(_dl("People are told of a decision once it is made, and said so once."))


def check_extend(
    consultation: Consultation, closes_on: date, decision_on: date | None, at: datetime
) -> None:
    """Raises RuleBroken unless the closing day moves later, before it has come (Gunning 3).

    `decision_on`: the day of the decision from now on; it stays after closing.
    """
    if stage_in_force(consultation, at) not in LIVE:
        raise RuleBroken(_dl("This has closed. A closing day moves only before it has come."))
    if closes_on <= consultation.closes_on:
        raise RuleBroken(_dl("Choose a later day. A closing day never moves earlier."), "closes_on")
    if closes_on < day_of(at):
        raise RuleBroken(_dl("Choose a closing day that is still to come."), "closes_on")
    if decision_on is not None and decision_on <= closes_on:
        raise RuleBroken(_dl("Choose a day for the decision after closing."), "decision_on")


def check_freeze(consultation: Consultation, at: datetime) -> None:
    """Raises RuleBroken unless the answers are being read and are not frozen yet."""
    if stage_in_force(consultation, at) is not Stage.ANALYSING:
        raise RuleBroken(_dl("Freeze the answers while they are being read."))
    if consultation.frozen_on is not None:
        raise RuleBroken(_dl("The answers are frozen already."))


def check_days(opens_on: date, closes_on: date, today: date | None = None) -> None:
    """Raises RuleBroken when the days are out of order or, with `today`, already past."""
    if closes_on < opens_on:
        raise RuleBroken(_dl("Choose a closing day after the opening day."), "closes_on")
    if today and closes_on < today:
        raise RuleBroken(_dl("Choose a closing day that is still to come."), "closes_on")


def usual_closing(opens_on: date) -> date:
    """The last day when it is open for twelve weeks, the default."""
    return opens_on + timedelta(days=USUAL_DAYS - 1)


def response_due(closes_on: date) -> date:
    """The last day to answer people: twelve weeks after closing (Consultation Principles 2018)."""
    return closes_on + timedelta(days=RESPONSE_DAYS)


def delay_note_due(consultation: Consultation, promised: date | None, at: datetime) -> bool:
    """Whether staff must now say why the answer is late, and when it comes (as above).

    `promised` is the day that the newest note named; None where there is no note.
    """
    last = max(response_due(consultation.closes_on), promised or date.min)
    return stage_in_force(consultation, at) in _UNANSWERED and day_of(at) > last
