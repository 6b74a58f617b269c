"""What staff who read an answer see around it: who speaks, who helped, and the files that came."""

import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from engage.accounts.models import Role
from engage.audit.models import Action, Entry
from engage.core.db import db
from engage.core.files import store
from engage.responses.models import (
    FileUse,
    GroupVoice,
    OwnWords,
    RespondentKind,
    ResponseFile,
    ResponseState,
)
from tests.factories.accounts import AccountFactory, SiteFactory
from tests.factories.consultations import open_consultation
from tests.factories.responses import entered, sent

VOICE = {
    "name": "The Market Traders",
    "gathered": "We met twice.\nIt's <noted>.",
    "disagreed": "Some like Sundays.",
}
MOST_STATEMENTS = 12


@pytest.fixture
def asked(database):
    SiteFactory()
    return open_consultation(languages=("en_GB", "es"))


def with_voice(database, response, kind=RespondentKind.GROUP):
    response.respondent_kind, response.speaks_for = kind, 25
    response.helper, response.own_words = "interpreter", OwnWords.MOSTLY
    database.add(GroupVoice(response_id=response.id, **VOICE))
    database.flush()
    return response


def with_file(database, response, use=FileUse.ANSWER, kind=("text/plain", "txt"), **facts):
    media_type, ending = kind
    row = ResponseFile(
        response_id=response.id,
        use=use,
        name=facts.pop("name", f"{use}.{ending}"),
        media_type=media_type,
        size=5,
        stored=store("responses", b"words", ending),
        **facts,
    )
    database.add(row)
    database.flush()
    return row


def read_page(response):
    return f"/desk/analysis/evenings/answers/{response.id}/"


def entry_page(response):
    return f"/desk/consultations/evenings/entered/{response.reference}/"


def address(response, kept, slug="evenings"):
    return f"/desk/consultations/{slug}/entered/{response.reference}/files/{kept.id}/"


@contextmanager
def statements():
    run = []

    def note(_connection, _cursor, statement, *_more):
        if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            run.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield run
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("kind", [RespondentKind.GROUP, RespondentKind.ORGANISATION])
@pytest.mark.parametrize("page", [read_page, entry_page])
def test_staff_read_what_a_group_says_of_itself_and_who_helped(
    asked, as_analyst, database, page, kind
):
    response = with_voice(database, entered(asked, language="es"), kind)
    shown = as_analyst.get(page(response)).text
    for words in ("The Market Traders", "We met twice.\nIt&#39;s &lt;noted&gt;.", ">25<"):
        assert words in shown
    for words in ("Some like Sundays.", "An interpreter", "Mostly", "How they gathered views"):
        assert words in shown
    assert 'lang="es" dir="ltr" data-own-words>The Market Traders' in shown
    looks = database.query(Entry).filter_by(action=Action.LOOKED).all()
    assert [each.details["ids"] for each in looks] == [[str(response.id)]]


@pytest.mark.parametrize("page", [read_page, entry_page])
def test_of_one_person_no_group_is_looked_up_and_nothing_stands_empty(
    asked, as_analyst, database, page
):
    response = entered(asked)
    with statements() as run:
        shown = as_analyst.get(page(response)).text
    assert "group_voice" not in "".join(run)
    for words in ("How they gathered views", "Where they disagreed", "Who helped", "own words"):
        assert words not in shown


@pytest.mark.parametrize("gone", [{"held": True}, {"state": ResponseState.WITHDRAWN}])
def test_what_a_group_said_is_shown_no_more_when_its_answer_is_held_or_gone(
    asked, as_analyst, database, gone
):
    response = with_voice(database, entered(asked))
    with_file(database, response, FileUse.SCAN)
    for name, value in gone.items():
        setattr(response, name, value)
    shown = as_analyst.get(entry_page(response)).text
    assert "We met twice." not in shown
    assert "/files/" not in shown
    assert as_analyst.get(read_page(response)).status_code == 404


