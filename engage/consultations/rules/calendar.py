"""What runs at the same time, for the same people or about the same thing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from uuid import UUID

MOST_AT_ONCE = 3
"""How many consultations one area may be asked at once before we say so; a setting may differ."""
_DAY = timedelta(days=1)
Parents = Mapping[UUID, UUID | None]


@dataclass(frozen=True)
class Asking:
    """One consultation on the calendar: who is asked, about what, from which day to which."""

    id: UUID
    starts_on: date
    ends_on: date
    areas: frozenset[UUID]
    topic: UUID


@dataclass(frozen=True)
class Overlap:
    """Two consultations that share days, and areas or a topic."""

    first: UUID
    second: UUID
    starts_on: date
    ends_on: date
    areas: frozenset[UUID]
    topic: UUID | None


@dataclass(frozen=True)
class Crowd:
    """Days on which one area is asked by more consultations than is kind."""

    area: UUID
    starts_on: date
    ends_on: date
    asking: frozenset[UUID]


def shared_days(first: tuple[date, date], second: tuple[date, date]) -> tuple[date, date] | None:
    """The days that two stretches share, both ends counted; None when they share none."""
    start, end = max(first[0], second[0]), min(first[1], second[1])
    return (start, end) if start <= end else None


def line_of(area: UUID, parents: Parents) -> list[UUID]:
    """An area and all it is part of, smallest first."""
    found: list[UUID] = []
    at: UUID | None = area
    while at is not None and at not in found:
        found.append(at)
        at = parents.get(at)
    return found


def shared_areas(
    first: Iterable[UUID], second: Iterable[UUID], parents: Parents
) -> frozenset[UUID]:
    """The areas in which both ask people: the smaller of two that are one within the other.

    An area within another that is found is left out, since the bigger one says it.
    """
    ours, theirs = frozenset(first), frozenset(second)
    found = frozenset(
        one
        for some, others in ((ours, theirs), (theirs, ours))
        for one in some
        if not others.isdisjoint(line_of(one, parents))
    )
    return frozenset(one for one in found if found.isdisjoint(line_of(one, parents)[1:]))


def overlap(one: Asking, other: Asking, parents: Parents) -> Overlap | None:
    """Where two consultations share days and also people or their topic; None where they do not."""
    days = shared_days((one.starts_on, one.ends_on), (other.starts_on, other.ends_on))
    areas = shared_areas(one.areas, other.areas, parents)
    topic = one.topic if one.topic == other.topic else None
    if days is None or not (areas or topic):
        return None
    first, second = sorted((one, other), key=lambda each: (each.starts_on, each.id))
    return Overlap(first.id, second.id, *days, areas, topic)


def overlaps(asking: Sequence[Asking], parents: Parents) -> list[Overlap]:
    """Every pair that overlaps, earliest shared day first."""
    pairs = (overlap(one, other, parents) for one, other in combinations(asking, 2))
    found = [each for each in pairs if each]
    return sorted(found, key=lambda each: (each.starts_on, each.ends_on, each.first, each.second))


def crowds(asking: Sequence[Asking], parents: Parents, most: int = MOST_AT_ONCE) -> list[Crowd]:
    """The days on which more than `most` ask the people of one area, earliest first.

    A consultation about a bigger area asks the people of its parts too. An area is left out where
    the bigger area tells the very same. Each stretch of days is as long as the number stays above.
    """
    named = sorted({area for each in asking for area in each.areas})
    found = {area: _crowded(area, asking, parents, most) for area in named}
    return sorted(
        (
            crowd
            for area, some in found.items()
            for crowd in some
            if not _told_above(crowd, found, line_of(area, parents)[1:])
        ),
        key=lambda each: (each.starts_on, each.ends_on, each.area),
    )


def _told_above(crowd: Crowd, found: Mapping[UUID, Sequence[Crowd]], above: list[UUID]) -> bool:
    mine = (crowd.starts_on, crowd.ends_on, crowd.asking)
    bigger = [each for area in above for each in found.get(area, ())]
    return any((each.starts_on, each.ends_on, each.asking) == mine for each in bigger)


def _crowded(area: UUID, asking: Sequence[Asking], parents: Parents, most: int) -> list[Crowd]:
    line = line_of(area, parents)
    here = [each for each in asking if not each.areas.isdisjoint(line)]
    turns = {each.starts_on for each in here} | {each.ends_on + _DAY for each in here}
    found: list[Crowd] = []
    for start, after in zip(sorted(turns), sorted(turns)[1:], strict=False):
        at_once = frozenset(each.id for each in here if each.starts_on <= start <= each.ends_on)
        if len(at_once) <= most:
            continue
        before = found.pop() if found and found[-1].ends_on + _DAY == start else None
        began = before.starts_on if before else start
        all_of_it = at_once | before.asking if before else at_once
        found.append(Crowd(area, began, after - _DAY, all_of_it))
    return found


def months_from(day: date, number: int) -> list[date]:
    """The first days of so many months, from the month of a day."""
    start = day.year * 12 + day.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(start, start + number)]


def month_place(day: date, first: date) -> float:
    """Where the morning of a day lies, in months of equal length from the first of a month."""
    months = (day.year - first.year) * 12 + day.month - first.month
    after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return months + (day.day - 1) / (after - day.replace(day=1)).days


def bar(days: tuple[date, date], first: date, months: int) -> tuple[float, float] | None:
    """Where a bar begins and how long it is, in months, cut at both ends of the picture.

    None when no day of it is in the picture.
    """
    begin = max(0.0, month_place(days[0], first))
    end = min(float(months), month_place(days[1] + _DAY, first))
    return (round(begin, 3), round(end - begin, 3)) if begin < end else None
