"""Answers about people, kept apart."""

import pytest
from sqlalchemy import select

from engage.audit.models import Entry
from engage.core.clock import start_of, today
from engage.core.errors import RuleBroken
from engage.equality import commands, queries
from engage.equality.models import MonitoringAnswer


def test_answers_are_kept_under_a_random_key_with_no_finer_moment_than_the_day(database):
    key = commands.keep(actor=None, answers={"age_band": "25_34", "sex": "female"})
    row = database.get(MonitoringAnswer, key)
    assert key.version == 4
    assert row.standard == "2026-11"
    assert row.created_at == row.changed_at == start_of(today())


def test_no_line_of_history_stands_beside_them(database):
    commands.keep(actor=None, answers={"age_band": "25_34"})
    assert database.scalars(select(Entry)).all() == []


@pytest.mark.parametrize("answers", [{}, {"sex": ""}, {"activity_limit": "yes_a_lot"}])
def test_nothing_is_kept_when_nothing_counts(database, answers):
    assert commands.keep(actor=None, answers=answers) is None
    assert database.scalars(select(MonitoringAnswer)).all() == []


def test_an_answer_that_is_not_on_the_list_is_refused(database):
    with pytest.raises(RuleBroken):
        commands.keep(actor=None, answers={"sex": "dragon"})


def test_a_question_nobody_asks_is_left_out(database):
    key = commands.keep(actor=None, answers={"sex": "male", "shoe_size": "44"})
    assert queries.answers_of([key]) == {key: {"sex": "male"}}
