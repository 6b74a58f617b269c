"""Numbers in any script, choices that stand alone, words beside them, and answers in words."""

import pytest

from engage.consultations.models import Kind
from engage.consultations.rules import AskedChoice
from engage.core.errors import RuleBroken
from engage.responses import rules
from engage.responses.rules import values
from tests.responses.test_rules import FILE, asked


@pytest.mark.parametrize(
    ("typed", "mark", "kept"),
    [
        ("1,000", ".", "1000"),
        ("1,000", ",", None),
        ("1.000", ",", "1000"),
        ("1.000,50", ".", "1000.5"),
        ("1,000,000.25", ",", "1000000.25"),
        ("10,00,000", ".", "1000000"),
        ("2,5", ".", "2.5"),
        ("2.5", ",", "2.5"),
        ("1 000", ".", "1000"),
        ("1\u202f000,5", ",", "1000.5"),
        ("১২.৫", ".", "12.5"),
        ("١٢٫٥", ".", "12.5"),
        ("−3", ".", "-3"),
        ("-0", ".", "0"),
        ("007", ".", "7"),
        ("10", ".", "10"),
        ("1,2,3", ".", None),
        ("1e5", ".", None),
        ("5 miles", ".", None),
        ("1.234", ".", None),
        ("9" * 16, ".", None),
        ("", ".", None),
    ],
)
def test_a_number_is_read_as_its_language_writes_it(typed, mark, kept):
    assert values.number_of(typed, mark) == kept
    if kept:
        assert values.number_of(kept, ",") == values.number_of(kept, ".") == kept


@pytest.mark.parametrize(("language", "mark"), [("en_GB", "."), ("es", ","), ("bn", ".")])
def test_the_decimal_mark_of_a_language(language, mark):
    assert values.decimal_mark(language) == mark


def test_some_choices_stand_alone_and_some_are_closed():
    choices = (AskedChoice("a", "A"), AskedChoice("n", "None", alone=True))
    several = asked(Kind.SEVERAL_CHOICES, choices=choices, least=2)
    assert rules.check_answer(several, ["n"]) == ["n"]
    with pytest.raises(RuleBroken, match="Choose “None” alone"):
        rules.check_answer(several, ["a", "n"])
    old = asked(choices=(AskedChoice("a", "A", closed=True), AskedChoice("b", "B")))
    assert rules.offered_to(old) == {"b": "B"}
    assert rules.said(old, {"q": "a"}) == ["A"]
    with pytest.raises(RuleBroken):
        rules.check_answer(old, ["a"])


def test_a_page_may_be_kept_with_gaps_and_never_with_mistakes():
    page = (asked(required=True), asked(Kind.SEVERAL_CHOICES, key="s", least=2))
    checked = rules.check_page(page, {"s": ["a"]}, gaps=True)
    assert (checked.answers, checked.errors) == ({"s": ["a"]}, {})
    assert list(rules.check_page(page, {"q": ["z"]}, gaps=True).errors) == ["q"]


def test_words_beside_the_choices_stand_under_a_key_of_their_own():
    one = asked(other=True)
    kept = rules.check_page([one], {"q": ["other"], "q.other": [" Both \n of them "]}).answers
    assert kept == {"q": "other", "q.other": "Both of them"}
    assert rules.said(one, kept) == ["Other: Both of them"]
    assert rules.check_page([one], {"q": ["a"], "q.other": ["x"]}).answers == {"q": "a"}
    assert rules.check_page([asked()], {"q.other": ["x"]}).answers == {}
    place = asked(Kind.LOCATION, choices=(), required=True)
    assert rules.check_page([place], {"q.other": ["Here"]}).answers == {"q.other": "Here"}
    assert rules.said(place, {"q.other": "Here"}) == ["Here"]
    assert list(rules.check_page([place], {}).errors) == ["q"]


def test_every_kind_is_said_in_words():
    assert rules.said(asked(Kind.RANK), {"q": ["b", "a"]}) == ["1. B", "2. A"]
    assert rules.said(asked(Kind.DATE), {"q": "2026-03-27"}) == ["27 March 2026"]
    assert rules.said(asked(Kind.FILE), {"q": [FILE]}) == ["1 file"]
    assert rules.said(asked(Kind.CONSENT), {"q": "yes"}) == ["Yes"]
    assert rules.said(asked(Kind.NUMBER), {"q": "2.5"}) == ["2.5"]
