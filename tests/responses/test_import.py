"""Answers from a file of another tool: matched, checked, taken in whole, undone."""

import csv as plain_csv
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from engage.audit.models import Action, Entry
from engage.core.clock import today
from engage.core.errors import NotFound, RuleBroken
from engage.core.formats import ods, xlsx
from engage.core.formats.sheet import Sheet
from engage.responses.commands import exports, import_
from engage.responses.models import (
    AnswerTranslation,
    Channel,
    GroupVoice,
    OwnWords,
    Permission,
    RespondentKind,
    Response,
    ResponseVersion,
)
from engage.responses.queries import imports
from engage.responses.rules import cells, importing
from tests.factories.accounts import AccountFactory
from tests.factories.analysis import tagged, theme
from tests.factories.consultations import open_consultation
from tests.factories.places import AreaFactory, PostcodeDistrictFactory
from tests.factories.responses import ANSWERS, entered, sent
from tests.factories.translations import drafted, written

HEADINGS = ["Date received", "Where?", "I could get there by bus.", "What would make it hard?"]
GOOD = [today().isoformat(), "South", "Agree", "It is far."]


@pytest.fixture
def asked(database):
    return open_consultation(languages=("en_GB", "es"))


def file_of(folder, rows, headings=HEADINGS, name="answers.csv"):
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        plain_csv.writer(file).writerows([headings, *rows])
    return path


def take(consultation, path, *, again=False, wanted=None, refused=None, **defaults):
    looked = imports.look(consultation, path, wanted, defaults)
    keep = [] if refused is None else refused
    return import_.take_in(actor=None, looked=looked, again=again, refused=keep.append)


def responses(database):
    return database.scalars(select(Response).order_by(Response.id)).all()


def test_good_rows_are_taken_in_and_bad_ones_told_with_their_reason(asked, database, tmp_path):
    bad = [GOOD[0], "Nowhere", "Agree", ""]
    refused = []
    batch = take(asked, file_of(tmp_path, [GOOD, bad, ["", "", "", ""], GOOD]), refused=refused)
    assert (batch.taken, batch.refused) == (2, 1)
    assert [(each.number, each.reason) for each in refused] == [
        (3, "“Nowhere” is not a choice of “Where?”.")
    ]
    kept = responses(database)[0]
    assert kept.answers == {"where": "where_1", "bus": "agree", "hard": "It is far."}
    assert (kept.batch_id, kept.channel, kept.late) == (batch.id, Channel.PAPER, False)
    assert database.scalar(select(func.count()).select_from(ResponseVersion)) == 2
    actions = database.scalars(select(Entry.action)).all()
    assert actions.count(Action.RESPONSES_IMPORTED) == 1
    assert actions.count(Action.RESPONSE_ENTERED) == 2


def test_a_row_is_as_staff_would_have_entered_it(asked, database, tmp_path):
    area = AreaFactory()
    PostcodeDistrictFactory(district="DA6", area_id=area.id)
    by_hand = entered(asked, answers={**ANSWERS, "postcode": "DA6 7AT"})
    headings = [
        *HEADINGS,
        "When could you come?",
        "Which stop is nearest?",
        "What is your postcode?",
    ]
    row = [
        today().isoformat(), "North", "Agree", ANSWERS["hard"],
        "Evenings; Sundays", "Market Place", "DA6 7AT",
    ]  # fmt: skip
    take(asked, file_of(tmp_path, [row], headings))
    from_file = next(each for each in responses(database) if each.id != by_hand.id)
    own = {"id", "reference", "batch_id", "submitted_at", "created_at", "changed_at"}
    for column in set(Response.__table__.columns.keys()) - own:
        assert getattr(from_file, column) == getattr(by_hand, column), column


def test_facts_of_a_row_are_kept(asked, database, tmp_path):
    headings = [*HEADINGS, "Channel", "Language", "Who is speaking", "Speaks for", "Group name",
                "helper", "own_words", "permission"]  # fmt: skip
    row = [*GOOD, "By letter", "Español", "A group of people", "1,200", "Walkers", "family",
           "Mostly", "yes"]  # fmt: skip
    take(asked, file_of(tmp_path, [row], headings))
    kept = responses(database)[0]
    assert (kept.channel, kept.language) == (Channel.LETTER, "es")
    assert (kept.respondent_kind, kept.speaks_for) == (RespondentKind.GROUP, 1200)
    assert (kept.helper, kept.own_words) == ("family", OwnWords.MOSTLY)
    assert kept.permission is Permission.YES
    assert database.scalars(select(GroupVoice.name)).all() == ["Walkers"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([(today() + timedelta(days=1)).isoformat(), *GOOD[1:]], "still to come"),
        (["2001-01-01", *GOOD[1:]], "before opening"),
        ([*GOOD, "", "more"], "more cells"),
        ([GOOD[0], "", "", ""], "by bus"),
        ([GOOD[0], "South", "Agree", "x" * 6000], "5000 characters"),
    ],
)
def test_a_row_is_held_to_the_rules_of_every_answer(asked, tmp_path, row, reason):
    looked = imports.look(asked, file_of(tmp_path, [row]))
    assert reason in next(looked.outcomes()).reason


