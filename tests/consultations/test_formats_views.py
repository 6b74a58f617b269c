"""Formats on the public page and on the desk."""

import io
import re
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from engage.consultations import commands
from engage.consultations.models import ConsultationFormat, Format, MediaKind
from engage.consultations.queries import formats
from engage.consultations.rules.formats import Days
from engage.core.clock import days_away, today
from engage.core.db import db
from engage.core.files import storage_path
from tests.conftest import HonestClient
from tests.consultations.test_formats import formats_row
from tests.factories.consultations import draft_consultation, open_consultation
from tests.factories.formats import (
    MP3,
    MP4,
    VTT,
    add,
    filmed,
    lead,
    png,
    promised,
    ready,
    with_bsl,
    with_easy_read,
)

pytestmark = pytest.mark.usefixtures("database")
PAGE = "/consultations/evenings/"
DESK = "/desk/consultations/evenings/formats/"
BSL = "British Sign Language (BSL)"


def text(client: HonestClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(answer.get_data(as_text=True).split())


def day(days: int) -> str:
    found = today() + timedelta(days=days)
    return f"{found.day} {found:%B %Y}"


def late_film(**facts):
    """Open for six weeks; the film comes in 20 days."""
    facts = {"opens": -1, "closes": 41, "decision_on": today() + timedelta(days=200), **facts}
    asked = open_consultation(**facts)
    return asked, promised(asked, comes=20, until=62)


@contextmanager
def statements():
    """The SELECT, INSERT, UPDATE and DELETE statements that are run meanwhile (settled 46)."""
    seen = []

    def note(*given):
        if given[2].lstrip()[:6].upper() in {"SELECT", "INSERT", "UPDATE", "DELETE"}:
            seen.append(given[2])

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(db.engine, "before_cursor_execute", note)


# --- the public page


def test_large_print_is_always_there(client):
    open_consultation()
    page = text(client, PAGE)
    assert 'href="/large-print/consultations/evenings/"' in page
    big = text(client, "/large-print/consultations/evenings/")
    assert "eg-large-print" in big
    assert 'href="/large-print/consultations/evenings/respond/"' in big
    assert 'rel="canonical" href="http://127.0.0.1:5000/consultations/evenings/"' in big
    assert "not here yet" not in big
    assert "eg-large-print" in text(client, "/large-print/consultations/evenings/paper/")


def test_large_print_keeps_its_language(client):
    open_consultation(languages=("en_GB", "es"))
    page = text(client, "/es/consultations/evenings/")
    assert 'href="/es/large-print/consultations/evenings/"' in page
    assert 'lang="es"' in text(client, "/es/large-print/consultations/evenings/")


def test_a_late_format_is_told_with_its_days_and_then_has_a_link(client):
    asked, row = late_film()
    page = text(client, PAGE)
    assert f"{BSL} comes by {day(20)}. If you need it, you have until {day(62)}." in page
    assert 'href="/bsl/' not in page
    with days_away(21):
        assert f"We promised {BSL} by" in text(client, PAGE)
        assert "It is late. We are sorry." in text(client, PAGE)
        ready(asked, filmed(asked, row))
        page = text(client, PAGE)
        assert f"{BSL} is here now. If you need it, you have until" in page
        assert 'href="/bsl/consultations/evenings/"' in page


def test_the_address_of_a_format_that_is_not_there_says_so(client):
    late_film()
    page = text(client, "/bsl/consultations/evenings/")
    assert "This format is not here yet. These are the plain words." in page
    assert 'rel="canonical" href="http://127.0.0.1:5000/consultations/evenings/"' in page


def test_the_page_in_sign_language_has_a_film_with_captions_and_words(client):
    row = with_bsl(open_consultation())
    page = text(client, "/bsl/consultations/evenings/")
    video, track = row.media
    assert (
        f'<source src="/bsl/consultations/evenings/formats/{video.id}/" type="video/mp4">' in page
    )
    assert f'<track kind="captions" src="/bsl/consultations/evenings/formats/{track.id}/"' in page
    assert "The same in words" in page
    assert 'rel="canonical" href="http://127.0.0.1:5000/bsl/consultations/evenings/"' in page


def test_a_link_to_a_film_says_that_it_leaves_our_site(client):
    asked = open_consultation()
    row = promised(asked)
    add(asked, row, MediaKind.LINK, transcript="Where?")
    ready(asked, row)
    page = text(client, "/bsl/consultations/evenings/")
    assert 'href="https://example.org/film" rel="noopener noreferrer"' in page
    assert "This link leaves our site." in page
    assert "<iframe" not in page


def test_easy_read_has_pictures_beside_its_words_and_a_way_to_the_rest(client):
    asked = open_consultation()
    row = with_easy_read(asked, only_needed=True)
    picture = add(asked, row, MediaKind.PICTURE)
    page = text(client, "/easy-read/consultations/evenings/")
    assert "Easy: We plan to open two clinics" in page
    address = f"/easy-read/consultations/evenings/formats/{picture.id}/"
    assert f'src="{address}" alt="A clinic with a clock"' in page
    assert "This is the short version." in page
    assert "Not yet read by residents." in page
    assert client.get(address).mimetype == "image/png"
    assert "Easy Read" in text(client, "/consultations/")


def test_a_document_leads_to_its_easy_read_words_and_back(client):
    with_easy_read(open_consultation())
    address = "/consultations/evenings/papers/paper_0/"
    assert f'href="/easy-read{address}"' in text(client, address)
    easy = text(client, f"/easy-read{address}")
    assert "Easy: How we worked it out" in easy
    assert f'href="{address}"' in easy


def test_a_public_version_that_is_not_up_to_date_says_so(client):
    asked = open_consultation(words={"costs": "It costs 20 pounds."})
    with_bsl(asked)
    facts = {"old": "20", "new": "30"}
    commands.correct_fact(actor=lead(), consultation=asked, **facts)
    assert "It is not up to date yet." in text(client, "/bsl/consultations/evenings/")


def test_a_closed_page_leads_to_the_format_that_is_still_open(client):
    asked = open_consultation(opens=-60, closes=2)
    row = formats_row(asked, comes=-20, until=30)
    ready(asked, filmed(asked, row))
    with days_away(3):
        page = text(client, PAGE)
        assert f"Closed. Still open in {BSL} until {day(27)}." in page
        assert "Have your say" not in page
        film = text(client, "/bsl/consultations/evenings/")
        assert 'href="/bsl/consultations/evenings/respond/"' in film
        assert "27 days left" in film
        start = text(client, "/consultations/evenings/respond/")
        assert "You cannot answer this now." in start
        assert 'href="/bsl/consultations/evenings/respond/"' in start
        assert text(client, "/consultations/evenings/results/", 404)
    with days_away(31):
        assert "Still open" not in text(client, PAGE)
        assert "Have your say" not in text(client, "/bsl/consultations/evenings/")


def test_a_note_tells_that_a_format_came_or_comes_later(client):
    asked, row = late_film()
    later = Days(today() + timedelta(days=25), today() + timedelta(days=67))
    facts = {"row": row, "days": later, "texts": {"en_GB": "The signer is ill."}}
    commands.set_format_days(actor=lead(), consultation=asked, **facts)
    page = text(client, PAGE)
    assert f"{BSL} comes later. We said {day(20)}. It now comes by {day(25)}." in page
    assert f"If you need it, you have until {day(67)}." in page
    assert "The signer is ill." in page
    ready(asked, filmed(asked, row))
    assert f"{BSL} is here now." in text(client, PAGE)


def test_public_pages_stay_cheap_with_formats(client):
    asked = open_consultation()
    with_easy_read(asked)
    with_bsl(asked)
    for address in (PAGE, "/bsl/consultations/evenings/", "/consultations/"):
        client.warm(address)
        with statements() as seen:
            text(client, address)
        assert len(seen) <= 6, seen


# --- files


def test_a_film_is_sent_in_the_part_that_was_asked_for(client):
    row = with_bsl(open_consultation())
    address = f"/bsl/consultations/evenings/formats/{row.media[0].id}/"
    whole = client.get(address)
    assert (whole.status_code, whole.data, whole.mimetype) == (200, MP4, "video/mp4")
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert "media-src 'self'" in whole.headers["Content-Security-Policy"]
    part = client.get(address, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data) == (206, b"ftyp")
    assert client.get(address, headers={"Range": "bytes=9999999-"}).status_code == 416


def test_no_file_is_public_before_its_format_is(client, as_lead):
    asked, row = late_film()
    media = filmed(asked, row).media[0]
    address = f"formats/{media.id}/"
    assert client.get(PAGE + address).status_code == 404
    assert as_lead.get(f"{DESK}bsl/{media.id}/file/").data == MP4
    assert as_lead.get(f"{DESK}bsl/{uuid4()}/file/").status_code == 404
    ready(asked, row)
    assert client.get(PAGE + address).status_code == 200


# --- the desk


def test_a_lead_promises_a_format_and_says_when_it_comes(as_lead):
    draft_consultation(opens=0, closes=41)
    assert "No format is promised yet" in text(as_lead, DESK)
    answer = as_lead.send(DESK, {"format_": "bsl"})
    assert answer.location.endswith("/formats/bsl/")
    assert "Add the video of the whole text" in text(as_lead, f"{DESK}bsl/")
    typed = {"promised_on": today() + timedelta(days=7), "closes_on": today() + timedelta(days=49)}
    as_lead.send(f"{DESK}bsl/days/", {name: each.isoformat() for name, each in typed.items()})
    assert f"{BSL} comes by {day(7)}" in text(as_lead, DESK)
    assert "Before the launch" not in text(as_lead, DESK)


def test_wrong_days_are_told_beside_their_field(as_lead):
    promised(draft_consultation(opens=0, closes=41))
    typed = {"promised_on": (today() + timedelta(days=7)).isoformat(), "closes_on": ""}
    page = as_lead.send(f"{DESK}bsl/days/", typed).get_data(as_text=True)
    assert f"Give people who need it until {day(49)} or later." in page


def test_public_days_ask_for_a_reason(as_lead):
    late_film()
    assert "Why, in English" in text(as_lead, f"{DESK}bsl/days/")
    typed = {
        "promised_on": (today() + timedelta(days=25)).isoformat(),
        "closes_on": (today() + timedelta(days=67)).isoformat(),
        "text_en_GB": "",
    }
    page = as_lead.send(f"{DESK}bsl/days/", typed).get_data(as_text=True)
    assert "Say why, in plain English." in page
    as_lead.send(f"{DESK}bsl/days/", {**typed, "text_en_GB": "The signer is ill."})
    assert "The signer is ill." in text(as_lead, PAGE)


@pytest.mark.parametrize(
    ("format_", "kind", "data", "place"),
    [
        ("bsl", "video", MP4, "whole"),
        ("bsl", "captions", VTT, "whole"),
        ("audio", "audio", MP3, "where"),
        ("easy-read", "picture", png(), "summary"),
    ],
)
def test_a_file_is_added_and_can_be_opened(as_lead, format_, kind, data, place):
    asked = draft_consultation()
    promised(asked, Format(format_.replace("-", "_")))
    sent = {
        "kind": kind,
        "place": place,
        "alt": "A bus",
        "file": (io.BytesIO(data), "made up.exe"),
    }
    answer = as_lead.send(f"{DESK}{format_}/add/", sent, content_type="multipart/form-data")
    assert answer.status_code == 302
    (media,) = formats.one(asked, format_).media
    assert media.place == ("" if place == "whole" else place)
    assert as_lead.get(f"{DESK}{format_}/{media.id}/file/").status_code == 200
    assert "Open it" in text(as_lead, f"{DESK}{format_}/")


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("video", b"<html>", "Choose a video that browsers can play"),
        ("video", b"", "Choose a file of at most 200 MB."),
        ("captions", b"1\n00:00", "Choose a file of captions"),
        ("picture", MP4, "Choose what you add from the list."),
        ("link", MP4, "Enter an address that starts with https://"),
        ("nothing", MP4, "Choose what you add from the list."),
    ],
)
def test_a_wrong_file_is_refused_and_nothing_of_it_stays(as_lead, kind, data, said):
    asked = draft_consultation()
    promised(asked)
    sent = {"kind": kind, "place": "whole", "file": (io.BytesIO(data), "film.mp4")}
    answer = as_lead.send(f"{DESK}bsl/add/", sent, content_type="multipart/form-data")
    assert said in answer.get_data(as_text=True)
    assert formats.one(asked, "bsl").media == []
    folder = storage_path("formats")
    assert not folder.exists() or list(folder.iterdir()) == []


