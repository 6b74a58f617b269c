"""Formats that come late: until when people who need one may answer, and what is told of it.

People.md: “BSL comes by 3 December. If you need it, you have until 14 January”: the closing day
moves for that format alone, and a format is never called ready when it is not.
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from engage.consultations.models import Consultation, ConsultationFormat, Format, Stage
from engage.consultations.rules.stages import LIVE, stage_in_force
from engage.core.clock import day_of, start_of
from engage.core.errors import RuleBroken
from engage.core.i18n import _, _dl, format_day

SHORTEST_DAYS = 42
"""Six weeks after a format comes are enough, however long everybody else has; a setting."""
LARGE_PRINT = Format.LARGE_PRINT.variant
_READ_NOW = frozenset({Stage.CLOSED, Stage.ANALYSING})


def format_of(variant: str) -> Format | None:
    """The format that a variant of the address stands for; None for the plain words."""
    return next((each for each in Format if each.variant == variant), None)


# --- until when


def closes_on(consultation: Consultation, row: ConsultationFormat | None) -> date:
    """The last day to answer for people who need a format: never before that of everybody."""
    own = row.closes_on if row else None
    return max(consultation.closes_on, own or consultation.closes_on)


def in_own_time(consultation: Consultation, row: ConsultationFormat | None) -> Consultation:
    """A consultation as people see it who answer in a format: open until that format's own day."""
    return open_until(consultation, closes_on(consultation, row))


def open_until(consultation: Consultation, day: date) -> Consultation:
    """A consultation as it would be with a later closing day; itself where the day is not later.

    A copy apart from the session, to look at only. What is paused or withdrawn stays so.
    """
    if day <= consultation.closes_on:
        return consultation
    names = [column.key for column in Consultation.__table__.columns]
    facts = {name: getattr(consultation, name) for name in names}
    if consultation.stage is Stage.ANALYSING:
        facts["stage"] = Stage.CLOSED
    return Consultation(**{**facts, "closes_on": day})


def still_open(
    consultation: Consultation, rows: Iterable[ConsultationFormat], at: datetime
) -> list[ConsultationFormat]:
    """The formats in which people may still answer, now that everybody else's time is over."""
    if stage_in_force(consultation, at) not in _READ_NOW:
        return []
    return [row for row in rows if at < _end(consultation, row)]


def _end(consultation: Consultation, row: ConsultationFormat) -> datetime:
    return start_of(closes_on(consultation, row) + timedelta(days=1))


def check_all_closed(
    consultation: Consultation, rows: Iterable[ConsultationFormat], at: datetime
) -> None:
    """Raises RuleBroken while people who need a format may still answer (Gunning 3 and 4).

    Nothing is frozen and no final report is out before everybody had their time.
    """
    if open_now := still_open(consultation, rows, at):
        message = _dl("People may still answer in %(format)s until %(day)s. Wait for them.")
        last = max(open_now, key=lambda row: closes_on(consultation, row))
        day = format_day(closes_on(consultation, last))
        raise RuleBroken(message, format=str(last.format.label), day=day)


# --- promises


def least_days(consultation: Consultation, most: int = SHORTEST_DAYS) -> int:
    """How many days people have at least once a format is there.

    As many as everybody has, where that is less than `most`: else so many.
    """
    everybody = (consultation.closes_on - consultation.opens_on).days + 1
    return min(everybody, most)


@dataclass(frozen=True)
class Days:
    """The day by which a format comes, and the last day to answer in it."""

    promised_on: date | None = None
    closes_on: date | None = None


def check_days(
    consultation: Consultation, days: Days, today: date, most: int = SHORTEST_DAYS
) -> None:
    """Raises RuleBroken for days that leave people who need the format less time than fair.

    No days at all are right for a format that will be there at the launch.
    """
    if days.promised_on is None and days.closes_on is None:
        return
    if days.promised_on is None:
        raise RuleBroken(_dl("Enter the day by which it comes."), "promised_on")
    if days.promised_on < today:
        raise RuleBroken(_dl("Choose a day that is still to come."), "promised_on")
    _check_closing(consultation, days.promised_on, days.closes_on, most)


def check_own_closing(consultation: Consultation, days: Days) -> None:
    """Raises RuleBroken when a format that is there would close before everybody, or too late."""
    if days.closes_on is not None:
        day = days.promised_on or consultation.opens_on
        _check_closing(consultation, day, days.closes_on, 0)


def _check_closing(consultation: Consultation, comes: date, closes: date | None, most: int) -> None:
    first = _earliest(consultation, comes, most)
    if closes is None or closes < first:
        raise RuleBroken(
            _dl("Give people who need it until %(day)s or later."),
            "closes_on",
            day=format_day(first),
        )
    if consultation.decision_on is not None and closes >= consultation.decision_on:
        raise RuleBroken(
            _dl("Choose a day before the decision. Or move the decision."), "closes_on"
        )


