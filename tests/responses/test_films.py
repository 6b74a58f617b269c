"""Answers in sign language: a film is sealed, sent, played by staff, and put into words."""

import io
import re
import tracemalloc
import zipfile

import pytest
from sqlalchemy import select

from engage.accounts.models import Role
from engage.analysis import commands as analysis
from engage.audit.models import Action, Entry
from engage.consultations import queries as consultations
from engage.core import files
from engage.core.clock import now
from engage.core.db import db
from engage.responses import rules
from engage.responses.models import DraftFile, FileUse, Response, ResponseFile
from tests.factories.accounts import AccountFactory, SiteFactory
from tests.factories.bundle import record_of
from tests.factories.films import FILM, PLACE, film_consultation, mp4, webm
from tests.factories.journey import whole_consultation
from tests.responses.test_entry_views import enter, only, scan
from tests.responses.test_journey_files import send, stored
from tests.responses.test_read_by_staff import MOST_STATEMENTS, address, read_page, statements
from tests.responses.test_rules_uploads import plain_zip
from tests.responses.test_views import Visitor

MEGABYTE = 1024 * 1024
KIND = "multipart/form-data"


class Long(io.RawIOBase):
    """A long film that stands nowhere: `left` bytes of nothing."""

    def __init__(self, left):
        self.left = left

    def read(self, size=-1):
        part = bytes(min(size, self.left))
        self.left -= len(part)
        return part


@pytest.fixture
def visitor(database, client):
    SiteFactory()
    film_consultation()
    return Visitor(client).begin().fill()


def bring(visitor, data=FILM, name="IMG_1.MOV", page="4/", key="film", **typed):
    return visitor.post(page, {f"q-{key}": (io.BytesIO(data), name), **typed}, content_type=KIND)


def sealed(visit, length):
    return b"".join(rules.seal_film(visit, "one", io.BytesIO(b"x" * length)))


@pytest.mark.parametrize("length", [0, 5, MEGABYTE, MEGABYTE + 1, 3 * MEGABYTE])
def test_a_sealed_film_opens_again_whole_or_not_at_all(length):
    visit = rules.new_visit()
    kept = sealed(visit, length)
    assert b"xxxxx" not in kept
    opened = rules.open_film(visit, "one", io.BytesIO(kept))
    assert b"".join(opened) == b"x" * length
    whole = MEGABYTE + 16
    parts = [kept[16:][at : at + whole] for at in range(0, len(kept) - 16, whole)]
    wrong = [kept[:-1], kept[:10], b"", kept[:-1] + bytes([kept[-1] ^ 1]), kept + b"x"]
    if len(parts) > 1:
        wrong += [kept[: 16 + whole], kept[:16] + b"".join(reversed(parts))]
    for broken in wrong:
        with pytest.raises(rules.NotOpened):
            list(rules.open_film(visit, "one", io.BytesIO(broken)))
    for whose, named in ((rules.new_visit(), "one"), (visit, "two")):
        with pytest.raises(rules.NotOpened):
            list(rules.open_film(whose, named, io.BytesIO(kept)))


@pytest.mark.once
def test_fifty_megabytes_are_sealed_and_opened_in_little_memory(app):
    visit, name = rules.new_visit(), "a.film"
    tracemalloc.start()
    try:
        kept = files.store_parts("drafts", rules.seal_film(visit, name, Long(50 * MEGABYTE)), "x")
        with files.stored_path(kept.name).open("rb") as film:
            again = files.store_parts("answers", rules.open_film(visit, name, film), "mp4")
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert again.size == 50 * MEGABYTE
    assert most < 20 * MEGABYTE


def test_a_damaged_film_leaves_nothing_behind(app):
    visit = rules.new_visit()
    broken = io.BytesIO(sealed(visit, 2 * MEGABYTE)[:-1])
    with pytest.raises(rules.NotOpened):
        files.store_parts("answers", rules.open_film(visit, "one", broken), "mp4")
    assert stored(app, "answers") == []


def test_the_page_says_what_a_film_may_be_and_a_phone_offers_its_camera(visitor):
    page = visitor.get("4/").text
    for words in ("film in sign language, up to 100 MB", "You need not give your name."):
        assert words in page
    assert re.search(r'id="q-film"[^>]*accept="[^"]*,video/\*"', page)
    assert "capture" not in page
    assert f'data-too-big="{100 * MEGABYTE}" hidden>' in page
    assert "build/film." in page
    assert "build/film." not in visitor.get("1/").text
    assert 'aria-describedby="q-film-size q-film-film q-film-sending"' in page


