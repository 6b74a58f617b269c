"""Somebody outside approves by a link, without an account (story 6); the checklist; elections."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import current_app

from engage.accounts.models import Role
from engage.audit.models import Action, Entry
from engage.audit.queries import history
from engage.consultations import commands, queries
from engage.consultations.models import Stage, Weight
from engage.consultations.queries import launch, polls, process, sources
from engage.consultations.queries.waiting import waiting
from engage.core.clock import days_away, now
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.jobs.models import Job
from engage.languages import commands as languages
from engage.publishing import queries as publishing
from engage.publishing.models import Approval, ApprovalKind, ApprovalRequest
from engage.publishing.rules import RequestState, request_state
from tests.factories.accounts import PASSWORD, AccountFactory
from tests.factories.consultations import (
    draft_consultation,
    empty_consultation,
    poll,
    sign,
)

pytestmark = pytest.mark.usefixtures("database")
DESK = "/desk/consultations/evenings/"
LIST = f"{DESK}checklist/"
PERSON = {"name": "Ann Other", "position": "director of planning", "email": "Ann@Example.net"}
ADDRESS = "/approvals/SECRET/"
WHY = "The approver is away, and it opens on Monday."


def said(answer):
    return answer.get_data(as_text=True)


def ask(made, gates=(), *, lead=None, **changed):
    """Ask somebody outside; the request and the secret that was mailed."""
    commands.ask_approval(
        actor=lead or AccountFactory(role=Role.ENGAGEMENT_LEAD),
        consultation=made,
        **{
            "gates": list(gates),
            "reason": WHY,
            "address": "/approvals/SECRET/",
            **PERSON,
            **changed,
        },
    )
    db.session.flush()
    return newest(made), mailed()


def newest(made):
    return publishing.asked(made.id).requests[0]


def mailed():
    jobs = db.session.scalars(sa.select(Job).order_by(Job.created_at, Job.id)).all()
    return re.search(r"/approvals/([\w-]+)/", jobs[-1].payload["body"])[1]


def answer(request, *, granted=True):
    return commands.answer_approval(request=request, granted=granted, said="Fine.")


# --- commands


def test_somebody_outside_is_the_second_person_and_the_author_may_launch_it():
    lead = AccountFactory(role=Role.ENGAGEMENT_LEAD)
    made = draft_consultation(lead=lead, weight=Weight.FORMAL)
    sign(made)
    request, _secret = ask(made, lead=lead)
    with pytest.raises(RuleBroken, match="second person"):
        commands.schedule(actor=lead, consultation=made)
    (approval,) = answer(request)
    assert (approval.kind, approval.given_by) == (ApprovalKind.SECOND_PERSON, None)
    assert approval.given_name == "Ann Other, director of planning"
    commands.schedule(actor=lead, consultation=made)
    assert made.stage is Stage.SCHEDULED
    said_yes = history(request.id)[-1]
    assert (said_yes.action, said_yes.actor_id) == (Action.APPROVAL_GIVEN, None)


def test_what_is_set_aside_passes_and_is_published_with_who_and_why(client):
    made = draft_consultation(weight=Weight.FORMAL, words={"effects": "", "rejected": ""})
    gates = ["effects", "rejected", "reading_panel"]
    request, _secret = ask(made, gates)
    approver = AccountFactory(role=Role.APPROVER)
    with pytest.raises(RuleBroken, match="what it could mean"):
        commands.schedule(actor=approver, consultation=made)
    assert {each.gate for each in answer(request)} == set(gates)
    commands.schedule(actor=approver, consultation=made)
    aside = publishing.document(made.edition_id, "en_GB").body["set_aside"]
    assert [each["gate"] for each in aside] == gates
    page = said(client.get("/consultations/evenings/"))
    assert "Not yet read by residents." in page
    assert "What we left out, and why" in page
    assert "Agreed by Ann Other, director of planning" in page
    assert WHY in page


def test_a_gate_that_was_not_asked_about_stays_shut():
    made = draft_consultation(weight=Weight.FORMAL, words={"effects": "", "why_now": ""})
    request, _secret = ask(made, ["effects"])
    answer(request)
    with pytest.raises(RuleBroken, match="Say why you ask this now"):
        commands.schedule(actor=AccountFactory(), consultation=made)


@pytest.mark.parametrize("change", ["words", "translation", "days", "question"])
def test_an_approval_counts_for_the_exact_text_alone(change):
    made = draft_consultation(languages=("en_GB", "es"), words={"effects": ""})
    asked, _secret = ask(made, ["effects"])
    waits, _secret = ask(made)
    answer(asked)
    before = launch.text_hash(sources.source(made))
    if change == "words":
        languages.put(actor=None, subject=made, texts={"title": "Another title"})
    elif change == "translation":
        languages.put(actor=None, subject=made, texts={"title": "Otro"}, language="es")
    elif change == "days":
        made.closes_on += timedelta(days=1)
    else:
        sources.source(made).pages[0].questions[0].required = True
    db.session.flush()
    after = launch.text_hash(sources.source(made))
    assert after != before
    assert request_state(asked, after, now()) is RequestState.CHANGED
    with pytest.raises(RuleBroken, match="the text has changed"):
        answer(waits)
    with pytest.raises(RuleBroken):
        commands.schedule(actor=AccountFactory(), consultation=made)


def test_a_refusal_sets_nothing_aside():
    made = draft_consultation(words={"effects": ""})
    request, _secret = ask(made, ["effects"])
    assert answer(request, granted=False) == []
    assert (request.granted, request.said) == (False, "Fine.")
    with pytest.raises(RuleBroken, match="what it could mean"):
        commands.schedule(actor=AccountFactory(), consultation=made)
    with pytest.raises(RuleBroken, match="has been used"):
        answer(request)


def test_a_link_ends_after_fourteen_days():
    request, _secret = ask(draft_consultation())
    with days_away(13.9):
        assert request_state(request, request.text_hash, now()) is RequestState.WAITING
    with days_away(14.1):
        assert request_state(request, request.text_hash, now()) is RequestState.ENDED
        with pytest.raises(RuleBroken, match="has ended"):
            answer(request)


def test_a_request_is_taken_back_or_mailed_again_with_a_new_secret():
    made = draft_consultation()
    request, first = ask(made)
    lead = AccountFactory()
    commands.remind_approval(actor=lead, request=request, address="/approvals/SECRET/")
    db.session.flush()
    assert publishing.request_by_secret(first) is None
    assert publishing.request_by_secret(mailed()) is request
    commands.end_approval(actor=lead, request=request)
    assert request_state(request, request.text_hash, now()) is RequestState.ENDED
    with pytest.raises(RuleBroken, match="has ended"):
        commands.remind_approval(actor=lead, request=request, address="/approvals/SECRET/")
    other, _secret = ask(made)
    answer(other)
    with pytest.raises(RuleBroken, match="answered already"):
        commands.end_approval(actor=lead, request=other)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"name": " "}, "Enter the name"),
        ({"position": ""}, "what this person does"),
        ({"email": "nobody"}, "email address"),
        ({"reason": " "}, "The reason is published"),
        ({"reason": "x" * 1_001}, "reason shorter"),
        ({"gates": ["undecided"]}, "Nobody can set this aside"),
        ({"gates": ["elections"]}, "monitoring officer"),
        ({"email": "lead@example.org"}, "did not write or send"),
        ({"email": "Author@example.org"}, "did not write or send"),
    ],
)
def test_whom_and_what_may_be_asked(changed, message):
    author = AccountFactory(email="author@example.org")
    lead = AccountFactory(email="lead@example.org")
    made = draft_consultation(lead=author)
    with pytest.raises(RuleBroken, match=message):
        ask(made, lead=lead, **changed)
    assert publishing.asked(made.id).requests == []


def test_nobody_is_asked_about_what_was_launched():
    made = draft_consultation()
    request, _secret = ask(made)
    commands.schedule(actor=AccountFactory(), consultation=made)
    with pytest.raises(RuleBroken, match="launched already"):
        ask(made)
    with pytest.raises(RuleBroken, match="launched already"):
        answer(request)


def test_an_approver_with_an_account_is_known_by_it():
    known = AccountFactory(email="ann@example.net", role=Role.APPROVER)
    request, _secret = ask(draft_consultation(words={"effects": ""}), ["effects"])
    (approval,) = answer(request)
    assert approval.given_by == known.id


def test_the_monitoring_officer_alone_opens_it_near_an_election():
    made = draft_consultation(opens=2)
    poll(notice=-1, polls=5)
    with pytest.raises(RuleBroken, match="Only the monitoring officer"):
        commands.schedule(actor=AccountFactory(), consultation=made)
    request, _secret = ask(made, ["elections"], position="Monitoring Officer")
    answer(request)
    commands.schedule(actor=AccountFactory(), consultation=made)
    assert made.stage is Stage.SCHEDULED


def test_no_secret_is_kept_or_written_to_the_history():
    _request, secret = ask(draft_consultation())
    rows = db.session.scalars(sa.select(ApprovalRequest)).all()
    lines = db.session.scalars(sa.select(Entry)).all()
    kept = [str(vars(row)) for row in (*rows, *lines)]
    assert not [each for each in kept if secret in each]


# --- story 6, in the browser


def test_the_lead_names_somebody_outside_who_approves_on_a_phone(as_lead, client):
    made = draft_consultation(lead=as_lead.account, weight=Weight.FORMAL)
    sign(made)
    assert "Ask an approver" in said(as_lead.get(LIST))
    typed = {**PERSON, "reason": WHY, "account": ""}
    assert as_lead.send(f"{DESK}ask/", typed).headers["Location"] == LIST
    address = f"/approvals/{mailed()}/"
    page = client.get(address)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in page.headers
    for text in ("Evening appointments: where and when?", "Where?", WHY, "second person"):
        assert text in said(page)
    assert client.post(address, data={"granted": "perhaps"}).status_code == 200
    done = client.post(address, data={"granted": "yes", "said": "Good."})
    assert done.headers["Location"] == address
    after = said(client.get(address))
    assert "You approved this text. Thank you." in after
    assert "Evening appointments" not in after
    assert as_lead.send(LIST, to=f"{DESK}schedule/").headers["Location"] == DESK
    db.session.refresh(made)
    assert made.stage is Stage.SCHEDULED
    assert "Approved. Asked on" in said(as_lead.get(LIST))


def test_somebody_with_an_account_is_chosen_by_name(as_lead):
    approver = AccountFactory(role=Role.APPROVER, name="Pat Approver", password=PASSWORD)
    made = draft_consultation(lead=as_lead.account, words={"effects": ""})
    page = said(as_lead.get(f"{DESK}ask/?gate=effects"))
    assert "Pat Approver" in page
    assert re.search(r'value="effects"[^>]*checked', page)
    typed = {"account": str(approver.id), "position": "approver", "reason": WHY}
    as_lead.send(f"{DESK}ask/", {**typed, "gates": "effects"})
    request = newest(made)
    assert (request.name, request.email, request.gates) == (
        "Pat Approver",
        approver.email,
        ["effects"],
    )
    (one,) = waiting(as_lead.account, frozenset({Role.ENGAGEMENT_LEAD}))
    assert "Pat Approver has not answered since" in one.what


def test_a_request_is_refused_with_what_to_do_and_kept(as_lead):
    draft_consultation()
    page = said(as_lead.send(f"{DESK}ask/", {**PERSON, "reason": WHY, "gates": "elections"}))
    assert "only the monitoring officer can approve" in page
    assert WHY in page


def test_a_request_is_reminded_and_taken_back_on_the_checklist(as_lead, client):
    made = draft_consultation(lead=as_lead.account)
    request, first = ask(made, lead=as_lead.account)
    db.session.commit()
    own = f"{DESK}requests/{request.id}/"
    assert f'action="{own}remind/"' in said(as_lead.get(LIST))
    as_lead.send(LIST, to=f"{own}remind/")
    assert client.get(f"/approvals/{first}/").status_code == 404
    second = mailed()
    assert client.get(f"/approvals/{second}/").status_code == 200
    as_lead.send(LIST, to=f"{own}end/")
    ended = said(client.get(f"/approvals/{second}/"))
    assert "This link has ended" in ended
    assert "Evening appointments" not in ended
    late = client.post(f"/approvals/{second}/", data={"granted": "yes"})
    assert late.status_code == 200
    assert "has been used, has ended" in said(late)
    assert db.session.query(Approval).count() == 0
    empty_consultation("other")
    other = f"/desk/consultations/other/requests/{request.id}/end/"
    assert as_lead.send(LIST, to=other).status_code == 404


def test_no_is_kept_and_shown(as_lead, client):
    made = draft_consultation(lead=as_lead.account)
    _request, secret = ask(made, lead=as_lead.account)
    db.session.commit()
    client.post(f"/approvals/{secret}/", data={"granted": "no", "said": "Not yet."})
    assert "You did not approve this text." in said(client.get(f"/approvals/{secret}/"))
    page = said(as_lead.get(LIST))
    assert "Not approved." in page
    assert "Not yet." in page


def test_guessing_links_is_slowed_down(client):
    codes = [client.get(f"/approvals/guess-{number}/").status_code for number in range(12)]
    assert codes[0] == 404
    assert codes[-1] == 429
    assert current_app.extensions["limits"]


def test_only_leads_ask(as_approver):
    draft_consultation()
    assert as_approver.get(f"{DESK}ask/").status_code == 403


def test_what_is_not_there_is_not_found():
    made = draft_consultation()
    with pytest.raises(NotFound):
        polls.by_id(made.id)
    assert publishing.request(made.id) is None
    assert process.programme(None, "en_GB") is None
    assert process.programme(made.id, "en_GB") is None
    assert queries.by_slug("evenings", areas=True) is made
