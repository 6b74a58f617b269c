"""Copies of plans and files of papers, and what becomes of those that nothing shows."""

import os

import pytest
import sqlalchemy as sa

from engage.consultations import queries, tasks
from engage.consultations.commands import beside as commands
from engage.consultations.commands import building, copying
from engage.consultations.models import PaperFile, Plan
from engage.consultations.queries import exchange, launch, sources, variants
from engage.consultations.rules import beside
from engage.core import files
from engage.core.clock import today
from engage.core.errors import NotFound
from tests.consultations.building import DESK, QUESTIONS, form_now, said
from tests.factories.accounts import AccountFactory
from tests.factories.beside import PDF, SHOWS, planned_consultation, planned_draft, put_file
from tests.factories.consultations import empty_consultation
from tests.factories.formats import with_easy_read


def place_of(made):
    return next(
        q for page in sources.source(made).pages for q in page.questions if q.key == "place"
    )


def test_a_copy_keeps_the_plan_and_the_file_but_no_promise(database):
    source = planned_consultation()
    sources.source(source).papers[0].files[0].promised_on = today()
    copy = empty_consultation("copy")
    copying.copy_form(actor=AccountFactory(), source=source, consultation=copy)
    database.flush()
    made = sources.source(copy)
    question = made.pages[0].questions[0]
    old = place_of(source)
    assert (question.picture, question.plan.sha256) == (old.picture, old.plan.sha256)
    assert made.said("question", question.id, "plan") == SHOWS
    (file,) = made.papers[0].files
    assert file.stored == sources.source(source).papers[0].files[0].stored
    assert file.promised_on is None


def test_a_saved_questionnaire_has_no_plan_and_the_page_says_so(as_lead):
    made = planned_draft()
    said_there = "Plans and files of papers are not in a file that you save."
    assert said_there in said(as_lead.get(QUESTIONS))
    told = exchange.exported(sources.source(made))
    assert "plan" not in told["pages"][0]["questions"][0]
    assert "file" not in told["papers"][0]


def test_a_question_or_paper_that_goes_takes_its_plan_or_file_along(as_lead, database):
    planned_draft()
    for kind, key in (("question", "place"), ("paper", "paper_0")):
        version = next(
            each.version
            for each in (*form_now().pages[0].questions, *form_now().papers)
            if each.key == key
        )
        assert as_lead.send(f"{QUESTIONS}remove/{kind}/{key}/", {"version": version})
    for table in (Plan, PaperFile):
        assert database.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_files_that_nothing_shows_are_deleted_after_an_hour(database, app):
    made = planned_consultation()
    shown = {place_of(made).picture, sources.source(made).papers[0].files[0].stored}
    unused = [files.store(beside.FOLDER, b"x", "png") for _each in range(2)]
    for name in (*shown, unused[0]):
        os.utime(files.storage_path(name), (1, 1))
    tasks.remove_unused_files()
    assert all(files.stored_bytes(name) for name in (*shown, unused[1]))
    with pytest.raises(NotFound):
        files.stored_bytes(unused[0])


def test_a_plan_that_was_taken_from_the_rows_stays_while_an_edition_shows_it(database):
    made = planned_consultation()
    question = place_of(made)
    old = question.picture
    question.picture = ""
    database.flush()
    os.utime(files.storage_path(old), (1, 1))
    tasks.remove_unused_files()
    assert files.stored_bytes(old)
    assert queries.by_slug("evenings").edition_id


# --- words for a file that was replaced

NEWER = PDF.replace(b"words", b"other")
OLD_WORDS = "Paper 1: its words in English were written for an older file."
FILE = f"{QUESTIONS}paper/paper_0/file/"


def replaced(language="en_GB", data=NEWER):
    return lambda made: put_file(made, data, language=language)


def saved(made):
    paper = sources.source(made).papers[0]
    texts = {"title": "The plan", "body": "What it says."}
    facts = {"consultation": made, "kind": "paper", "version": paper.version}
    building.save_titled(actor=AccountFactory(), row=paper, **facts, **texts)


def kept_in(language):
    def keep(made):
        paper = sources.source(made).papers[0]
        facts = {"consultation": made, "language": language, "version": paper.version}
        commands.keep_words(actor=AccountFactory(), paper=paper, **facts)

    return keep


SPANISH = replaced("es", PDF)


@pytest.mark.parametrize(
    ("steps", "behind"),
    [
        ([], []),
        ([replaced()], ["en_GB"]),
        ([replaced(data=PDF)], []),
        ([replaced(), replaced(data=PDF)], []),
        ([replaced(), saved], []),
        ([replaced(), kept_in("en_GB")], []),
        ([replaced(), kept_in("en_GB"), replaced(data=PDF)], ["en_GB"]),
        ([SPANISH], []),
        ([SPANISH, replaced()], ["en_GB"]),
        ([SPANISH, replaced("es")], ["es"]),
        ([SPANISH, replaced("es"), saved], ["es"]),
        ([SPANISH, replaced("es"), replaced(), kept_in("es")], ["en_GB"]),
    ],
)
def test_words_stand_for_the_file_they_were_written_for(database, steps, behind):
    made = planned_draft(languages=("en_GB", "es"))
    for step in steps:
        step(made)
    now = sources.source(made)
    assert beside.behind(now.papers[0]) == behind
    (gate,) = [each for each in launch.gates(now, by_author=True) if each.name == "languages"]
    assert gate.what.count("written for an older file") == len(behind)
    assert beside.old_words(now.papers, ["fr"]) == []


