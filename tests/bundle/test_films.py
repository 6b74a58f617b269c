"""Films and pictures of a consultation in its full record."""

import tracemalloc
from io import BytesIO
from zipfile import ZipFile

import pytest

from engage.bundle import queries, rules
from engage.consultations.models import Format, MediaKind
from engage.consultations.rules.media import media_in
from engage.core import files
from engage.core.clock import now
from engage.core.db import db
from engage.publishing import queries as publishing
from tests.factories.consultations import open_consultation
from tests.factories.formats import MP4, add, easy_words, filmed, promised, ready

pytestmark = pytest.mark.usefixtures("database")
MEGABYTE = 1024 * 1024


def shown_in_two_formats():
    asked = open_consultation()
    ready(asked, filmed(asked, promised(asked)))
    easy = promised(asked, Format.EASY_READ)
    easy_words(asked, easy)
    add(asked, easy, MediaKind.PICTURE)
    ready(asked, easy)
    db.session.commit()
    return asked


def hashes(asked, variant):
    body = publishing.document(asked.edition_id, "en_GB", variant).body
    rows = [each for row in body["media"].values() for each in row]
    assert {each["file"] for each in rows} == set(media_in(body))
    return {each["file"].rpartition("/")[2]: each["sha256"] for each in rows}


def test_films_captions_and_pictures_are_in_the_record_once_as_they_were_shown():
    asked = shown_in_two_formats()
    shown = hashes(asked, "bsl") | hashes(asked, "easy-read")
    assert len(shown) == 3
    with queries.built(asked, now()) as record, ZipFile(record) as packed:
        assert rules.faults(record) == []
        found = {
            name.rpartition("/")[2]: rules.digest(packed.read(name))
            for name in packed.namelist()
            if name.startswith("editions/files/")
        }
        contents = packed.read("index.html").decode()
    assert found == shown
    assert contents.count("A film, a recording or a picture") == 3


def test_a_film_that_is_lost_leaves_a_line_that_says_so():
    asked = shown_in_two_formats()
    name = next(name for name in hashes(asked, "bsl") if name.endswith(".mp4"))
    files.remove(f"formats/{name}")
    with queries.built(asked, now()) as record, ZipFile(record) as packed:
        lost = [each for each in packed.namelist() if each.endswith(".missing.txt")]
    assert lost == [f"editions/files/{name}.missing.txt"]


def test_a_big_film_is_packed_a_part_at_a_time(tmp_path):
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.write(MP4)
        file.truncate(40 * MEGABYTE)
    tracemalloc.start()
    with (tmp_path / "record.zip").open("w+b") as record:
        rules.archive([rules.File("editions/files/film.mp4", "A film", film)], record)
        assert rules.faults(record) == []
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "record.zip").stat().st_size > 40 * MEGABYTE
    assert most < 4 * MEGABYTE


def test_bytes_and_a_file_of_the_same_bytes_give_the_same_record(tmp_path):
    (tmp_path / "film.mp4").write_bytes(MP4)
    made = []
    for data in (MP4, tmp_path / "film.mp4"):
        record = BytesIO()
        rules.archive([rules.File("film.mp4", "A film", data)], record)
        made.append(record.getvalue())
    assert made[0] == made[1]
