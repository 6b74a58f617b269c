"""Paper is keyed once, a part of it twice; what differs is settled; too many errors: all twice."""

from fractions import Fraction
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.audit.models import Action, Entry
from engage.consultations.models import Kind
from engage.consultations.rules import AskedChoice, AskedQuestion
from engage.core.clock import today
from engage.core.errors import NotFound, RuleBroken
from engage.responses.commands import keying, paper
from engage.responses.models import Keying, ResponseVersion
from engage.responses.queries import paper as queries
from engage.responses.rules import keying as rules
from tests.factories.arrivals import form_of, keyed_form, printed_batch, staff
from tests.factories.consultations import open_consultation
from tests.factories.responses import ANSWERS


def question(key, kind=Kind.LONG_TEXT, codes=()):
    choices = tuple(AskedChoice(code, code) for code in codes)
    return AskedQuestion(key, kind, key, "", required=False, most=None, limit=None, choices=choices)


@pytest.mark.parametrize(
    ("keyed", "twice"),
    [(0, 0), (1, 1), (19, 19), (20, 20), (21, 20), (200, 20), (201, 21), (250, 25), (500, 50)],
)
def test_a_tenth_is_keyed_twice_and_at_least_twenty(keyed, twice):
    assert rules.to_key_twice(keyed) == twice
    assert rules.to_key_twice(keyed, all_twice=True) == keyed


@given(st.integers(0, 600), st.data())
def test_enough_are_drawn_and_never_one_twice(keyed, data):
    chosen = data.draw(st.integers(0, keyed))
    waiting = list(range(keyed - chosen))
    found = rules.drawn(waiting, keyed, chosen)
    assert len(set(found)) == len(found)
    assert set(found) <= set(waiting)
    assert chosen + len(found) == max(chosen, rules.to_key_twice(keyed))


def test_nobody_can_foresee_which_forms_are_drawn():
    draws = {tuple(sorted(rules.drawn(range(200), 200, 0))) for _round in range(5)}
    assert len(draws) == 5


@pytest.mark.parametrize(
    ("first", "second", "differs"),
    [
        ({"a": "The bus, at 8."}, {"a": "the bus at 8"}, []),
        ({"a": "The bus"}, {"a": "The  bus\n"}, []),
        ({"a": "The bus"}, {"a": "The train"}, ["a"]),
        ({"a": "x"}, {}, ["a"]),
        ({}, {"a": "x"}, ["a"]),
        ({"a": "x", "a.other": "one"}, {"a": "x", "a.other": "two"}, ["a"]),
        ({"b": ["k1", "k2"]}, {"b": ["k2", "k1"]}, ["b"]),
        ({"i": "x", "f": ["1"]}, {"i": "y", "f": ["2"]}, []),
    ],
)
def test_capitals_and_commas_are_no_mistakes_but_words_and_order_are(first, second, differs):
    asked = [
        question("a"),
        question("b", Kind.RANK, ("k1", "k2")),
        question("i", Kind.INFO),
        question("f", Kind.FILE),
    ]
    assert rules.differences(asked, first, second) == differs


def test_each_difference_is_settled_one_of_three_ways():
    first = {"a": "one", "b": "one", "c": "one", "c.other": "more", "same": "kept"}
    second = {"a": "two", "b": "two"}
    ways = {"a": "first", "b": "second", "c": "anew"}
    right = rules.settled(["a", "b", "c"], ways, first, second, {"c": "three", "x": "no"})
    assert right == {"a": "one", "b": "two", "c": "three", "same": "kept"}


@pytest.mark.parametrize("ways", [{}, {"a": ""}, {"a": "third"}, {"b": "first"}])
def test_a_difference_cannot_be_left_open(ways):
    with pytest.raises(RuleBroken) as broken:
        rules.settled(["a"], ways, {"a": "one"}, {"a": "two"}, {})
    assert broken.value.field == "a"


