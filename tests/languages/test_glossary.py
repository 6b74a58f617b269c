"""Agreed words: kept once each, shown where they stand in the English, missed where they lack."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.errors import RuleBroken
from engage.languages import commands, rules
from engage.languages.models import Term
from engage.languages.queries import bench as benches
from engage.languages.queries import glossary
from engage.languages.rules.glossary import folded
from tests.factories.accounts import AccountFactory
from tests.languages.bench import opened, save, thing


def term(english="health visitor", agreed="visitadora de salud", language="es", **facts):
    return commands.set_term(
        actor=AccountFactory(), language=language, english=english, agreed=agreed, **facts
    )


def row(english, agreed="x"):
    return Term(language="es", english=english, folded=folded(english), agreed=agreed)


@pytest.mark.parametrize(
    ("english", "found"),
    [
        ("Ask a Health  Visitor.", True),
        ("health\nvisitor", True),
        ("Ask health visitors.", False),
        ("Mental health", False),
    ],
)
def test_a_term_is_found_as_whole_words_in_any_case(english, found):
    assert bool(rules.hints([row("health visitor")], english, "")) is found


def test_a_hint_says_whether_the_agreed_words_are_used():
    (hint,) = rules.hints([row("GP", "médico")], "See a GP.", "Vea a su MÉDICO.")
    assert hint.used
    (hint,) = rules.hints([row("GP", "médico")], "See a GP.", "Vea al doctor.")
    assert not hint.used


@given(st.text(min_size=1, max_size=30), st.text(max_size=60))
def test_no_term_breaks_the_search(english, text):
    rules.hints([row(english)], text, text)


def test_a_term_is_agreed_once_in_each_language(database):
    term()
    term(language="fr", agreed="puéricultrice")
    with pytest.raises(RuleBroken, match="This term is in the list"):
        term("Health  visitor", "otra")
    assert glossary.numbers() == {"es": 1, "fr": 1}


def test_a_term_is_changed_and_dropped(database):
    made = term()
    term("health visitor", "enfermera", term=made, version=made.version)
    assert made.agreed == "enfermera"
    with pytest.raises(RuleBroken, match="Somebody changed this term"):
        term("health visitor", "otra", term=made, version=1)
    other = term("GP", "médico")
    with pytest.raises(RuleBroken, match="in the list"):
        term("health visitor", "x", term=other, version=other.version)
    commands.remove_term(actor=AccountFactory(), term=made)
    assert [each.english for each in glossary.terms("es")] == ["GP"]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"english": " "}, "Enter the English term"),
        ({"agreed": ""}, "Enter the agreed words"),
        ({"note": "x" * 201}, "200 letters"),
        ({"language": "tlh"}, "Choose a language"),
        ({"language": "en_GB"}, "Choose a language"),
    ],
)
def test_a_term_without_words_is_refused(database, facts, said):
    with pytest.raises(RuleBroken, match=said):
        term(**facts)


def test_a_list_of_terms_comes_in_whole_or_not_at_all(database):
    term()
    data = "English,Spanish,Note\nGP,médico,\nhealth visitor,enfermera,home\n".encode()
    facts = {"actor": AccountFactory(), "language": "es"}
    assert commands.take_in_terms(data=data, **facts) == 2
    found = {each.english: (each.agreed, each.note) for each in glossary.terms("es")}
    assert found == {"GP": ("médico", ""), "health visitor": ("enfermera", "home")}
    with pytest.raises(RuleBroken, match=r"Nothing was taken in\. Row 3: Enter the agreed"):
        commands.take_in_terms(data=b"a,b\nX,y\nZ,\n", **facts)
    for bad, said in ((b"", "a heading"), (b"a\0b", "could not read"), (b"x" * 2**21, "too large")):
        with pytest.raises(RuleBroken, match=said):
            commands.take_in_terms(data=bad, **facts)
    assert len(glossary.terms("es")) == 2


def test_the_bench_shows_the_agreed_words_beside_the_english(database):
    term("parking", "aparcamiento")
    made, actor = thing(), AccountFactory()
    save(actor, made, {"name": "Estacionar"})
    found = opened(made)
    hints = [line.hints for line in benches.shown(found, found.entries, actor.id)]
    assert [[(each.term.agreed, each.used) for each in one] for one in hints] == [
        [("aparcamiento", False)],
        [],
        [],
    ]