def test_a_replaced_file_stops_the_launch_until_its_words_hold(as_lead):
    made = planned_draft()
    assert "older file" not in said(as_lead.get(f"{DESK}checklist/"))
    put_file(made, NEWER)
    assert OLD_WORDS in said(as_lead.get(f"{DESK}checklist/"))
    assert "Its words were written for an older file." in said(as_lead.get(QUESTIONS))
    assert "The words still hold" in said(as_lead.get(FILE))
    version = sources.source(made).papers[0].version
    typed = {"keep": "en_GB", "version": version - 1}
    assert as_lead.send(FILE, typed, to=f"{FILE}words-hold/").status_code == 409
    typed["version"] = version
    assert as_lead.send(FILE, typed, to=f"{FILE}words-hold/").headers["Location"] == FILE
    for address in (FILE, QUESTIONS, f"{DESK}checklist/"):
        assert "older file" not in said(as_lead.get(address))


def taken_away(language="en_GB"):
    def drop(made):
        paper = sources.source(made).papers[0]
        facts = {"consultation": made, "language": language, "version": paper.version}
        commands.drop_file(actor=AccountFactory(), paper=paper, **facts)

    return drop


@pytest.mark.parametrize(
    ("steps", "behind"),
    [
        ([taken_away(), replaced()], ["en_GB"]),
        ([taken_away(), replaced(data=PDF)], []),
        ([SPANISH, taken_away("es"), replaced("es")], ["es"]),
        ([SPANISH, taken_away(), replaced(), replaced("es")], ["en_GB", "es"]),
    ],
)
def test_taking_a_file_away_forgets_not_for_which_its_words_were_written(database, steps, behind):
    made = planned_draft(languages=("en_GB", "es"))
    for step in steps:
        step(made)
    assert beside.behind(sources.source(made).papers[0]) == behind


@pytest.mark.parametrize(
    ("steps", "old"),
    [
        ([SPANISH], False),
        ([SPANISH, replaced()], True),
        ([SPANISH, replaced(), replaced(data=PDF)], False),
        ([SPANISH, replaced(), SPANISH], False),
        ([SPANISH, replaced(), kept_in("es")], False),
        ([SPANISH, replaced(), kept_in("en_GB")], True),
        ([SPANISH, replaced("es")], False),
    ],
)
def test_a_file_in_another_language_is_old_when_the_english_one_is_replaced(database, steps, old):
    made = planned_draft(languages=("en_GB", "es"))
    for step in steps:
        step(made)
    now = sources.source(made)
    told = "its file in Spanish was made from an older English file."
    (gate,) = [each for each in launch.gates(now, by_author=True) if each.name == "languages"]
    assert (told in gate.what) is old
    paper = now.papers[0]
    assert [each.language for each in paper.files if paper.is_old(each)] == ["es"] * old
    assert beside.old_words(now.papers, ["fr"]) == []


def test_a_lead_says_that_an_old_file_still_says_the_same(as_lead):
    made = planned_draft(languages=("en_GB", "es"))
    for step in (SPANISH, replaced(), kept_in("en_GB")):
        step(made)
    assert "It was made from an older English file." in said(as_lead.get(FILE))
    typed = {"keep": "es", "version": sources.source(made).papers[0].version}
    as_lead.send(FILE, typed, to=f"{FILE}words-hold/")
    assert "older English file" not in said(as_lead.get(FILE))
    assert "older English file" not in said(as_lead.get(f"{DESK}checklist/"))


def test_a_replaced_file_makes_easy_read_stale_until_its_words_hold(database):
    made = planned_draft()
    row = with_easy_read(made)
    assert variants.problems(sources.source(made), row) == []
    put_file(made, NEWER)
    now = sources.source(made)
    wrong = ["Document 1: its file changed. Check the plain words first."]
    assert variants.problems(now, row) == wrong
    shown = variants.document(now, row, launch.plain_words, {})
    assert (shown["stale"], shown["papers"][0]["variant"]) == (True, "")
    kept_in("en_GB")(made)
    now = sources.source(made)
    assert variants.problems(now, row) == []
    shown = variants.document(now, row, launch.plain_words, {})
    assert (shown["stale"], shown["papers"][0]["variant"]) == (False, "easy-read")


def test_a_copy_keeps_words_for_an_older_file_as_they_are(database):
    source = planned_draft()
    put_file(source, NEWER)
    copy = empty_consultation("copy")
    copying.copy_form(actor=AccountFactory(), source=source, consultation=copy)
    database.flush()
    assert beside.behind(sources.source(copy).papers[0]) == ["en_GB"]
