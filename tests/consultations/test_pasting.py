"""Questions pasted from a letter: what is found, and how often it is right."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.consultations.models import Kind
from engage.consultations.rules import pasting
from tests.consultations.pasted import SAMPLES


def right_kinds():
    """For every question of every sample, whether its kind was guessed rightly."""
    right = []
    for text, wanted in SAMPLES.values():
        found = pasting.find(text)
        right += [
            each.kind.value == kind
            for each, (_label, kind, _more) in zip(found, wanted, strict=True)
        ]
    return right


@pytest.mark.parametrize("name", SAMPLES)
def test_every_question_of_a_sample_is_found_and_nothing_else(name):
    text, wanted = SAMPLES[name]
    found = pasting.find(text)
    assert [
        each.label[: len(said)] for each, (said, *_rest) in zip(found, wanted, strict=False)
    ] == [said for said, *_rest in wanted], found
    assert len(found) == len(wanted), found


def test_kinds_are_right_in_at_least_95_of_100_questions():
    right = right_kinds()
    assert len(SAMPLES) >= 8
    assert len(right) >= 45
    assert sum(right) / len(right) >= 0.95


@pytest.mark.parametrize("name", SAMPLES)
def test_choices_bounds_and_the_rest_are_read(name):
    text, wanted = SAMPLES[name]
    for found, (_label, _kind, more) in zip(pasting.find(text), wanted, strict=True):
        seen = {"choices": len(found.choices)} | {
            each: getattr(found, each) for each in more if each != "choices"
        }
        assert {name: seen[name] for name in more} == more, found


def test_what_is_no_question_is_not_taken_for_one():
    assert pasting.find("") == []
    assert pasting.find("Dear all,\n\nThe clinic has moved.\n- Monday\n- Tuesday\n") == []
    assert pasting.find("___________") == []


def test_a_choice_that_asks_is_a_question_of_its_own():
    found = pasting.find("1. The bus\na) Do you use it?\nb) What would make it better?\n")
    assert [each.label for each in found][1:] == ["Do you use it?", "What would make it better?"]


def test_a_numbered_reason_and_a_statement_under_its_number_are_questions():
    found = pasting.find("1. Do you agree with it?\n2. Please tell us why.\nQ3\nThe bus is late.\n")
    assert [each.kind for each in found] == [Kind.AGREE_SCALE, Kind.LONG_TEXT, Kind.LONG_TEXT]
    assert found[2].label == "The bus is late."


def test_none_stands_alone_only_where_several_may_be_chosen():
    text = "Which one?\n- Bus\n- Tram\n- None of these\n- None at all\n- Bus\n"
    found = pasting.find(text)[0]
    assert (found.none, found.choices) == ("", ("Bus", "Tram", "None at all", "None of these"))


def test_help_under_a_question_stays_help():
    found = pasting.find("What do you think?\nPlease be kind.\n\nAbout you\n\nHow are you?\n")
    assert [(each.label, each.hint) for each in found] == [
        ("What do you think?", "Please be kind."),
        ("How are you?", ""),
    ]


def test_a_grid_becomes_a_question_for_each_row_and_the_round_bullet_of_word_is_a_mark():
    text = (
        "1.\tHow good was it?\n\tGood\tBad\na)\tFood\t☐\t☐\nThe  staff\t☐\t☐\n"
        "2.\tYour age\no\tUnder 18\no\t18–24\no\t25 or over\n"
        "3.\tWhen did you go? (dd/mm/yyyy)\n4.\tOn a scale of 1 to 10, how likely is it?\n"
    )
    found = pasting.find(text)
    assert [(each.label, each.choices) for each in found[:3]] == [
        ("How good was it? Food", ("Good", "Bad")),
        ("How good was it? The staff", ("Good", "Bad")),
        ("Your age", ("Under 18", "18–24", "25 or over")),
    ]
    assert [each.kind for each in found[3:]] == [Kind.DATE, Kind.NUMBER]
    assert (found[4].least, found[4].most) == (1, 10)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="Qab1.)( \t\n?-•☐_/*“yesnoupt3", max_size=200) | st.text(max_size=200))
def test_no_text_breaks_the_search(text):
    for found in pasting.find(text):
        assert found.label == " ".join(found.label.split())
        assert all(found.choices)
    assert len(pasting.find(text)) <= text.count("\n") + 200


def test_a_long_text_is_searched_at_once():
    text = "Why " + " " * 19_000 + "(yes" + "(" * 500 + "?"
    assert len(pasting.find(text)) == 1
    assert len(pasting.find("Why?\n" * 5_000)) == pasting.MOST_LINES
