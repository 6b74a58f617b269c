"""Formats that come late: until when, what is fair, what is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.consultations import rules as stages
from engage.consultations.models import Consultation, ConsultationFormat, Format, MediaKind, Stage
from engage.consultations.rules import formats as rules
from engage.consultations.rules.formats import Days, Standing
from engage.consultations.rules.media import Added, Upload, check_added, check_link
from engage.core.errors import RuleBroken

OPENS, CLOSES = date(2026, 9, 10), date(2026, 12, 2)  # twelve weeks; clocks go back in between
COMES, UNTIL = date(2026, 12, 3), date(2027, 1, 14)  # people.md: six weeks after it comes
END, OWN_END = datetime(2026, 12, 3, tzinfo=UTC), datetime(2027, 1, 15, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
GRACE = timedelta(minutes=60)


def made(stage=Stage.OPEN, **facts):
    days = {"opens_on": OPENS, "closes_on": CLOSES, "frozen_on": None}
    more = {"decision_on": None, "edition_id": None}
    return Consultation(stage=stage, **{**days, **more, **facts})


def row(format_=Format.BSL, *, ready=None, comes=COMES, until=UNTIL):
    return ConsultationFormat(format=format_, promised_on=comes, closes_on=until, ready_on=ready)


def test_each_format_has_a_part_of_the_address():
    assert [each.variant for each in Format] == ["easy-read", "bsl", "audio", "large-print"]
    assert rules.format_of("bsl") is Format.BSL
    assert rules.format_of("") is None
    assert rules.format_of("../etc") is None


@pytest.mark.parametrize(
    ("stage", "moment", "found"),
    [
        (Stage.OPEN, END - SECOND, Stage.OPEN),
        (Stage.OPEN, END, Stage.OPEN),
        (Stage.CLOSED, END + DAY, Stage.OPEN),
        (Stage.ANALYSING, END + DAY, Stage.OPEN),
        (Stage.ANALYSING, OWN_END - SECOND, Stage.OPEN),
        (Stage.ANALYSING, OWN_END, Stage.CLOSED),
        (Stage.PAUSED, END + DAY, Stage.PAUSED),
        (Stage.WITHDRAWN, END + DAY, Stage.WITHDRAWN),
        (Stage.FINAL_PUBLISHED, END + DAY, Stage.FINAL_PUBLISHED),
    ],
)
def test_in_its_own_time_a_format_is_open_for_longer(stage, moment, found):
    seen = rules.in_own_time(made(stage), row())
    assert stages.stage_in_force(seen, moment) is found


@pytest.mark.parametrize(
    ("closes", "last"),
    [
        (date(2026, 10, 25), datetime(2026, 10, 26, tzinfo=UTC)),  # a day of 25 hours
        (date(2027, 3, 28), datetime(2027, 3, 28, 23, tzinfo=UTC)),  # a day of 23 hours
        (date(2027, 6, 1), datetime(2027, 6, 1, 23, tzinfo=UTC)),  # in summer time
    ],
)
def test_its_last_day_ends_at_midnight_here_through_clock_changes(closes, last):
    late = row(until=closes)
    general = made(Stage.CLOSED, opens_on=date(2026, 8, 1), closes_on=date(2026, 9, 1))
    seen = rules.in_own_time(general, late)
    assert stages.stage_in_force(seen, last - SECOND) is Stage.OPEN
    assert stages.stage_in_force(seen, last) is Stage.CLOSED
    assert rules.still_open(general, [late], last - SECOND) == [late]
    assert rules.still_open(general, [late], last) == []


@given(st.integers(-200 * 24, 200 * 24))
def test_nothing_reopens_for_everybody(hours):
    moment = END + timedelta(hours=hours)
    general = made(Stage.CLOSED)
    rules.in_own_time(general, row())
    assert (stages.stage_in_force(general, moment) is Stage.OPEN) == (
        stages.opens_at(general) <= moment < END
    )


@given(st.integers(-30, 30))
def test_a_format_never_closes_before_everybody(days):
    late = row(until=CLOSES + days * DAY)
    assert rules.closes_on(made(), late) >= CLOSES
    assert rules.closes_on(made(), None) == CLOSES


def test_an_answer_in_its_own_time_is_on_time_and_one_after_it_is_late():
    seen = rules.in_own_time(made(Stage.CLOSED), row())
    assert stages.may_submit(seen, END + DAY, END + 2 * DAY, GRACE)
    assert not stages.is_late(seen, OWN_END - SECOND)
    assert stages.is_late(seen, OWN_END)
    assert stages.may_submit(seen, OWN_END - SECOND, OWN_END + SECOND, GRACE)
    assert not stages.may_submit(seen, OWN_END, OWN_END + SECOND, GRACE)


def test_nothing_is_frozen_before_the_last_format_has_closed():
    with pytest.raises(RuleBroken, match=r"British Sign Language \(BSL\) until 14 January 2027"):
        rules.check_all_closed(made(Stage.ANALYSING), [row()], OWN_END - SECOND)
    rules.check_all_closed(made(Stage.ANALYSING), [row()], OWN_END)
    rules.check_all_closed(made(Stage.ANALYSING), [row(until=None, comes=None)], END)


@pytest.mark.parametrize(
    ("opens", "closes", "most", "least"),
    [
        (OPENS, CLOSES, 42, 42),
        (date(2026, 11, 23), CLOSES, 42, 10),
        (OPENS, CLOSES, 84, 84),
        (OPENS, CLOSES, 200, 84),
    ],
)
def test_people_get_as_many_days_as_everybody_or_six_weeks(opens, closes, most, least):
    assert rules.least_days(made(opens_on=opens, closes_on=closes), most) == least


@pytest.mark.parametrize(
    ("comes", "until", "decides", "field"),
    [
        (None, None, None, None),
        (COMES, UNTIL, None, None),
        (COMES, UNTIL + DAY, UNTIL + 2 * DAY, None),
        (None, UNTIL, None, "promised_on"),
        (COMES - 40 * DAY, UNTIL, None, "promised_on"),
        (COMES, None, None, "closes_on"),
        (COMES, UNTIL - DAY, None, "closes_on"),
        (COMES, UNTIL, UNTIL, "closes_on"),
    ],
)
def test_days_that_leave_too_little_time_are_refused(comes, until, decides, field):
    today, row_ = date(2026, 11, 1), made(decision_on=decides)
    if field is None:
        rules.check_days(row_, Days(comes, until), today)
        return
    with pytest.raises(RuleBroken) as broken:
        rules.check_days(row_, Days(comes, until), today)
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("comes", "until", "right"),
    [
        (COMES + DAY, UNTIL + DAY, True),
        (COMES, UNTIL + DAY, True),
        (COMES, UNTIL, False),
        (COMES - DAY, UNTIL, False),
        (COMES + DAY, UNTIL - DAY, False),
        (None, UNTIL, False),
        (COMES, None, False),
    ],
)
def test_public_days_move_later_only(comes, until, right):
    if right:
        rules.check_later(row(), Days(comes, until))
        return
    with pytest.raises(RuleBroken, match="later"):
        rules.check_later(row(), Days(comes, until))


@pytest.mark.parametrize(
    ("late", "missing", "said"),
    [
        (row(ready=OPENS, comes=None, until=None), [], ""),
        (row(ready=OPENS, comes=None, until=None), ["stale"], "Make it ready"),
        (row(comes=None, until=None), [], "Make it ready"),
        (row(), ["no film"], ""),
        (row(until=UNTIL - DAY), ["no film"], "until 14 January 2027 or later"),
        (row(ready=OPENS), ["stale"], ""),
    ],
)
def test_a_launch_needs_each_promise_ready_or_fair(late, missing, said):
    found = rules.gate_problem(made(), late, missing)
    assert said in found
    assert bool(found) == bool(said)


NEED = "If you need it, you have until 14 January 2027."
BY = "British Sign Language (BSL) by 3 December 2026."


@pytest.mark.parametrize(
    ("late", "day", "standing", "said"),
    [
        (row(comes=None, until=None), COMES, None, ""),
        (row(ready=OPENS, comes=None, until=None), COMES, Standing.READY, ""),
        (
            row(),
            COMES,
            Standing.COMES,
            f"British Sign Language (BSL) comes by 3 December 2026. {NEED}",
        ),
        (
            row(),
            COMES + DAY,
            Standing.LATE,
            f"We promised {BY} It is late. We are sorry. {NEED}",
        ),
        (
            row(ready=COMES),
            COMES,
            Standing.READY,
            f"British Sign Language (BSL) is here now. {NEED}",
        ),
    ],
)
def test_the_page_says_how_far_it_is(late, day, standing, said):
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert rules.standing(late, day) is standing
    assert rules.told(made(), late, noon) == said


def test_after_its_own_day_nobody_is_told_that_they_have_time():
    told = rules.told(made(Stage.CLOSED), row(), OWN_END)
    assert told.endswith("We are sorry.")
    assert rules.told_still_open(made(), row()) == (
        "Closed. Still open in British Sign Language (BSL) until 14 January 2027."
    )


def test_a_format_does_not_change_once_everybody_has_had_their_time():
    public = made(Stage.CLOSED, edition_id="an edition")
    rules.check_may_change(public, row(), END + DAY)
    for late in (row(), None):
        with pytest.raises(RuleBroken, match="time to answer is over"):
            rules.check_may_change(public, late, OWN_END)
    rules.check_may_change(made(Stage.DRAFT), None, OWN_END)


FILE = Upload("formats/a.mp4", "video/mp4", 1, "00")


@pytest.mark.parametrize(
    ("format_", "added", "field"),
    [
        (Format.BSL, Added(MediaKind.VIDEO, upload=FILE), None),
        (Format.BSL, Added(MediaKind.LINK, link="https://example.org/film"), None),
        (Format.BSL, Added(MediaKind.VIDEO), "file"),
        (Format.BSL, Added(MediaKind.PICTURE, upload=FILE), "kind"),
        (Format.BSL, Added(MediaKind.VIDEO, "nowhere", upload=FILE), "place"),
        (Format.AUDIO, Added(MediaKind.CAPTIONS, upload=FILE), "kind"),
        (Format.LARGE_PRINT, Added(MediaKind.LINK, link="https://example.org"), "kind"),
        (Format.EASY_READ, Added(MediaKind.PICTURE, "summary", FILE, alt="A bus"), None),
        (Format.EASY_READ, Added(MediaKind.PICTURE, "summary", FILE), "alt"),
        (Format.EASY_READ, Added(MediaKind.PICTURE, "summary", FILE, alt="x" * 301), "alt"),
        (Format.EASY_READ, Added(MediaKind.PICTURE, "", FILE, alt="A bus"), "place"),
    ],
)
def test_only_what_belongs_to_a_format_stands_beside_its_words(format_, added, field):
    places = frozenset({"", "summary"})
    if field is None:
        check_added(format_, added, places)
        return
    with pytest.raises(RuleBroken) as broken:
        check_added(format_, added, places)
    assert broken.value.field == field


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://example.org",
        "javascript:alert(1)",
        "https://",
        "https://user:word@example.org",
        "https://example.org/a b",
        "https://[bad",
        "https://example.org/" + "a" * 500,
    ],
)
def test_a_link_is_an_ordinary_safe_address(link):
    with pytest.raises(RuleBroken, match="https"):
        check_link(link)
