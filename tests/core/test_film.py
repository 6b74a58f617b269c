"""Films are told by their content; one that is cut off, or has no picture, is none."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.formats import film
from tests.factories.films import FILM, PLACE, box, mp4, track, webm, wide
from tests.factories.formats import MP3, MP4, VTT, WEBM, png

LIVE = webm(open_=True)
HEAD = box(b"ftyp", b"isom", bytes(4))
POLYGLOT = mp4(more=box(b"free", b"<html><script>alert(1)</script></html>"))


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (FILM, "mp4"),
        (mp4(b"3gp4"), "mp4"),
        (mp4(b"qt  "), "mov"),
        (mp4(big=wide(b"mdat", b"hands")), "mp4"),
        (HEAD + box(b"moov", track()) + b"\x00\x00\x00\x00mdat" + b"to the end", "mp4"),
        (POLYGLOT, "mp4"),
        (webm(), "webm"),
        (LIVE, "webm"),
        (webm(tags=False), "webm"),
    ],
)
def test_a_whole_film_is_told_by_its_content_and_loses_its_place(data, ending):
    kept = io.BytesIO(data)
    sort = film.take(kept)
    assert sort.ending == ending
    assert kept.tell() == 0
    assert len(kept.getvalue()) == len(data)
    assert PLACE not in kept.getvalue()
    assert film.take(kept) == sort


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"<html>", b"PK\x03\x04 no film", b"%PDF-1.7\n%%EOF", MP3, VTT, png(), MP4, WEBM),
        *(FILM[:-1], FILM[:40], FILM[:9], FILM + b"\x00", FILM + b"<script>", b"\x00" + FILM),
        *(webm()[:-1], webm()[:30], LIVE[:-1], webm() + b"\x00", webm(b"matr")),
        mp4(seen=b"soun"),
        mp4(b"M4A "),
        HEAD + box(b"mdat", b"no index"),
        HEAD + box(b"moov", track()),
        box(b"ftyp", b"heic", bytes(4)) + box(b"meta", bytes(40)) + box(b"mdat", bytes(9)),
        mp4(big=b"\x00\x00\x00\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff"),
        mp4(big=b"\x00\x00\x00\x01mdat\x00\x00\x00\x00\x00\x00\x00\x00"),
        mp4(big=b"\x00\x00\x00\x04mdat"),
        webm(parts=0),
        webm(seen=b"\x02"),
        HEAD + box(b"free") * 200_001,
        LIVE + b"\xec\x80" * 200_001,
    ],
)
def test_what_is_no_whole_film_is_refused(data):
    with pytest.raises(film.NotAFilm):
        film.take(io.BytesIO(data))


@given(
    st.sampled_from([FILM, mp4(b"qt  "), webm(), LIVE]),
    st.integers(0, 400),
    st.binary(max_size=40),
)
def test_whatever_comes_is_a_film_or_none_and_never_a_crash(data, place, bytes_):
    broken = data[:place] + bytes_ + data[place + len(bytes_) :]
    try:
        sort = film.take(io.BytesIO(broken))
    except film.NotAFilm:
        return
    assert sort.ending in {"mp4", "mov", "webm"}
