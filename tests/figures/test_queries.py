"""Counting, in the only way numbers leave the house."""

import pytest

from engage.core.errors import RuleBroken
from engage.figures import commands, queries
from engage.figures.rules import Mode, Shown, TooFewAnswers
from tests.factories.figures import Solver, a_consultation, columns_of, counted

AGES = ["young"] * 40 + ["old"] * 30 + [None] * 10
AGREE = ["yes"] * 30 + ["no"] * 10 + ["yes"] * 10 + ["no"] * 12 + ["prefer_not_to_say"] * 8
AGREE += [None] * 10
TIMES = [["eve", "sat"]] * 20 + [["eve"]] * 20 + [["sun"]] * 30 + [[]] * 10


@pytest.fixture
def consultation(app, database):
    key = a_consultation()
    columns = columns_of(agree=AGREE, age=AGES, times=TIMES)
    commands.rebuild(consultation_id=key, parts=[columns], actor=None)
    return key


def numbers(cells) -> list:
    return [cell.number if isinstance(cell, Shown) else cell.reason.value for cell in cells]


def test_a_list_keeps_those_who_said_nothing_apart_and_last(consultation):
    table = queries.one_way(consultation, "agree", mode=Mode.LT5, codes=["yes", "no", "unsure"])
    assert table.rows == ("yes", "no", "unsure", "prefer_not_to_say", "not_answered")
    assert numbers(table.row_totals) == [40, 22, 0, 8, 10]
    assert table.grand_total == Shown(80)


def test_a_cross_tab_counts_pairs(consultation):
    table = queries.cross_tab(
        consultation, "agree", "age", mode=Mode.LT5, column_codes=["young", "old"]
    )
    assert table.columns == ("young", "old", "not_answered")
    assert table.cell("yes", "young") == Shown(30)
    assert table.cell("prefer_not_to_say", "old") == Shown(8)
    assert table.cell("not_answered", "not_answered") == Shown(10)


def test_a_cross_tab_hides_in_the_mode_it_is_asked_in(consultation):
    table = queries.cross_tab(consultation, "agree", "age", mode=Mode.NHS)
    assert table.cell("yes", "young") == Shown(30)
    assert Solver(table).recovered() == []
    with pytest.raises(TooFewAnswers, match="could show who said what"):
        queries.cross_tab(consultation, "agree", "age", mode=Mode.LT10)


def test_people_who_chose_several_are_counted_once_in_the_base(consultation):
    table = queries.one_way(consultation, "times", mode=Mode.LT5, codes=["eve", "sat", "sun"])
    assert numbers(table.row_totals) == [40, 20, 30]
    assert table.grand_total == Shown(80)
    crossed = queries.cross_tab(consultation, "times", "age", mode=Mode.LT5)
    assert crossed.many
    assert numbers(crossed.column_totals) == [30, 40, 10]
    assert crossed.cell("eve", "young") == Shown(40)


def test_several_choices_cannot_stand_in_the_columns(consultation):
    with pytest.raises(RuleBroken, match="takes one answer"):
        queries.cross_tab(consultation, "agree", "times", mode=Mode.LT5)


def test_a_part_is_a_column_of_the_cross_tab(consultation):
    part = queries.one_way(consultation, "agree", mode=Mode.LT5, where=("age", "old"))
    whole = queries.cross_tab(consultation, "agree", "age", mode=Mode.LT5)
    assert part.row_totals == tuple(line.cells[whole.columns.index("old")] for line in whole.lines)
    assert part.grand_total == Shown(30)
    with pytest.raises(KeyError):
        queries.one_way(consultation, "agree", mode=Mode.LT5, where=("age", "never"))


def test_the_base_follows_the_mode(consultation):
    assert queries.base(consultation, mode=Mode.NHS) == Shown(80)
    assert queries.base(a_consultation(), mode=Mode.NHS) == Shown(0)


def test_what_can_be_counted_is_named(consultation):
    assert queries.columns(consultation) == ["age", "agree", "times"]
    assert queries.columns(a_consultation()) == []
    assert queries.rows_counted(a_consultation()) == 0


def test_what_was_never_counted_has_no_numbers(consultation):
    with pytest.raises(queries.NoFigures, match="no numbers"):
        queries.one_way(consultation, "unknown", mode=Mode.NHS)
    with pytest.raises(queries.NoFigures):
        queries.one_way(a_consultation(), "agree", mode=Mode.NHS)


def test_under_fifty_answers_there_is_no_cross_tab_but_there_is_a_list(app, database):
    key = a_consultation()
    columns = columns_of(agree=["yes"] * 20 + ["no"] * 29, age=["young"] * 49)
    commands.rebuild(consultation_id=key, parts=[columns], actor=None)
    with pytest.raises(TooFewAnswers):
        queries.cross_tab(key, "agree", "age", mode=Mode.LT5)
    assert queries.one_way(key, "agree", mode=Mode.LT5).base == 49


def test_counting_takes_one_statement(consultation, database):
    database.expire_all()
    with counted(database.get_bind()) as said:
        queries.cross_tab(consultation, "agree", "age", mode=Mode.NHS)
    assert len(said) == 1
