"""The public list and page of a consultation, and the desk where staff write it."""

import re

import pytest
import sqlalchemy as sa

from engage.accounts.models import Role
from engage.consultations import commands, queries
from engage.consultations.models import RecordKind, Stage, Weight
from engage.consultations.queries import launch
from engage.core.clock import days_away, today
from engage.core.db import db
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import (
    WORDS,
    TopicFactory,
    closed_consultation,
    draft_consultation,
    empty_consultation,
    open_consultation,
)
from tests.factories.places import AreaFactory

DESK = "/desk/consultations/evenings/"


def said(answer):
    return answer.get_data(as_text=True)


# --- the public list


def test_the_list_shows_what_is_open_and_not_what_is_a_draft(client):
    draft_consultation("a-draft", words={"title": "A secret plan"})
    open_consultation()
    page = said(client.get("/consultations/"))
    assert WORDS["title"] in page
    assert "A secret plan" not in page


def test_an_empty_list_says_so(client):
    assert "Nothing fits" in said(client.get("/consultations/?q=dinosaurs"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"One", "Two", "Three"}),
        ("?state=open", {"One"}),
        ("?state=closed", {"Two"}),
        ("?area=bexley", {"One"}),
        ("?topic=teeth", {"Two"}),
        ("?q=three", {"Three"}),
        ("?area=bexley&topic=teeth", set()),
        ("?state=nonsense&area=&topic=&q=", {"One", "Two", "Three"}),
    ],
)
def test_a_visitor_can_ask_for_a_part_of_the_list(client, asked, found):
    bexley = AreaFactory(slug="bexley", name="Bexley borough")
    teeth = TopicFactory(slug="teeth", name="Teeth")
    open_consultation("one", words={"title": "Number One"}, areas=[bexley])
    closed_consultation("two", words={"title": "Number Two"}, topic_id=teeth.id)
    open_consultation("three", words={"title": "Number Three"}, opens=5)
    page = said(client.get(f"/consultations/{asked}"))
    assert {name for name in ("One", "Two", "Three") if f"Number {name}" in page} == found
    assert f"{len(found)} found" in page


def test_areas_and_topics_are_named_in_the_readers_language(client):
    AreaFactory(slug="bexley", name="Bexley", names={"es": "Bexley (es)"})
    assert '<option value="bexley">Bexley (es)</option>' in said(client.get("/es/consultations/"))


def test_the_list_is_kept_short_of_statements(client, app):
    for number in range(5):
        open_consultation(f"number-{number}", languages=("en_GB", "es"))
    client.get("/consultations/")
    asked = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    client.get("/es/consultations/?q=evening")
    counted = [line for line in asked if line.startswith(("SELECT", "INSERT", "UPDATE"))]
    assert len(counted) <= 10, counted


# --- the public page


def test_the_page_says_what_is_asked_decided_and_how_to_reply(client):
    open_consultation(phone="020 7946 0101")
    page = said(client.get("/consultations/evenings/"))
    for words in (
        WORDS["title"],
        WORDS["summary"],
        "Which two sites we use.",
        "The total hours we can pay for.",
        "Two clinics",
        "020 7946 0101",
        "How we worked it out",
        "20 days left",
        "Not yet read by residents.",
        "Have your say",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("https://example.org/screening?a=1", "https://example.org/screening?a=1"),
        ("/consultations/evenings/#effects", "/es/consultations/evenings/#effects"),
    ],
)
def test_the_public_page_leads_to_the_equality_screening(client, link, shown):
    made = draft_consultation(languages=("en_GB", "es"))
    kind, actor = RecordKind.EQUALITY_SCREENING, AccountFactory(role=Role.APPROVER)
    commands.enter_record(actor=actor, consultation=made, kind=kind, done_on=today(), link=link)
    commands.schedule(actor=actor, consultation=made)
    assert f'href="{shown}"' in said(client.get("/es/consultations/evenings/"))


def test_a_draft_has_no_page(client):
    draft_consultation()
    assert client.get("/consultations/evenings/").status_code == 404
    assert client.get("/consultations/nothing/").status_code == 404
    assert client.get("/consultations/evenings/papers/paper_0/").status_code == 404


def test_before_and_after_it_says_when_and_asks_nothing(client):
    open_consultation(opens=2, closes=9)
    before = said(client.get("/consultations/evenings/"))
    assert "Opens on" in before
    assert "Have your say" not in before
    with days_away(4):
        assert "Have your say" in said(client.get("/consultations/evenings/"))
    with days_away(11):
        after = said(client.get("/consultations/evenings/"))
    assert "Closed on" in after
    assert "Have your say" not in after


def test_the_page_is_in_the_readers_language_where_it_is_offered(client):
    open_consultation(languages=("en_GB", "es"))
    page = said(client.get("/es/consultations/evenings/"))
    assert f"{WORDS['title']} (es)" in page
    assert 'href="/es/consultations/evenings/" lang="es"' in page


def test_a_page_that_is_not_offered_is_in_english_and_says_so(client):
    open_consultation()
    page = said(client.get("/ar/consultations/evenings/"))
    assert f'lang="en-GB" dir="ltr">{WORDS["title"]}' in page
    assert 'lang="ar"' in page


