"""Story 7: the film in sign language comes three weeks late, and nobody loses their say."""

import io
from datetime import timedelta

import pytest

from engage.accounts.models import Role
from engage.consultations import commands as consultations
from engage.consultations import queries as asked_queries
from engage.consultations.models import DisclosureMode, Stage
from engage.core.clock import days_away, today
from engage.core.db import db
from engage.reports import commands
from engage.reports.queries import page as pages
from engage.responses.models import Channel, Response, ResponseFile
from tests.factories.accounts import AccountFactory, SiteFactory
from tests.factories.consultations import show_papers
from tests.factories.decisions import draft_final, refused
from tests.factories.films import film_consultation, webm
from tests.factories.formats import MP4, VTT
from tests.factories.reports import add_answers, board
from tests.factories.responses import entered
from tests.responses.test_entry_views import enter, scan
from tests.responses.test_films import bring
from tests.responses.test_formats import send
from tests.responses.test_views import Visitor

PAGE = "/consultations/evenings/"
DESK = "/desk/consultations/evenings/formats/"
BSL = "British Sign Language (BSL)"
FILES = {"content_type": "multipart/form-data"}


def text(client, address):
    return " ".join(client.get(address).get_data(as_text=True).split())


def in_days(days):
    return (today() + timedelta(days=days)).isoformat()


def said(days):
    day = today() + timedelta(days=days)
    return f"{day.day} {day:%B %Y}"


def promise(client):
    """Day 0: the film is promised by day 10; people who need it have until day 40."""
    client.send(DESK, {"format_": "bsl"})
    client.send(f"{DESK}bsl/days/", {"promised_on": in_days(10), "closes_on": in_days(40)})


def move_in_public(client):
    """The film is three weeks late: its day moves, and with it the last day to answer."""
    days = {"promised_on": in_days(31 - 12), "closes_on": in_days(55 - 12)}
    client.send(f"{DESK}bsl/days/", {**days, "text_en_GB": "The first film was not clear."})


def bring_the_film(client):
    film = {"kind": "video", "place": "whole", "transcript": "Where should the clinics be?"}
    client.send(f"{DESK}bsl/add/", {**film, "file": (io.BytesIO(MP4), "film.mp4")}, **FILES)
    words = {"kind": "captions", "place": "whole", "file": (io.BytesIO(VTT), "film.vtt")}
    client.send(f"{DESK}bsl/add/", words, **FILES)
    client.send(f"{DESK}bsl/", to=f"{DESK}bsl/ready/")


@pytest.mark.usefixtures("database")
def test_late_bsl_counts_as_on_time_and_the_report_says_how_many(as_lead, client):
    SiteFactory()
    start = today()
    asked = film_consultation(
        opens=0,
        closes=20,
        decision_on=start + timedelta(days=200),
        board_id=board().id,
        disclosure_mode=DisclosureMode.LT5,
    )
    add_answers(asked, 40)
    promise(as_lead)
    needs = f"{BSL} comes by {said(10)}. If you need it, you have until {said(40)}."
    assert needs in text(client, PAGE)
    with days_away(12):
        assert f"We promised {BSL} by {said(-2)}. It is late." in text(client, PAGE)
        assert f"{BSL} was promised by" in text(as_lead, "/desk/")
        move_in_public(as_lead)
        assert "The first film was not clear." in text(client, PAGE)
    with days_away(31):
        assert "Have your say" not in text(client, PAGE)
        bring_the_film(as_lead)
        assert f"Closed. Still open in {BSL} until {said(24)}." in text(client, PAGE)
        resident = Visitor(client, "/bsl")
        assert "<video" in text(client, f"/bsl{PAGE}")
        resident.get()
        resident.begin().fill()
        assert "film in sign language" in resident.get("4/").text
        assert bring(resident, webm(open_=True), "me.webm").status_code == 303
        assert "Thank you" in send(resident).text
        film = {"channel": "bsl_video", "q-bus": "agree", "scan": scan("sent-to-us.webm", webm())}
        enter(as_lead, film)
        enter(as_lead, {"channel": "phone", "q-bus": "agree"})
        for _each in range(4):
            entered(asked, channel=Channel.BSL_VIDEO)
    told = db.session.execute(
        db.select(Response.variant, Response.late, db.func.count())
        .where(Response.received_on > asked.closes_on)
        .group_by(Response.variant, Response.late)
        .order_by(Response.variant)
    ).all()
    assert [tuple(row) for row in told] == [("", True, 1), ("bsl", False, 6)]
    kept = db.session.scalars(db.select(ResponseFile)).all()
    assert {each.media_type for each in kept} == {"video/webm"}
    assert len(kept) == 2
    the_report_says_how_many(client)


def the_report_says_how_many(client):
    approver = AccountFactory(role=Role.APPROVER)
    with days_away(54):
        asked = asked_queries.by_slug("evenings")
        consultations.record_stages()
        consultations.move(actor=approver, consultation=asked, to=Stage.ANALYSING)
        report = draft_final(asked)
        message, _field = refused(commands.publish_final, actor=approver, report=report)
        assert message.startswith(f"People may still answer in {BSL} until")
        message, _field = refused(consultations.freeze_answers, actor=approver, consultation=asked)
        assert message.startswith("People may still answer")
    with days_away(56):
        consultations.freeze_answers(actor=approver, consultation=asked)
        commands.publish_final(actor=approver, report=report)
        show_papers(asked, Stage.FINAL_PUBLISHED)
        consultations.move(actor=approver, consultation=asked, to=Stage.FINAL_PUBLISHED)
        shown = pages.public_page(report.slug, "en_GB", today()).final
        used = {row.label: row.people for row in shown.facts["variant"].rows}
        assert used == {"Plain words": "41", BSL: "6"}
        own = {row.label: row.people for row in shown.facts["own_time"].rows}
        assert own == {"In the time for everybody": "41", BSL: "6"}
        whole = text(client, f"/reports/{report.slug}/")
        assert "When a format came late, people had more time" in whole
