"""Formats on the desk: promised, made, called ready."""

import io
import re
from datetime import timedelta

import pytest

from engage.consultations.models import ConsultationFormat, Format, MediaKind
from engage.consultations.queries import formats
from engage.core.clock import today
from engage.core.db import db
from engage.core.files import storage_path
from tests.consultations.test_formats_views import BSL, DESK, PAGE, day, late_film, statements, text
from tests.factories.consultations import draft_consultation, open_consultation
from tests.factories.formats import (
    MP3,
    MP4,
    VTT,
    add,
    easy_words,
    filmed,
    png,
    promised,
    ready,
    with_bsl,
    with_easy_read,
)

pytestmark = pytest.mark.usefixtures("database")


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


def test_a_choice_in_public_easy_read_is_renamed_only_where_its_meaning_stays(as_lead):
    asked = open_consultation()
    row = promised(asked, Format.EASY_READ)
    address = f"{DESK}easy-read/words/"
    easy_words(asked, row)
    assert "Each choice still means the same" not in text(as_lead, address)
    ready(asked, row)
    db.session.commit()
    page = text(as_lead, address)
    assert "Each choice still means the same" in page
    words = dict(re.findall(r'name="(t_[^"]+)"[^>]*>([^<]*)</textarea>', page))
    key = next(each for each, said in words.items() if said.strip() == "Easy: North")
    other = {**words, key: "Easy: Never"}
    refused = as_lead.send(address, other)
    assert refused.status_code == 200
    assert "If it does not, close it instead." in refused.get_data(as_text=True)
    assert "Easy: Never" in refused.get_data(as_text=True)
    assert "Easy: Never" not in text(as_lead, address)
    assert as_lead.send(address, {**other, "same_meaning": "y"}).status_code == 302
    assert "Easy: Never" in text(as_lead, address)


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