def test_a_film_is_sealed_sent_and_played_by_staff_alone(visitor, app, as_analyst, database):
    assert bring(visitor).status_code == 303
    (kept,) = stored(app, "drafts")
    assert b"moving hands" not in kept.read_bytes()
    assert "IMG_1.mp4" in visitor.get("check/").text
    assert send(visitor).location.endswith("/done/")
    row = database.scalars(select(ResponseFile)).one()
    assert (row.use, row.question_key, row.media_type) == (FileUse.ANSWER, "film", "video/mp4")
    response = database.scalars(select(Response)).one()
    shown = as_analyst.get(read_page(response)).text
    here = address(response, row)
    assert f'<video class="eg-media__video" controls preload="none" src="{here}"' in shown
    whole = as_analyst.get(here)
    assert len(whole.data) == row.size == len(FILM)
    assert b"moving hands" in whole.data
    assert PLACE not in whole.data
    part = as_analyst.get(here, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data) == (206, b"ftyp")
    assert as_analyst.get(here, headers={"Range": "bytes=9999-"}).status_code == 416
    looks = database.query(Entry).filter_by(action=Action.LOOKED).order_by(Entry.id).all()
    assert [each.details["reason"] for each in looks] == ["analysis", *["file"] * 3]
    assert visitor.client.get(here).status_code == 302


def test_no_film_is_in_the_full_record_or_named_there(visitor, database):
    bring(visitor, name="my-name.mov")
    send(visitor)
    whole = zipfile.ZipFile(io.BytesIO(record_of(consultations.by_slug("evenings"), now())))
    record = b"".join(whole.read(name) for name in whole.namelist())
    assert b"Sign your answer" in record
    assert b"moving hands" not in record
    assert b"my-name" not in record


def test_a_page_in_a_film_is_never_run(visitor, as_analyst, database):
    bring(visitor, mp4(more=b"\x00\x00\x00\x27free<script>alert(1)</script>......"))
    send(visitor)
    row, response = database.query(ResponseFile).one(), only(database)
    answer = as_analyst.get(address(response, row))
    assert b"<script>" in answer.data
    assert answer.mimetype == "video/mp4"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={row.id.hex}.mp4"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "script-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Choose a file that is not empty."),
        (plain_zip(), "Choose a film (MP4, WebM or MOV), a PDF"),
        (b"GIF89a\x01\x00\x01\x00", "Choose a film (MP4, WebM or MOV), a PDF"),
        (b"MZ\x90\x00\x03 a program", "Choose a film (MP4, WebM or MOV), a PDF"),
        (FILM[:-1], "We could not read this file. Choose another one."),
        (webm()[:-1], "We could not read this file. Choose another one."),
        (mp4(seen=b"soun"), "We could not read this file. Choose another one."),
    ],
)
def test_what_is_no_film_is_refused_in_plain_words(visitor, app, database, data, said):
    page = bring(visitor, data, "film.mp4")
    assert page.status_code == 422
    assert said in page.text
    assert stored(app, "drafts") == []
    assert database.query(DraftFile).count() == 0


def test_a_picture_still_answers_a_question_that_takes_films(visitor):
    assert bring(visitor, b"In words.", "a.txt").status_code == 303
    assert "a.txt" in visitor.get("check/").text


def test_a_film_is_refused_where_none_is_asked_for(database, client, app):
    SiteFactory()
    whole_consultation()
    visitor = Visitor(client).begin()
    page = bring(visitor, page="3/", key="file")
    assert page.status_code == 422
    assert "Choose a PDF, a Word file, a text or a picture" in page.text
    assert stored(app, "drafts") == []


def big(size):
    """A body by hand, which the test client need not put on a disk: a film of so many bytes."""
    head = b'--edge\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    film = mp4(data=bytes(size))
    named = b'--edge\r\nContent-Disposition: form-data; name="q-film"; filename="a.mp4"\r\n\r\n'
    return lambda token: head % (b"token", token.encode()) + named + film + b"\r\n--edge--\r\n"


def test_big_films_come_in_only_where_a_page_asks_for_them(database, client, app):
    SiteFactory()
    film_consultation(films=30)
    visitor, body = Visitor(client).begin().fill(), big(25 * MEGABYTE)
    kind = {"content_type": f"{KIND}; boundary=edge"}

    def status(page, data):
        return visitor.client.post(visitor.base + page, data=data, **kind).status_code

    whole = body(visitor.token)
    for page in ("1/", "9/", "who/", "before-you-send/"):
        assert status(page, whole) == 413
    assert stored(app, "drafts") == []
    assert status("4/", whole) == 303
    assert stored(app, "drafts")[0].stat().st_size > 25 * MEGABYTE
    assert status("4/", big(31 * MEGABYTE)(visitor.token)) == 422
    assert status("4/", big(60 * MEGABYTE)(visitor.token)) == 413
    visitor.client.delete_cookie("engage-answer-evenings")
    assert status("4/", whole) == 413