def test_one_person_speaks_for_one(asked, tmp_path):
    path = file_of(
        tmp_path, [[*GOOD, "Myself", "12"]], [*HEADINGS, "Who is speaking", "Speaks for"]
    )
    assert "Say that it is a group" in next(imports.look(asked, path).outcomes()).reason


def test_late_answers_are_flagged(database, tmp_path):
    closed = open_consultation(opens=-40, closes=-5)
    take(closed, file_of(tmp_path, [GOOD]))
    assert responses(database)[0].late


def test_settled_answers_take_no_more(asked, tmp_path):
    asked.frozen_on = today()
    with pytest.raises(RuleBroken, match="settled"):
        imports.look(asked, file_of(tmp_path, [GOOD]))


def test_nothing_stays_of_a_file_without_a_good_row(asked, database, tmp_path):
    with pytest.raises(RuleBroken, match="No row"):
        take(asked, file_of(tmp_path, [["never", "", "", ""]]))
    assert responses(database) == []


def test_the_same_file_is_taken_once_unless_it_is_meant(asked, tmp_path):
    path = file_of(tmp_path, [GOOD])
    take(asked, path)
    with pytest.raises(RuleBroken, match="before"):
        take(asked, path)
    assert take(asked, path, again=True).taken == 1


def test_what_a_file_does_not_say_can_be_given(asked, database, tmp_path):
    path = file_of(tmp_path, [["South", "Agree"]], ["Where?", "I could get there by bus."])
    with pytest.raises(RuleBroken, match="which day"):
        imports.look(asked, path)
    take(asked, path, received_on=today().isoformat(), channel="phone")
    assert responses(database)[0].channel is Channel.PHONE


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x00\x01\x02\x03" * 20])
@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_a_file_that_is_none_is_refused(asked, tmp_path, content, ending):
    path = tmp_path / f"bad.{ending}"
    path.write_bytes(content)
    with pytest.raises(RuleBroken):
        imports.look(asked, path)


def test_too_many_rows_are_refused(asked, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "MOST_ROWS", 2)
    with pytest.raises(RuleBroken, match="parts"):
        list(imports.look(asked, file_of(tmp_path, [GOOD] * 3)).outcomes())


def test_headings_that_stand_twice_or_empty_get_names_of_their_own(asked, tmp_path):
    path = file_of(tmp_path, [[*GOOD, "a", "b"]], [*HEADINGS, "Note", "", "Note", ""])
    assert imports.look(asked, path).headings[4:] == ["Note", "Column 6", "Note (2)"]


@pytest.mark.parametrize("format_", ["csv", "xlsx", "ods"])
def test_what_was_exported_can_be_imported_into_a_copy(asked, database, tmp_path, format_):
    sent(asked, language="es")
    sent(asked, answers={"bus": "disagree", "hard": "=1+1\n“Two lines” & <more>"})
    entered(asked, answers={"bus": "neither", "times": ["times_1"]})
    copy = open_consultation("copy", languages=("en_GB", "es"))
    database.commit()
    target = tmp_path / f"out.{format_}"
    exports.write_file(actor=None, consultation=asked, format_=format_, target=target)
    batch = take(copy, target)
    assert (batch.taken, batch.refused) == (3, 0)

    def told(consultation):
        columns = (Response.language, Response.channel, Response.district, Response.received_on)
        wanted = select(Response.answers, *columns).filter_by(consultation_id=consultation.id)
        return sorted(map(str, database.execute(wanted)))

    assert told(copy) == told(asked)


