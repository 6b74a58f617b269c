"""Every answer in a file: what stands in it, what never does, and who may fetch it."""

import csv as plain_csv
import io
import json
import zipfile

import pytest

from engage.consultations.models import Kind
from engage.consultations.rules import AskedChoice, AskedPage, AskedQuestion, Questionnaire
from engage.core.clock import today
from engage.core.errors import NotFound, RuleBroken
from engage.core.formats import ods, xlsx
from engage.responses import commands as sending
from engage.responses.commands import exports
from engage.responses.models import GroupVoice, RespondentKind, ResponseState
from engage.responses.rules import exporting
from tests.factories.consultations import draft_consultation, open_consultation
from tests.factories.responses import ANSWERS, entered, sent


@pytest.fixture
def asked(database):
    return open_consultation(languages=("en_GB", "es"))


def write(database, consultation, format_, folder):
    database.commit()
    target = folder / f"out.{format_}"
    made = exports.write_file(actor=None, consultation=consultation, format_=format_, target=target)
    database.commit()
    return made


def table(path):
    """The rows of a CSV file by the short names of its headings."""
    rows = list(plain_csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    names = [exporting.name_in(heading) for heading in rows[0]]
    return [dict(zip(names, row, strict=True)) for row in rows[1:]]


def question(key, kind, choices=(), **facts):
    made = tuple(AskedChoice(code, code.upper()) for code in choices)
    return AskedQuestion(
        key,
        kind,
        f"{key}?",
        "",
        required=False,
        most=None,
        limit=None,
        choices=made,
        **facts,
    )


def values(asked_question, answers, *, words=None):
    """What the columns of one question hold, by short name."""
    labels = {"en_GB": asked_question.label}
    choices = {code: {"en_GB": code.upper()} for code in words or ()}
    choices = choices or {each.key: {"en_GB": each.label} for each in asked_question.choices}
    asking = exporting.Asking(asked_question, labels, choices, (1,))
    return {column.name: column.take(answers) for column in exporting.columns([asking])}


def test_a_choice_is_written_in_words_and_as_its_code():
    one = question("a", Kind.ONE_CHOICE, ("x", "y"))
    assert values(one, {"a": "y"}) == {"a": "Y", "a.code": "y"}
    assert values(one, {}) == {"a": None, "a.code": None}


def test_several_choices_have_a_column_each_and_silence_is_not_a_no():
    several = question("a", Kind.SEVERAL_CHOICES, ("x", "y"))
    assert values(several, {"a": ["y"]}) == {"a.x": 0, "a.y": 1}
    assert values(several, {}) == {"a.x": None, "a.y": None}


def test_an_order_gives_each_choice_its_place():
    rank = question("a", Kind.RANK, ("x", "y", "z"))
    assert values(rank, {"a": ["z", "x"]}) == {"a.x": 2, "a.y": None, "a.z": 1}


def test_other_words_stand_beside_the_choices():
    several = question("a", Kind.SEVERAL_CHOICES, ("x",), other=True)
    found = values(several, {"a": ["other"], "a.other": "By boat"}, words=("x", "other"))
    assert found == {"a.x": 0, "a.other-chosen": 1, "a.other": "By boat"}


def test_a_place_has_its_words_and_its_point():
    place = question("a", Kind.LOCATION)
    found = values(place, {"a.other": "By the bridge", "a.point": "200,310"})
    assert found == {
        "a": None,
        "a.code": None,
        "a.other": "By the bridge",
        "a.point": "200,310",
    }


@pytest.mark.parametrize(
    ("kept", "number"),
    [("12", 12), ("2.5", 2.5), ("-3", -3), (None, None), ("1." + "3" * 30, "1." + "3" * 30)],
)
def test_a_number_is_a_number_unless_digits_would_be_lost(kept, number):
    assert values(question("a", Kind.NUMBER), {"a": kept}) == {"a": number}


def test_of_files_only_their_number_is_told():
    assert values(question("a", Kind.FILE), {"a": ["1", "2"]}) == {"a": 2}
    assert values(question("a", Kind.FILE), {}) == {"a": None}


def test_columns_are_those_of_all_editions_and_the_dictionary_says_which():
    old = (question("a", Kind.ONE_CHOICE, ("x", "gone")), question("left", Kind.LONG_TEXT))
    new = (question("a", Kind.ONE_CHOICE, ("x", "y")), question("info", Kind.INFO))
    forms = {
        number: {"en_GB": Questionnaire(None, "", "en_GB", (AskedPage("", asked),))}
        for number, asked in ((1, old), (2, new))
    }
    askings = exporting.union(forms)
    names = [column.name for column in exporting.columns(askings)]
    assert names == ["a", "a.code", "left"]
    rows = {(row[0], row[2]): row[5] for row in exporting.dictionary(askings)}
    assert (rows["a", ""], rows["left", ""]) == ("1, 2", "1")
    assert ("a", "gone") in rows


def test_an_answer_is_a_row_with_its_words_codes_and_facts(asked, database, tmp_path):
    response = sent(asked, language="es", kind=RespondentKind.GROUP)
    response.speaks_for = 25
    database.add(GroupVoice(response_id=response.id, name="Bexley walkers"))
    made = write(database, asked, "csv", tmp_path)
    row = table(tmp_path / "out.csv")[0]
    assert made.answers == 1
    assert row["reference"] == response.reference
    assert (row["speaks_for"], row["group_name"]) == ("25", "Bexley walkers")
    assert (row["received_on"], row["channel"]) == (today().isoformat(), "web")
    assert (row["where"], row["where.code"]) == ("North", "where_0")
    assert [row[f"times.times_{number}"] for number in range(3)] == ["1", "0", "1"]
    assert (row["bus.code"], row["hard"]) == ("agree", ANSWERS["hard"])


def test_the_dictionary_holds_every_label_in_every_language(asked, database, tmp_path):
    sent(asked)
    made = write(database, asked, "csv", tmp_path)
    text = made.files[1].read_text(encoding="utf-8-sig")
    assert "where,Choose one,where_1,en_GB,South,1" in text
    assert "where,Choose one,where_1,es,South (es),1" in text


def test_people_are_never_told_apart_by_time_contact_or_who_they_are(asked, database, tmp_path):
    response = sent(asked, about={"age_band": "35_44"})
    write(database, asked, "json", tmp_path)
    text = (tmp_path / "out.json").read_text(encoding="utf-8")
    assert response.submitted_at.strftime("%H:%M") not in text
    assert "35_44" not in text
    assert "secret" not in text


def test_held_answers_are_left_out_and_counted(asked, database, tmp_path):
    held = sent(asked, answers={**ANSWERS, "hard": "He hits me."})
    held.held = True
    sent(asked)
    made = write(database, asked, "csv", tmp_path)
    assert (made.answers, made.held_back) == (1, 1)
    assert "hits" not in (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert "Held back: 1" in made.files[1].read_text(encoding="utf-8")


def test_answers_taken_back_or_erased_are_rows_without_words(asked, database, tmp_path):
    back, gone = sent(asked), sent(asked)
    sending.withdraw(response=back)
    gone.state = ResponseState.ERASED
    write(database, asked, "csv", tmp_path)
    rows = {row["reference"]: row for row in table(tmp_path / "out.csv")}
    assert rows[back.reference]["state"] == "withdrawn"
    assert rows[gone.reference]["state"] == "erased"
    assert {value for row in rows.values() for value in list(row.values())[2:]} == {""}


def test_duplicates_are_flagged(asked, database, tmp_path):
    first, second = sent(asked), sent(asked)
    second.duplicate_of = first.id
    write(database, asked, "csv", tmp_path)
    rows = {row["reference"]: row for row in table(tmp_path / "out.csv")}
    assert rows[second.reference]["duplicate_of"] == first.reference


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@a", "\t=1"])
def test_no_text_runs_as_a_formula(asked, database, tmp_path, start):
    entered(asked, answers={**ANSWERS, "hard": f"x{start}"})
    response = entered(asked)
    response.answers = {**response.answers, "hard": start}
    write(database, asked, "csv", tmp_path)
    assert {row["hard"] for row in table(tmp_path / "out.csv")} == {f"x{start}", f"'{start}"}
    write(database, asked, "xlsx", tmp_path)
    with zipfile.ZipFile(tmp_path / "out.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_what_a_group_tells_of_itself_stands_in_words_that_run_as_no_formula(
    asked, database, tmp_path
):
    response = sent(asked, kind=RespondentKind.GROUP)
    told = {"name": "Walkers", "gathered": "=1+1", "disagreed": "Two like Sundays."}
    database.add(GroupVoice(response_id=response.id, **told))
    made = write(database, asked, "csv", tmp_path)
    (row,) = table(tmp_path / "out.csv")
    assert (row["group_name"], row["group_gathered"]) == ("Walkers", "'=1+1")
    assert row["group_disagreed"] == "Two like Sundays."
    assert (row["helper"], row["edition"]) == ("", "1")
    assert "group_disagreed,,,en_GB,Where the group disagreed," in made.files[1].read_text(
        encoding="utf-8-sig"
    )


@pytest.mark.parametrize(("format_", "read"), [("xlsx", xlsx.read), ("ods", ods.read)])
def test_spreadsheets_hold_the_same_rows(asked, database, tmp_path, format_, read):
    for _number in range(3):
        sent(asked)
    write(database, asked, "csv", tmp_path)
    write(database, asked, format_, tmp_path)
    rows = list(read(tmp_path / f"out.{format_}"))
    names = [exporting.name_in(heading) for heading in rows[0]]
    assert [dict(zip(names, row, strict=True)) for row in rows[1:]] == table(tmp_path / "out.csv")


def test_json_holds_the_dictionary_and_the_rows(asked, database, tmp_path):
    sent(asked)
    write(database, asked, "json", tmp_path)
    whole = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert (whole["consultation"], whole["held_back"]) == ("evenings", 0)
    assert whole["answers"][0]["where.code"] == "where_0"
    assert {"column", "words"} <= set(whole["dictionary"][0])


def test_an_unknown_format_and_a_draft_are_refused(asked, database, tmp_path):
    with pytest.raises(RuleBroken):
        write(database, asked, "exe", tmp_path)
    with pytest.raises(NotFound):
        write(database, draft_consultation("other"), "csv", tmp_path)
