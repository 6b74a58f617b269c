"""How a line of history is bound to the one before it."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.audit.models import Action, Entry
from engage.audit.rules import START, chain_hash

LINE = {
    "id": UUID(int=1),
    "at": datetime(2026, 11, 22, 9, 30, 0, 5, tzinfo=UTC),
    "action": Action.TEXT_SIGNED,
    "actor_id": UUID(int=2),
    "subject_kind": "consultation",
    "subject_id": UUID(int=3),
    "details": {"fields": ["title"]},
}


def entry(**changed):
    return Entry(**{**LINE, **changed})


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("id", UUID(int=9)),
        ("at", datetime(2026, 11, 22, 9, 30, 0, 6, tzinfo=UTC)),
        ("action", Action.TEXT_READ),
        ("actor_id", UUID(int=9)),
        ("actor_id", None),
        ("subject_kind", "report"),
        ("subject_id", UUID(int=9)),
        ("subject_id", None),
        ("details", {}),
        ("details", {"fields": ["titles"]}),
    ],
)
def test_changing_any_field_changes_the_hash(field, changed):
    assert chain_hash(START, entry(**{field: changed})) != chain_hash(START, entry())


def test_the_hash_depends_on_the_line_before():
    assert chain_hash("1" * 64, entry()) != chain_hash(START, entry())


def test_the_same_line_has_the_same_hash():
    assert chain_hash(START, entry()) == chain_hash(START, entry())
    assert len(chain_hash(START, entry())) == 64


@given(st.dictionaries(st.text(), st.integers() | st.text()))
def test_details_count_by_what_they_say_not_by_their_order(details):
    turned = dict(reversed(details.items()))
    assert chain_hash(START, entry(details=details)) == chain_hash(START, entry(details=turned))