# --- Entered by staff ------------------------------------------------------------------------


@pytest.fixture
def asked(database):
    SiteFactory()
    return film_consultation()


def entered(client, database):
    enter(client, {"scan": scan("film.mov", FILM), "helper": "interpreter"}, channel="bsl_video")
    return only(database), database.query(ResponseFile).one()


def test_staff_keep_the_film_beside_the_words_an_interpreter_wrote(asked, as_lead, database):
    response, row = entered(as_lead, database)
    assert (row.use, row.media_type, row.question_key) == (FileUse.SCAN, "video/mp4", "")
    here = address(response, row)
    reader = read_page(response)
    for page in (f"/desk/consultations/evenings/entered/{response.reference}/", reader):
        shown = as_lead.get(page).text
        assert f'src="{here}"' in shown
        assert "An interpreter wrote them down." in shown
        assert re.search(r"\S typed them in\.", shown)
    assert b"moving hands" in as_lead.get(here).data
    looks = database.query(Entry).filter_by(action=Action.LOOKED).order_by(Entry.id).all()
    assert [each.details["reason"] for each in looks] == ["analysis", "scan"]
    response.held = True
    assert as_lead.get(here).status_code == 404


def test_the_film_of_a_held_answer_is_played_beside_the_concern(asked, client, database):
    client.sign_in(AccountFactory(role=Role.ANALYST))
    response, row = entered(client, database)
    raising = f"/desk/answers/{response.id}/concern/"
    client.send(read_page(response), {"note": "In danger."}, to=raising)
    client.sign_in(AccountFactory(role=Role.SAFEGUARDING_LEAD))
    listed = client.get("/desk/concerns/").text
    page = re.search(r'href="(/desk/concerns/[0-9a-f-]{36}/)"', listed)[1]
    assert f'src="{address(response, row)}"' in client.get(page).text
    assert client.get(address(response, row)).status_code == 200


@pytest.mark.once
def test_nobody_waits_for_the_database_while_a_film_comes_in(asked, as_lead):
    """A film takes minutes to come in: until it is here nothing is locked."""
    as_lead.get("/desk/consultations/evenings/enter/")
    held = []

    class Slow(io.BytesIO):
        def readinto(self, buffer):
            held.append(db.session.registry().in_transaction())
            return super().readinto(buffer)

    facts = {"content_type": f"{KIND}; boundary=edge", "content_length": 10}
    here = "/desk/consultations/evenings/enter/"
    assert as_lead.post(here, input_stream=Slow(b"--edge--\r\n"), **facts).status_code == 400
    assert held
    assert not any(held)


@pytest.mark.parametrize("data", [FILM[:-1], plain_zip(), b"", b"words"])
def test_what_is_no_film_is_refused_from_staff_too(asked, as_lead, database, data):
    page = enter(as_lead, {"scan": scan("film.mp4", data)}, channel="bsl_video")
    assert 'href="#q-scan"' in page.text
    assert database.query(Response).count() == 0


def test_a_paper_form_brings_no_film(asked, as_analyst, database):
    key = "/desk/consultations/evenings/paper/0/key/"
    page = enter(as_analyst, {"scan": scan("film.mp4", FILM), "number": ""}, key)
    assert "Choose a PDF or a picture (JPEG or PNG)." in page.text
    assert ",video/*" not in as_analyst.get(key).text
    assert database.query(Response).count() == 0


# --- What a film says, in words ---------------------------------------------------------------


def test_a_film_from_the_web_is_put_into_words_checked_and_sorted(
    visitor, client, as_analyst, database
):
    bring(visitor)
    send(visitor)
    response = only(database)
    reading = read_page(response)
    assert "Nobody wrote down yet what the film says." in as_analyst.get(reading).text
    words = f"/desk/consultations/evenings/translations/{response.reference}/film/"
    page = as_analyst.get(words).text
    assert "This person answered with a film." in page
    assert "The words are in another language" not in page
    as_analyst.send(words, {"text": "The bus is full at night."})
    shown = as_analyst.get(reading).text
    assert "The bus is full at night." in shown
    assert "Translated from sign language by" in shown
    assert "Not checked yet." in shown
    client.sign_in(AccountFactory(role=Role.ENGAGEMENT_LEAD))
    client.send(words, {"version": "1"}, to=f"{words}check/")
    asked = consultations.by_slug("evenings")
    theme = analysis.create_theme(actor=AccountFactory(), consultation=asked, name="Buses")
    client.send(reading, {"question_key": "film", "themes": [str(theme.id)]})
    with statements() as run:
        shown = client.get(reading).text
    assert len(run) <= MOST_STATEMENTS
    assert "Checked by" in shown
    assert '<span class="eg-tag">Buses</span>' in shown
