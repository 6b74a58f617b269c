"""Codes that can be read aloud: in words of any language, or in digits."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.core.i18n import SHIPPED
from engage.core.text import fold
from engage.paths import PACKAGE
from engage.responses import rules
from engage.responses.rules import codes

MOST = 256**3 * 10_000
NUMBERS = st.integers(min_value=0, max_value=MOST - 1)


def word_rows():
    path = PACKAGE / "responses" / "data" / "words.csv"
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_word_lists_have_one_size_and_no_word_stands_for_two_numbers():
    rows = word_rows()
    assert len(rows) == 256
    assert set(rows[0]) == set(SHIPPED)
    places = {}
    for place, row in enumerate(rows):
        for word in row.values():
            assert " " not in word
            assert fold(word)
            assert places.setdefault(fold(word), place) == place, word


@given(NUMBERS, st.sampled_from(SHIPPED))
def test_a_code_is_the_same_in_words_of_any_language_and_in_digits(number, language):
    assert rules.number_of(rules.code_words(number, language)) == number
    assert rules.number_of(rules.code_digits(number)) == number


@given(NUMBERS)
def test_a_code_is_read_however_it_is_typed(number):
    words = rules.code_words(number, "en_GB")
    assert rules.number_of(f"  {words.upper().replace(' ', ' - ')}. ") == number
    eastern = rules.code_digits(number).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert rules.number_of(eastern) == number
    bengali = rules.code_digits(number).translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    assert rules.number_of(bengali.replace(" ", "")) == number


def test_words_of_different_languages_may_be_mixed():
    first = rules.code_words(0, "en_GB").split()
    assert rules.number_of(f"{first[0]} manzana تفاحة 0000") == 0
    assert rules.number_of("lampara lampara lampara 0001") == rules.number_of(
        "lámpara lámpara lámpara 0001"
    )


def test_a_language_without_a_list_has_the_english_words():
    assert rules.code_words(5, "lt") == rules.code_words(5, "en_GB")


@given(NUMBERS)
def test_words_may_run_together_or_be_typed_in_two(number):
    chinese = rules.code_words(number, "zh_Hans")
    assert rules.number_of(chinese.replace(" ", "")) == number
    vietnamese = rules.code_words(number, "vi")
    assert rules.number_of(vietnamese.replace("điện", "điện ").replace("con", "con ")) == number


def test_words_that_could_be_cut_in_two_ways_are_no_code(monkeypatch):
    monkeypatch.setattr(codes, "_places", lambda: {"a": 0, "b": 1, "ab": 2, "ba": 3})
    assert rules.number_of("abba 0001") is None
    assert rules.number_of("a b a 0001") is not None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "apple bread water",
        "apple bread 1234",
        "apple bread water 123",
        "apple bread unheard 1234",
        "12345678901",
        "999999999999",
        "\x00\x00",
        "²²²²²²²²²²²²²",
        "🍎🍎🍎 1234",
    ],
)
def test_what_is_no_code_is_none(typed):
    assert rules.number_of(typed) is None


@settings(max_examples=300)
@given(st.text(max_size=300))
def test_whatever_is_typed_as_a_code_never_fails(typed):
    number = rules.number_of(typed)
    assert number is None or 0 <= number < MOST


def test_the_derivation_depends_on_the_code_and_on_the_site():
    under, lookup = rules.derive(7, b"a salt for one site")
    assert (under, lookup) == rules.derive(7, b"a salt for one site")
    assert lookup != rules.derive(8, b"a salt for one site")[1]
    assert lookup != rules.derive(7, b"a salt for another")[1]
    assert len(under) == 32
    assert under.hex() != lookup
