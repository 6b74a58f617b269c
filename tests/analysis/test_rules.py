"""What may be tagged, how an answer is read, and when its numbers are shown."""

import pytest

from engage.analysis import rules
from engage.analysis.models import About
from engage.consultations import rules as consultation_rules
from engage.consultations.models import Kind, Stage
from engage.consultations.rules import AskedChoice, AskedPage, AskedQuestion, Questionnaire
from engage.core.errors import RuleBroken
from engage.responses.models import Response, ResponseState


def asked(key, kind, *choices):
    made = tuple(AskedChoice(f"{key}_{at}", label) for at, label in enumerate(choices))
    return AskedQuestion(key, kind, f"About {key}", "", False, None, None, made)  # noqa: FBT003 - positional like the edition


WHERE = asked("where", Kind.ONE_CHOICE, "North", "South")
HARD = asked("hard", Kind.LONG_TEXT)
POSTCODE = asked("postcode", Kind.POSTCODE)
FORM = Questionnaire(None, "", "en_GB", (AskedPage("One", (WHERE, HARD, POSTCODE)),))


def answered(state=ResponseState.SUBMITTED, **answers):
    return Response(state=state, answers=answers)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("  ", "Enter a name"),
        ("x" * 101, "100 characters or shorter"),
        ("bus", "There is a theme with this name"),
    ],
)
def test_a_theme_needs_a_short_name_of_its_own(name, message):
    with pytest.raises(RuleBroken, match=message) as broken:
        rules.check_name(name, ["Bus"])
    assert broken.value.field == "name"
    rules.check_name("Parking", ["Bus"])


def test_an_answer_that_was_given_may_be_filed():
    rules.check_tags(answered(hard="Dark"), "hard", [About.AGE.value], 1)


@pytest.mark.parametrize(
    ("response", "about", "themes", "message"),
    [
        (answered(ResponseState.WITHDRAWN, hard="Dark"), [], 1, "was taken back"),
        (answered(where="where_0"), [], 1, "this person answered"),
        (answered(hard="Dark"), ["dogs"], 1, "groups from the list"),
        (answered(hard="Dark"), ["age"], 0, "Choose a theme before"),
    ],
)
def test_tags_that_say_nothing_true_are_refused(response, about, themes, message):
    with pytest.raises(RuleBroken, match=message):
        rules.check_tags(response, "hard", about, themes)


def test_own_words_and_choices_are_told_apart():
    assert rules.open_questions(FORM) == [HARD]
    assert rules.closed_questions(FORM) == [WHERE]


@pytest.mark.parametrize(
    ("question", "answer", "read"),
    [
        (WHERE, "where_1", "South"),
        (WHERE, ["where_0", "where_1"], "North, South"),
        (WHERE, "where_9", ""),
        (WHERE, None, ""),
        (HARD, "It is dark.", "It is dark."),
        (POSTCODE, "DA6", ""),
    ],
)
def test_an_answer_is_read_in_words_and_a_postcode_never(question, answer, read):
    assert rules.answered(question, {question.key: answer} if answer else {}) == read


def test_results_are_shown_once_the_consultation_has_closed():
    shown = {stage for stage in Stage if rules.results_are_public(stage)}
    assert shown == consultation_rules.OVER


@pytest.mark.parametrize(
    ("stage", "waiting", "shown"),
    [
        (Stage.OPEN, 0, False),
        (Stage.CLOSED, 1, False),
        (Stage.ANALYSING, 0, True),
        (Stage.DECIDED, 5, True),
    ],
)
def test_themes_are_shown_when_all_was_read_or_decided(stage, waiting, shown):
    assert rules.themes_are_public(stage, waiting) is shown
