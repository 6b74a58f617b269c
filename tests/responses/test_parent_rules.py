"""When a parent or carer must agree, and who may be a child: the rules."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.errors import RuleBroken
from engage.responses import rules
from engage.responses.models import (
    AgeGroup,
    Permission,
    Publication,
    PublicationState,
    Relation,
    RespondentKind,
    Response,
    ResponseState,
)
from engage.responses.rules import flags, redaction

ALONE = RespondentKind.INDIVIDUAL


@pytest.mark.parametrize(
    ("kind", "before", "agreed"),
    [
        (ALONE, {}, True),
        (ALONE, {"age_group": "adult"}, True),
        (ALONE, {"age_group": "teen"}, True),
        (ALONE, {"age_group": "child"}, False),
        (ALONE, {"age_group": "child", "parent": ""}, False),
        (ALONE, {"age_group": "child", "parent": "neighbour"}, False),
        (ALONE, {"age_group": "child", "parent": "guardian"}, True),
        (RespondentKind.GROUP, {"age_group": "child"}, True),
        (RespondentKind.ORGANISATION, {"age_group": "child"}, True),
    ],
)
def test_only_a_child_alone_needs_somebody_who_agrees(kind, before, agreed):
    assert rules.parent_agreed(kind, before) is agreed
    if agreed:
        rules.check_parent_agreed(kind, before)
    else:
        with pytest.raises(RuleBroken):
            rules.check_parent_agreed(kind, before)


@given(st.text(), st.text())
def test_nothing_typed_but_a_relation_and_a_tick_is_a_yes(parent, agree):
    checked = rules.check_parent({"parent": parent, "agree": agree})
    right = parent in set(Relation) and agree == "yes"
    assert bool(checked.errors) is not right


def test_silence_about_age_is_kept_as_silence():
    assert rules.facts_of({}, {})["age_group"] is AgeGroup.UNKNOWN
    assert rules.check_before({"age_group": "unknown"}).errors


def test_a_yes_goes_with_the_age_it_was_said_for():
    earlier = {"age_group": "child", "parent": "parent"}
    assert rules.before_said({"age_group": "child"}, earlier)["parent"] == "parent"
    assert "parent" not in rules.before_said({"age_group": "teen"}, earlier)
    assert "parent" not in rules.before_said({"age_group": "child"}, {})


@pytest.mark.parametrize(
    ("age", "kind", "flag"),
    [
        (AgeGroup.ADULT, ALONE, None),
        (AgeGroup.UNKNOWN, ALONE, flags.Flag.AGE),
        (AgeGroup.TEEN, ALONE, flags.Flag.CHILD),
        (AgeGroup.CHILD, ALONE, flags.Flag.CHILD),
        (AgeGroup.UNKNOWN, RespondentKind.GROUP, None),
        (AgeGroup.UNKNOWN, RespondentKind.ORGANISATION, None),
        (AgeGroup.TEEN, RespondentKind.GROUP, flags.Flag.CHILD),
    ],
)
def test_whoever_may_be_a_child_is_looked_at_twice_before_a_word_is_shown(age, kind, flag):
    response = Response(
        age_group=age,
        respondent_kind=kind,
        language="en_GB",
        permission=Permission.YES,
        state=ResponseState.SUBMITTED,
        held=False,
    )
    assert flags.flags(response, ["The bus."], found=False) == ([flag] if flag else [])
    once = Publication(state=PublicationState.READY, flags=[], second=False, version_number=1)
    assert redaction.may_quote(response, once) is (flag is None)
    once.second_by = uuid4()
    assert redaction.may_quote(response, once)
