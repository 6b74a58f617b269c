"""What must be true before a consultation opens, by its weight."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.consultations import rules
from engage.consultations.models import (
    Consultation,
    LaunchRecord,
    Poll,
    RecordKind,
    Weight,
)
from engage.consultations.rules import LaunchFacts
from engage.core.errors import RuleBroken
from engage.publishing.rules import honest_lines

FIRST = date(2026, 10, 1)
WORDS = {
    "title": "Parking",
    "undecided": "The price",
    "why_now": "The contract ends.",
    "effects": "You may pay more.",
    "costs": "Nothing.",
    "rejected": "A bridge. It costs too much.",
    "decision": "The board meets.",
    "decision_maker": "The board",
}
RECORDS = {
    RecordKind.PRIVACY_NOTICE: LaunchRecord(text="Version 2"),
    RecordKind.EQUALITY_SCREENING: LaunchRecord(link="https://example.org/"),
    RecordKind.DUTY_TO_INVOLVE: LaunchRecord(applies=True, said_by="A", text="Why"),
    RecordKind.SCRUTINY: LaunchRecord(applies=True, said_by="A", text="No objection"),
}
RIGHT = LaunchFacts(
    questions=3, options=2, gaps=0, signed=True, by_author=False, records=RECORDS, notice=True
)


def made(weight=Weight.FORMAL, days=84, decides=100, languages=("en_GB", "es")):
    return Consultation(
        weight=weight,
        opens_on=FIRST,
        closes_on=FIRST + timedelta(days=days - 1),
        decision_on=None if decides is None else FIRST + timedelta(days=decides),
        languages=list(languages),
    )


def shut(weight=Weight.FORMAL, words=WORDS, row=None, **changed):
    facts = LaunchFacts(**{**vars(RIGHT), **changed})
    gates = rules.launch_gates(row or made(weight), words, facts)
    return [gate.name for gate in gates if not gate.passed]


WORDS_ALONE = {RecordKind.EQUALITY_SCREENING: LaunchRecord(text="In the office", link="")}


def without(kind):
    return {each: row for each, row in RECORDS.items() if each is not kind}


def lacking(*fields):
    return {field: text for field, text in WORDS.items() if field not in fields}


@pytest.mark.parametrize("weight", list(Weight))
def test_when_everything_is_there_every_gate_is_open(weight):
    assert shut(weight) == []


@pytest.mark.parametrize(
    ("changed", "gate"),
    [
        ({"words": lacking("title")}, "title"),
        ({"words": lacking("undecided")}, "undecided"),
        ({"words": lacking("why_now")}, "why_now"),
        ({"words": lacking("effects")}, "effects"),
        ({"words": lacking("costs")}, "costs"),
        ({"words": lacking("rejected")}, "rejected"),
        ({"words": lacking("decision")}, "decision"),
        ({"words": lacking("decision_maker")}, "decision_maker"),
        ({"row": made(decides=None)}, "decision_maker"),
        ({"row": made(decides=83)}, "decision_maker"),
        ({"row": made(days=41)}, "time"),
        ({"days_right": False}, "days"),
        ({"questions": 0}, "questions"),
        ({"problems": 1}, "route"),
        ({"options": 1}, "options"),
        ({"options": 0}, "options"),
        ({"gaps": 1}, "languages"),
        ({"by_author": True}, "second_person"),
        ({"signed": False}, "reading_panel"),
        ({"polls": ("Borough election",)}, "elections"),
        ({"records": without(RecordKind.PRIVACY_NOTICE)}, "privacy_notice"),
        ({"notice": False}, "privacy_notice"),
        ({"records": without(RecordKind.EQUALITY_SCREENING)}, "equality_screening"),
        ({"records": {**RECORDS, **WORDS_ALONE}}, "equality_screening"),
        ({"records": without(RecordKind.DUTY_TO_INVOLVE)}, "duty_to_involve"),
        ({"records": without(RecordKind.SCRUTINY)}, "scrutiny"),
    ],
)
def test_each_thing_that_is_missing_shuts_one_gate(changed, gate):
    assert shut(**changed) == [gate]


@pytest.mark.parametrize("weight", list(Weight))
def test_words_for_an_older_file_stop_every_weight_in_english_alone_too(weight):
    old = ["Paper 1: its words are old."]
    row = made(weight, languages=("en_GB",))
    assert shut(weight, row=row, faults=old) == ["languages"]
    assert shut(weight, row=row) == []


NOTHING = LaunchFacts(
    0, 0, 1, signed=False, by_author=True, problems=1, hard=True, days_right=False
)


@pytest.mark.parametrize(
    ("weight", "gates"),
    [
        (
            Weight.LIGHT,
            {"title", "days", "questions", "route", "privacy_notice", "languages", "plain_english"},
        ),
        (
            Weight.STANDARD,
            {"second_person", "undecided", "why_now", "effects", "decision", "decision_maker"}
            | {"equality_screening", "costs", "reading_panel", "time"}
            | {"title", "days", "questions", "route", "privacy_notice", "languages"},
        ),
        (
            Weight.FORMAL,
            {"second_person", "undecided", "why_now", "effects", "decision", "decision_maker"}
            | {"equality_screening", "costs", "reading_panel", "time"}
            | {"title", "days", "questions", "route", "privacy_notice", "languages"}
            | {"options", "rejected", "duty_to_involve", "scrutiny"},
        ),
    ],
)
def test_a_bigger_decision_asks_for_more(weight, gates):
    found = rules.launch_gates(made(weight, days=41), {}, NOTHING)
    assert {gate.name for gate in found if not gate.passed} == gates


def test_a_light_one_has_three_things_to_tick_besides_its_questions():
    row = made(Weight.LIGHT, languages=["en_GB"])
    facts = LaunchFacts(3, 0, 0, signed=False, by_author=True, records=RECORDS, notice=True)
    names = [gate.name for gate in rules.launch_gates(row, {"title": "Bus"}, facts)]
    assert names == ["title", "days", "questions", "route", "privacy_notice", "plain_english"]
    assert shut(Weight.LIGHT, {"title": "Bus"}, row, **vars(facts)) == []


@pytest.mark.parametrize(
    ("hard", "signed", "shuts"),
    [(True, False, ["plain_english"]), (True, True, []), (False, False, [])],
)
def test_a_light_one_that_reads_hard_says_so_unless_residents_signed_it(hard, signed, shuts):
    assert shut(Weight.LIGHT, hard=hard, signed=signed) == shuts


def test_a_missed_courtesy_never_stops_it_and_is_said_in_public():
    gates = rules.launch_gates(made(Weight.STANDARD), {}, NOTHING)
    assert [str(gate.label) for gate in gates if not gate.stops] == [
        "We do not know yet what it will cost.",
        "Not yet read by residents.",
    ]


DAY = timedelta(days=1)
UNREAD, ONE, SOME = "Not yet read by residents.", "One resident read this.", "Two or more residents"


@pytest.mark.parametrize(
    ("weight", "facts", "stops", "line"),
    [
        (Weight.FORMAL, {}, True, ""),
        (Weight.FORMAL, {"asked_until": FIRST}, True, ""),
        (Weight.FORMAL, {"asked_until": FIRST - DAY}, False, UNREAD),
        (Weight.FORMAL, {"asked_until": FIRST - DAY, "readers": 1}, False, ONE),
        (Weight.FORMAL, {"asked_until": FIRST - DAY, "readers": 2}, False, SOME),
        (Weight.FORMAL, {"asked_until": FIRST, "readers": 3}, True, ""),
        (Weight.STANDARD, {}, False, UNREAD),
        (Weight.STANDARD, {"asked_until": FIRST, "readers": 9}, False, SOME),
    ],
)
def test_a_formal_one_waits_for_the_panel_or_until_its_days_have_passed(weight, facts, stops, line):
    facts = LaunchFacts(**{**vars(RIGHT), "signed": False, "first_day": FIRST, **facts})
    (gate,) = [each for each in rules.launch_gates(made(weight), WORDS, facts) if not each.passed]
    assert (gate.name, gate.stops) == ("reading_panel", stops)
    assert " ".join(honest_lines([gate])).startswith(line)


def test_what_an_approver_set_aside_is_still_told_in_public():
    facts = {**vars(RIGHT), "signed": False, "set_aside": {"reading_panel": "Ann, director"}}
    gates = rules.launch_gates(made(), WORDS, LaunchFacts(**facts))
    assert all(gate.passed for gate in gates)
    assert honest_lines(gates) == [UNREAD]


@pytest.mark.parametrize(
    ("weight", "options", "reason", "passed"),
    [
        (Weight.FORMAL, 2, "", True),
        (Weight.FORMAL, 1, "The law leaves one.", True),
        (Weight.FORMAL, 0, "", False),
        (Weight.STANDARD, 0, "", True),
        (Weight.STANDARD, 1, "", False),
        (Weight.STANDARD, 1, "The law leaves one.", True),
    ],
)
def test_one_option_needs_a_reason_and_asking_openly_does_not(weight, options, reason, passed):
    words = {**WORDS, "one_option": reason}
    assert ("options" not in shut(weight, words, options=options)) is passed


@pytest.mark.parametrize(
    ("days", "reason", "by_author", "second", "passed"),
    [
        (84, "", False, False, True),
        (42, "", False, False, True),
        (41, "", False, False, False),
        (41, "It ends in spring.", False, False, True),
        (41, "It ends in spring.", True, False, False),
        (41, "It ends in spring.", True, True, True),
    ],
)
def test_under_six_weeks_needs_a_reason_and_an_approver(days, reason, by_author, second, passed):
    words = {**WORDS, "short_time": reason}
    row = made(days=days, decides=days + 5)
    found = shut(words=words, row=row, by_author=by_author, second=second)
    assert ("time" not in found) is passed


def test_a_second_person_may_approve_by_a_link():
    assert shut(by_author=True, second=True) == []


def test_a_change_that_is_not_substantial_needs_no_committee():
    minor = {**RECORDS, RecordKind.SCRUTINY: LaunchRecord(applies=False, said_by="A", text="")}
    silent = {**RECORDS, RecordKind.SCRUTINY: LaunchRecord(applies=True, said_by="A", text="")}
    assert shut(records=minor) == []
    assert shut(records=silent) == ["scrutiny"]


# --- set aside


def test_a_gate_that_an_approver_set_aside_is_passed_and_says_so():
    who = {"options": "Ann Other, director of planning"}
    facts = LaunchFacts(**{**vars(RIGHT), "options": 1, "set_aside": who})
    (gate,) = [each for each in rules.launch_gates(made(), WORDS, facts) if each.set_aside]
    assert (gate.name, gate.passed) == ("options", True)


@pytest.mark.parametrize("gate", ["undecided", "privacy_notice", "days", "title", "route"])
def test_what_is_never_softened_cannot_be_set_aside(gate):
    assert not rules.may_set_aside(gate, "Ann Other, monitoring officer")
    with pytest.raises(RuleBroken, match="Nobody can set this aside"):
        rules.check_set_aside([gate], "monitoring officer")


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("Ann Other, Monitoring Officer", True),
        ("Ann Other, deputy monitoring officer", True),
        ("Ann Other, Director of Law and Monitoring Officer", True),
        ("Ann Other, not the monitoring officer", False),
        ("Ann Other, PA to the monitoring officer", False),
        ("Ann Other, the monitoring officer’s assistant", False),
        ("Ann Other, director", False),
        ("", False),
    ],
)
def test_only_the_monitoring_officer_sets_an_election_aside(who, may):
    assert rules.may_set_aside("elections", who) is may
    passed = shut(polls=("A poll",), set_aside={"elections": who}) == []
    assert passed is may
    if not may:
        with pytest.raises(RuleBroken, match="monitoring officer"):
            rules.check_set_aside(["elections"], who or "director")


@given(st.sampled_from(list(Weight)), st.dictionaries(st.text(max_size=20), st.text()))
def test_no_words_of_an_approver_let_anything_pass_that_nobody_may_set_aside(weight, more):
    everything = {**more, **dict.fromkeys({*rules.NAMES, *rules.OVERRIDABLE}, "Ann, Chair")}
    facts = LaunchFacts(**{**vars(NOTHING), "set_aside": everything, "polls": ("A poll",)})
    gates = rules.launch_gates(made(weight, days=41), {}, facts)
    passed = {gate.name for gate in gates if gate.set_aside}
    assert passed <= set(rules.OVERRIDABLE) - {"elections"}


# --- records


def record(kind=RecordKind.EQUALITY_SCREENING, on=FIRST, **facts):
    plain = {"applies": None, "said_by": "", "text": "", "link": ""}
    rules.check_record(kind, on, FIRST, **{**plain, **facts})


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"link": "https://example.org"}, None),
        ({"link": "http://example.org/a?b#c"}, None),
        ({"link": "/consultations/evenings/papers/people/"}, None),
        ({}, "Enter a link to the screening"),
        ({"text": "In the office", "said_by": "A"}, "Enter a link to the screening"),
        ({"link": "javascript:alert(1)"}, "starts with https"),
        ({"link": "https://"}, "starts with https"),
        ({"link": "https:///paper"}, "starts with https"),
        ({"link": "//example.org/"}, "starts with https"),
        ({"link": "/\\example.org/"}, "starts with https"),
        ({"link": "example.org"}, "starts with https"),
        ({"link": "https://example.org/in the office"}, "starts with https"),
        ({"kind": RecordKind.PRIVACY_NOTICE, "text": "In the office"}, None),
        ({"kind": RecordKind.PRIVACY_NOTICE}, "Enter a link, or say where"),
        ({"link": "/a/", "text": "x" * 2_001}, "shorter"),
        ({"link": "/privacy/", "on": FIRST + timedelta(days=1)}, "not in the future"),
        ({"kind": RecordKind.DUTY_TO_INVOLVE, "said_by": "A", "text": "B"}, "yes or no"),
        ({"kind": RecordKind.DUTY_TO_INVOLVE, "applies": False, "text": "B"}, "who decided"),
        ({"kind": RecordKind.DUTY_TO_INVOLVE, "applies": False, "said_by": "A"}, "Say why"),
        ({"kind": RecordKind.SCRUTINY, "applies": False, "said_by": "A"}, None),
        ({"kind": RecordKind.SCRUTINY, "applies": True, "said_by": "A"}, "Say why"),
        ({"kind": RecordKind.SCRUTINY, "applies": True, "said_by": "A", "text": "Told"}, None),
    ],
)
def test_a_record_says_enough_to_be_shown(facts, message):
    if message is None:
        record(**facts)
        return
    with pytest.raises(RuleBroken, match=message):
        record(**facts)


# --- elections


@pytest.mark.parametrize(
    ("notice", "polls", "hit"),
    [
        (-10, -1, False),
        (-10, 0, True),
        (0, 5, True),
        (5, 30, False),
        (83, 90, True),
        (84, 90, False),
        (-5, 100, True),
    ],
)
def test_nothing_opens_or_closes_between_notice_and_vote(notice, polls, hit):
    days = (FIRST + timedelta(days=notice), FIRST + timedelta(days=polls))
    poll = Poll(name="Borough", notice_on=days[0], polls_on=days[1])
    assert (rules.polls_in_the_way(made(), [poll], FIRST) == ("Borough",)) is hit


def test_one_whose_first_day_has_passed_opens_today():
    poll = Poll(name="Borough", notice_on=FIRST + timedelta(3), polls_on=FIRST + timedelta(9))
    assert rules.polls_in_the_way(made(), [poll], FIRST) == ()
    assert rules.polls_in_the_way(made(), [poll], FIRST + timedelta(4)) == ("Borough",)


def test_an_election_has_a_name_and_its_days_in_order():
    rules.check_poll("Borough", FIRST, FIRST)
    with pytest.raises(RuleBroken, match="name of the election"):
        rules.check_poll(" ", FIRST, FIRST)
    with pytest.raises(RuleBroken, match="after the notice"):
        rules.check_poll("Borough", FIRST, FIRST - timedelta(days=1))


def test_every_gate_has_a_name_for_staff():
    facts = LaunchFacts(**{**vars(NOTHING), "polls": ("A poll",)})
    for weight in Weight:
        for gate in rules.launch_gates(made(weight), {}, facts):
            assert rules.gate_name(gate.name) != gate.name


def test_days_that_have_passed_are_no_time_to_answer():
    row = made(days=84)
    late = FIRST + timedelta(days=60)
    assert shut(row=row, first_day=FIRST) == []
    assert shut(row=row, first_day=late) == ["time"]