@pytest.mark.parametrize(
    ("wrong", "fields", "too_many"),
    [
        (0, 0, False),
        (0, 100, False),
        (1, 100, False),
        (2, 100, True),
        (2, 200, False),
        (3, 200, True),
    ],
)
def test_over_one_field_in_a_hundred_is_too_many(wrong, fields, too_many):
    assert rules.too_many_wrong(wrong, fields) is too_many
    assert rules.error_rate(wrong, fields) == (Fraction(wrong, fields) if fields else 0)


def test_the_second_person_is_another_one():
    one, other = uuid4(), uuid4()
    rules.check_second(one, other, chosen=True, done=False)
    for facts in ({"chosen": False, "done": False}, {"chosen": True, "done": True}):
        with pytest.raises(RuleBroken):
            rules.check_second(one, other, **facts)
    with pytest.raises(RuleBroken, match="Ask a colleague"):
        rules.check_second(one, one, chosen=True, done=False)


@pytest.fixture
def asked(database):
    return open_consultation()


def again(consultation, batch, response, answers, actor=None):
    return keying.key_again(
        actor=actor or staff(),
        batch=batch,
        keyed=queries.keyed(batch.id, response.reference),
        questions=form_of(consultation).questions,
        answers=answers,
    )


def settle(consultation, batch, response, ways, anew=None):
    return keying.settle(
        actor=staff(),
        batch=batch,
        keyed=queries.keyed(batch.id, response.reference),
        asked=form_of(consultation),
        ways=ways,
        anew=anew or {},
    )


def test_a_form_keyed_the_same_twice_is_settled_at_once(asked, database):
    batch, _codes = printed_batch(asked)
    response = keyed_form(asked, batch, 2)
    assert keying.draw(actor=staff(), batch=batch) == 1
    assert again(asked, batch, response, ANSWERS) == []
    so_far = queries.progress(batch)
    assert (so_far.keyed, so_far.chosen, so_far.twice, so_far.to_settle) == (1, 1, 1, 0)
    assert (so_far.wrong, so_far.fields) == (0, 6)
    assert database.query(Keying).one().second_answers is None
    assert not batch.all_twice


def test_differences_are_settled_and_make_a_new_version(asked, database):
    batch, _codes = printed_batch(asked)
    response = keyed_form(asked, batch, 1)
    keying.draw(actor=staff(), batch=batch)
    second = {**ANSWERS, "where": "where_1", "hard": "The train stops at eight.", "postcode": "DA7"}
    assert again(asked, batch, response, second) == ["where", "hard", "postcode"]
    assert queries.progress(batch).to_settle == 1
    ways = {"where": "second", "hard": "first", "postcode": "anew"}
    assert settle(asked, batch, response, ways, {"postcode": "DA8"}) == 2
    assert response.answers == {**ANSWERS, "where": "where_1", "postcode": "DA8"}
    assert response.district == "DA8"
    versions = database.query(ResponseVersion).order_by(ResponseVersion.number).all()
    assert [each.number for each in versions] == [1, 2] == [1, response.current_version]
    assert versions[0].answers == ANSWERS
    assert database.query(Keying).one().second_answers is None


def test_when_the_first_was_right_no_version_is_made(asked):
    batch, _codes = printed_batch(asked)
    response = keyed_form(asked, batch, 1)
    keying.draw(actor=staff(), batch=batch)
    again(asked, batch, response, {**ANSWERS, "where": "where_1"})
    assert settle(asked, batch, response, {"where": "first"}) == 0
    assert response.current_version == 1


def test_over_one_wrong_field_in_a_hundred_the_whole_batch_is_keyed_twice(asked, database):
    batch, _codes = printed_batch(asked, size=25)
    for number in range(1, 23):
        keyed_form(asked, batch, number)
    assert keying.draw(actor=staff(), batch=batch) == 20
    first = next(each for each in queries.drawn_forms(batch.id))
    again(asked, batch, first.response, {**ANSWERS, "where": "where_1"})
    settle(asked, batch, first.response, {"where": "second"})
    assert batch.all_twice
    so_far = queries.progress(batch)
    assert so_far.rate == Fraction(1, 6)
    assert (so_far.chosen, so_far.to_draw) == (22, 0)
    late = keyed_form(asked, batch, 23)
    assert queries.keyed(batch.id, late.reference).keying.chosen


