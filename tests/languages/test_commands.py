"""Texts are put down in any language and remember the English they were made from."""

import pytest

from engage.audit.models import Action
from engage.audit.queries import history
from engage.core.errors import RuleBroken
from engage.core.text import fingerprint
from engage.languages import commands, queries
from engage.languages.rules import is_stale
from tests.factories.accounts import AccountFactory, OrganisationFactory
from tests.factories.languages import reader


def wording(subject, field="title", language="en_GB", variant=""):
    (found,) = [
        row
        for row in queries.wordings_of([subject.id])
        if (row.field, row.language, row.variant) == (field, language, variant)
    ]
    return found


def test_the_fields_that_changed_are_told_and_written_down(database):
    actor, thing = AccountFactory(), OrganisationFactory()
    put = {"title": "Parking", "summary": "It costs."}
    assert commands.put(actor=actor, subject=thing, texts=put) == ["title", "summary"]
    put["summary"] = "It costs more."
    assert commands.put(actor=actor, subject=thing, texts=put) == ["summary"]
    line = history(thing.id)[-1]
    assert line.action is Action.WORDS_CHANGED
    assert line.details == {"fields": ["summary"], "language": "en_GB"}
    assert "costs" not in str(line.details)


def test_saving_the_same_texts_again_leaves_no_trace(database):
    thing = OrganisationFactory()
    commands.put(actor=None, subject=thing, texts={"title": "Parking"})
    before = len(history(thing.id))
    assert commands.put(actor=None, subject=thing, texts={"title": "Parking"}) == []
    assert len(history(thing.id)) == before


def test_a_translation_remembers_the_english_it_was_made_from(database):
    thing = OrganisationFactory()
    commands.put(actor=None, subject=thing, texts={"title": "Parking"})
    commands.put(actor=None, subject=thing, texts={"title": "Aparcar"}, language="es")
    assert wording(thing, language="es").source_hash == fingerprint("Parking")
    commands.put(actor=None, subject=thing, texts={"title": "Parking at clinics"})
    assert is_stale(wording(thing, language="es"), "Parking at clinics")


def test_putting_the_same_translation_again_says_that_it_still_holds(database):
    thing = OrganisationFactory()
    commands.put(actor=None, subject=thing, texts={"title": "Parking"})
    commands.put(actor=None, subject=thing, texts={"title": "Aparcar"}, language="es")
    commands.put(actor=None, subject=thing, texts={"title": "Parking."})
    changed = commands.put(actor=None, subject=thing, texts={"title": "Aparcar"}, language="es")
    assert changed == ["title"]
    assert not is_stale(wording(thing, language="es"), "Parking.")


def test_a_translation_made_before_the_english_is_stale_until_it_is_looked_at(database):
    thing = OrganisationFactory()
    commands.put(actor=None, subject=thing, texts={"title": "Aparcar"}, language="es")
    commands.put(actor=None, subject=thing, texts={"title": "Parking"})
    assert is_stale(wording(thing, language="es"), "Parking")


def test_a_language_we_do_not_know_is_refused(database):
    with pytest.raises(RuleBroken, match="Choose a language from the list"):
        commands.put(
            actor=None, subject=OrganisationFactory(), texts={"title": "?"}, language="tlh"
        )


def test_who_checked_a_translation_is_kept_until_it_changes(database):
    actor, thing = reader("es"), OrganisationFactory()
    commands.put(actor=None, subject=thing, texts={"title": "Parking", "b": "Bee"})
    commands.put(actor=None, subject=thing, texts={"title": "Aparcar", "b": "B"}, language="es")
    assert commands.check_words(actor=actor, subject=thing, language="es") == 2
    assert wording(thing, language="es").checked_by == actor.id
    assert history(thing.id)[-1].action is Action.WORDS_CHECKED
    commands.put(actor=None, subject=thing, texts={"title": "Estacionar"}, language="es")
    assert wording(thing, language="es").checked_by is None
    assert wording(thing, language="es").checked_at is None
    assert wording(thing, "b", "es").checked_by == actor.id


def test_a_variant_stands_beside_the_plain_text(database):
    thing = OrganisationFactory()
    commands.put(actor=None, subject=thing, texts={"title": "Parking"})
    commands.put(actor=None, subject=thing, texts={"title": "Cars"}, variant="easy-read")
    assert wording(thing).text == "Parking"
    assert wording(thing, variant="easy-read").text == "Cars"
