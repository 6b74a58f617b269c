"""Approvals and editions: made once, never changed."""

import pytest
import sqlalchemy as sa

from engage.audit.models import Action
from engage.audit.queries import history
from engage.core.db import db
from engage.core.search import sought
from engage.publishing import commands, queries
from engage.publishing.models import ApprovalKind, EditionDocument
from tests.factories.accounts import AccountFactory, OrganisationFactory
from tests.factories.publishing import document, frozen

PLAIN = ("en_GB", "")


@pytest.fixture
def subject(database):
    return OrganisationFactory()


def test_an_approval_is_of_one_exact_text(subject):
    actor = AccountFactory()
    commands.approve(
        actor=actor,
        kind=ApprovalKind.SECOND_PERSON,
        subject=subject,
        text_hash="abc",
        reason="Clear",
    )
    found = queries.approval(ApprovalKind.SECOND_PERSON, subject.id, "abc")
    assert (found.given_by, found.reason) == (actor.id, "Clear")
    assert queries.approval(ApprovalKind.SECOND_PERSON, subject.id, "abd") is None
    assert history(subject.id)[-1].action is Action.APPROVAL_GIVEN


def test_editions_count_up_and_the_newest_is_found(subject):
    assert queries.latest_edition(subject.id) is None
    first = frozen(subject, {PLAIN: document("One")})
    second = frozen(subject, {PLAIN: document("Two")})
    assert (first.number, second.number) == (1, 2)
    assert queries.latest_edition(subject.id) is second
    assert first.hash != second.hash
    assert history(subject.id)[-1].details == {"edition": second.hash}


def test_the_same_documents_again_are_the_edition_there_is(subject):
    first = frozen(subject, {PLAIN: document("One")})
    assert frozen(subject, {PLAIN: document("One")}) is first
    frozen(subject, {PLAIN: document("Two")})
    assert frozen(subject, {PLAIN: document("One")}) is first


def test_two_things_that_say_the_same_have_editions_of_their_own(subject):
    assert frozen(subject).hash != frozen(OrganisationFactory()).hash


def test_meaning_is_what_makes_answers_comparable(subject):
    first = frozen(subject, {PLAIN: document("One")}, meaning=["where"])
    second = frozen(subject, {PLAIN: document("Two")}, meaning=["where"])
    third = frozen(subject, {PLAIN: document("Three")}, meaning=["when"])
    assert first.meaning_hash == second.meaning_hash != third.meaning_hash


@pytest.mark.parametrize(
    ("language", "variant", "title"),
    [
        ("en_GB", "", "English"),
        ("es", "", "Spanish"),
        ("es", "easy-read", "Spanish"),
        ("en_GB", "easy-read", "Easy"),
        ("bn", "easy-read", "Easy"),
        ("bn", "", "English"),
    ],
)
def test_the_nearest_document_is_given(subject, language, variant, title):
    edition = frozen(
        subject,
        {
            PLAIN: document("English"),
            ("en_GB", "easy-read"): document("Easy"),
            ("es", ""): document("Spanish"),
        },
    )
    found = queries.document(edition.id, language, variant)
    assert found.body["title"] == title
    assert found.edition_id == edition.id


def test_an_edition_that_is_not_there_has_no_document(subject):
    assert queries.document(subject.id, "en_GB") is None


def test_an_edition_without_a_near_document_has_none(subject):
    edition = frozen(subject, {("es", ""): document("Spanish")})
    assert queries.document(edition.id, "bn") is None


def test_a_document_is_read_once(subject, monkeypatch):
    edition = frozen(subject)
    first = queries.document(edition.id, "es")
    monkeypatch.setattr(queries, "_read", None)
    assert queries.document(edition.id, "es") is first


def test_memory_for_documents_stays_flat(subject, monkeypatch):
    monkeypatch.setattr(queries, "_MOST_KEPT", 2)
    monkeypatch.setattr(queries, "_kept", {})
    edition = frozen(subject)
    for code in ("en_GB", "es", "ar", "bn"):
        queries.document(edition.id, code)
    assert len(queries._kept) == 2


def test_cards_come_in_the_language_where_there_is_one(subject):
    both = frozen(subject, {PLAIN: document("English"), ("es", ""): document("Spanish")})
    plain = frozen(OrganisationFactory(), {PLAIN: document("Only English")})
    cards = queries.cards([both.id, plain.id], "es")
    assert cards[both.id] == {"title": "Spanish", "language": "es"}
    assert cards[plain.id] == {"title": "Only English", "language": "en_GB"}
    assert queries.cards([both.id], "en_GB")[both.id]["title"] == "English"


def test_words_are_found_wherever_they_stand_in_any_language(subject):
    texts = {
        PLAIN: {
            "title": "Parking",
            "undecided": ["Which clinics"],
            "pages": [{"n": 1, "q": "Why"}],
        },
        ("es", ""): {"title": "Estación"},
    }
    edition = frozen(subject, texts)
    frozen(OrganisationFactory(), {PLAIN: document("Parking")})
    found = queries.editions_with_words("organisation", ["parking", "clinic"])
    assert found == [edition.id]
    assert queries.editions_with_words("organisation", ["estacion"]) == [edition.id]
    assert queries.editions_with_words("organisation", ["why"]) == [edition.id]
    assert queries.editions_with_words("consultation", ["parking"]) == []


@pytest.mark.parametrize("sign", ["%", "_"])
def test_signs_of_the_database_are_only_letters_in_a_search(subject, sign):
    frozen(subject, {PLAIN: document("All of it")})
    marked = frozen(OrganisationFactory(), {PLAIN: document(f"A{sign}B")})
    assert queries.editions_with_words("organisation", sought(f"a{sign}b")) == [marked.id]
    assert queries.editions_with_words("organisation", [f"a{sign}l"]) == []


def test_each_document_keeps_its_hash_and_its_plain_words(subject):
    edition = frozen(subject, {PLAIN: document("Évening")})
    row = db.session.scalars(sa.select(EditionDocument)).one()
    assert row.edition_id == edition.id
    assert row.folded == " evening"
    assert row.hash == edition.manifest["documents"][0]["hash"]
