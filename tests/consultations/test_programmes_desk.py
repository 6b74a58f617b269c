"""The desk where staff keep programmes."""

import re

import pytest

from engage.accounts.models import Role
from engage.consultations.queries import programmes as queries
from tests.consultations.test_programmes import counted
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import open_consultation
from tests.factories.programmes import programme

DESK = "/desk/programmes/care-closer-to-home/"


def said(answer):
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("role", list(Role))
def test_programmes_are_kept_by_leads_and_administrators(client, role):
    programme()
    client.sign_in(AccountFactory(role=role))
    may = role in {Role.ENGAGEMENT_LEAD, Role.ADMIN}
    for address in ("/desk/programmes/", DESK):
        assert client.get(address).status_code == (200 if may else 403)


def test_a_programme_is_begun_described_and_cut_into_phases(as_lead):
    assert "There is no programme yet" in said(as_lead.get("/desk/programmes/"))
    typed = {"title": "Care closer to home", "summary": "What it is"}
    assert as_lead.send("/desk/programmes/new/", typed).headers["Location"] == DESK
    assert "it has no phase yet" in said(as_lead.get("/desk/programmes/"))
    assert "The programme is public as soon as it has one." in said(as_lead.get(DESK))
    days = {"starts_on": "2026-03-01", "ends_on": "2026-05-09"}
    answer = as_lead.send(
        f"{DESK}phases/new/", {"title": "Listening", "output": "A report", **days}
    )
    assert answer.headers["Location"] == DESK
    page = said(as_lead.get(DESK))
    assert "1 March 2026 to 9 May 2026" in page
    assert "See the public page" in page
    assert "Listening" in said(as_lead.get("/desk/programmes/"))


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ({"title": ""}, "Enter a title"),
        ({"starts_on": ""}, "Enter the first day"),
        ({"ends_on": "yesterday"}, "Enter a real day"),
        ({"ends_on": "1926-01-01"}, "Enter a real day"),
        ({"ends_on": "2026-02-01"}, "Choose a last day that is not before the first"),
    ],
)
def test_a_phase_that_cannot_be_is_asked_again_and_kept(as_lead, typed, what):
    programme(phases=())
    right = {"title": "Listening", "starts_on": "2026-03-01", "ends_on": "2026-05-09"}
    page = said(as_lead.send(f"{DESK}phases/new/", {**right, "output": "Kept", **typed}))
    assert what in page
    assert "Kept" in page


def version_on(page, start):
    """The version that the form or button at an address carries."""
    return re.search(rf'action="{start}"[^§]*?name="version" value="(\d+)"', page)[1]


def test_words_days_and_places_of_phases_are_changed_at_the_desk(as_lead):
    made = programme()
    first, second = made.phases[0], made.phases[1]
    opened = str(made.version)
    answer = as_lead.send(f"{DESK}words/", {"title": "New", "summary": "", "version": opened})
    assert answer.headers["Location"] == DESK
    one = f"{DESK}phases/{first.id}/"
    typed = {"title": "Hearing", "output": "", "version": str(first.version)}
    assert as_lead.send(one, typed).headers["Location"] == DESK
    moved = {"starts_on": "2026-03-01", "ends_on": "2026-05-09", "reason": "Snow"}
    version = str(queries.by_slug(made.slug).phases[0].version)
    answer = as_lead.send(f"{one}move/", {**moved, "version": version})
    assert answer.headers["Location"] == DESK
    page = said(as_lead.get(DESK))
    assert "because: Snow" in page
    assert "Hearing" in page
    for phase, deed in ((first, "done"), (first, "open"), (second, "earlier"), (second, "later")):
        address = f"{DESK}phases/{phase.id}/{deed}/"
        page = said(as_lead.get(DESK))
        answer = as_lead.send(DESK, {"version": version_on(page, address)}, to=address)
        assert answer.headers["Location"] == DESK


def test_a_move_without_a_reason_is_asked_again(as_lead):
    made = programme()
    address = f"{DESK}phases/{made.phases[0].id}/move/"
    days = {"starts_on": "2026-03-01", "ends_on": "2026-05-09"}
    page = said(as_lead.send(address, {**days, "version": "1"}))
    assert "Say why the days moved" in page
    assert 'value="2026-03-01"' in page


@pytest.mark.parametrize("path", ["words/", "phases/{}/", "phases/{}/done/"])
def test_a_stale_save_at_the_desk_is_a_409_and_changes_nothing(as_lead, path):
    made = programme()
    address = DESK + path.format(made.phases[1].id)
    typed = {"title": "Mine", "output": "x", "summary": "x", "version": "0"}
    where = DESK if path.endswith("done/") else address
    answer = as_lead.send(where, typed, to=address)
    assert answer.status_code == 409
    assert "Mine" not in said(as_lead.get(DESK))


def test_a_consultation_is_put_in_and_taken_out_at_the_desk(as_lead):
    made = programme()
    open_consultation()
    page = said(as_lead.get(DESK))
    version = version_on(page, f"{DESK}put-in/")
    to = f"{DESK}put-in/"
    wrong = as_lead.send(DESK, {"consultation": "nothing", "version": version}, to=to)
    assert "Not a valid choice" in said(wrong)
    answer = as_lead.send(DESK, {"consultation": "evenings", "version": version}, to=to)
    assert answer.headers["Location"] == DESK
    page = said(as_lead.get(DESK))
    assert "Every consultation is in a programme." in page
    to = f"{DESK}take-out/evenings/"
    answer = as_lead.send(DESK, {"version": version_on(page, to)}, to=to)
    assert answer.headers["Location"] == DESK
    assert queries.consultations_of(made) == []


def test_the_desk_page_is_kept_short_of_statements(as_lead):
    programme()
    open_consultation()
    as_lead.get(DESK)
    with counted() as seen:
        as_lead.get(DESK)
    assert len(seen) <= 12, seen