def _earliest(consultation: Consultation, comes: date, most: int) -> date:
    """The earliest day on which a late format may close."""
    fair = comes + timedelta(days=least_days(consultation, most))
    return max(fair, consultation.closes_on)


def check_later(row: ConsultationFormat, days: Days) -> None:
    """Raises RuleBroken unless public days move later or stay (as the closing day does).

    The day by which it comes may stay where it is there already.
    """
    if row.promised_on and (days.promised_on is None or days.promised_on < row.promised_on):
        raise RuleBroken(
            _dl("Choose a later day. A promised day never moves earlier."), "promised_on"
        )
    if row.closes_on and (days.closes_on is None or days.closes_on < row.closes_on):
        raise RuleBroken(_dl("Choose a later day. A closing day never moves earlier."), "closes_on")
    if (row.promised_on, row.closes_on) == (days.promised_on, days.closes_on):
        raise RuleBroken(_dl("Choose a later day."), "closes_on")


def may_change(consultation: Consultation, row: ConsultationFormat | None, at: datetime) -> bool:
    """Whether people can still answer in a format, or will."""
    stage = stage_in_force(consultation, at)
    waits = row is not None and bool(still_open(consultation, [row], at))
    return stage in LIVE or waits or consultation.edition_id is None


def check_may_change(
    consultation: Consultation, row: ConsultationFormat | None, at: datetime
) -> None:
    """Raises RuleBroken once nobody can answer in a format any more, or it was stopped."""
    if not may_change(consultation, row, at):
        raise RuleBroken(_dl("Everybody’s time to answer is over. A format cannot change now."))


def gate_problem(
    consultation: Consultation,
    row: ConsultationFormat,
    problems: Sequence[str],
    most: int = SHORTEST_DAYS,
) -> str:
    """What to do before a launch that promises a format; empty where nothing is to do.

    It is ready and complete, or comes by a day that leaves people who need it enough time.
    """
    name = str(row.format.label)
    if row.ready_on is not None and not problems:
        return ""
    if row.promised_on is None:
        what: Any = _dl("%(format)s is promised. Make it ready, or say when it comes.", format=name)
        return str(what)
    try:
        _check_closing(consultation, row.promised_on, row.closes_on, most)
    except RuleBroken as broken:
        return f"{name}: {broken}"
    return ""


# --- what people are told


class Standing(enum.StrEnum):
    """How far a promised format is, for the public."""

    READY = "ready"
    COMES = "comes"
    LATE = "late"


def standing(row: ConsultationFormat, on: date) -> Standing | None:
    """How far a format is on a day; None where nothing was promised in public."""
    if row.ready_on is not None:
        return Standing.READY
    if row.promised_on is None:
        return None
    return Standing.COMES if on <= row.promised_on else Standing.LATE


def told(consultation: Consultation, row: ConsultationFormat, at: datetime) -> str:
    """What the page of a consultation says of a format, in one or two short sentences.

    Empty for one that is ready and closes with everything else: its link says enough.
    """
    found = standing(row, day_of(at))
    name, until = str(row.format.label), closes_on(consultation, row)
    own = until > consultation.closes_on and at < _end(consultation, row)
    if found is None or (found is Standing.READY and not own):
        return ""
    need = _("If you need it, you have until %(day)s.", day=format_day(until)) if own else ""
    return " ".join(part for part in (_first(found, name, row), need) if part)


def _first(found: Standing, name: str, row: ConsultationFormat) -> str:
    if found is Standing.READY or row.promised_on is None:
        return _("%(format)s is here now.", format=name)
    day = format_day(row.promised_on)
    if found is Standing.COMES:
        return _("%(format)s comes by %(day)s.", format=name, day=day)
    return _("We promised %(format)s by %(day)s. It is late. We are sorry.", format=name, day=day)


def told_still_open(consultation: Consultation, row: ConsultationFormat) -> str:
    """What a closed page says of a format whose own time goes on."""
    return _(
        "Closed. Still open in %(format)s until %(day)s.",
        format=str(row.format.label),
        day=format_day(closes_on(consultation, row)),
    )


def reworded(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> list[tuple[str, str]]:
    """Old and new words of the questions and choices that stand in both documents of an edition.

    Words are matched by their keys (settled 18); what only one of them has is not a correction.
    """
    old, new = _asked(before or {}), _asked(after or {})
    both = [(old[key], text) for key, text in new.items() if key in old]
    return [(was, text) for was, text in both if was and text and was != text]


def _asked(body: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    words: dict[tuple[str, str], str] = {}
    for question in (each for page in body.get("pages", ()) for each in page["questions"]):
        words |= {(question["key"], field): question[field] for field in ("label", "hint")}
        words |= {(question["key"], f"={one['key']}"): one["label"] for one in question["choices"]}
    return words
