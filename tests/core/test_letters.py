"""Numbers in groups keep their direction in text that runs from right to left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.letters import isolated


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("اتصل بالرقم 020 7946 0101.", "اتصل بالرقم \u2066020 7946 0101\u2069."),
        ("اتصل بالرقم +44 20 7946 0101", "اتصل بالرقم \u2066+44 20 7946 0101\u2069"),
        ("الرقم ٠٢٠ ٧٩٤٦ ٠١٠١ هنا", "الرقم \u2066٠٢٠ ٧٩٤٦ ٠١٠١\u2069 هنا"),
        ("الرمز SE10 9EW قرب النهر", "الرمز \u2066SE10 9EW\u2069 قرب النهر"),
        ("في عام 2026 و12 مكانًا", "في عام 2026 و12 مكانًا"),
        ("020 7946 0101", "020 7946 0101"),
        ("2026-11-30", "2026-11-30"),
        ("الرقم \u2066020 7946 0101\u2069",) * 2,
        ("papers/0190a1b2-0000-4000-8000-000000000000.pdf",) * 2,
    ],
)
def test_a_number_in_groups_keeps_its_direction(said, shown):
    assert isolated(said) == shown


def test_every_text_of_a_document_is_looked_at_and_nothing_else():
    body = {"a": ["رقم 020 7946 0101", 7, None], "k1": {"on": "2026-11-30", "ready": True}}
    shown = isolated(body)
    assert shown["a"] == ["رقم \u2066020 7946 0101\u2069", 7, None]
    assert shown["k1"] == body["k1"]


@given(st.text(alphabet="ab رقم0127 -+\u2066\u2069", max_size=40))
def test_no_word_is_lost_and_doing_it_twice_is_doing_it_once(said):
    once = isolated(said)
    bare = str.maketrans("", "", "\u2066\u2069")
    assert once.translate(bare) == said.translate(bare)
    assert isolated(once) == once
