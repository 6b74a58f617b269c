"""Elections that come after the launch: who is told, and what goes on."""

from datetime import timedelta

import pytest

from engage.accounts.models import Role
from engage.consultations import commands, rules
from engage.consultations.models import NoticeKind, Poll, Stage
from engage.consultations.queries import process
from engage.core.clock import now, today
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import format_day
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import days_away, open_consultation, poll
from tests.factories.places import AreaFactory

pytestmark = pytest.mark.usefixtures("database")
DESK = "/desk/consultations/evenings/"
WHY = {"en_GB": "An election was called."}


def said(answer):
    return answer.get_data(as_text=True)


def lead():
    return AccountFactory(role=Role.ENGAGEMENT_LEAD)


def near(day, **facts):
    """An election with its notice some days before today, and its vote that many days away."""
    return poll(notice=-3, polls=day, **facts)


@pytest.mark.parametrize(
    ("opens", "closes", "told"),
    [
        (5, 90, "It would open near “Borough election”. Stop it until "),
        (-10, 20, "It would close near “Borough election”. Move the closing day past "),
    ],
)
def test_an_election_entered_after_the_launch_is_told_to_all_who_must_act(
    as_lead, as_admin, opens, closes, told
):
    borough, other = AreaFactory(), AreaFactory()
    near(25, areas=[other])
    open_consultation(opens=opens, closes=closes, areas=[borough])
    db.session.commit()
    assert "It would " not in said(as_lead.get("/desk/"))
    with days_away(0):
        near(25, areas=[borough])
    db.session.commit()
    day = format_day(today() + timedelta(days=25))
    assert told + day in said(as_lead.get("/desk/"))
    assert told + day in said(as_lead.get(DESK))
    page = said(as_admin.get("/desk/polls/"))
    assert page.count("These were launched before it was entered") == 1
    assert "Evening appointments" in page


def test_an_election_that_was_known_at_the_launch_is_not_told_again(as_lead):
    made = open_consultation(opens=5, closes=90)
    row = near(25)
    row.created_at = made.scheduled_at - timedelta(seconds=1)
    db.session.commit()
    assert "It would " not in said(as_lead.get("/desk/"))
    assert "It would " not in said(as_lead.get(DESK))


def test_what_would_open_near_an_election_is_stopped_before_it_opens(as_lead, client):
    made = open_consultation(opens=5, closes=90)
    db.session.commit()
    assert f'href="{DESK}pause/"' in said(as_lead.get(DESK))
    as_lead.send(f"{DESK}pause/", {"text_en_GB": WHY["en_GB"]})
    with days_away(6):
        assert rules.stage_in_force(made, now()) is Stage.PAUSED
        assert WHY["en_GB"] in said(client.get("/consultations/evenings/"))
        commands.resume(actor=lead(), consultation=made, texts=WHY)
        assert rules.stage_in_force(made, now()) is Stage.OPEN


def test_one_that_goes_on_before_its_first_day_opens_on_that_day():
    made = open_consultation(opens=5, closes=90)
    commands.pause(actor=lead(), consultation=made, texts=WHY)
    commands.resume(actor=lead(), consultation=made, texts=WHY)
    assert rules.stage_in_force(made, now()) is Stage.SCHEDULED


def test_near_an_election_nothing_goes_on_unless_the_officer_agreed(as_lead, client):
    made = open_consultation()
    commands.pause(actor=lead(), consultation=made, texts=WHY)
    assert "monitoring officer" not in said(as_lead.get(f"{DESK}resume/"))
    near(9)
    db.session.commit()
    page = said(as_lead.get(f"{DESK}resume/"))
    assert "Near an election nothing starts: Borough election." in page
    typed = {"text_en_GB": "The form works again.", "agreed_by": " "}
    refused = said(as_lead.send(f"{DESK}resume/", typed))
    day = format_day(today() + timedelta(days=9))
    assert f"Borough election is near. Go on after {day}, or name the officer" in refused
    assert made.stage is Stage.PAUSED
    as_lead.send(f"{DESK}resume/", {**typed, "agreed_by": "Ada Byron"})
    db.session.expire_all()
    assert made.stage is Stage.OPEN
    note = process.notices(made.id, "en_GB")[0]
    assert (note.kind, note.facts["agreed_by"]) == (NoticeKind.RESUMED, "Ada Byron")
    assert "agreed: Ada Byron." in said(client.get("/consultations/evenings/"))


def test_after_the_vote_nobody_is_asked():
    made = open_consultation()
    commands.pause(actor=lead(), consultation=made, texts=WHY)
    near(-1)
    note = commands.resume(actor=lead(), consultation=made, texts=WHY)
    assert "agreed_by" not in note.facts


@pytest.mark.parametrize(
    ("notice", "polls", "days"),
    [
        (0, 4, set()),
        (5, 6, {"opens_on"}),
        (4, 30, {"opens_on", "closes_on"}),
        (6, 30, {"closes_on"}),
        (31, 40, set()),
        (-20, 5, {"opens_on"}),
    ],
)
def test_days_to_come_in_a_window_are_named(notice, polls, days):
    made = open_consultation(opens=5, closes=30)
    first, last = (today() + timedelta(days=each) for each in (notice, polls))
    row = Poll(name="Borough", notice_on=first, polls_on=last)
    assert rules.days_near(made, row, today()) == days
    assert rules.days_near(made, row, today() + timedelta(days=31)) == set()


def test_going_on_names_every_election_that_is_near():
    rows = [
        Poll(name=name, notice_on=today(), polls_on=today() + timedelta(days=days))
        for name, days in (("Ward", 0), ("Borough", 5))
    ]
    assert rules.check_go_on(rows, "Ada Byron", today()) == ("Ward", "Borough")
    assert rules.check_go_on(rows, "Ada Byron", today() + timedelta(days=1)) == ("Borough",)
    assert rules.check_go_on(rows, "", today() + timedelta(days=6)) == ()
    with pytest.raises(RuleBroken, match="Ward is near"):
        rules.check_go_on(rows, " ", today())


def test_a_name_that_is_too_long_is_refused_and_one_that_fits_is_not():
    rows = [Poll(name="Ward", notice_on=today(), polls_on=today())]
    assert rules.check_go_on(rows, "e\u0301" * 200, today()) == ("Ward",)
    with pytest.raises(RuleBroken, match="Make the name shorter"):
        rules.check_go_on(rows, "e\u0301" * 201, today())


@pytest.mark.parametrize(("notice", "polls", "stops"), [(3, 9, True), (-3, 2, False)])
def test_what_has_not_opened_goes_on_by_the_day_it_would_open(notice, polls, stops):
    made = open_consultation(opens=5, closes=90)
    commands.pause(actor=lead(), consultation=made, texts=WHY)
    poll(notice=notice, polls=polls)
    if stops:
        with pytest.raises(RuleBroken, match="Borough election is near"):
            commands.resume(actor=lead(), consultation=made, texts=WHY)
        return
    commands.resume(actor=lead(), consultation=made, texts=WHY)
    assert rules.stage_in_force(made, now()) is Stage.SCHEDULED


@pytest.mark.parametrize("opens", [0, 5])
def test_what_is_stopped_or_open_is_not_told_that_it_would_open(as_lead, opens):
    made = open_consultation(opens=opens, closes=90)
    if opens:
        commands.pause(actor=lead(), consultation=made, texts=WHY)
    near(9)
    db.session.commit()
    assert "It would " not in said(as_lead.get("/desk/"))
    assert "It would " not in said(as_lead.get(DESK))
