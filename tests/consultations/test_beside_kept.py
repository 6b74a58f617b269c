"""Copies of plans and files of papers, and what becomes of those that nothing shows."""

import os

import pytest
import sqlalchemy as sa

from engage.consultations import queries, tasks
from engage.consultations.commands import copying
from engage.consultations.models import PaperFile, Plan
from engage.consultations.queries import exchange, sources
from engage.consultations.rules import beside
from engage.core import files
from engage.core.clock import today
from engage.core.errors import NotFound
from tests.consultations.building import QUESTIONS, form_now, said
from tests.factories.accounts import AccountFactory
from tests.factories.beside import SHOWS, planned_consultation, planned_draft
from tests.factories.consultations import empty_consultation


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
