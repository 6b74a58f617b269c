"""What a postcode says without saying who you are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.errors import RuleBroken
from engage.places.models import Tier
from engage.places.rules import district_of


@pytest.mark.parametrize(
    ("typed", "district"),
    [
        ("DA6 7AB", "DA6"),
        ("da67ab", "DA6"),
        (" d a 6 ", "DA6"),
        ("SE10", "SE10"),
        ("SE10 9LS", "SE10"),
        ("W1A 1AA", "W1A"),
        ("m1 1ae", "M1"),
        ("EC1A", "EC1A"),
        ("", ""),
        (" \n", ""),
    ],
)
def test_only_the_district_of_a_postcode_is_kept(typed, district):
    assert district_of(typed) == district


@pytest.mark.parametrize(
    "typed", ["6DA", "DA", "DA6 7A", "DA6 7ABC", "ABC1 1AA", "12345", "next to the park", "DA6\n7é"]
)
def test_what_is_no_postcode_is_refused_with_an_example(typed):
    with pytest.raises(RuleBroken, match="Enter a postcode, or its first part, like DA6"):
        district_of(typed)


@given(st.from_regex(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}", fullmatch=True))
def test_the_last_three_letters_of_a_whole_postcode_are_forgotten(postcode):
    assert district_of(postcode) == postcode[:-3]


def test_every_tier_has_a_name():
    assert [str(tier.label) for tier in Tier] == ["Neighbourhood", "Borough", "Whole area"]