def test_a_form_without_a_file_says_so(as_lead):
    promised(draft_consultation())
    answer = as_lead.send(f"{DESK}bsl/add/", {"kind": "video", "place": "whole"})
    assert "Choose a file." in answer.get_data(as_text=True)


def test_the_words_of_a_film_are_changed_and_it_is_called_ready(as_lead):
    asked = draft_consultation()
    row = filmed(asked, promised(asked))
    address = f"{DESK}bsl/{row.media[0].id}/"
    assert "I looked. It says what the English says now." in text(as_lead, address)
    as_lead.send(address, {"transcript": "Other words.", "still_right": "y"})
    assert "Other words." in text(as_lead, f"{DESK}bsl/preview/")
    assert "Nothing is missing" in text(as_lead, f"{DESK}bsl/")
    as_lead.send(f"{DESK}bsl/", to=f"{DESK}bsl/ready/")
    assert "Called ready on" in text(as_lead, f"{DESK}bsl/")
    as_lead.send(f"{DESK}bsl/", to=f"{DESK}bsl/{row.media[1].id}/remove/")
    assert "Not up to date" in text(as_lead, DESK)


def test_the_words_of_a_picture_are_changed(as_lead):
    asked = draft_consultation()
    row = promised(asked, Format.EASY_READ)
    media = add(asked, row, MediaKind.PICTURE)
    address = f"{DESK}easy-read/{media.id}/"
    assert "I looked" not in text(as_lead, address)
    assert "Say in words" in as_lead.send(address, {"alt": " "}).get_data(as_text=True)
    as_lead.send(address, {"alt": "A bus at night"})
    assert 'alt="A bus at night"' in text(as_lead, f"{DESK}easy-read/preview/")


