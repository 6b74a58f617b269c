"""Gates, and how an edition is hashed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.errors import RuleBroken
from engage.core.i18n import _l
from engage.publishing.rules import Gate, check_gates, document_hash, honest_lines, manifest_of

OPEN = Gate("title", passed=True, what="Enter a title")
SHUT = Gate("decision", passed=False, what=_l("Say how it is decided"))
ALSO_SHUT = Gate("questions", passed=False, what="Add a question")
MISSED = Gate("panel", passed=False, what="Ask", stops=False, label=_l("Not yet read"))
KEPT = Gate("panel", passed=True, what="Ask", stops=False, label="Not yet read")


def test_the_first_gate_that_stops_says_what_to_do():
    with pytest.raises(RuleBroken, match="Say how it is decided"):
        check_gates([OPEN, MISSED, SHUT, ALSO_SHUT])


@pytest.mark.parametrize("gates", [[], [OPEN], [OPEN, MISSED], [KEPT]])
def test_a_missed_courtesy_stops_nothing(gates):
    check_gates(gates)


def test_a_missed_courtesy_is_said_in_public():
    assert honest_lines([OPEN, SHUT, MISSED, KEPT]) == ["Not yet read"]


bodies = st.dictionaries(st.text(), st.text() | st.lists(st.text()))


@given(bodies, bodies)
def test_two_documents_have_one_hash_only_when_they_say_the_same(one, other):
    assert (document_hash(one) == document_hash(other)) == (one == other)


def test_a_manifest_lists_each_document_in_a_fixed_order():
    documents = {("es", ""): {"a": "1"}, ("en_GB", "easy-read"): {}, ("en_GB", ""): {}}
    rows = manifest_of(documents)["documents"]
    assert [(row["language"], row["variant"]) for row in rows] == sorted(documents)
    assert rows[2]["hash"] == document_hash({"a": "1"})
    assert manifest_of(dict(reversed(documents.items()))) == manifest_of(documents)
