"""What overlaps on the calendar, what is too much at once, and where a bar lies."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.consultations.queries.calendar import Wanted
from engage.consultations.rules import calendar as rules

SCALE, BEXLEY, GREENWICH, SIDCUP = (UUID(int=number) for number in range(1, 5))
PARENTS = {SCALE: None, BEXLEY: SCALE, GREENWICH: SCALE, SIDCUP: BEXLEY}
TEETH, EYES = UUID(int=11), UUID(int=12)
FIRST = date(2026, 3, 1)


def asking(number, start, end, areas=(BEXLEY,), topic=TEETH):
    """A consultation from so many days after 1 March to so many."""
    first, last = (FIRST + timedelta(days=days) for days in (start, end))
    return rules.Asking(UUID(int=100 + number), first, last, frozenset(areas), topic)


stretches = st.tuples(st.integers(0, 40), st.integers(0, 20)).map(lambda two: (two[0], sum(two)))
places = st.frozensets(st.sampled_from(list(PARENTS)), max_size=3)
some_asking = st.builds(
    lambda number, days, areas, topic: asking(number, *days, areas, topic),
    st.integers(0, 10_000),
    stretches,
    places,
    st.sampled_from([TEETH, EYES]),
)
many_asking = st.lists(some_asking, max_size=7, unique_by=lambda each: each.id)


# --- rules: what overlaps


@given(some_asking, some_asking)
def test_an_overlap_is_the_same_from_both_sides(one, other):
    if one.id != other.id:
        assert rules.overlap(one, other, PARENTS) == rules.overlap(other, one, PARENTS)


@given(some_asking, some_asking)
def test_an_overlap_is_exactly_the_days_on_which_both_ask(one, other):
    def days(each):
        return {
            each.starts_on + timedelta(days=n)
            for n in range((each.ends_on - each.starts_on).days + 1)
        }

    both = days(one) & days(other)
    found = rules.shared_days((one.starts_on, one.ends_on), (other.starts_on, other.ends_on))
    assert found == ((min(both), max(both)) if both else None)


@pytest.mark.parametrize(
    ("start", "end", "shared"),
    [(5, 10, True), (10, 20, True), (11, 20, False), (0, 5, True), (0, 4, False)],
)
def test_one_shared_day_is_an_overlap_and_the_next_day_is_none(start, end, shared):
    found = rules.overlap(asking(1, 5, 10), asking(2, start, end), PARENTS)
    assert (found is not None) is shared


@pytest.mark.parametrize(
    ("areas", "topic", "told", "same_topic"),
    [
        ((BEXLEY,), EYES, {BEXLEY}, False),
        ((SCALE,), EYES, {BEXLEY}, False),
        ((SIDCUP,), EYES, {SIDCUP}, False),
        ((GREENWICH,), TEETH, set(), True),
        ((BEXLEY, SIDCUP), TEETH, {BEXLEY}, True),
        ((), TEETH, set(), True),
    ],
)
def test_people_are_asked_twice_in_the_smaller_of_two_areas(areas, topic, told, same_topic):
    found = rules.overlap(asking(1, 0, 9), asking(2, 3, 12, areas, topic), PARENTS)
    assert (found.areas, found.topic is not None) == (told, same_topic)
    assert (found.starts_on, found.ends_on) == (date(2026, 3, 4), date(2026, 3, 10))


def test_another_area_and_another_topic_is_no_overlap():
    assert rules.overlap(asking(1, 0, 9), asking(2, 0, 9, (GREENWICH,), EYES), PARENTS) is None


@given(many_asking)
def test_every_pair_is_looked_at_once_and_told_in_order(several):
    found = rules.overlaps(several, PARENTS)
    pairs = [frozenset({each.first, each.second}) for each in found]
    assert len(pairs) == len(set(pairs))
    assert [each.starts_on for each in found] == sorted(each.starts_on for each in found)
    wanted = {
        frozenset({one.id, other.id})
        for one in several
        for other in several
        if one.id != other.id and rules.overlap(one, other, PARENTS)
    }
    assert set(pairs) == wanted


def test_a_ring_of_areas_does_not_hang():
    assert rules.line_of(BEXLEY, {BEXLEY: SCALE, SCALE: BEXLEY}) == [BEXLEY, SCALE]


# --- rules: too many at once


@given(many_asking, st.integers(1, 3))
def test_a_crowd_is_exactly_the_days_on_which_too_many_ask(several, most):
    """Every area that is named, day by day, against a plain count."""
    found = rules.crowds(several, PARENTS, most)

    def at(area, day):
        line = set(rules.line_of(area, PARENTS))
        return {
            each.id
            for each in several
            if each.areas & line and each.starts_on <= day <= each.ends_on
        }

    for crowd in found:
        inside = [
            crowd.starts_on + timedelta(days=n)
            for n in range((crowd.ends_on - crowd.starts_on).days + 1)
        ]
        assert all(len(at(crowd.area, day)) > most for day in inside)
        assert set().union(*(at(crowd.area, day) for day in inside)) == crowd.asking
        assert len(at(crowd.area, crowd.starts_on - timedelta(days=1))) <= most
        assert len(at(crowd.area, crowd.ends_on + timedelta(days=1))) <= most
    for area in {area for each in several for area in each.areas}:
        line = set(rules.line_of(area, PARENTS))
        told = [each for each in found if each.area in line]
        for number in range(62):
            day = FIRST + timedelta(days=number)
            covered = any(each.starts_on <= day <= each.ends_on for each in told)
            assert covered or len(at(area, day)) <= most


def test_three_at_once_are_kind_and_four_are_told():
    four = [asking(number, number, 10 + number) for number in range(4)]
    assert rules.crowds(four[:3], PARENTS) == []
    crowd = rules.crowds(four, PARENTS)[0]
    assert (crowd.area, crowd.starts_on, crowd.ends_on) == (
        BEXLEY,
        date(2026, 3, 4),
        date(2026, 3, 11),
    )
    assert crowd.asking == {each.id for each in four}


def test_an_area_that_only_repeats_the_bigger_one_is_left_out():
    four = [asking(number, 0, 9, (SCALE, BEXLEY)) for number in range(4)]
    assert [each.area for each in rules.crowds(four, PARENTS)] == [SCALE]


# --- rules: the picture


@pytest.mark.parametrize(
    ("days", "place"),
    [
        ((date(2026, 3, 1), date(2026, 3, 31)), (0.0, 1.0)),
        ((date(2026, 4, 1), date(2026, 4, 15)), (1.0, 0.5)),
        ((date(2025, 1, 1), date(2026, 3, 31)), (0.0, 1.0)),
        ((date(2027, 2, 1), date(2028, 1, 1)), (11.0, 1.0)),
        ((date(2026, 2, 1), date(2026, 2, 28)), None),
        ((date(2027, 3, 1), date(2027, 3, 2)), None),
    ],
)
def test_a_bar_lies_in_its_months_and_is_cut_at_the_edges(days, place):
    assert rules.bar(days, FIRST, 12) == place


def test_months_go_on_over_the_end_of_a_year():
    assert rules.months_from(date(2026, 11, 22), 3) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]
    wanted = Wanted(date(2026, 3, 1))
    assert (wanted.before, wanted.after) == (date(2025, 3, 1), date(2027, 3, 1))