def test_easy_read_is_written_beside_the_english(as_lead):
    asked = open_consultation()
    promised(asked, Format.EASY_READ)
    address = f"{DESK}easy-read/words/"
    page = text(as_lead, address)
    assert "English: Where should the clinics be?" in page
    assert "This may be left out." in page
    names = re.findall(r'name="(t_[^"]+)"', page)
    as_lead.send(address, {name: f"Easy {at}" for at, name in enumerate(names)})
    as_lead.send(f"{DESK}easy-read/", to=f"{DESK}easy-read/ready/")
    assert "Easy 0" in text(as_lead, "/easy-read/consultations/evenings/")
    assert "Residents have not read these words yet" in text(as_lead, f"{DESK}easy-read/")
    as_lead.send(f"{DESK}easy-read/", to=f"{DESK}easy-read/send-to-panel/")
    refused = as_lead.send(address, dict.fromkeys(names, ""))
    assert "has no Easy Read words" in refused.get_data(as_text=True)
    assert "Easy 0" in text(as_lead, "/easy-read/consultations/evenings/")


def test_what_is_not_complete_is_not_called_ready(as_lead):
    promised(draft_consultation())
    answer = as_lead.send(f"{DESK}bsl/", to=f"{DESK}bsl/ready/")
    assert answer.status_code == 400
    assert "Add the video of the whole text" in answer.get_data(as_text=True)


