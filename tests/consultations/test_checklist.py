"""The checklist before a launch: who holds what; records; elections."""

import re

import pytest
import sqlalchemy as sa

from engage.accounts.models import Role
from engage.audit.models import Action
from engage.audit.queries import history
from engage.consultations import commands
from engage.consultations.models import LaunchRecord, RecordKind, Stage, Weight
from engage.consultations.queries import polls, process
from engage.core.clock import days_away, today
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import format_day
from engage.jobs.models import Job
from engage.places.models import Tier
from engage.publishing import queries as publishing
from engage.reading.rules.panel import due_on
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import (
    draft_consultation,
    empty_consultation,
    open_consultation,
    poll,
    put_records,
    send_to_panel,
    sign,
)
from tests.factories.places import AreaFactory

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


# --- elections


def test_an_election_counts_for_its_area_all_above_and_all_below():
    whole = AreaFactory(tier=Tier.SCALE)
    borough = AreaFactory(parent_id=whole.id)
    ward = AreaFactory(tier=Tier.LOCALITY, parent_id=borough.id)
    other = AreaFactory(parent_id=whole.id)
    made = empty_consultation(areas=[borough])
    for area, near in ((whole, True), (borough, True), (ward, True), (other, False)):
        row = poll(notice=0, polls=9, areas=[area])
        assert bool(polls.coming(made)) is near
        commands.remove_poll(actor=AccountFactory(), poll=row)
        db.session.flush()
    poll(notice=0, polls=9)
    assert len(polls.coming(made)) == 1
    elsewhere = empty_consultation("everywhere", areas=[])
    poll(notice=0, polls=9, areas=[other])
    assert len(polls.coming(elsewhere)) == 2


def test_an_administrator_enters_and_removes_elections(as_admin):
    AreaFactory(slug="bexley", name="Bexley borough")
    assert 'href="/desk/polls/"' in said(as_admin.get("/desk/"))
    assert "No election is entered" in said(as_admin.get("/desk/polls/"))
    days = {"notice_on": "2027-03-23", "polls_on": "2027-05-06"}
    typed = {"name": "Borough election", **days, "areas": "bexley"}
    assert as_admin.send("/desk/polls/", typed).status_code == 302
    page = said(as_admin.get("/desk/polls/"))
    assert "Notice on 23 March 2027, vote on 6 May 2027." in page
    assert page.count("Bexley borough") == 2
    wrong = as_admin.send("/desk/polls/", {**typed, "polls_on": "2027-01-01"})
    assert "Choose a polling day after the notice." in said(wrong)
    action = re.search(r'action="(/desk/polls/[^"]+/remove/)"', page)[1]
    as_admin.send("/desk/polls/", to=action)
    assert "No election is entered" in said(as_admin.get("/desk/polls/"))
    assert as_admin.send("/desk/polls/", to=action).status_code == 404


def test_only_administrators_enter_elections(as_lead):
    assert as_lead.get("/desk/polls/").status_code == 403


# --- the checklist


def test_the_checklist_says_who_holds_what_since_when(as_approver):
    author = AccountFactory(name="Lee Lead")
    made = draft_consultation(lead=author, words={"effects": ""})
    ask(made, ["effects"])
    page = said(as_approver.get(LIST))
    assert "With Ann Other, director of planning since" in page
    assert "With Lee Lead since" in page
    assert "Waiting for an answer." in page


def test_the_checklist_costs_at_most_twelve_statements(as_approver):
    made = draft_consultation(languages=("en_GB", "es", "ar"), words={"effects": ""})
    sign(made)
    commands.edit_words(
        actor=as_approver.account, consultation=made, texts={"asked": "Where, then?"}, version=1
    )
    send_to_panel(made)
    for _number in range(3):
        ask(made, ["effects"])
        poll(notice=1, polls=2)
    db.session.commit()
    as_approver.get(LIST)
    asked = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    as_approver.get(LIST)
    assert len([line for line in asked if line.startswith("SELECT")]) <= 12, asked


def test_whoever_holds_it_is_reminded_by_mail(as_approver):
    author = AccountFactory(email="author@example.org")
    draft_consultation(lead=author, words={"effects": ""})
    page = said(as_approver.get(LIST))
    action = re.search(rf'action="({DESK}remind/effects/)"', page)[1]
    for _time in range(3):
        assert as_approver.send(LIST, to=action).headers["Location"] == LIST
    job = db.session.scalars(sa.select(Job)).first()
    assert job.payload["to"] == "author@example.org"
    assert "What it could mean for people" in job.payload["body"]
    assert LIST in job.payload["body"]
    assert as_approver.send(LIST, to=action).status_code == 429
    assert as_approver.send(LIST, to=f"{DESK}remind/nonsense/").status_code == 404


