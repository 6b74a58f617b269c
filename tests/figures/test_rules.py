"""The law of published numbers, by worked cases and by a reader who tries every table."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.core.errors import RuleBroken
from engage.figures.rules import (
    Counts,
    Hidden,
    Mode,
    Note,
    Percent,
    Reason,
    Shown,
    TooFewAnswers,
    check_against_published,
    protect,
    protect_part,
    quantity_words,
    safe_count,
)
from engage.figures.rules.columns import Meaning, Numbering
from engage.figures.rules.sheet import Sheet
from engage.paths import PACKAGE
from tests.factories.figures import Solver, counts_of, list_of

NUMBERS = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 20, 33])
MODES = st.sampled_from(list(Mode))


def shown(cells) -> list:
    return [cell.number if isinstance(cell, Shown) else cell.reason.value for cell in cells]


@st.composite
def tables(draw):
    rows, columns = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    line = st.lists(NUMBERS, min_size=columns, max_size=columns)
    return draw(st.lists(line, min_size=rows, max_size=rows))


@pytest.mark.parametrize(
    ("number", "mode", "said"),
    [
        (0, Mode.NHS, "0"),
        (1, Mode.NHS, "hidden, fewer than 8"),
        (7, Mode.NHS, "hidden, fewer than 8"),
        (8, Mode.NHS, "10"),
        (12, Mode.NHS, "10"),
        (13, Mode.NHS, "15"),
        (4, Mode.LT5, "hidden, fewer than 5"),
        (5, Mode.LT5, "5"),
        (9, Mode.LT10, "hidden, fewer than 10"),
        (10, Mode.LT10, "10"),
        (1234, Mode.LT10, "1,234"),
    ],
)
def test_a_number_is_shown_as_its_mode_says(number, mode, said):
    assert safe_count(number, mode).words == said


@pytest.mark.parametrize(
    ("number", "mode", "said"),
    [
        (0, Mode.NHS, "nobody"),
        (3, Mode.NHS, "fewer than 8 people"),
        (212, Mode.NHS, "210 people"),
        (212, Mode.LT5, "212 people"),
    ],
)
def test_a_count_standing_alone_is_said_in_words(number, mode, said):
    assert safe_count(number, mode).people == said


def test_a_number_hidden_for_another_is_not_called_small():
    cell = Hidden(Reason.PROTECTS, 5)
    assert cell.words == "hidden, to protect a smaller number"
    assert cell.people == "a number we do not show"


def test_one_small_number_beside_a_total_takes_the_next_smallest_with_it():
    table = protect(list_of([3, 20, 30]), Mode.LT5)
    assert shown(table.row_totals) == ["small", "protects", 30]
    assert table.grand_total == Shown(53)


def test_a_small_group_is_hidden_whole_with_its_noughts_and_its_total():
    for mode in Mode:
        table = protect(list_of([0, 0, 4]), mode)
        assert shown(table.row_totals) == ["small", "small", "small"]
        assert table.grand_total == Hidden(Reason.SMALL, mode.limit)


def test_two_small_numbers_that_the_total_would_pin_take_a_third_with_them():
    assert shown(protect(list_of([1, 1, 20, 30]), Mode.LT5).row_totals) == [
        "small",
        "small",
        "protects",
        30,
    ]
    assert shown(protect(list_of([2, 3, 20, 30]), Mode.LT5).row_totals) == [
        "small",
        "small",
        20,
        30,
    ]


def test_nought_stays_nought_where_the_group_is_large():
    assert shown(protect(list_of([0, 20, 30]), Mode.NHS).row_totals) == [0, 20, 30]


def test_rounded_totals_are_rounded_on_their_own():
    table = protect(list_of([12, 12, 13]), Mode.NHS)
    assert shown(table.row_totals) == [10, 10, 15]
    assert table.base == 35


def test_rounding_that_would_give_a_small_number_away_hides_one_more():
    assert shown(protect(list_of([7, 98]), Mode.NHS).row_totals) == ["small", 100]
    assert shown(protect(list_of([7, 102]), Mode.NHS).row_totals) == ["small", "protects"]


def test_a_total_is_hidden_when_no_cell_can_stand_in():
    table = protect(list_of([3, 0, 0, 60]), Mode.LT5)
    assert shown(table.row_totals) == ["small", 0, 0, "protects"]
    table = protect(counts_of([[3, 0], [0, 60]]), Mode.LT5)
    assert table.row_totals[0].hidden
    assert Solver(table).recovered() == []


def test_a_table_with_only_one_number_hides_its_total_too():
    table = protect(counts_of([[4, 56]]), Mode.LT5)
    assert Solver(table).recovered() == []


def test_under_fifty_answers_there_is_no_cross_tab():
    with pytest.raises(TooFewAnswers, match="we show totals only"):
        protect(counts_of([[20, 20], [5, 4]]), Mode.LT5)
    assert protect(counts_of([[20, 20], [5, 5]]), Mode.LT5).base == 50


def test_a_table_that_hiding_cannot_make_safe_is_refused(monkeypatch):
    monkeypatch.setattr(Sheet, "is_safe", lambda self, place: False)
    with pytest.raises(TooFewAnswers, match="could show who said what"):
        protect(list_of([3, 20, 30]), Mode.LT5)


def shown_at_all(counts, mode):
    """The safe table, or None where hiding cells cannot make it safe and it is refused."""
    try:
        return protect(counts, mode)
    except TooFewAnswers:
        return None


@settings(max_examples=60, deadline=None)
@given(tables(), MODES)
def test_nobody_can_work_out_a_hidden_number_of_a_cross_tab(cells, mode):
    if sum(map(sum, cells)) < 50:
        cells[0][0] += 50
    if table := shown_at_all(counts_of(cells), mode):
        assert Solver(table).recovered() == []


@settings(max_examples=60, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=6), MODES)
def test_nobody_can_work_out_a_hidden_number_of_a_list(numbers, mode):
    assert Solver(protect(list_of(numbers), mode)).recovered() == []


@settings(max_examples=60, deadline=None)
@given(st.data(), MODES)
def test_nobody_can_work_out_a_hidden_number_where_people_chose_several(data, mode):
    people = [data.draw(st.integers(1, 30)) + 48 * (at == 0) for at in range(3)]
    cells = [[data.draw(st.integers(0, most)) for most in people] for _ in range(3)]
    if table := shown_at_all(counts_of(cells, people=people), mode):
        assert Solver(table).recovered() == []


@settings(max_examples=40, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=5), st.integers(1, 60), MODES)
def test_nobody_can_work_out_a_hidden_number_of_a_list_of_several_choices(numbers, people, mode):
    counts = list_of([min(number, people) for number in numbers], people=people)
    assert Solver(protect(counts, mode)).recovered() == []


@settings(max_examples=40, deadline=None)
@given(tables(), st.sampled_from([Mode.LT5, Mode.LT10]))
def test_shown_numbers_add_up_where_nothing_is_rounded(cells, mode):
    cells[0][0] += 50
    table = shown_at_all(counts_of(cells), mode)
    for line in table.lines if table else ():
        if not line.total.hidden and not any(cell.hidden for cell in line.cells):
            assert sum(cell.number for cell in line.cells) == line.total.number


@settings(max_examples=40, deadline=None)
@given(tables(), MODES)
def test_a_cross_tab_hides_the_totals_that_a_list_hides_and_no_others(cells, mode):
    cells[0][0] += 50
    counts = counts_of(cells)
    if beside := shown_at_all(counts, mode):
        rows, columns = (protect(counts.margin(of_rows=each), mode) for each in (True, False))
        assert [each.hidden for each in beside.row_totals] == [
            each.hidden for each in rows.row_totals
        ]
        assert [each.hidden for each in beside.column_totals] == [
            each.hidden for each in columns.row_totals
        ]


def test_a_total_that_a_list_shows_is_never_hidden_to_protect_a_cell():
    table = protect(counts_of([[3, 20, 9], [20, 20, 20], [9, 20, 20]]), Mode.LT5)
    assert not any(each.hidden for each in (*table.row_totals, *table.column_totals))
    assert Solver(table).recovered() == []


def test_percentages_come_from_shown_numbers_and_need_a_base_of_twenty():
    rounded = protect(list_of([12, 12, 13]), Mode.NHS)
    assert rounded.percent("r2") == Percent(43, care=True)
    assert protect(list_of([5, 14]), Mode.LT5).percent("r1") is None
    assert protect(list_of([3, 20, 30]), Mode.LT5).percent("r0") is None
    assert protect(list_of([30, 30]), Mode.LT5).percent("r0") == Percent(50, care=False)


def test_a_percentage_may_be_of_a_column():
    table = protect(counts_of([[10, 30], [30, 10]]), Mode.LT5)
    assert table.percent("r0", "c0") == Percent(25, care=True)
    assert table.cell("r1", "c1") == Shown(10)
    with pytest.raises(KeyError):
        table.cell("r9")


def test_a_table_says_what_was_done_to_it():
    assert protect(list_of([12, 5, 9]), Mode.NHS).notes == (Note.ROUNDED, Note.SMALL, Note.CARE)
    assert protect(list_of([6, 9]), Mode.LT5).notes == (Note.NO_PERCENTAGES,)
    many = protect(list_of([30, 40, 2], people=60), Mode.LT5)
    assert many.notes == (Note.SMALL, Note.MANY)
    assert many.note_words[0] == "We hide any number from 1 to 4 to protect people."
    hidden = protect(list_of([3, 20, 30]), Mode.LT5)
    assert "so that nobody can work out a small one" in hidden.note_words[1]


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (200, 200, "all"),
        (199, 200, "nearly all"),
        (180, 200, "nearly all"),
        (179, 200, "most"),
        (120, 200, "most"),
        (111, 200, "over half"),
        (110, 200, "about half"),
        (90, 200, "about half"),
        (89, 200, "many"),
        (50, 200, "many"),
        (49, 200, "some"),
        (20, 200, "some"),
        (19, 200, "a few"),
        (0, 200, "nobody"),
        (12, 29, "12 people"),
    ],
)
def test_words_for_numbers_follow_the_house_scale(part, whole, said):
    assert quantity_words(Shown(part), Shown(whole)) == said


def test_a_hidden_number_has_no_share_in_words():
    assert quantity_words(Hidden(Reason.SMALL, 8), Shown(200)) == "fewer than 8 people"


def table_of(cells, mode=Mode.LT5, axes=("question", "group")):
    rows, columns = (
        [f"r{at}" for at in range(len(cells))],
        [f"c{at}" for at in range(len(cells[0]))],
    )
    return protect(Counts.cross(rows, columns, cells, axes=axes), mode)


def test_a_table_like_the_one_before_may_be_published():
    check_against_published(table_of([[20, 30], [30, 20]]), [table_of([[20, 30], [30, 20]])])
    check_against_published(table_of([[20, 30], [30, 20]]), [])


def test_a_number_hidden_here_and_shown_there_stops_a_table():
    before = protect(list_of([3, 20, 30]), Mode.LT5)
    open_one = replace(before, row_totals=(Shown(3), *before.row_totals[1:]))
    with pytest.raises(RuleBroken, match="the number for “question: r0” could be worked out"):
        check_against_published(open_one, [before])


def test_a_number_that_two_tables_pin_together_stops_the_second():
    first = table_of([[2, 30, 28], [40, 35, 35]], axes=("question", "age"))
    second = table_of([[30, 30], [54, 56]], axes=("question", "sex"))
    check_against_published(second, [first])
    leak = replace(first, column_totals=(Shown(42), Shown(65), Shown(63)))
    cells = ((Hidden(Reason.SMALL, 5), Shown(30), Shown(28)), leak.cells[1])
    with pytest.raises(RuleBroken, match="could be worked out"):
        check_against_published(second, [replace(leak, cells=cells)])


def test_a_small_change_between_two_publications_stops_the_second():
    with pytest.raises(RuleBroken, match="has changed by only a few people"):
        check_against_published(
            protect(list_of([24, 30]), Mode.LT5), [protect(list_of([23, 30]), Mode.LT5)]
        )
    check_against_published(
        protect(list_of([24, 30]), Mode.NHS), [protect(list_of([23, 30]), Mode.NHS)]
    )
    check_against_published(
        protect(list_of([29, 36]), Mode.LT5), [protect(list_of([23, 30]), Mode.LT5)]
    )


def test_a_small_group_published_whole_gives_nothing_away():
    check_against_published(
        protect(list_of([0, 0, 4]), Mode.NHS), [protect(list_of([0, 0, 4]), Mode.NHS)]
    )
    people = protect(list_of([30, 40, 2], people=60), Mode.LT5)
    check_against_published(people, [people])


def test_a_part_of_a_table_is_one_of_its_columns():
    table = table_of([[20, 30], [30, 25]])
    part = table.slice("c1")
    assert shown(part.row_totals) == [30, 25]
    assert (part.base, part.limit, part.columns) == (55, 5, ())
    with pytest.raises(KeyError):
        table.slice("c9")


def test_codes_keep_their_numbers_and_several_choices_may_be_none():
    numbering = Numbering({"times": Meaning(("sun",), many=True)})
    said = [["eve", "sat", "eve"], None, "sun", []]
    lines = list(numbering.lines({"row_key": list("abcd"), "times": said}))
    assert lines == [("a", "2,3"), ("b", ""), ("c", "1"), ("d", "")]
    assert numbering.legend == {"times": Meaning(("sun", "eve", "sat"), many=True)}


def test_a_later_part_may_be_the_first_to_hold_a_code_or_several():
    numbering = Numbering({})
    for part in ([None, "sun"], [["eve", "sun"]], []):
        list(numbering.lines({"times": part, "sex": [None] * len(part)}))
    assert numbering.legend == {
        "times": Meaning(("sun", "eve"), many=True),
        "sex": Meaning((), many=False),
    }
    assert numbering.names == ["times", "sex"]


def test_only_the_law_of_figures_makes_a_table():
    makers = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "SafeTable(" in path.read_text(encoding="utf-8").replace("class SafeTable", "")
    }
    assert makers == {"figures/rules/tables.py"}


def test_only_figures_counts_with_the_counting_engine():
    users = {
        path.relative_to(PACKAGE).parts[0]
        for path in PACKAGE.rglob("*.py")
        if re.search(r'import duckdb|"duckdb"', path.read_text(encoding="utf-8"))
    }
    assert users == {"figures"}


@pytest.mark.parametrize("mode", list(Mode))
def test_a_part_never_gives_away_itself_or_the_rest(mode):
    for whole in range(41):
        for part in range(whole + 1):
            cell, rest = protect_part(part, whole, mode), whole - part
            if part == 0 or mode.small(whole):
                assert cell is None
            elif mode.small(part) or (mode.small(rest) and not mode.rounded):
                assert cell is None or cell.hidden
            elif cell:
                assert cell == safe_count(part, mode) or cell.hidden
    assert protect_part(6, 925, Mode.NHS).people == "fewer than 8 people"
    assert protect_part(20, 925, Mode.NHS) == Shown(20)
