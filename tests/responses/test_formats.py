"""Answers in another format: the same form and keys, kept with the format that was used."""

import re
from datetime import timedelta

import pytest

from engage.consultations import commands as consultations
from engage.consultations.models import Format, MediaKind
from engage.consultations.queries import formats
from engage.core.clock import days_away, today
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.responses import commands, queries, rules
from engage.responses.models import Channel, Response, SavedDraft
from engage.responses.queries import drafts, export
from engage.responses.rules import exporting
from tests.consultations.test_formats import formats_row
from tests.factories.accounts import SiteFactory
from tests.factories.consultations import open_consultation
from tests.factories.formats import add, easy_read_in, filmed, lead, promised, ready, with_easy_read
from tests.factories.responses import entered, sent
from tests.honest import HonestClient
from tests.responses.test_entry_views import enter
from tests.responses.test_views import PAGES, Visitor

DAY = timedelta(days=1)


@pytest.fixture
def asked(database):
    SiteFactory()
    return open_consultation(closes=2, decision_on=today() + 200 * DAY)


@pytest.fixture
def film(asked):
    """A film that is there, with a day of its own four weeks after everybody's."""
    row = formats_row(asked, comes=-5, until=30)
    return ready(asked, filmed(asked, row))


def only():
    return db.session.scalars(db.select(Response)).one()


def send(visitor):
    """Finish and send."""
    visitor.get("check/")
    visitor.get("about-you/")
    assert visitor.post("about-you/", {"then": "send"}).location.endswith("/done/")
    return visitor.get("done/")


def test_easy_read_asks_the_same_questions_with_the_same_keys(asked, client):
    row = with_easy_read(asked)
    add(asked, row, MediaKind.PICTURE, place="where")
    visitor = Visitor(client, "/easy-read")
    visitor.get()
    visitor.begin()
    page = visitor.get("1/").text
    assert "Easy: Where?" in page
    assert 'alt="A clinic with a clock"' in page
    visitor.fill()
    assert "Easy: Where?" in visitor.get("check/").text
    send(visitor)
    response = only()
    assert (response.variant, response.begun_variant) == ("easy-read", "easy-read")
    assert response.answers["where"] == "where_1"


def test_a_reader_changes_format_half_way_and_loses_nothing(asked, client):
    visitor = Visitor(client)
    visitor.get()
    visitor.begin()
    visitor.post("1/", PAGES[0])
    with_easy_read(asked)
    begun = asked.edition_id
    easy = Visitor(client, "/easy-read")
    assert 'value="where_1" checked' in easy.get("1/").text
    assert "Easy: Where?" in easy.get("1/").text
    easy.fill()
    send(easy)
    response = only()
    assert (response.variant, response.begun_variant) == ("easy-read", "")
    assert response.edition_id == begun


def test_language_and_format_change_half_way_and_both_are_kept_with_the_answer(database, client):
    SiteFactory()
    asked = open_consultation(languages=("en_GB", "ar"))
    add(asked, with_easy_read(asked), MediaKind.PICTURE, place="where")
    easy_read_in(asked, "ar")
    visitor = Visitor(client)
    visitor.get()
    visitor.begin()
    visitor.post("1/", PAGES[0])
    easy = Visitor(client, "/ar/easy-read")
    page = easy.get("1/").text
    assert 'value="where_1" checked' in page
    assert "Easy: Where? (ar)" in page
    picture = re.search(r'<div class="eg-media" *([^>]*)>\s*<img[^>]*alt="([^"]*)"', page)
    assert picture.groups() == ("", "A clinic with a clock (ar)")
    easy.fill()
    send(easy)
    response = only()
    assert (response.begun_language, response.begun_variant) == ("en_GB", "")
    assert (response.language, response.variant) == ("ar", "easy-read")
    assert response.answers["where"] == "where_1"


def test_large_print_is_kept_with_the_answer_in_every_language(database, client):
    SiteFactory()
    open_consultation(languages=("en_GB", "es"))
    visitor = Visitor(client, "/es/large-print")
    visitor.get()
    visitor.begin().fill()
    send(visitor)
    assert (only().language, only().variant) == ("es", "large-print")


def test_an_answer_in_its_own_time_is_on_time_on_its_own_address_alone(film, client):
    with days_away(3):
        assert Visitor(client).post(data={"kind": "individual"}).location.endswith("/respond/")
        visitor = Visitor(client, "/bsl")
        assert "Start" in visitor.get().text
        visitor.begin()
        assert "<video" not in visitor.get("1/").text
        visitor.fill()
        assert "Thank you" in send(visitor).text
    response = only()
    assert (response.variant, response.late) == ("bsl", False)
    other = HonestClient(client.application)
    with days_away(31):
        assert "You cannot answer this now." in Visitor(other, "/bsl").get().text


def test_a_draft_begun_in_plain_words_is_finished_in_the_format_that_is_open(film, client):
    visitor = Visitor(client)
    visitor.get()
    visitor.begin().fill()
    with days_away(5):
        visitor.get("check/")
        visitor.get("about-you/")
        refused = visitor.post("about-you/", {"then": "send"})
        assert refused.status_code == 422
        send(Visitor(client, "/bsl"))
    assert (only().begun_variant, only().variant, only().late) == ("", "bsl", False)


