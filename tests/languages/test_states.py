"""How a translation stands, who may say that it is right, and what may be shown."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.errors import NotFound, RuleBroken
from engage.core.text import fingerprint
from engage.languages import rules
from engage.languages.models import FILE, Wording
from engage.languages.rules import State, Target

ME, OTHER = uuid4(), uuid4()


def text(**facts):
    made = {
        "language": "es",
        "variant": "",
        "text": "Título",
        "source_hash": fingerprint("Title"),
        "made_by": "",
        "written_by": OTHER,
        "checked_by": None,
        "version": 1,
    }
    return Wording(**{**made, **facts})


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (None, State.MISSING),
        (text(text=""), State.MISSING),
        (text(), State.DRAFT),
        (text(made_by=FILE), State.DRAFT),
        (text(made_by="LibreTranslate"), State.MACHINE),
        (text(made_by="LibreTranslate", checked_by=ME), State.CHECKED),
        (text(checked_by=ME), State.CHECKED),
        (text(checked_by=ME, source_hash=fingerprint("Old")), State.STALE),
        (text(made_by="LibreTranslate", source_hash=""), State.STALE),
    ],
)
def test_a_text_stands_in_one_of_five_states(row, state):
    assert rules.state_of(row, "Title") is state


def test_an_english_variant_goes_stale_and_english_itself_does_not():
    assert rules.is_stale(text(language="en_GB", variant="easy-read"), "A new title")
    assert not rules.is_stale(text(language="en_GB"), "A new title")


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (text(), True),
        (text(made_by=FILE), True),
        (text(made_by="DeepL"), False),
        (text(made_by="DeepL", checked_by=ME), True),
    ],
)
def test_what_a_machine_wrote_is_shown_only_once_a_person_checked_it(row, shown):
    assert rules.may_show(row) is shown


@pytest.mark.parametrize(
    ("row", "reads", "said"),
    [
        (text(), {"es"}, None),
        (text(), {"fr"}, "Ask somebody who reads Spanish"),
        (text(written_by=ME), {"es"}, "You wrote this text"),
        (text(written_by=ME, made_by=FILE), {"es"}, None),
        (text(made_by="DeepL", written_by=None), {"es"}, None),
        (None, {"es"}, "Write this text first"),
        (text(source_hash=""), {"es"}, "Write this text first"),
        (text(language="en_GB", variant="easy-read"), set(), None),
    ],
)
def test_a_text_is_checked_by_somebody_who_reads_it_and_did_not_write_it(row, reads, said):
    state = rules.state_of(row, "Title")
    assert rules.may_check(row, state, ME, reads) is (said is None)
    if said:
        with pytest.raises(RuleBroken, match=said):
            rules.check_may_check(row, state, ME, reads)


def test_a_checked_text_needs_no_second_check():
    row = text(checked_by=OTHER)
    assert not rules.may_check(row, rules.state_of(row, "Title"), ME, {"es"})


@pytest.mark.parametrize(
    ("target", "slug", "name"),
    [
        (Target("so"), "so", "Somali"),
        (Target("zh_Hans"), "zh-Hans", "Chinese (Simplified)"),
        (Target("en_GB", "easy-read"), "en-GB.easy-read", "English · Easy Read"),
    ],
)
def test_a_language_and_a_variant_stand_in_an_address(target, slug, name):
    assert (target.slug, target.name) == (slug, name)
    assert rules.target_of(slug) == target


@pytest.mark.parametrize("slug", ["", "en-GB", "zh_Hans", "tlh", "es.", "es.loud", "es.easy-read."])
def test_an_address_of_no_language_leads_nowhere(slug):
    with pytest.raises(NotFound):
        rules.target_of(slug)


def test_every_state_is_counted_also_those_of_no_text():
    counts = rules.counts([State.DRAFT, State.DRAFT, State.STALE])
    assert counts[State.DRAFT] == 2
    assert counts[State.CHECKED] == 0
    assert set(counts) == set(State)


def test_the_sentences_that_changed_are_shown_and_no_others():
    old = "We close at six. Bring a letter. Ring us first."
    new = "We close at seven. Bring a letter.\nRing us first. It is free."
    assert [(each.old, each.new) for each in rules.changes(old, new)] == [
        ("We close at six.", "We close at seven."),
        ("", "It is free."),
    ]
    assert rules.changes(old, old.replace(" Bring", "\n\nBring")) == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_two_texts_are_compared_in_vain(old, new):
    assert rules.changes(old, old) == []
    for each in rules.changes(old, new):
        assert each.old != each.new


@pytest.mark.parametrize(
    ("english", "typed", "said"),
    [
        ("Hello %(name)s", "Hola %(name)s", None),
        ("Hello %(name)s", "Hola", r"Keep %\(name\)s"),
        ("Hello %(name)s", "Hola %(nombre)s", r"Keep %\(name\)s"),
        ("Hello", "Hola %(name)s", r"Take %\(name\)s out"),
        ("Hello", "<b>Hola</b>", "Take the markup <b>"),
        ("Hello", "Hola &amp; adiós", "Take the markup &amp;"),
        ("Fewer than 5 & more", "Menos de 5 & más", None),
        ("a < b", "a < b", None),
        ("Hello", "x" * 20_001, "shorter"),
        ("Hello", "নি" * 12_000, None),
    ],
)
def test_a_translation_keeps_its_placeholders_and_brings_no_markup(english, typed, said):
    if said is None:
        rules.check_text(english, typed)
    else:
        with pytest.raises(RuleBroken, match=said):
            rules.check_text(english, typed)


@pytest.mark.parametrize(
    ("english", "given", "fault"),
    [
        ("It costs £60,000 from 1 May.", "Cuesta 60.000 libras desde el 1 de mayo.", ""),
        ("It costs £60,000.", "Cuesta 6.000 libras.", "number"),
        ("Ring 020 7946 0100.", "اتصل على ٠٢٠ ٧٩٤٦ ٠١٠٠.", ""),
        ("Ring us.", "Llame al 112.", "number"),
        ("Hello %(name)s", "Hola", "placeholder"),
        ("Hello", "  ", "empty"),
    ],
)
def test_a_machine_may_lose_no_number(english, given, fault):
    assert rules.machine_fault(english, given) == fault
