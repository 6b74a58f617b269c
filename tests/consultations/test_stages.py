"""Pauses, withdrawals, later closing days, the freeze, and the twelve weeks."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.consultations import rules
from engage.consultations.models import Consultation, Stage
from engage.core.errors import RuleBroken

OPENS, CLOSES = date(2026, 10, 1), date(2026, 10, 25)  # the clocks go back on the last day
END = datetime(2026, 10, 26, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
GRACE = timedelta(minutes=60)


def made(stage=Stage.OPEN, **facts):
    return Consultation(
        stage=stage, opens_on=OPENS, closes_on=CLOSES, **{"frozen_on": None, **facts}
    )


moments = st.integers(-50 * 24, 150 * 24).map(lambda hours: END + timedelta(hours=hours))


@given(moments)
def test_what_is_paused_stays_paused_and_never_closes_without_a_word(moment):
    row = made(Stage.PAUSED)
    assert rules.stage_in_force(row, moment) is Stage.PAUSED
    assert rules.time_left(row, moment) == "Stopped for a while"


@given(moments, moments)
def test_nobody_sends_an_answer_to_what_is_paused_or_withdrawn(begun, sent):
    for stage in (Stage.PAUSED, Stage.WITHDRAWN):
        assert not rules.may_submit(made(stage), begun, sent, GRACE)


def test_the_hour_of_grace_still_counts_when_reading_has_begun():
    sent = END + timedelta(minutes=30)
    assert rules.may_submit(made(Stage.ANALYSING), END - SECOND, sent, GRACE)
    assert not rules.may_submit(made(Stage.FINAL_PUBLISHED), END - SECOND, sent, GRACE)


def test_only_what_is_open_or_about_to_open_is_paused():
    rules.check_pause(made(), END - SECOND)
    rules.check_pause(made(Stage.SCHEDULED), rules.opens_at(made()) - SECOND)
    for row, moment in ((made(), END), (made(Stage.PAUSED), END - DAY), (made(Stage.DRAFT), END)):
        with pytest.raises(RuleBroken, match="Only what is open, or is about to open"):
            rules.check_pause(row, moment)


def test_a_pause_ends_only_before_the_closing_day_is_over():
    rules.check_resume(made(Stage.PAUSED), END - SECOND)
    with pytest.raises(RuleBroken, match="closing day has passed"):
        rules.check_resume(made(Stage.PAUSED), END)
    with pytest.raises(RuleBroken, match="Only a consultation that is stopped"):
        rules.check_resume(made(), END - DAY)


BEFORE, LIVE = {Stage.DRAFT, Stage.IN_REVIEW}, {Stage.SCHEDULED, Stage.OPEN, Stage.PAUSED}


@pytest.mark.parametrize("stage", list(Stage))
def test_a_fact_is_corrected_while_the_page_is_public_and_a_question_while_it_is_open(stage):
    public, draft = made(stage, edition_id=uuid4()), made(stage, edition_id=None)
    moment = END if stage is Stage.CLOSED else END - DAY
    fact, question = rules.check_may_correct_fact, rules.check_may_correct_question
    for row, check, may in (
        (public, fact, stage not in BEFORE),
        (draft, fact, False),
        (public, question, stage in LIVE),
    ):
        if may:
            check(row, moment)
            continue
        with pytest.raises(RuleBroken, match="Only a text that is public"):
            check(row, moment)


def test_from_the_moment_of_closing_a_question_keeps_its_words():
    row = made(edition_id=uuid4())
    rules.check_may_correct_question(row, END - SECOND)
    with pytest.raises(RuleBroken, match="still open"):
        rules.check_may_correct_question(row, END)
    rules.check_may_correct_fact(row, END)


@pytest.mark.parametrize("stage", list(Stage))
def test_people_are_told_of_a_decision_and_of_nothing_else(stage):
    if stage is Stage.DECIDED:
        rules.check_tell_people(made(stage), END)
        return
    with pytest.raises(RuleBroken, match="once it is made"):
        rules.check_tell_people(made(stage), END)


@pytest.mark.parametrize("stage", list(Stage))
def test_it_is_withdrawn_from_any_stage_before_the_decision(stage):
    refused = {Stage.DECIDED, Stage.FED_BACK, Stage.ARCHIVED, Stage.WITHDRAWN}
    if stage not in refused:
        rules.check_withdraw(made(stage), END - DAY)
        return
    with pytest.raises(RuleBroken, match="too late to withdraw"):
        rules.check_withdraw(made(stage), END - DAY)


@pytest.mark.parametrize(
    ("stage", "moment", "days", "decides", "message"),
    [
        (Stage.OPEN, END - DAY, 1, None, None),
        (Stage.SCHEDULED, END - DAY, 1, 2, None),
        (Stage.PAUSED, END + 2 * DAY, 9, None, None),
        (Stage.OPEN, END - DAY, 0, None, "never moves earlier"),
        (Stage.OPEN, END - DAY, -1, None, "never moves earlier"),
        (Stage.PAUSED, END + 9 * DAY, 1, None, "still to come"),
        (Stage.OPEN, END, 9, None, "This has closed"),
        (Stage.ANALYSING, END, 9, None, "This has closed"),
        (Stage.DRAFT, END - DAY, 9, None, "This has closed"),
        (Stage.OPEN, END - DAY, 9, 9, "decision after closing"),
    ],
)
def test_a_closing_day_moves_later_only_and_before_it_has_come(
    stage, moment, days, decides, message
):
    later = CLOSES + timedelta(days=days)
    decision = None if decides is None else CLOSES + timedelta(days=decides)
    if message is None:
        rules.check_extend(made(stage), later, decision, moment)
        return
    with pytest.raises(RuleBroken, match=message):
        rules.check_extend(made(stage), later, decision, moment)


@given(st.dates(date(2026, 9, 1), date(2027, 9, 1)), moments)
def test_no_day_and_no_moment_make_it_close_earlier(day, moment):
    row = made()
    try:
        rules.check_extend(row, day, None, moment)
    except RuleBroken:
        return
    assert day > row.closes_on
    assert rules.stage_in_force(row, moment) is not Stage.CLOSED


@pytest.mark.parametrize(
    ("stage", "frozen", "day", "may"),
    [
        (Stage.OPEN, None, 0, True),
        (Stage.PAUSED, None, 0, True),
        (Stage.ANALYSING, None, 9, True),
        (Stage.ANALYSING, 9, 8, True),
        (Stage.ANALYSING, 9, 9, False),
        (Stage.ANALYSING, 9, 20, False),
        (Stage.FINAL_PUBLISHED, None, 9, False),
        (Stage.DECIDED, None, 9, False),
        (Stage.ARCHIVED, None, 9, False),
        (Stage.WITHDRAWN, None, 90, True),
    ],
)
def test_an_answer_may_be_changed_until_the_day_the_analysis_freezes(stage, frozen, day, may):
    row = made(stage, frozen_on=None if frozen is None else CLOSES + timedelta(days=frozen))
    assert rules.may_change_answer(row, END - DAY / 2 + timedelta(days=day)) is may


def test_answers_freeze_once_while_they_are_read():
    rules.check_freeze(made(Stage.ANALYSING), END)
    with pytest.raises(RuleBroken, match="while they are being read"):
        rules.check_freeze(made(Stage.CLOSED), END)
    with pytest.raises(RuleBroken, match="frozen already"):
        rules.check_freeze(made(Stage.ANALYSING, frozen_on=CLOSES), END)


def test_people_are_answered_within_twelve_weeks_or_told_why_not():
    due = rules.response_due(CLOSES)
    assert due == date(2027, 1, 17)
    noon = datetime(2027, 1, 17, 12, tzinfo=UTC)
    assert not rules.delay_note_due(made(Stage.ANALYSING), None, noon)
    assert rules.delay_note_due(made(Stage.ANALYSING), None, noon + DAY)
    assert not rules.delay_note_due(made(Stage.ANALYSING), due + 9 * DAY, noon + 9 * DAY)
    assert rules.delay_note_due(made(Stage.ANALYSING), due + 9 * DAY, noon + 10 * DAY)
    assert not rules.delay_note_due(made(Stage.FINAL_PUBLISHED), None, noon + DAY)


def test_twelve_weeks_are_the_default():
    assert rules.usual_closing(date(2026, 10, 1)) == date(2026, 12, 23)