def test_after_its_own_day_an_answer_begun_before_is_taken_for_an_hour_and_is_late(film, client):
    with days_away(30):
        visitor = Visitor(client, "/bsl")
        visitor.get()
        visitor.begin().fill()
    client.application.config["LATE_MINUTES"] = 60 * 48
    with days_away(31):
        send(visitor)
    assert (only().variant, only().late) == ("bsl", True)


def test_a_format_that_is_not_there_opens_nothing(asked, client):
    formats_row(asked, comes=-5, until=30)
    with days_away(3):
        visitor = Visitor(client, "/bsl")
        assert "You cannot answer this now." in visitor.get().text
        assert visitor.post(data={"kind": "individual"}).location.endswith(
            "/bsl/consultations/evenings/respond/"
        )


def test_a_pause_and_a_withdrawal_hold_for_every_format(film, asked, client):
    consultations.withdraw(actor=lead(), consultation=asked, texts={"en_GB": "Not now."})
    assert "You cannot answer this now." in Visitor(client, "/bsl").get().text


@pytest.mark.parametrize(
    ("channel", "variant", "day", "late", "kept"),
    [
        (Channel.BSL_VIDEO, "", 30, False, "bsl"),
        (Channel.BSL_VIDEO, "", 31, True, "bsl"),
        (Channel.EMAIL, "bsl", 30, False, "bsl"),
        (Channel.EMAIL, "", 30, True, ""),
        (Channel.PAPER, "large-print", 30, True, "large-print"),
        (Channel.PAPER, "", 2, False, ""),
    ],
)
def test_what_staff_enter_is_on_time_by_its_format(asked, channel, variant, day, late, kept):
    formats_row(asked, comes=-5, until=30)
    with days_away(40):
        received = today() - (40 - day) * DAY
        response = entered(asked, channel=channel, variant=variant, received_on=received)
    assert (response.late, response.variant) == (late, kept)


def test_staff_say_in_which_format_somebody_read_it(asked, as_lead):
    formats_row(asked, comes=-5, until=30)
    with days_away(10):
        assert "In which format did they read it?" in as_lead.get(
            "/desk/consultations/evenings/enter/"
        ).get_data(as_text=True)
        enter(as_lead, {"variant": "bsl"})
        assert (only().variant, only().late) == ("bsl", False)
        forged = enter(as_lead, {"variant": "other"})
        assert forged.status_code == 200
    assert len(db.session.scalars(db.select(Response)).all()) == 1


def test_a_change_of_a_sent_answer_keeps_where_it_was_begun(asked, client):
    with_easy_read(asked)
    response = sent(asked)
    visit = rules.new_visit()
    draft = commands.begin_change(visit=visit, response=response, consultation=asked)
    assert draft.variant == ""
    saved = db.session.scalars(db.select(SavedDraft).where(SavedDraft.sent.is_(False))).one()
    assert saved.variant == ""


def test_unfinished_answers_are_kept_while_a_format_is_open(film, asked, client):
    visitor = Visitor(client)
    visitor.get()
    visitor.begin()
    with days_away(2 + 28 + 2):
        assert drafts.old_drafts(today()) == []
    with days_away(30 + 28 + 2):
        assert len(drafts.old_drafts(today())) == 1


def test_the_lead_counts_answers_by_format_and_own_time(film, asked):
    sent(asked)
    with days_away(20):
        entered(asked, channel=Channel.BSL_VIDEO)
        entered(asked, channel=Channel.BSL_VIDEO)
    counts = queries.work_counts(asked.id)
    assert [(each.variant, each.own_time, each.count) for each in counts] == [
        ("bsl", True, 2),
        ("", False, 1),
    ]
    assert [queries.work_count(queries.plain_count(each)) for each in counts] == counts
    old = queries.work_count(["2026-11-21", "web", "en_GB", False, 3])
    assert (old.count, old.variant, old.own_time) == (3, "", False)


def test_figures_get_the_format_as_a_code(film, asked):
    sent(asked)
    with days_away(20):
        entered(asked, channel=Channel.BSL_VIDEO)
    (read,) = queries.closed_columns(asked, ["where"])
    assert sorted(read.columns["variant"]) == ["bsl", "plain"]
    assert sorted(read.columns["own_time"]) == ["bsl", "everybody"]


def test_an_export_says_the_format_and_the_dictionary_its_words(film, asked):
    entered(asked, channel=Channel.BSL_VIDEO)
    made = export.shape(asked)
    (row,) = export.rows(made, db.session)
    said = dict(zip(made.names, row, strict=True))
    assert (said["variant"], said["begun_variant"]) == ("bsl", "bsl")
    words = [
        line for line in exporting.dictionary(made.askings) if line[:3] == ("variant", "", "bsl")
    ]
    assert words[0][4] == "British Sign Language (BSL)"


def test_a_format_can_be_promised_while_it_is_open_and_no_longer_after(asked):
    promised(asked, Format.AUDIO)
    with days_away(3), pytest.raises(RuleBroken, match="time to answer is over"):
        promised(asked, Format.BSL)
    assert [each.format for each in formats.of(asked.id)] == [Format.AUDIO]