def test_the_author_does_not_remind_themselves(as_lead):
    draft_consultation(lead=as_lead.account, words={"effects": ""})
    assert f"{DESK}remind/" not in said(as_lead.get(LIST))


def test_a_record_is_entered_and_the_newest_counts(as_lead):
    made = empty_consultation()
    privacy = f"{DESK}records/privacy_notice/"
    page = said(as_lead.get(privacy))
    assert 'value="/consultations/evenings/privacy/"' in page
    typed = {"done_on": today().isoformat(), "link": "/privacy/", "text": "Version 2"}
    assert as_lead.send(privacy, typed).headers["Location"] == LIST
    as_lead.send(privacy, {**typed, "text": "Version 3"})
    db.session.expire_all()
    assert process.records(made.id)[RecordKind.PRIVACY_NOTICE].text == "Version 3"
    assert db.session.query(LaunchRecord).count() == 2
    assert "A new one takes its place" in said(as_lead.get(privacy))
    assert history(made.id)[-1].action is Action.CONSULTATION_RECORDED


def test_the_equality_screening_is_a_link_that_staff_open_again(as_lead):
    empty_consultation()
    screening = f"{DESK}records/equality_screening/"
    assert "You must give one: the public page leads to it." in said(as_lead.get(screening))
    typed = {"done_on": today().isoformat(), "link": "https://example.org/screening"}
    assert as_lead.send(screening, typed).headers["Location"] == LIST
    assert 'href="https://example.org/screening">Open it' in said(as_lead.get(screening))


@pytest.mark.parametrize(
    ("kind", "typed", "message"),
    [
        ("duty_to_involve", {}, "Choose yes or no."),
        ("duty_to_involve", {"applies": "maybe"}, "Choose yes or no."),
        ("scrutiny", {"applies": "yes", "said_by": "A"}, "Say why, or what the answer was."),
        ("equality_screening", {"link": "ftp://a"}, "Enter a link that starts with"),
        ("equality_screening", {"text": "In the office"}, "Enter a link to the screening."),
        ("equality_screening", {"done_on": ""}, "Enter a day"),
    ],
)
def test_a_record_that_says_too_little_is_asked_again(as_lead, kind, typed, message):
    empty_consultation()
    sent = {"done_on": today().isoformat(), **typed}
    assert message in said(as_lead.send(f"{DESK}records/{kind}/", sent))
    assert db.session.query(LaunchRecord).count() == 0


def test_records_stay_as_they_are_after_launch(as_lead):
    made = open_consultation()
    with pytest.raises(RuleBroken, match="launched already"):
        put_records(made)
    with pytest.raises(RuleBroken, match="launched already"):
        commands.remind(
            actor=as_lead.account,
            consultation=made,
            title="A",
            gate="effects",
            to=as_lead.account,
            address="/",
        )
    assert as_lead.get(f"{DESK}records/nonsense/").status_code == 404
    assert "This has been launched." in said(as_lead.get(LIST))


def test_the_panel_and_the_approvers_hold_what_was_sent_to_them(as_lead):
    made = draft_consultation(lead=as_lead.account)
    as_lead.send(LIST, to=f"{DESK}send-to-panel/")
    as_lead.send(DESK, to=f"{DESK}move/in_review/")
    page = said(as_lead.get(LIST))
    assert "With The reading panel since" in page
    assert 'Ask an approver<span class="govuk-visually-hidden"> Reading panel' not in page
    assert "With An approver since" in page
    db.session.refresh(made)
    assert made.stage is Stage.IN_REVIEW


def test_the_checklist_says_from_which_day_a_formal_one_may_open_unsigned(as_lead):
    made = draft_consultation(lead=as_lead.account, weight=Weight.FORMAL)
    assert "Send this text to the reading panel. It opens once" in said(as_lead.get(LIST))
    as_lead.send(LIST, to=f"{DESK}send-to-panel/")
    due = format_day(due_on(today()))
    page = said(as_lead.get(LIST))
    assert f"The panel reads it until the end of {due}." in page
    assert "With The reading panel since" in page
    assert 'Ask an approver<span class="govuk-visually-hidden"> Reading panel' in page
    with days_away(9):
        assert f"The panel had until {due}. It may open" in said(as_lead.get(LIST))
    assert made.stage is Stage.DRAFT


def test_each_thing_to_do_leads_to_where_it_is_done(as_lead):
    empty_consultation(lead=as_lead.account)
    page = said(as_lead.get(LIST))
    for place in ("words", "questions", "records/privacy_notice", "ask"):
        assert f'href="{DESK}{place}/' in page
