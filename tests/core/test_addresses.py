"""Texts as parts of addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.text import free_slug, slugify


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("Where to park?", "where-to-park"),
        ("  Café – what’s next: 24/7  ", "cafe-whats-next-24-7"),
        ("مستقبل", ""),
        ("a" * 80, "a" * 60),
        (f"{'a' * 59} b", "a" * 59),
    ],
)
def test_a_title_becomes_part_of_an_address(typed, made):
    assert slugify(typed) == made


@given(st.text(max_size=200))
def test_an_address_holds_small_letters_digits_and_single_dashes(typed):
    made = slugify(typed)
    assert slugify(made) == made
    assert len(made) <= 60
    assert all(part.isalnum() and part.isascii() for part in made.split("-") if made)


@pytest.mark.parametrize(
    ("taken", "free"),
    [([], "parking"), (["parking"], "parking-2"), (["parking", "parking-2", "x"], "parking-3")],
)
def test_a_taken_address_gets_the_next_number(taken, free):
    assert free_slug("parking", taken) == free
