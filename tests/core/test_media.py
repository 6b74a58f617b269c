"""Files of formats are told by their content."""

import io
from contextlib import suppress

import pytest
from PIL import Image

from engage.core.errors import NotFound
from engage.core.files import store_stream, stored_bytes, stored_path
from engage.core.formats import media, picture
from tests.factories.formats import MP3, MP4, VTT, WEBM, png


@pytest.mark.parametrize(
    ("data", "ending"),
    [(MP4, "mp4"), (WEBM, "webm"), (MP3, None), (b"GIF89a", None), (b"", None), (VTT, None)],
)
def test_a_video_is_told_by_its_first_bytes(data, ending):
    found = media.moving(data[: media.HEAD])
    assert (found.ending if found else None) == ending


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (MP3, "mp3"),
        (b"\xff\xfb\x90\x00", "mp3"),
        (b"OggS\x00", "ogg"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "wav"),
        (b"\x00\x00\x00\x1cftypM4A \x00", "m4a"),
        (MP4, None),
        (b"\xff\xd8\xff", None),
        (b"", None),
        (b"<html>", None),
    ],
)
def test_a_recording_is_told_by_its_first_bytes(data, ending):
    found = media.sounding(data)
    assert (found.ending if found else None) == ending


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"WEBVTT",
        b"1\n00:00:00,000 --> 00:00:04,000\nSubRip\n",
        b"WEBVTT\n\nno time here\n",
        VTT + b"\x00",
        VTT.decode().encode("utf-16"),
        b"\xff\xfe",
    ],
)
def test_captions_are_webvtt_or_refused(data):
    with pytest.raises(media.NotReadable):
        media.captions(data)


def test_captions_of_older_machines_are_put_right():
    assert media.captions(b"\xef\xbb\xbf" + VTT.replace(b"\n", b"\r\n")) == VTT


def test_a_picture_is_drawn_anew_without_what_hides_in_it():
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    Image.new("RGB", (2_000, 100), "white").save(out, "JPEG", exif=exif)
    sort, data = media.drawn_anew(out.getvalue())
    assert (sort.ending, sort.media_type) == ("jpg", "image/jpeg")
    assert b"where I live" not in data
    assert Image.open(io.BytesIO(data)).width == 1_600
    assert media.drawn_anew(png())[0].ending == "png"


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n" * 3, MP4])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(media.NotReadable):
        media.drawn_anew(data)


def test_a_picture_of_very_many_dots_is_refused():
    out = io.BytesIO()
    Image.new("1", (8_000, 8_000)).save(out, "PNG")
    with pytest.raises(media.NotReadable):
        media.drawn_anew(out.getvalue())


@pytest.mark.once
def test_a_big_file_is_kept_in_parts_with_its_hash(app):
    kept = store_stream("formats", io.BytesIO(MP4), "mp4")
    assert kept.size == len(MP4)
    assert stored_bytes(kept.name) == MP4
    assert stored_path(kept.name).read_bytes() == MP4
    with pytest.raises(NotFound):
        stored_path("formats/none.mp4")


@pytest.mark.parametrize("way", [1, 6, 8, 99])
def test_a_broken_tag_of_a_camera_is_no_harm(way):
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Maker", way
    kept = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(kept, "JPEG", exif=exif)
    whole = kept.getvalue()
    at = whole.index(b"Exif")
    for place in range(at, at + 60):
        for byte in (0, 255):
            broken = whole[:place] + bytes([byte]) + whole[place + 1 :]
            for drawn in (media.drawn_anew, lambda data: picture.drawn_anew(data, ["JPEG"], 100)):
                with suppress(media.NotReadable, picture.NotAPicture, picture.TooBig):
                    drawn(broken)
    turned = picture.drawn_anew(whole, ["JPEG"], 100)
    assert (turned.width, turned.height) == ((20, 40) if way in {6, 8} else (40, 20))
