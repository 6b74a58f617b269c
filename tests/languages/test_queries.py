"""All texts of many things come in one statement, the nearest to what was asked for."""

import pytest
import sqlalchemy as sa

from engage.core.db import db
from engage.languages import queries
from engage.languages.rules import Words
from tests.factories.accounts import OrganisationFactory
from tests.factories.languages import WordingFactory


@pytest.fixture
def thing(database):
    made = OrganisationFactory(name="English")
    for language, variant, text in (
        ("es", "", "Spanish"),
        ("es", "easy-read", "Easy Spanish"),
        ("en_GB", "easy-read", "Easy English"),
        ("ar", "", ""),
    ):
        WordingFactory(subject=made, language=language, variant=variant, text=text)
    return made


@pytest.mark.parametrize(
    ("language", "variant", "found"),
    [
        ("en_GB", "", Words("English", "en_GB")),
        ("en_GB", "easy-read", Words("Easy English", "en_GB")),
        ("es", "", Words("Spanish", "es", checked=False)),
        ("es", "easy-read", Words("Easy Spanish", "es", checked=False)),
        ("bn", "", Words("English", "en_GB")),
        ("bn", "easy-read", Words("English", "en_GB")),
        ("ar", "", Words("English", "en_GB")),
    ],
)
def test_the_nearest_text_is_given_with_the_language_it_is_in(thing, language, variant, found):
    table = queries.words("organisation", [thing.id], language, variant)
    assert table == {thing.id: {"name": found}}


def test_a_text_that_is_empty_in_every_language_is_empty(database):
    made = OrganisationFactory(name="")
    table = queries.words("organisation", [made.id], "es")
    assert queries.name(table, made.id) == Words("", "en_GB")


def test_a_name_that_is_not_there_is_empty(thing):
    table = queries.words("organisation", [thing.id], "en_GB")
    assert str(queries.name(table, thing.id)) == "English"
    assert str(queries.name(table, thing.id, "motto")) == ""
    assert str(queries.name(table, None)) == ""
    assert str(queries.name({}, thing.id)) == ""


def test_things_of_another_kind_are_left_alone(thing):
    assert queries.words("area", [thing.id], "en_GB") == {}


def test_fifty_things_take_one_statement(database):
    ids = [OrganisationFactory().id for _ in range(50)]
    said = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    assert len(queries.words("organisation", ids, "es")) == 50
    assert len([line for line in said if line.startswith("SELECT")]) == 1


def test_every_text_of_a_thing_comes_in_a_fixed_order(thing):
    found = [(row.language, row.variant) for row in queries.wordings_of([thing.id])]
    assert found == sorted(found)
    assert len(found) == 5