def test_a_paper_is_read_in_paragraphs(client):
    open_consultation()
    page = said(client.get("/consultations/evenings/papers/paper_0/"))
    assert '<p class="govuk-body">We counted the visits.</p>' in page
    assert client.get("/consultations/evenings/papers/paper_9/").status_code == 404


def test_what_staff_typed_is_never_markup(client):
    open_consultation(words={"summary": "<script>alert(1)</script> & more"})
    page = said(client.get("/consultations/evenings/"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


# --- the desk


def test_staff_see_every_consultation_and_its_state(as_lead):
    assert "There is no consultation yet" in said(as_lead.get("/desk/consultations/"))
    draft_consultation()
    open_consultation("b")
    page = said(as_lead.get("/desk/consultations/"))
    assert page.count(WORDS["title"]) == 2
    assert "Draft" in page


@pytest.mark.parametrize("role", list(Role))
def test_the_desk_is_for_staff(client, role):
    draft_consultation()
    client.sign_in(AccountFactory(role=role))
    elsewhere = {Role.READER, Role.BOARD_PUBLISHER, Role.SAFEGUARDING_LEAD, Role.TRANSLATOR}
    staff = role not in elsewhere
    assert client.get("/desk/consultations/").status_code == (200 if staff else 403)
    assert client.get(DESK).status_code == (200 if staff else 403)


def test_nobody_sees_the_desk_without_signing_in(client):
    draft_consultation()
    assert client.get("/desk/consultations/").status_code == 302
    assert client.get(DESK).status_code == 302


def test_the_desk_says_what_is_missing_before_it_can_open(as_lead):
    empty_consultation()
    assert f'href="{DESK}checklist/"' in said(as_lead.get(DESK))
    page = said(as_lead.get(f"{DESK}checklist/"))
    assert "Say at least one thing that is not yet decided." in page
    assert "The panel has not signed the text as it stands now." in page


def test_words_are_changed_and_kept(as_lead):
    made = draft_consultation()
    address = f"{DESK}words/"
    texts = {**WORDS, "title": "A better title", "version": str(made.version)}
    assert as_lead.send(address, texts).headers["Location"] == DESK
    assert launch.own_words(queries.by_slug("evenings"))["title"] == "A better title"
    assert 'value="A better title"' in said(as_lead.get(address))


def test_words_without_a_title_are_asked_again_and_kept(as_lead):
    draft_consultation()
    page = said(as_lead.send(f"{DESK}words/", {**WORDS, "title": " ", "costs": "Nothing more"}))
    assert 'href="#title">Enter a title</a>' in page
    assert "Nothing more" in page


@pytest.mark.parametrize("version", ["0", "", "yesterday", "²", "9" * 5_000])
def test_a_stale_save_shows_both_texts_and_changes_nothing(as_lead, version):
    draft_consultation()
    answer = as_lead.send(f"{DESK}words/", {**WORDS, "title": "Mine", "version": version})
    assert answer.status_code == 409
    assert "Mine" in said(answer)
    assert WORDS["title"] in said(answer)
    assert launch.own_words(queries.by_slug("evenings"))["title"] == WORDS["title"]


def test_public_words_are_not_changed_here(as_lead):
    made = open_consultation()
    answer = as_lead.send(f"{DESK}words/", {**WORDS, "title": "Other", "version": made.version})
    assert answer.status_code == 200
    assert "This text is public." in said(answer)


def test_only_leads_change_words(as_approver):
    draft_consultation()
    assert as_approver.get(f"{DESK}words/").status_code == 403


def test_a_text_is_sent_to_the_panel(as_lead):
    draft_consultation()
    sent = as_lead.send(f"{DESK}checklist/", to=f"{DESK}send-to-panel/")
    assert sent.headers["Location"] == f"{DESK}checklist/"


def test_a_second_person_launches_it_and_the_page_is_public(as_approver, client):
    draft_consultation()
    answer = as_approver.send(f"{DESK}checklist/", to=f"{DESK}schedule/")
    assert answer.headers["Location"] == DESK
    assert client.get("/consultations/evenings/").status_code == 200
    assert "See the public page" in said(as_approver.get(DESK))


def test_a_launch_that_is_refused_says_what_to_do(as_lead):
    draft_consultation(lead=as_lead.account, weight=Weight.FORMAL)
    answer = as_lead.send(f"{DESK}checklist/", to=f"{DESK}schedule/")
    assert answer.status_code == 422
    assert "It was not launched" in said(answer)
    assert "Ask a second person to launch it." in said(answer)
    assert "Before it can open" in said(answer)
    assert queries.by_slug("evenings").stage is Stage.DRAFT


def test_a_closed_consultation_is_moved_on(as_lead):
    closed_consultation()
    page = said(as_lead.get(DESK))
    action = re.search(rf'action="({DESK}move/[^"]+)"', page)[1]
    assert as_lead.send(DESK, to=action).headers["Location"] == DESK
    assert queries.by_slug("evenings").stage is Stage.ANALYSING


@pytest.mark.parametrize(("to", "status"), [("decided", 400), ("nowhere", 404)])
def test_a_move_that_skips_a_stage_is_refused(as_lead, to, status):
    closed_consultation()
    assert as_lead.send(DESK, to=f"{DESK}move/{to}/").status_code == status
    assert queries.by_slug("evenings").stage is Stage.CLOSED
