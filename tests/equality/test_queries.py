"""Answers by their keys."""

from uuid import uuid4

from engage.equality import queries
from tests.factories.equality import kept_answers


def test_answers_come_back_by_key_in_the_order_of_the_keys(database):
    keys = [kept_answers(), kept_answers(sex="male"), kept_answers(age_band="under_16")]
    found = queries.answers_of([*keys, uuid4()])
    assert list(found) == sorted(keys)
    assert found[keys[1]] == {"sex": "male"}


def test_no_keys_give_no_answers(database):
    assert queries.answers_of([]) == {}
