"""Every answer in a file: what stands in it, what never does, and who may fetch it."""

import csv as plain_csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.audit.models import Action, Entry
from engage.consultations.models import Kind
from engage.consultations.rules import AskedChoice, AskedPage, AskedQuestion, Questionnaire
from engage.core.clock import days_away, now, today
from engage.core.errors import NotFound, RuleBroken
from engage.core.files import storage_path
from engage.core.formats import ods, xlsx
from engage.responses import commands as sending
from engage.responses import tasks
from engage.responses.commands import concerns, exports
from engage.responses.models import Export, GroupVoice, RespondentKind, ResponseState
from engage.responses.queries import export as queries
from engage.responses.rules import exporting
from tests.factories.accounts import AccountFactory
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


def ask(consultation, actor=None, format_="csv", reason="For the report to the board"):
    return exports.ask(
        actor=actor or AccountFactory(),
        consultation=consultation,
        format_=format_,
        reason=reason,
    )


@pytest.mark.parametrize("wrong", [{"format_": "exe"}, {"reason": "why"}])
def test_an_export_needs_a_format_and_a_reason(asked, wrong):
    with pytest.raises(RuleBroken):
        ask(asked, **wrong)


@pytest.mark.parametrize("format_", exporting.FORMATS)
def test_the_worker_writes_what_was_asked_for(asked, database, format_):
    sent(asked)
    made = ask(asked, format_=format_)
    database.commit()
    assert exports.write_waiting()
    assert not exports.write_waiting()
    database.refresh(made)
    assert (made.done, made.total) == (1, 1)
    assert made.ready_at is not None
    assert storage_path(made.stored).stat().st_size > 100
    actions = set(database.scalars(select(Entry.action).where(Entry.subject_id == made.id)))
    assert actions == {Action.EXPORT_ASKED, Action.EXPORT_MADE}


def test_how_far_it_is_can_be_seen_meanwhile(asked, database, monkeypatch):
    monkeypatch.setattr(exports, "_TELL", 1)
    told = []
    sent(asked)
    sent(asked)
    made = ask(asked)
    database.commit()
    session = database()
    commit = session.commit
    monkeypatch.setattr(session, "commit", lambda: (told.append(made.done), commit()))
    exports.write_waiting()
    assert 1 in told


def test_one_that_fails_says_so_and_is_not_tried_again(asked, database, monkeypatch):
    made = ask(asked)
    database.commit()
    monkeypatch.setattr(exports.csv, "write", lambda *_given: 1 / 0)
    tasks.write_exports()
    database.refresh(made)
    assert made.failed == "ZeroDivisionError"
    assert not exports.write_waiting()


def test_one_that_stopped_on_its_way_is_taken_over(asked, database):
    made = ask(asked)
    made.started_at = now()
    database.commit()
    assert queries.next_export(now()) is None
    assert queries.next_export(now() + timedelta(minutes=6)) == made


def test_files_are_deleted_after_a_week(asked, database):
    made = ask(asked)
    waiting = ask(asked)
    database.commit()
    exports.write_waiting()
    path = storage_path(made.stored)
    tasks.remove_old_exports()
    assert path.exists()
    with days_away(8):
        tasks.remove_old_exports()
    assert not path.exists()
    assert made.removed_at is not None
    assert waiting.removed_at is not None
    assert queries.exports_of(asked.id) == []
    with pytest.raises(NotFound):
        queries.export(asked.id, made.id)


def _written(database, consultation, **facts):
    made = ask(consultation, **facts)
    database.commit()
    exports.write_waiting()
    return made


def _held(_consultation, response):
    address = "https://example.org/desk/concerns/"
    concerns.raise_concern(
        actor=AccountFactory(), response=response, note="Please look", address=address
    )


LEAVES = {
    "a concern": _held,
    "taken back": lambda _about, response: sending.withdraw(response=response),
    "erased": lambda about, _response: exports.mark_outdated(actor=None, consultation_id=about.id),
}


@pytest.mark.parametrize("leave", LEAVES.values(), ids=LEAVES.keys())
def test_a_file_with_an_answer_that_may_be_seen_no_more_is_fetched_no_more(
    as_lead, database, leave
):
    made = open_consultation()
    response = sent(made)
    one, other = _written(database, made), _written(database, open_consultation("other"))
    leave(made, response)
    database.commit()
    place = "/desk/consultations/evenings/exports"
    answer = as_lead.get(f"{place}/{one.id}/file/")
    assert answer.status_code == 400
    assert "Make the file again" in answer.text
    page = as_lead.get(f"{place}/").text
    assert "may be seen no more" in page
    assert "Fetch the file" not in page
    assert not other.outdated
    assert Action.EXPORT_OUTDATED in set(database.scalars(select(Entry.action)))


