"""The standard questions: order, who is asked what, what may be answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.errors import RuleBroken
from engage.core.i18n import SHIPPED
from engage.equality import rules

STANDARD = rules.standard()
KEYS = [each.key for each in STANDARD.questions]


def test_the_standard_has_a_version_a_hash_and_unique_keys():
    assert STANDARD.version == rules.LATEST
    assert len(STANDARD.hash) == 64
    assert len(set(KEYS)) == len(KEYS)


def test_every_question_has_words_in_every_shipped_language():
    for question in STANDARD.questions:
        for code in SHIPPED:
            assert question.words[code].text, (question.key, code)
            assert all(said[code] for said in question.options.values()), (question.key, code)


def test_every_question_with_answers_can_be_refused():
    closed = [each for each in STANDARD.questions if not each.free_text]
    assert all(rules.PREFER_NOT_TO_SAY in each.options for each in closed)


def test_a_language_we_do_not_have_falls_back_to_english():
    question = STANDARD.questions[0]
    assert question.asked("lt") == question.asked("en_GB")
    assert question.labels("lt") == question.labels("en_GB")
    assert question.labels("es")["under_16"] == "Menos de 16 años"


@pytest.mark.parametrize(
    ("key", "answers", "asked"),
    [
        ("age_band", {}, True),
        ("sexual_orientation", {}, False),
        ("sexual_orientation", {"age_band": "prefer_not_to_say"}, False),
        ("sexual_orientation", {"age_band": "under_16"}, False),
        ("sexual_orientation", {"age_band": "16_17"}, True),
        ("long_term_condition", {"age_band": "under_16"}, True),
        ("activity_limit", {}, False),
        ("activity_limit", {"long_term_condition": "no"}, False),
        ("activity_limit", {"long_term_condition": "yes", "age_band": "under_16"}, True),
        ("ethnic_group_black", {"ethnic_group": "black"}, True),
        ("ethnic_group_black", {"ethnic_group": "white"}, False),
    ],
)
def test_who_is_asked(key, answers, asked):
    assert rules.is_asked(STANDARD.question(key), answers) is asked


def test_the_questions_follow_each_other_and_back():
    answers = {"age_band": "25_34", "ethnic_group": "asian"}
    walked, key = [], ""
    while following := rules.next_question(key, answers):
        walked.append(following.key)
        key = following.key
    assert walked == [each.key for each in rules.questions_asked(answers)]
    assert walked.index("ethnic_group_asian") == walked.index("ethnic_group") + 1
    assert rules.previous_question(walked[0], answers) is None
    assert rules.previous_question(walked[3], answers).key == walked[2]
    assert rules.previous_question("unheard", answers) is None


@pytest.mark.parametrize("typed", ["", "  ", "\x00"])
def test_no_answer_is_an_answer_too(typed):
    assert rules.check_answer(STANDARD.question("sex"), typed) == ""


def test_an_answer_that_is_not_on_the_list_is_refused():
    with pytest.raises(RuleBroken) as broken:
        rules.check_answer(STANDARD.question("sex"), "dragon")
    assert broken.value.field == "sex"


def test_own_words_are_kept_short():
    question = STANDARD.question("main_language_text")
    assert rules.check_answer(question, "  British \n Sign Language ") == "British Sign Language"
    with pytest.raises(RuleBroken):
        rules.check_answer(question, "x" * 101)


def test_an_unknown_question_is_none():
    assert STANDARD.question("shoe_size") is None


def test_answers_that_no_longer_apply_are_dropped():
    given_before = {
        "ethnic_group": "white",
        "ethnic_group_black": "african",
        "sexual_orientation": "bisexual",
        "age_band": "under_16",
        "shoe_size": "44",
        "sex": "",
    }
    assert rules.answers_that_count(given_before) == {
        "age_band": "under_16",
        "ethnic_group": "white",
    }


@given(
    st.dictionaries(
        st.sampled_from(KEYS),
        st.sampled_from(["yes", "no", "under_16", "25_34", "black", "prefer_not_to_say"]),
    )
)
def test_what_counts_stays_the_same_when_counted_again(answers):
    kept = rules.answers_that_count(answers)
    assert rules.answers_that_count(kept) == kept
    assert all(rules.is_asked(STANDARD.question(key), kept) for key in kept)


@pytest.mark.parametrize(
    ("condition", "limit", "disabled"),
    [
        (None, None, None),
        ("no", None, "no"),
        ("prefer_not_to_say", None, "prefer_not_to_say"),
        ("yes", None, None),
        ("yes", "yes_a_lot", "yes"),
        ("yes", "yes_a_little", "yes"),
        ("yes", "not_at_all", "no"),
        ("yes", "prefer_not_to_say", "prefer_not_to_say"),
    ],
)
def test_disability_is_a_condition_that_limits(condition, limit, disabled):
    said = {"long_term_condition": condition, "activity_limit": limit}
    assert rules.disabled({key: value for key, value in said.items() if value}) == disabled
