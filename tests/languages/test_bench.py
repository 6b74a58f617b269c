"""What translators write is kept beside its English; what is checked bears a name."""

import unicodedata

import pytest

from engage.audit.models import Action
from engage.audit.queries import history
from engage.core.errors import NotFound, RuleBroken, Stale
from engage.languages import commands, queries
from engage.languages.queries import bench as benches
from engage.languages.queries import people
from tests.factories.accounts import AccountFactory
from tests.factories.languages import reader
from tests.languages.bench import SPANISH, entry, opened, page, save, states, thing, work


def test_only_what_was_typed_is_written_and_who_wrote_it_is_kept(database):
    made, actor = thing(), AccountFactory()
    assert save(actor, made, {"name": "Aparcar"}) == 1
    assert states(made) == {"name": "draft", "summary": "missing", "hint": "missing"}
    row = entry(made).wording
    assert (row.written_by, row.made_by, row.source_text) == (actor.id, "", "Parking")
    assert save(actor, made) == 0


def test_a_text_is_kept_in_one_normal_form(database):
    made = thing()
    save(AccountFactory(), made, {"name": unicodedata.normalize("NFD", "Atención")})
    assert entry(made).text == unicodedata.normalize("NFC", "Atención")


def test_an_edited_english_text_marks_exactly_its_translation(database):
    made, checker = thing(), reader("es")
    save(AccountFactory(), made, SPANISH)
    save(checker, made, all_right=True)
    assert set(states(made).values()) == {"checked"}
    commands.put(actor=None, subject=made, texts={"hint": "Bring a letter. Bring a pen."})
    assert states(made) == {"name": "checked", "summary": "checked", "hint": "stale"}
    found = opened(made)
    (line,) = benches.shown(found, [found.entries[2]], checker.id)
    assert [(each.old, each.new) for each in line.changes] == [("", "Bring a pen.")]


def test_a_stale_text_stays_stale_until_somebody_says_that_it_still_holds(database):
    made, writer = thing(), AccountFactory()
    save(writer, made, SPANISH)
    commands.put(actor=None, subject=made, texts={"name": "Parking."})
    save(writer, made, {"hint": "Traiga la carta."})
    assert states(made)["name"] == "stale"
    save(writer, made, still=["name"])
    assert states(made)["name"] == "draft"


def test_a_text_is_checked_by_name_and_loses_it_when_it_changes(database):
    made, checker = thing(), reader("es")
    save(AccountFactory(), made, SPANISH)
    save(checker, made, right=["name"])
    assert states(made) == {"name": "checked", "summary": "draft", "hint": "draft"}
    assert entry(made).wording.checked_by == checker.id
    assert history(made.id)[-1].action is Action.WORDS_CHECKED
    save(checker, made, {"name": "El aparcamiento"})
    assert states(made)["name"] == "draft"


def test_nobody_checks_what_they_wrote_or_cannot_read(database):
    made, writer = thing(), reader("es")
    save(writer, made, SPANISH)
    with pytest.raises(RuleBroken, match="You wrote this text"):
        save(writer, made, right=["name"])
    with pytest.raises(RuleBroken, match="reads Spanish"):
        save(reader("fr"), made, right=["name"])
    with pytest.raises(RuleBroken, match="Write this text first"):
        save(reader("es"), thing(), right=["name"])
    save(writer, made, all_right=True)
    assert set(states(made).values()) == {"draft"}


def test_what_was_typed_just_now_is_not_checked_by_the_same_press(database):
    made, checker = thing(), reader("es")
    save(AccountFactory(), made, SPANISH)
    save(checker, made, {"name": "Estacionar"}, all_right=True)
    assert states(made) == {"name": "draft", "summary": "checked", "hint": "checked"}


def test_a_stale_save_is_refused_and_loses_neither_text(database):
    made = thing()
    before = page(made)
    save(AccountFactory(), made, {"name": "Aparcar"})
    with pytest.raises(Stale) as stale:
        save(AccountFactory(), made, {"name": "Estacionar"}, at=before)
    name = entry(made).name
    assert stale.value.theirs == {name: "Aparcar"}
    assert stale.value.mine == {name: "Estacionar"}


