"""Columns and words of a file from another tool, matched to what was asked."""

import json

import pytest

from engage.consultations.models import Kind
from engage.consultations.rules import AskedChoice, AskedQuestion
from engage.core.errors import RuleBroken
from engage.responses.queries import imports
from engage.responses.rules import importing
from engage.responses.rules.exporting import Asking
from tests.factories.consultations import open_consultation

HEADINGS = ["Date received", "Where?", "I could get there by bus.", "What would make it hard?"]


@pytest.fixture
def asked(database):
    return open_consultation(languages=("en_GB", "es"))


def reader(*questions, offered=("en_GB",)):
    askings = []
    for each in questions:
        choices = {choice.key: {"en_GB": choice.label} for choice in each.choices}
        askings.append(Asking(each, {"en_GB": each.label}, choices, (1,)))
    return importing.Reader(askings, offered)


def question(key, kind, labels=(), **facts):
    made = tuple(AskedChoice(f"k{number}", label) for number, label in enumerate(labels))
    return AskedQuestion(
        key,
        kind,
        f"Is it {key}?",
        "",
        required=False,
        most=None,
        limit=None,
        choices=made,
        **facts,
    )


def read(asked_question, cells, **facts):
    found = reader(asked_question)
    wanted = found.match(["received_on", *cells])
    row = {"received_on": "2026-01-02", **cells}
    return found.read(row, importing.Map(wanted.columns, **facts)).answers


@pytest.mark.parametrize(
    "heading", ["Where?", "where", "WHERE", " where ? ", "Where? (es)", "Something [where]"]
)
def test_a_heading_is_matched_to_a_question_in_any_language_by_its_words_or_key(asked, heading):
    assert imports.reader_of(asked).match([heading]).columns[heading] == "where"


@pytest.mark.parametrize(
    "heading", ["When could you come? [Evenings]", "When could you come?: evenings (ES)"]
)
def test_a_column_for_one_of_several_choices_is_matched(asked, heading):
    assert imports.reader_of(asked).match([heading]).columns[heading] == "times.times_0"


def test_what_is_not_known_is_listed_and_left_out(asked):
    wanted = imports.reader_of(asked).match(["Where?", "IP address", "Where"])
    assert wanted.left_out == ["IP address", "Where"]


@pytest.mark.parametrize(
    ("heading", "name"),
    [("Date received", "received_on"), ("Channel", "channel"), ("Organisation", "group_name")],
)
def test_facts_are_known_by_common_headings(asked, heading, name):
    assert imports.reader_of(asked).match([heading]).columns[heading] == name


@pytest.mark.parametrize("said", ["k1", "two", "TWO "])
def test_a_choice_is_known_by_its_code_or_its_words(said):
    assert read(question("a", Kind.ONE_CHOICE, ("One", "Two")), {"a": said}) == {"a": "k1"}


@pytest.mark.parametrize("said", ["One; Three", "one|three", "One\nThree", "k0;k2"])
def test_several_choices_may_stand_in_one_cell(said):
    several = question("a", Kind.SEVERAL_CHOICES, ("One", "Two", "Three"))
    assert read(several, {"a": said}) == {"a": ["k0", "k2"]}


@pytest.mark.parametrize("tick", ["1", "yes", "X", "Two", "true"])
def test_several_choices_may_have_a_column_each(tick):
    several = question("a", Kind.SEVERAL_CHOICES, ("One", "Two"))
    assert read(several, {"a.k0": "0", "a.k1": tick}) == {"a": ["k1"]}


def test_words_of_ones_own_choose_other():
    several = question("a", Kind.SEVERAL_CHOICES, ("One",), other=True)
    assert read(several, {"a.k0": "1", "a.other": "Both"}) == {
        "a": ["k0", "other"],
        "a.other": "Both",
    }


def test_an_order_is_read_from_places_or_from_one_cell():
    rank = question("a", Kind.RANK, ("One", "Two", "Three"))
    assert read(rank, {"a.k0": "2", "a.k2": "1"}) == {"a": ["k2", "k0"]}
    assert read(rank, {"a": "Three; One"}) == {"a": ["k2", "k0"]}


def test_a_tick_is_an_agreement():
    assert read(question("a", Kind.CONSENT), {"a": "yes"}) == {"a": "yes"}
    assert read(question("a", Kind.CONSENT), {"a": "no"}) == {}


@pytest.mark.parametrize("said", ["2026-11-03", "3/11/2026", "03.11.2026", "3 November 2026"])
def test_days_are_read_with_the_day_first(said):
    assert read(question("a", Kind.DATE), {"a": said}) == {"a": "2026-11-03"}


def test_days_are_read_with_the_month_first_when_the_map_says_so():
    answers = read(question("a", Kind.DATE), {"a": "11/03/2026"}, month_first=True)
    assert answers == {"a": "2026-11-03"}


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        (Kind.ONE_CHOICE, {"a": "Five"}),
        (Kind.SEVERAL_CHOICES, {"a": "One; Five"}),
        (Kind.SEVERAL_CHOICES, {"a.k0": "perhaps"}),
        (Kind.RANK, {"a.k0": "1", "a.k1": "1"}),
        (Kind.RANK, {"a.k0": "9"}),
        (Kind.DATE, {"a": "31/31/2026"}),
        (Kind.CONSENT, {"a": "perhaps"}),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_reason(kind, cells):
    labels = ("One", "Two") if kind.has_choices else ()
    with pytest.raises(RuleBroken, match=r"“|share"):
        read(question("a", kind, labels), cells)


@pytest.mark.parametrize(
    "facts",
    [
        {"channel": "pigeon"},
        {"language": "Klingon"},
        {"speaks_for": "many"},
        {"speaks_for": "0"},
        {"state": "withdrawn"},
        {"received_on": "soon"},
    ],
)
def test_facts_that_are_none_are_refused(facts):
    found = reader(question("a", Kind.LONG_TEXT))
    row = {"received_on": "2026-01-02", "a": "words", **facts}
    with pytest.raises(RuleBroken):
        found.read(row, found.match(list(row)))


@pytest.mark.parametrize(
    ("columns", "defaults"),
    [
        ({"A": "where", "B": "where"}, {}),
        ({"A": "nowhere"}, {}),
        ({"A": "channel"}, {}),
        ({"C": "where"}, {}),
        ({"A": "where"}, {}),
        ({"A": "where"}, {"nonsense": "1"}),
    ],
)
def test_a_map_that_does_not_fit_is_refused(asked, columns, defaults):
    wanted = importing.Map(columns, defaults)
    with pytest.raises(RuleBroken):
        imports.reader_of(asked).check(wanted, ["A", "B"])


@pytest.mark.parametrize(
    "saved", [None, [], {}, {"columns": {"a": 1}}, {"columns": {}, "defaults": 3}]
)
def test_a_map_that_is_none_is_refused(saved):
    with pytest.raises(RuleBroken):
        importing.map_of(saved)


def test_a_map_can_be_saved_and_read_again(asked):
    wanted = imports.reader_of(asked).match(HEADINGS)
    assert importing.map_of(json.loads(json.dumps(wanted.as_dict()))) == wanted