@pytest.mark.parametrize("format_", ["csv", "xlsx", "ods"])
def test_what_a_group_tells_of_itself_comes_back_from_an_export(asked, database, tmp_path, format_):
    told = ("Walkers", "=1+1\nWe met.", "“Two” & more"), ("", "A vote", ""), ("", "", "Nowhere")
    for name, gathered, disagreed in told:
        response = sent(asked, kind=RespondentKind.GROUP)
        facts = {"name": name, "gathered": gathered, "disagreed": disagreed}
        database.query(GroupVoice).filter_by(response_id=response.id).delete()
        database.add(GroupVoice(response_id=response.id, **facts))
    sent(asked)
    copy = open_consultation("copy", languages=("en_GB", "es"))
    database.commit()
    target = tmp_path / f"out.{format_}"
    exports.write_file(actor=None, consultation=asked, format_=format_, target=target)
    assert take(copy, target).taken == 4
    wanted = (
        select(GroupVoice.name, GroupVoice.gathered, GroupVoice.disagreed)
        .join(Response, Response.id == GroupVoice.response_id)
        .where(Response.consultation_id == copy.id)
    )
    assert sorted(map(tuple, database.execute(wanted))) == sorted(told)


def test_too_long_a_story_of_a_group_is_refused_with_its_reason(asked, tmp_path):
    headings = [*HEADINGS, "Where the group disagreed"]
    path = file_of(tmp_path, [[*GOOD, "x" * 2001], [*GOOD, "x" * 2000]], headings)
    long, right = imports.look(asked, path).outcomes()
    assert long.reason == "Use 2000 characters or fewer."
    assert right.made.facts["group_disagreed"] == "x" * 2000


@pytest.mark.parametrize(("ending", "write"), [("xlsx", xlsx.write), ("ods", ods.write)])
def test_spreadsheets_are_read(asked, database, tmp_path, ending, write):
    path = tmp_path / f"in.{ending}"
    write(path, [Sheet("Answers", HEADINGS, [GOOD])])
    assert take(asked, path).taken == 1


def test_a_question_that_is_not_on_the_path_is_left_out_and_told(asked, tmp_path):
    looked = imports.look(asked, file_of(tmp_path, [GOOD]))
    form = imports.consultations.questionnaire(asked, "en_GB")
    object.__setattr__(form.pages[0], "condition", {"speaks": ["group"]})
    try:
        outcome = next(looked.outcomes())
    finally:
        object.__setattr__(form.pages[0], "condition", None)
    assert outcome.note == "Left out: Where?."
    assert "where" not in outcome.made.answers


def test_an_import_can_be_undone(asked, database, tmp_path):
    stays = entered(asked)
    path = file_of(tmp_path, [GOOD, GOOD])
    batch = take(asked, path)
    actor = AccountFactory()
    assert import_.undo_import(actor=actor, batch=imports.batch(str(batch.id))) == 2
    assert [each.id for each in responses(database)] == [stays.id]
    assert Action.IMPORT_UNDONE in set(database.scalars(select(Entry.action)))
    with pytest.raises(RuleBroken, match="before"):
        import_.undo_import(actor=actor, batch=batch)
    assert take(asked, path).taken == 2
    assert len(imports.batches(asked.id)) == 2


def test_an_import_that_was_worked_on_stays_whole(asked, database, tmp_path):
    batch = take(asked, file_of(tmp_path, [GOOD, GOOD]))
    first, second = responses(database)
    second.current_version = 2
    database.flush()
    with pytest.raises(RuleBroken, match="worked on"):
        import_.undo_import(actor=None, batch=batch)
    second.current_version = 1
    tagged(first, theme(asked))
    database.flush()
    with pytest.raises(RuleBroken, match="worked on"):
        import_.undo_import(actor=None, batch=batch)
    assert len(responses(database)) == 2
    assert database.scalar(select(func.count()).select_from(ResponseVersion)) == 2


@pytest.mark.parametrize("typed", ["nonsense", "01a201195d9a713e9a951b52e4ee88e4"])
def test_a_batch_that_is_not_there_is_not_found(database, typed):
    with pytest.raises(NotFound):
        imports.batch(typed)


def test_a_day_alone_is_a_day():
    assert cells.day("2026-11-03T10:20:30", month_first=False) == date(2026, 11, 3)


def test_what_a_machine_put_beside_the_answers_goes_with_an_import(asked, database, tmp_path):
    batch = take(asked, file_of(tmp_path, [GOOD, GOOD]))
    rows = responses(database)
    for each in rows:
        each.language = "so"
        drafted(asked, each)
    assert import_.undo_import(actor=None, batch=batch) == 2
    assert database.scalars(select(AnswerTranslation.id)).all() == []


def test_an_import_that_somebody_translated_stays_whole(asked, database, tmp_path):
    batch = take(asked, file_of(tmp_path, [GOOD, GOOD]))
    first, second = responses(database)
    first.language = second.language = "so"
    drafted(asked, first)
    written(asked, second)
    with pytest.raises(RuleBroken, match="worked on"):
        import_.undo_import(actor=None, batch=batch)
    assert len(database.scalars(select(AnswerTranslation.id)).all()) == 2