def test_nobody_keys_their_own_form_again(asked):
    batch, _codes = printed_batch(asked)
    first = staff()
    response = keyed_form(asked, batch, 1, actor=first)
    keying.draw(actor=first, batch=batch)
    with pytest.raises(RuleBroken, match="Ask a colleague"):
        again(asked, batch, response, ANSWERS, actor=first)
    again(asked, batch, response, ANSWERS)
    with pytest.raises(RuleBroken, match="keyed a second time before"):
        again(asked, batch, response, ANSWERS)


def test_a_form_that_was_not_drawn_is_not_keyed_again(asked):
    batch, _codes = printed_batch(asked)
    response = keyed_form(asked, batch, 1)
    with pytest.raises(RuleBroken, match="not drawn"):
        again(asked, batch, response, ANSWERS)
    with pytest.raises(RuleBroken, match="nothing to settle"):
        settle(asked, batch, response, {})


def test_when_enough_are_drawn_no_more_are(asked):
    batch, _codes = printed_batch(asked)
    with pytest.raises(RuleBroken):
        keying.draw(actor=staff(), batch=batch)
    keyed_form(asked, batch, 1)
    keying.draw(actor=staff(), batch=batch)
    with pytest.raises(RuleBroken, match="Enough forms are drawn"):
        keying.draw(actor=staff(), batch=batch)


@pytest.mark.parametrize("number", [None, 0, 4, -1, 10**12])
def test_a_number_that_was_not_printed_is_refused(asked, number):
    batch, _codes = printed_batch(asked)
    with pytest.raises(RuleBroken) as broken:
        keyed_form(asked, batch, number)
    assert broken.value.field == "number"


def test_a_form_is_keyed_once(asked):
    batch, _codes = printed_batch(asked)
    keyed_form(asked, batch, 1)
    with pytest.raises(RuleBroken, match="keyed before"):
        keyed_form(asked, batch, 1)


def test_forms_without_a_number_have_a_batch_of_their_own(asked):
    actor = staff()
    batch = paper.unnumbered(actor=actor, consultation=asked)
    assert paper.unnumbered(actor=actor, consultation=asked) is batch
    one, two = (keyed_form(asked, batch) for _form in range(2))
    assert {each.code_lookup for each in (one, two)} == {None}
    keying.draw(actor=actor, batch=batch)
    assert [each.number for each in queries.drawn_forms(batch.id)] == [None, None]


def test_once_the_answers_are_frozen_a_settled_difference_changes_nothing(asked):
    batch, _codes = printed_batch(asked)
    response = keyed_form(asked, batch, 1)
    keying.draw(actor=staff(), batch=batch)
    again(asked, batch, response, {**ANSWERS, "where": "where_1"})
    asked.frozen_on = today()
    with pytest.raises(RuleBroken, match="frozen since"):
        settle(asked, batch, response, {"where": "second"})
    assert settle(asked, batch, response, {"where": "first"}) == 0
    assert response.answers == ANSWERS


def test_an_answer_that_is_held_back_is_not_keyed_again(asked):
    batch, _codes = printed_batch(asked)
    response = keyed_form(asked, batch, 1)
    keying.draw(actor=staff(), batch=batch)
    response.held = True
    assert queries.drawn_forms(batch.id) == []
    with pytest.raises(NotFound):
        queries.keyed(batch.id, response.reference)


def test_keying_leaves_its_history_without_a_word(asked, database):
    batch, _codes = printed_batch(asked)
    response = keyed_form(asked, batch, 1)
    keying.draw(actor=staff(), batch=batch)
    again(asked, batch, response, {**ANSWERS, "hard": "A secret"})
    settle(asked, batch, response, {"hard": "second"})
    lines = database.query(Entry).all()
    kinds = {each.action for each in lines}
    assert {Action.PAPER_KEYED, Action.KEYING_DRAWN, Action.KEYED_AGAIN} <= kinds
    assert Action.KEYING_SETTLED in kinds
    assert "secret" not in str([each.details for each in lines]).lower()
