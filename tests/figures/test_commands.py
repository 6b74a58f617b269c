"""Writing the snapshot."""

import pytest

from engage.audit.models import Action, Entry
from engage.core.errors import RuleBroken
from engage.core.files import storage_path
from engage.figures import commands, queries
from engage.figures.rules import Mode, Shown
from tests.factories.figures import a_consultation, columns_of


def files_of(consultation) -> list:
    return sorted(path.name for path in storage_path(f"figures/{consultation}").iterdir())


def test_a_rebuild_swaps_one_segment_for_another(app, database):
    consultation = a_consultation()
    commands.rebuild(
        consultation_id=consultation, parts=[columns_of(agree=["yes"] * 30)], actor=None
    )
    commands.rebuild(
        consultation_id=consultation, parts=[columns_of(agree=["yes"] * 60)], actor=None
    )
    assert queries.base(consultation, mode=Mode.LT5) == Shown(60)
    assert len(files_of(consultation)) == 2
    snapshot = commands.rebuild(
        consultation_id=consultation, parts=[columns_of(agree=["no"] * 50)], actor=None
    )
    names = files_of(consultation)
    assert snapshot.segments[0].path.rsplit("/", 1)[-1] in names
    assert len(names) == 2


def test_a_file_stands_in_the_order_of_its_random_keys_whatever_part_they_came_in(app, database):
    consultation = a_consultation()
    parts = [
        {"row_key": ["d", "b"], "agree": [None, "yes"]},
        {"row_key": ["c", "a"], "agree": [["yes", "no"], "no"]},
    ]
    snapshot = commands.rebuild(consultation_id=consultation, parts=parts, actor=None)
    with queries.opened() as duck:
        path = str(storage_path(snapshot.segments[0].path))
        rows = duck.read_parquet(path).fetchall()
    assert rows == [("a", [2]), ("b", [1]), ("c", [1, 2]), ("d", [])]


def test_an_append_adds_a_segment_and_keeps_the_numbers_of_codes(app, database):
    consultation = a_consultation()
    commands.rebuild(
        consultation_id=consultation, parts=[columns_of(agree=["yes"] * 20)], actor=None
    )
    commands.append(
        consultation_id=consultation,
        columns=columns_of(agree=["no"] * 10 + ["yes"] * 5, age=["18_24"] * 15),
        actor=None,
    )
    table = queries.one_way(consultation, "agree", mode=Mode.LT5)
    assert (table.cell("yes"), table.cell("no")) == (Shown(25), Shown(10))
    assert queries.one_way(consultation, "age", mode=Mode.LT5).cell("not_answered") == Shown(20)
    assert queries.rows_counted(consultation) == 35


def test_a_tombstone_takes_a_person_out_at_once(app, database):
    consultation = a_consultation()
    columns = columns_of(agree=["yes"] * 20 + ["no"] * 10)
    commands.rebuild(consultation_id=consultation, parts=[columns], actor=None)
    commands.tombstone(consultation_id=consultation, row_keys=columns["row_key"][:2], actor=None)
    commands.tombstone(consultation_id=consultation, row_keys=columns["row_key"][1:4], actor=None)
    assert queries.one_way(consultation, "agree", mode=Mode.LT5).cell("yes") == Shown(16)
    assert queries.base(consultation, mode=Mode.LT5) == Shown(26)


def test_every_change_of_the_numbers_is_history(app, database):
    consultation = a_consultation()
    commands.rebuild(
        consultation_id=consultation, parts=[columns_of(agree=["yes"] * 20)], actor=None
    )
    entries = database.query(Entry).filter_by(action=Action.FIGURES_REBUILT).all()
    assert [entry.details for entry in entries] == [{"rows": 20}]


def test_rows_get_a_random_key_when_none_is_given(app, database):
    consultation = a_consultation()
    commands.rebuild(consultation_id=consultation, parts=[{"agree": ["yes"] * 20}], actor=None)
    assert queries.base(consultation, mode=Mode.LT5) == Shown(20)


def test_columns_of_different_lengths_are_refused(app, database):
    with pytest.raises(RuleBroken, match="same length"):
        commands.rebuild(
            consultation_id=a_consultation(), parts=[{"a": ["x"], "b": []}], actor=None
        )


def test_a_question_cannot_become_one_of_several_answers_without_a_rebuild(app, database):
    consultation = a_consultation()
    commands.rebuild(consultation_id=consultation, parts=[{"agree": ["yes", None]}], actor=None)
    with pytest.raises(RuleBroken, match="Rebuild the numbers"):
        commands.append(consultation_id=consultation, columns={"agree": [["yes"]]}, actor=None)


def test_an_empty_consultation_has_an_empty_segment(app, database):
    consultation = a_consultation()
    commands.rebuild(consultation_id=consultation, parts=[{"agree": []}], actor=None)
    assert queries.base(consultation, mode=Mode.NHS) == Shown(0)
    assert queries.one_way(consultation, "agree", mode=Mode.NHS).rows == ()


def test_a_code_may_hold_any_sign(app, database):
    consultation = a_consultation()
    codes = ['a "quoted", one\nover lines'] * 10 + ["it’s"] * 10
    commands.rebuild(consultation_id=consultation, parts=[{'odd "name"': codes}], actor=None)
    table = queries.one_way(consultation, 'odd "name"', mode=Mode.LT5)
    assert set(table.rows) == set(codes)


def test_a_column_may_have_more_codes_than_a_byte_holds(app, database):
    consultation = a_consultation()
    codes = [f"ward{at}" for at in range(300) for _ in range(10)]
    commands.rebuild(consultation_id=consultation, parts=[{"ward": codes}], actor=None)
    table = queries.one_way(consultation, "ward", mode=Mode.LT5)
    assert (len(table.rows), table.cell("ward299")) == (300, Shown(10))