def test_two_people_who_write_different_texts_do_not_meet(database):
    made = thing()
    before = page(made)
    save(AccountFactory(), made, {"name": "Aparcar"})
    save(AccountFactory(), made, {"hint": "Traiga una carta."}, at=before)
    assert states(made) == {"name": "draft", "summary": "missing", "hint": "draft"}


def test_a_text_whose_english_was_edited_meanwhile_is_not_saved(database):
    made = thing()
    before = page(made)
    commands.put(actor=None, subject=made, texts={"name": "Parking at clinics"})
    with pytest.raises(Stale):
        save(AccountFactory(), made, {"name": "Aparcar"}, at=before)


def test_nothing_is_checked_that_changed_since_it_was_read(database):
    made, checker = thing(), reader("es")
    save(AccountFactory(), made, SPANISH)
    before = page(made)
    save(AccountFactory(), made, {"hint": "Traiga la carta."})
    with pytest.raises(Stale):
        save(checker, made, at=before, all_right=True)
    assert set(states(made).values()) == {"draft"}


def test_a_lost_placeholder_is_refused_beside_its_field(database):
    made = thing()
    with pytest.raises(RuleBroken) as broken:
        save(AccountFactory(), made, {"summary": "Cuesta 2 libras.", "name": "Aparcar"})
    assert str(broken.value) == "Keep %(phone)s in the text, exactly as it stands."
    assert broken.value.field == entry(made, "summary").name
    assert set(states(made).values()) == {"missing"}


def test_what_the_public_reads_is_only_checked_here(database):
    made = thing()
    save(AccountFactory(), made, SPANISH)
    with pytest.raises(RuleBroken, match="These words are public"):
        save(AccountFactory(), made, {"name": "Otro"}, fixed=["es"])
    save(reader("es"), made, right=["name"], fixed=["es"])
    assert states(made)["name"] == "checked"


def test_a_state_that_is_looked_for_finds_its_texts(database):
    made = thing()
    save(AccountFactory(), made, {"name": "Aparcar"})
    found = opened(made, "missing")
    assert [each.part.field for each in found.page.items] == ["summary", "hint"]
    assert opened(made, "nonsense").page.total == 3
    assert (found.title, len(found.missing)) == ("Parking", 2)


def test_a_language_that_is_not_promised_has_no_bench(database):
    with pytest.raises(NotFound):
        benches.bench(work(thing()), "fr")


def test_what_is_not_written_in_english_is_not_translated(database):
    found = opened(thing(hint=""))
    assert [each.part.field for each in found.entries] == ["name", "summary"]


def test_a_machine_draft_is_not_among_the_words_that_people_see(database):
    made = thing()
    facts = {"kind": "organisation", "subject_id": made.id, "field": "name", "language": "es"}
    assert commands.put_machine(actor=None, text="Aparcar", machine="DeepL", **facts)
    assert states(made)["name"] == "machine"
    table = queries.words("organisation", [made.id], "es")
    assert queries.name(table, made.id).text == "Parking"
    save(reader("es"), made, right=["name"])
    table = queries.words("organisation", [made.id], "es")
    assert queries.name(table, made.id).text == "Aparcar"
    assert not commands.put_machine(actor=None, text="Otro", machine="DeepL", **facts)


def test_who_reads_which_language_is_said_by_name(database):
    person = AccountFactory()
    commands.set_languages_read(actor=AccountFactory(), account=person, read=["es", "en_GB", "so"])
    assert people.all_readers() == {person.id: ["es", "so"]}
    assert history(person.id)[-1].details == {"languages": ["es", "so"]}
    with pytest.raises(RuleBroken, match="Choose languages"):
        commands.set_languages_read(actor=AccountFactory(), account=person, read=["tlh"])
    commands.set_languages_read(actor=AccountFactory(), account=person, read=[])
    assert people.languages_read(person.id) == frozenset()