def test_a_file_out_of_date_is_made_again_for_the_same_reason(as_lead, database):
    made = open_consultation()
    gone, _stays = sent(made), sent(made)
    one = _written(database, made)
    sending.withdraw(response=gone)
    database.commit()
    place = "/desk/consultations/evenings/exports"
    assert as_lead.send(f"{place}/", to=f"{place}/{one.id}/again/").status_code == 302
    exports.write_waiting()
    again = queries.exports_of(made.id)[0]
    assert (again.format, again.reason) == (one.format, one.reason)
    assert not again.outdated
    with as_lead.get(f"{place}/{again.id}/file/") as answer:
        assert answer.status_code == 200


def test_a_file_being_written_counts_as_made_and_one_that_waits_does_not(asked, database):
    response = sent(asked)
    written, waits = ask(asked), ask(asked)
    written.started_at = now()
    database.commit()
    sending.withdraw(response=response)
    database.commit()
    assert (written.outdated, waits.outdated) == (True, False)
    exports.write_waiting()
    assert waits.ready_at
    assert not waits.outdated


def test_a_file_out_of_date_is_deleted_and_stands_in_the_list_for_its_week(asked, database):
    response = sent(asked)
    made = _written(database, asked)
    path = storage_path(made.stored)
    sending.withdraw(response=response)
    database.commit()
    tasks.remove_old_exports()
    assert not path.exists()
    assert queries.exports_of(asked.id) == [made]
    assert made.outdated
    assert exports.remove_old() == 0


def test_nobody_makes_the_file_of_another_again(as_analyst, database):
    made = open_consultation()
    theirs = ask(made)
    database.commit()
    place = "/desk/consultations/evenings/exports/"
    assert as_analyst.send(place, to=f"{place}{theirs.id}/again/").status_code == 404
    assert queries.exports_of(made.id) == [theirs]


def test_a_lead_asks_sees_how_far_it_is_and_fetches_the_file(as_lead, database):
    made = open_consultation()
    sent(made)
    database.commit()
    page = as_lead.get("/desk/consultations/evenings/exports/")
    assert "There is no file yet" in page.text
    asked_for = {"format_": "csv", "reason": "For the report to the board"}
    assert as_lead.send("/desk/consultations/evenings/exports/", data=asked_for).status_code == 302
    page = as_lead.get("/desk/consultations/evenings/exports/")
    assert "0 of 1 answers are written" in page.text
    assert "See how far it is" in page.text
    exports.write_waiting()
    page = as_lead.get("/desk/consultations/evenings/exports/")
    assert "Fetch the file with 1 answers" in page.text
    one = database.scalars(select(Export)).one()
    with as_lead.get(f"/desk/consultations/evenings/exports/{one.id}/file/") as answer:
        assert "attachment" in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "no-store"
        with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
            assert packed.namelist() == ["evenings.csv", "evenings-dictionary.csv"]
    assert Action.LOOKED in set(database.scalars(select(Entry.action)))


def test_a_reason_must_be_given_on_the_page(as_lead, database):
    open_consultation()
    database.commit()
    page = as_lead.send("/desk/consultations/evenings/exports/", data={"format_": "csv"})
    assert "Say what you need the answers for" in page.text
    short = {"format_": "csv", "reason": "why"}
    page = as_lead.send("/desk/consultations/evenings/exports/", data=short)
    assert "Say in a few words" in page.text
    assert database.scalars(select(Export)).all() == []


def test_an_analyst_fetches_only_what_they_asked_for(as_analyst, database):
    made = open_consultation()
    theirs, own = ask(made), ask(made, actor=as_analyst.account)
    database.commit()
    place = "/desk/consultations/evenings/exports"
    assert as_analyst.get(f"{place}/{own.id}/file/").status_code == 404
    exports.write_waiting()
    exports.write_waiting()
    assert as_analyst.get(f"{place}/{theirs.id}/file/").status_code == 404
    with as_analyst.get(f"{place}/{own.id}/file/") as answer:
        assert answer.status_code == 200
    assert as_analyst.get(f"{place}/").text.count("Fetch the file") == 1


def test_a_file_of_another_consultation_is_not_there(as_lead, database):
    made = ask(open_consultation())
    open_consultation("other")
    database.commit()
    exports.write_waiting()
    page = as_lead.get(f"/desk/consultations/other/exports/{made.id}/file/")
    assert page.status_code == 404
