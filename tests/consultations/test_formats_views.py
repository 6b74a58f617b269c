"""Formats on the public page, and their files."""

from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from engage.consultations import commands
from engage.consultations.models import MediaKind
from engage.consultations.rules.formats import Days
from engage.core.clock import days_away, today
from engage.core.db import db
from tests.conftest import HonestClient
from tests.consultations.test_formats import formats_row
from tests.factories.consultations import open_consultation
from tests.factories.formats import (
    MP4,
    add,
    filmed,
    lead,
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
