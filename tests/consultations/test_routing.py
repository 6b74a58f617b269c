"""Conditions out of a file: what is no number, and trees that are made to tire."""

import pytest

from engage.consultations.rules.routing import check_condition, holds
from engage.core.errors import RuleBroken


@pytest.mark.parametrize("said", ["nan", "sNaN", "Infinity", "-inf", "words", "", None, ["1"]])
def test_what_is_no_number_lies_in_no_range(said):
    assert not holds({"question": "a", "from": 3}, {"a": said}, "individual")
    assert not holds({"question": "a", "to": 3}, {"a": said}, "individual")


@pytest.mark.parametrize("join", ["all", "any"])
def test_a_tree_of_parts_that_ask_nothing_is_refused(join):
    part = {"speaks": ["group"]}
    check_condition({join: [part] * 50})
    for inner in ([], [{"all": []}] * 10, [part] * 51):
        with pytest.raises(RuleBroken):
            check_condition({join: inner})
