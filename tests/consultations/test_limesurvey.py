"""Surveys of another tool become ours, and the report says what was left."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.consultations.models import Kind
from engage.consultations.rules import limesurvey
from engage.consultations.rules.relevance import NotSimple, condition_of
from engage.core.errors import RuleBroken
from tests.consultations.limesurvey import lss, new_survey, old_survey, question, table


@pytest.fixture(scope="module")
def taken():
    return limesurvey.survey(new_survey())


def found(taken):
    return {each.key: each for page in taken.document.pages for each in page.questions}


def test_every_kind_is_taken_as_ours(taken):
    assert {key: each.kind.value for key, each in found(taken).items()} == {
        "visit": "one_choice",
        "why": "several_choices",
        "topics_R1": "agree_scale",
        "topics_R2": "agree_scale",
        "age": "number",
        "more": "long_text",
        "thanks": "info",
        "which": "one_choice",
        "again": "one_choice",
        "order": "rank",
        "paper": "file",
        "size_W": "number",
        "size_H": "number",
        "day": "date",
    }


def test_words_choices_and_bounds_come_along(taken):
    asked = found(taken)
    visit = asked["visit"]
    assert {code: text.words for code, text in visit.texts["label"].items()} == {
        "en_GB": "Did you visit us?",
        "es": "¿Nos visitó?",
    }
    assert (visit.columns["required"], visit.columns["other"]) == (True, True)
    assert [each.label["en_GB"].words for each in visit.choices] == ["Yes", "No"]
    why = asked["why"]
    assert (why.columns["most"], [each.alone for each in why.choices]) == (2, [False, False, True])
    assert (asked["age"].columns["least"], asked["age"].columns["most"]) == (0, None)
    assert asked["day"].columns["earliest_on"].isoformat() == "2026-01-01"
    assert asked["topics_R1"].texts["hint"]["en_GB"].words == "How much do you agree?"
    assert taken.document.pages[0].title["es"].words == "Su visita"


def test_simple_expressions_become_conditions_of_pages(taken):
    conditions = {page.questions[0].key: page.condition for page in taken.document.pages}
    assert conditions["visit"] is None
    assert conditions["why"] == {"question": "visit", "is": ["A1"]}
    assert conditions["more"] == {
        "all": [
            {"question": "why", "is": ["S1"]},
            {
                "all": [
                    {"question": "age", "answered": True},
                    {"not": {"question": "age", "to": 17}},
                ]
            },
        ]
    }
    assert conditions["again"] == {
        "any": [
            {"question": "topics_R1", "is": ["strongly_agree"]},
            {"not": {"question": "age", "answered": True}},
        ]
    }
    assert conditions["paper"] == {"question": "age", "to": 3}


def test_what_was_not_taken_is_told(taken):
    report = "\n".join(taken.report)
    assert "strlen(more) > 3" in report
    assert "Question grid was not taken" in report
    assert "Question which: the comment" in report
    assert "Assessments were not taken" in report
    assert "tlh" in report


def test_a_survey_without_english_says_so_and_keeps_its_languages():
    taken = limesurvey.survey(old_survey())
    asked = found(taken)
    assert [each.kind for each in asked.values()] == [Kind.SHORT_TEXT, Kind.ONE_CHOICE]
    label = {code: text.words for code, text in asked["name"].texts["label"].items()}
    assert label == {"en_GB": "¿Su nombre?", "es": "¿Su nombre?", "pt": "Seu nome?"}
    first = {code: text.words for code, text in asked["town"].choices[0].label.items()}
    assert first == {"en_GB": "Aquí", "es": "Aquí", "pt": "Aqui"}
    assert any("no English" in line for line in taken.report)


ENTITIES = b"""<?xml version="1.0"?>
<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<document><LimeSurveyDocType>Survey</LimeSurveyDocType>&b;</document>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<document>&x;</document>"""


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not xml",
        b"PK\x03\x04 a zip",
        b"<document/>",
        b"<html></html>",
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="no-such"?><document/>',
        ENTITIES,
        OUTSIDE,
        lss(kind="Question"),
        lss(),
        lss(table("groups", {"gid": 1})),
        b"<document>" + b"<a>" * 5_000,
    ],
)
def test_anything_else_is_refused_plainly(raw):
    with pytest.raises(RuleBroken, match="We could not read this file"):
        limesurvey.survey(raw)


def test_a_survey_that_is_not_whole_names_the_place():
    raw = lss(
        table("groups", {"gid": 1, "group_order": 1}),
        table("questions", question(1, "L", "empty") | {"question": "Which?", "language": "en"}),
    )
    with pytest.raises(RuleBroken, match=r"pages\[0\].questions\[0\].choices"):
        limesurvey.survey(raw)


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr("engage.core.formats.lss.MOST_ROWS", 1)
    with pytest.raises(RuleBroken, match="could not read"):
        limesurvey.survey(new_survey())


# --- expressions


def compared(name, sign, value):
    return None if name == "gone" else {"question": name, "is": [f"{sign}{value}"]}


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("", None),
        ("1", None),
        ('a.NAOK == "x"', {"question": "a", "is": ["==x"]}),
        ("'x' = a", {"question": "a", "is": ["==x"]}),
        ("5 < a", {"question": "a", "is": [">5"]}),
        ("a ne 'x'", {"question": "a", "is": ["!=x"]}),
        ("!(a == 'x')", {"not": {"question": "a", "is": ["==x"]}}),
        ("is_empty(a.NAOK)", {"not": {"question": "a", "is": [""]}}),
        (
            "a == 1 && (b == 2 || c == 3)",
            {
                "all": [
                    {"question": "a", "is": ["==1"]},
                    {"any": [{"question": "b", "is": ["==2"]}, {"question": "c", "is": ["==3"]}]},
                ]
            },
        ),
    ],
)
def test_simple_expressions_are_read(expression, wanted):
    assert condition_of(expression, compared) == wanted


@pytest.mark.parametrize(
    "expression",
    [
        "a",
        "a ==",
        "a == b",
        "1 == 2",
        "a + 1 == 2",
        "count(a) > 1",
        "a == 1 and b == 2 or c == 3",
        "(a == 1",
        "a == 1)",
        "is_empty a",
        "is_empty(a",
        "gone == 1",
        "== 1",
        "#",
        "(" * 20 + "a == 1" + ")" * 20,
        "!" * 20 + "(a == 1)",
    ],
)
def test_anything_more_is_not_guessed_at(expression):
    with pytest.raises(NotSimple):
        condition_of(expression, compared)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab1 \"'()!=<>&|.XisNAOK_empty", max_size=40))
def test_no_expression_breaks_the_reader(expression):
    with contextlib.suppress(NotSimple):
        condition_of(expression, compared)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lss))
def test_no_file_breaks_the_import(raw):
    with pytest.raises(RuleBroken):
        limesurvey.survey(raw)