@pytest.mark.parametrize(
    ("use", "label"), [(FileUse.ANSWER, "Where?"), (FileUse.MEMBERS, "what members said")]
)
@pytest.mark.parametrize("role", [Role.ANALYST, Role.ENGAGEMENT_LEAD])
def test_who_reads_answers_opens_the_files_sent_on_the_web(
    asked, client, database, use, label, role
):
    response = sent(asked, kind=RespondentKind.GROUP)
    key = "where" if use is FileUse.ANSWER else ""
    kept = with_file(database, response, use, question_key=key, name="<b>notes.txt")
    client.sign_in(AccountFactory(role=role))
    here = address(response, kept)
    shown = client.get(read_page(response)).text
    assert f'href="{here}"' in shown
    assert "&lt;b&gt;notes.txt" in shown
    assert f"</a> · {label}" in shown
    answer = client.get(here)
    assert (answer.data, answer.mimetype) == (b"words", "text/plain")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={kept.id.hex}.txt"
    looks = database.query(Entry).filter_by(action=Action.LOOKED).order_by(Entry.id).all()
    assert [each.details["reason"] for each in looks] == ["analysis", "file"]
    assert looks[-1].details["ids"] == [str(response.id)]


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        (("image/png", "png"), "inline"),
        (("image/jpeg", "jpg"), "inline"),
        (("application/pdf", "pdf"), "attachment"),
        (("text/plain", "txt"), "attachment"),
    ],
)
def test_only_pictures_that_we_drew_anew_are_shown_by_the_browser(
    asked, as_analyst, database, kind, way
):
    response = sent(asked)
    answer = as_analyst.get(address(response, with_file(database, response, kind=kind)))
    assert answer.headers["Content-Disposition"].startswith(f"{way}; ")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_scans_are_not_among_the_files_of_who_reads_answers(asked, as_analyst, database):
    response = entered(asked)
    with_file(database, response, FileUse.SCAN)
    assert "/files/" not in as_analyst.get(read_page(response)).text
    assert "/files/" in as_analyst.get(entry_page(response)).text


def test_a_file_is_found_only_under_its_own_answer_and_consultation(asked, as_analyst, database):
    response, other = sent(asked), sent(asked)
    kept = with_file(database, response)
    elsewhere = open_consultation("elsewhere")
    stranger = sent(elsewhere)
    assert as_analyst.get(address(response, kept)).status_code == 200
    assert as_analyst.get(address(other, kept)).status_code == 404
    assert as_analyst.get(address(response, kept, "elsewhere")).status_code == 404
    assert as_analyst.get(address(stranger, kept, "elsewhere")).status_code == 404


@pytest.mark.parametrize("state", [ResponseState.WITHDRAWN, ResponseState.ERASED])
def test_files_of_an_answer_taken_back_or_erased_are_opened_by_nobody(
    asked, as_analyst, client, database, state
):
    response = sent(asked)
    kept = with_file(database, response)
    response.state = state
    assert as_analyst.get(address(response, kept)).status_code == 404
    response.held = True
    client.sign_in(AccountFactory(role=Role.SAFEGUARDING_LEAD))
    assert client.get(address(response, kept)).status_code == 404
    assert database.query(Entry).filter_by(action=Action.LOOKED).count() == 0


def test_files_of_a_held_answer_are_for_safeguarding_leads_alone(asked, client, database):
    response = sent(asked)
    kept = with_file(database, response)
    here = address(response, kept)
    by_role = {role: AccountFactory(role=role) for role in (Role.ANALYST, Role.ADMIN)}

    def status(account):
        client.sign_in(account)
        return client.get(here).status_code

    response.held = True
    assert status(by_role[Role.ANALYST]) == 404
    assert status(by_role[Role.ADMIN]) == 200
    lead = AccountFactory(role=Role.SAFEGUARDING_LEAD)
    assert (status(lead), status(by_role[Role.ADMIN])) == (200, 404)
    response.held = False
    assert (status(lead), status(by_role[Role.ANALYST])) == (404, 200)


def test_a_safeguarding_lead_finds_the_files_beside_the_concern(asked, client, database):
    response = sent(asked)
    kept = with_file(database, response)
    client.sign_in(AccountFactory(role=Role.ANALYST))
    lead = AccountFactory(role=Role.SAFEGUARDING_LEAD)
    raising = f"/desk/answers/{response.id}/concern/"
    client.send(read_page(response), {"note": "In danger."}, to=raising)
    client.sign_in(lead)
    listed = client.get("/desk/concerns/").text
    concern = re.search(r'href="(/desk/concerns/[0-9a-f-]{36}/)"', listed)[1]
    with statements() as run:
        page = client.get(concern).text
    assert f'href="{address(response, kept)}"' in page
    assert len(run) <= MOST_STATEMENTS
    assert client.get(address(response, kept)).data == b"words"


def test_readers_open_no_file(asked, as_reader, database):
    response = sent(asked)
    assert as_reader.get(address(response, with_file(database, response))).status_code == 403


@pytest.mark.parametrize("page", [read_page, entry_page])
def test_the_page_of_an_answer_stays_within_its_statements(asked, as_analyst, database, page):
    response = with_voice(database, entered(asked))
    for _number in range(5):
        with_file(database, response)
    here = page(response)
    database.commit()
    with statements() as run:
        assert as_analyst.get(here).status_code == 200
    assert len(run) <= MOST_STATEMENTS
