"""When a consultation is open, what may be published, and what the form asks."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.consultations import rules
from engage.consultations.models import Consultation, Kind, Stage, Weight
from engage.core.errors import RuleBroken

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
GRACE = timedelta(minutes=60)
AUTUMN = (date(2026, 10, 20), date(2026, 10, 25))  # the clocks go back on the last day
SPRING = (date(2027, 3, 28), date(2027, 4, 1))  # and forward on the first


def made(stage=Stage.OPEN, days=AUTUMN, weight=Weight.FORMAL):
    return Consultation(stage=stage, opens_on=days[0], closes_on=days[1], weight=weight)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "opens", "closes"),
    [
        (AUTUMN, utc(2026, 10, 19, 23), utc(2026, 10, 26)),
        (SPRING, utc(2027, 3, 28), utc(2027, 4, 1, 23)),
        ((date(2027, 3, 27), date(2027, 3, 27)), utc(2027, 3, 27), utc(2027, 3, 28)),
        ((date(2027, 3, 28), date(2027, 3, 28)), utc(2027, 3, 28), utc(2027, 3, 28, 23)),
        ((date(2026, 10, 25), date(2026, 10, 25)), utc(2026, 10, 24, 23), utc(2026, 10, 26)),
        ((date(2026, 12, 31), date(2026, 12, 31)), utc(2026, 12, 31), utc(2027, 1, 1)),
    ],
)
def test_it_opens_at_midnight_and_closes_at_midnight_through_clock_changes(days, opens, closes):
    consultation = made(days=days)
    assert rules.opens_at(consultation) == opens
    assert rules.closes_at(consultation) == closes
    for moment, stage in (
        (opens - SECOND, Stage.SCHEDULED),
        (opens, Stage.OPEN),
        (closes - SECOND, Stage.OPEN),
        (closes, Stage.CLOSED),
    ):
        assert rules.stage_in_force(consultation, moment) is stage


@pytest.mark.parametrize("stage", [Stage.SCHEDULED, Stage.OPEN, Stage.CLOSED])
def test_the_clock_decides_even_when_the_row_lags_behind(stage):
    assert rules.stage_in_force(made(stage), utc(2026, 10, 22)) is Stage.OPEN


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.ANALYSING, Stage.DECIDED, Stage.FED_BACK])
@given(moment=st.datetimes(timezones=st.just(UTC)))
def test_other_stages_do_not_follow_the_clock(stage, moment):
    assert rules.stage_in_force(made(stage), moment) is stage


@pytest.mark.parametrize(
    ("stage", "moment", "said"),
    [
        (Stage.SCHEDULED, utc(2026, 10, 1), "Opens on 20 October 2026"),
        (Stage.OPEN, utc(2026, 10, 20), "5 days left"),
        (Stage.OPEN, utc(2026, 10, 24, 12), "1 day left"),
        (Stage.OPEN, utc(2026, 10, 24, 22, 59), "1 day left"),
        (Stage.OPEN, utc(2026, 10, 24, 23), "Closes today at midnight"),
        (Stage.OPEN, utc(2026, 10, 25, 23, 59), "Closes today at midnight"),
        (Stage.OPEN, utc(2026, 10, 26), "Closed on 25 October 2026"),
        (Stage.DECIDED, utc(2027, 10, 26), "Closed on 25 October 2026"),
    ],
)
def test_how_long_there_is_is_said_in_one_sentence(stage, moment, said):
    assert rules.time_left(made(stage), moment) == said


def test_the_evening_before_a_short_last_day_is_not_the_last_day():
    consultation = made(days=(date(2027, 3, 1), date(2027, 3, 28)))
    assert rules.time_left(consultation, utc(2027, 3, 27, 23, 30)) == "1 day left"
    assert rules.time_left(consultation, utc(2027, 3, 28)) == "Closes today at midnight"


@pytest.mark.parametrize(
    ("moment", "soon"),
    [
        (utc(2026, 10, 26) - timedelta(days=5), True),
        (utc(2026, 10, 26) - SECOND, True),
        (utc(2026, 10, 26), False),
        (utc(2026, 10, 19), False),
    ],
)
def test_the_last_seven_days_are_closing_soon(moment, soon):
    assert rules.closes_soon(made(), moment) is soon


def test_soon_begins_on_the_day_that_says_seven_days_left():
    long = made(days=(date(2026, 11, 1), date(2026, 11, 30)))
    assert not rules.closes_soon(long, utc(2026, 11, 23) - SECOND)
    assert rules.closes_soon(long, utc(2026, 11, 23))
    assert rules.time_left(long, utc(2026, 11, 23)) == "7 days left"


END = utc(2026, 10, 26)


@pytest.mark.parametrize(
    ("begun", "sent", "may"),
    [
        (END - HOUR, END - MINUTE, True),
        (END - HOUR, END, True),
        (END - SECOND, END + GRACE - SECOND, True),
        (END - HOUR, END + GRACE, False),
        (END, END + MINUTE, False),
        (END + MINUTE, END + 2 * MINUTE, False),
        (utc(2026, 10, 1), END + MINUTE, False),
        (utc(2026, 10, 1), utc(2026, 10, 2), False),
    ],
)
def test_an_answer_begun_in_time_may_come_within_the_hour(begun, sent, may):
    assert rules.may_submit(made(), begun, sent, GRACE) is may


def test_a_draft_and_what_was_decided_take_no_answers():
    for stage in (Stage.DRAFT, Stage.DECIDED):
        assert not rules.may_submit(made(stage), END - 2 * HOUR, END - HOUR, GRACE)


moments = st.timedeltas(timedelta(days=-10), timedelta(days=5)).map(lambda far: END + far)


@given(moments, moments, st.timedeltas(timedelta(), timedelta(days=1)))
def test_nobody_sends_before_it_opens_or_after_the_time_of_grace(begun, sent, grace):
    consultation = made()
    if rules.may_submit(consultation, begun, sent, grace):
        assert rules.opens_at(consultation) <= sent < rules.closes_at(consultation) + grace


@given(moments)
def test_an_answer_is_late_exactly_when_it_is_closed(moment):
    closed = rules.stage_in_force(made(), moment) is Stage.CLOSED
    assert rules.is_late(made(), moment) is closed


BY_HAND = {
    (Stage.DRAFT, Stage.IN_REVIEW),
    (Stage.IN_REVIEW, Stage.DRAFT),
    (Stage.CLOSED, Stage.ANALYSING),
    (Stage.OPEN, Stage.ANALYSING),  # the row lags behind: its day is over
    (Stage.SCHEDULED, Stage.ANALYSING),
    (Stage.ANALYSING, Stage.FINAL_PUBLISHED),
    (Stage.FINAL_PUBLISHED, Stage.DECIDED),
    (Stage.FED_BACK, Stage.ARCHIVED),
}


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("to", list(Stage))
def test_a_stage_leads_only_to_the_next_and_nothing_is_decided_while_it_is_open(stage, to):
    if (stage, to) in BY_HAND:
        rules.check_move(made(stage), to, END)
    else:
        with pytest.raises(RuleBroken, match="cannot move to that stage"):
            rules.check_move(made(stage), to, END)
    with pytest.raises(RuleBroken):
        rules.check_move(made(Stage.CLOSED), to, END - SECOND)


TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("opens", "closes", "today", "message"),
    [
        (0, 0, TODAY, None),
        (-5, 0, TODAY, None),
        (-9, -5, None, None),
        (0, -1, None, "after the opening day"),
        (-9, -1, TODAY, "still to come"),
    ],
)
def test_days_stand_in_order_and_closing_is_still_to_come(opens, closes, today, message):
    days = TODAY + timedelta(days=opens), TODAY + timedelta(days=closes)
    if message is None:
        rules.check_days(*days, today)
        return
    with pytest.raises(RuleBroken, match=message) as broken:
        rules.check_days(*days, today)
    assert broken.value.field == "closes_on"


def test_the_panel_reads_words_then_questions_and_nothing_empty():
    text = rules.panel_text(
        {"title": "Parking", "summary": "", "decision": "We read it.", "for_whom": "All"},
        ["Where?", "When?"],
    )
    assert text == "Parking\n\nWe read it.\n\nWhere?\n\nWhen?"


def test_the_form_is_read_out_of_the_document_as_it_was_frozen():
    question = {
        "key": "where",
        "kind": "one_choice",
        "label": "Where?",
        "hint": "",
        "required": True,
        "most": None,
        "limit": None,
        "choices": [{"key": "where_0", "label": "North"}],
    }
    body = {"pages": [{"title": "One", "questions": [question]}, {"title": "Two", "questions": []}]}
    form = rules.questionnaire_of(UUID(int=1), "abc", "es", body)
    (asked,) = form.questions
    assert [page.title for page in form.pages] == ["One", "Two"]
    assert (asked.key, asked.kind, asked.required) == ("where", Kind.ONE_CHOICE, True)
    assert [(each.key, each.label) for each in asked.choices] == [("where_0", "North")]
    assert (form.language, form.hash) == ("es", "abc")


def test_kinds_of_question_know_what_they_take():
    assert {kind for kind in Kind if kind.has_choices} == {
        Kind.ONE_CHOICE,
        Kind.SEVERAL_CHOICES,
        Kind.AGREE_SCALE,
        Kind.RANK,
        Kind.LOCATION,
    }
    assert {kind for kind in Kind if kind.is_text} == {Kind.SHORT_TEXT, Kind.LONG_TEXT}


def test_every_stage_has_words():
    assert len({str(stage.label) for stage in Stage}) == len(Stage)
