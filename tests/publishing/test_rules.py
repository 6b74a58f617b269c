"""Gates, and how an edition is hashed."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.errors import RuleBroken
from engage.core.i18n import _l
from engage.core.text import fingerprint
from engage.languages.models import Wording
from engage.publishing.rules import (
    Gate,
    check_gates,
    document_hash,
    hands,
    honest_lines,
    manifest_of,
    words_of,
)

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


def test_the_words_of_a_document_are_its_sentences_and_no_codes():
    body = {
        "title": "Letters",
        "key": "k1",
        "decided_on": "2026-01-01",
        "honest": ["reading_panel"],
        "questions": [{"key": "k2", "kind": "text", "label": "Why?", "hint": ""}],
        "number": 1,
    }
    assert words_of(body) == "Why?\n\nLetters"


ONE, TWO = UUID(int=1), UUID(int=2)
DAY = datetime(2026, 7, 1, 22, 59, tzinfo=UTC)


def wording(field, text, language="es", english="English", **facts):
    """One text of the thing ONE, written by TWO."""
    about = {"subject_kind": "thing", "subject_id": ONE, "field": field, "variant": ""}
    by = {"made_by": "", "written_by": TWO, "written_at": DAY, "source_hash": fingerprint(english)}
    return Wording(**{**about, **by, "language": language, "text": text, **facts})


ENGLISH = [wording(field, "English", "en_GB") for field in ("a", "b", "c", "d")]


@pytest.mark.parametrize(
    ("facts", "state", "shown"),
    [
        ({}, "draft", True),
        ({"checked_by": ONE, "checked_at": DAY}, "checked", True),
        ({"made_by": "Tolk 2"}, "machine", False),
        ({"made_by": "Tolk 2", "checked_by": ONE, "checked_at": DAY}, "checked", True),
        ({"made_by": "file"}, "draft", True),
        ({"english": "Older"}, "stale", True),
        ({"english": "Older", "made_by": "Tolk 2"}, "stale", False),
    ],
)
def test_a_translation_keeps_whose_hands_it_went_through(facts, state, shown):
    (kept,) = hands([*ENGLISH, wording("a", "Uno", **facts)], "es", "")
    checked = bool(facts.get("checked_by"))
    assert (kept["state"], kept["shown"], kept["made_by"]) == (
        state,
        shown,
        facts.get("made_by", ""),
    )
    assert (kept["written_by"], kept["written_on"]) == (str(TWO), "2026-07-01")
    assert (kept["checked_by"], kept["checked_on"]) == (
        (str(ONE), "2026-07-01") if checked else ("", "")
    )
    assert kept["texts"] == [["thing", str(ONE), "a", fingerprint("Uno")]]


def test_texts_with_the_same_hands_stand_together_and_others_apart():
    own = [wording("a", "Uno"), wording("b", "Dos"), wording("c", "Tres", made_by="Tolk 2")]
    others = [wording("d", "Un", "fr"), wording("d", ""), wording("e", "Cinco")]
    easy = wording("a", "One", "en_GB", variant="easy-read")
    kept = hands([*ENGLISH, *own, *others, easy], "es", "")
    assert sorted([text[2] for text in each["texts"]] for each in kept) == [["a", "b"], ["c"]]
    assert hands([*ENGLISH, *own, easy], "en_GB", "") == []
    (one,) = hands([*ENGLISH, *own, easy], "en_GB", "easy-read")
    assert one["texts"] == [["thing", str(ONE), "a", fingerprint("One")]]