def test_a_promise_is_taken_back_on_the_desk(as_lead):
    promised(draft_consultation())
    as_lead.send(f"{DESK}bsl/", to=f"{DESK}bsl/drop/")
    assert db.session.scalars(db.select(ConsultationFormat)).all() == []


@pytest.mark.parametrize("name", ["audio", "large-print", "nothing", "bsl/add", "easy-read/words"])
def test_a_format_that_is_not_promised_has_no_page(as_lead, name):
    draft_consultation()
    assert as_lead.get(f"{DESK}{name}/").status_code == 404


def test_an_approver_looks_and_does_not_change(as_approver, as_reader, client):
    promised(draft_consultation())
    assert "Add a file" not in text(as_approver, f"{DESK}bsl/")
    assert "Promise it" not in text(as_approver, DESK)
    assert as_approver.get(f"{DESK}bsl/days/").status_code == 403
    assert as_reader.get(DESK).status_code == 403
    assert client.get(DESK).status_code == 302


def test_the_checklist_names_the_format_that_stands_in_the_way(as_lead):
    promised(draft_consultation())
    page = text(as_lead, "/desk/consultations/evenings/checklist/")
    assert f"{BSL} is promised. Make it ready, or say when it comes." in page
    assert f'href="{DESK}"' in page


def test_pages_of_formats_stay_cheap(as_lead):
    asked = open_consultation()
    with_easy_read(asked)
    with_bsl(asked)
    for address in (DESK, f"{DESK}bsl/", f"{DESK}easy-read/", f"{DESK}easy-read/words/"):
        as_lead.warm(address)
        with statements() as seen:
            text(as_lead, address)
        assert len(seen) <= 12, (address, seen)
