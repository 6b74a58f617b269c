"""Formats of a consultation: promised, with files and words, and ready; by the real commands."""

import io
from datetime import timedelta

from PIL import Image

from engage.accounts.models import Role
from engage.consultations import commands
from engage.consultations.models import Format, MediaKind
from engage.consultations.queries import easy_read, formats, sources, variants
from engage.consultations.rules.formats import Days
from engage.consultations.rules.media import Added, Upload
from engage.core.clock import today
from engage.core.db import db
from engage.core.files import store_stream
from engage.languages import commands as languages
from engage.languages.rules import Target
from tests.counting import not_counted
from tests.factories.accounts import AccountFactory
from tests.factories.languages import reader

MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 2_000
WEBM = (
    b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm"
    + b"\x00" * 99
)
MP3 = b"ID3\x03\x00" + b"\x00" * 500
VTT = b"WEBVTT\n\n00:00.000 --> 00:04.000\nWhere should the clinics be?\n"


def png(size=(60, 40)):
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "#17494d").save(out, "PNG")
    return out.getvalue()


def lead():
    """Somebody who leads a consultation."""
    return AccountFactory(role=Role.ENGAGEMENT_LEAD)


def promised(consultation, format_=Format.BSL, *, comes=None, until=None):
    """A promised format; `comes` and `until` are days from today."""
    row = commands.promise_format(actor=lead(), consultation=consultation, format_=format_)
    if comes is not None:
        day = today()
        days = Days(day + timedelta(days=comes), day + timedelta(days=until))
        facts = {"consultation": consultation, "row": row, "days": days}
        commands.set_format_days(actor=lead(), texts={"en_GB": "The film takes longer."}, **facts)
    return row


def upload(data=MP4, ending="mp4", media_type="video/mp4"):
    """A file that was kept."""
    kept = store_stream("formats", io.BytesIO(data), ending)
    return Upload(kept.name, media_type, kept.size, kept.sha256)


def add(consultation, row, kind=MediaKind.VIDEO, **facts):
    """Something beside the words of a format."""
    if kind is MediaKind.LINK:
        facts.setdefault("link", "https://example.org/film")
    elif kind is MediaKind.CAPTIONS:
        facts.setdefault("upload", upload(VTT, "vtt", "text/vtt"))
    elif kind is MediaKind.AUDIO:
        facts.setdefault("upload", upload(MP3, "mp3", "audio/mpeg"))
    elif kind is MediaKind.PICTURE:
        facts.setdefault("upload", upload(png(), "png", "image/png"))
        facts.setdefault("alt", "A clinic with a clock")
        facts.setdefault("place", "summary")
    else:
        facts.setdefault("upload", upload())
        facts.setdefault("transcript", "Where should the clinics be? Tell us.")
    added = Added(kind=kind, **facts)
    return commands.add_media(actor=lead(), consultation=consultation, row=row, added=added)


def filmed(consultation, row):
    """A format with a whole film: video and captions, with its words."""
    add(consultation, row)
    add(consultation, row, MediaKind.CAPTIONS)
    return row


@not_counted()
def easy_words(consultation, row, *, only_needed=False, **changed):
    """Easy Read words for every English text: “Easy: …”. `changed`: others, by field."""
    pieces = variants.pieces(sources.source(consultation))
    texts = {
        each.key: changed.get(each.field, f"Easy: {each.english}")
        for each in pieces
        if each.needed or not only_needed
    }
    commands.write_easy_read(actor=lead(), consultation=consultation, row=row, texts=texts)
    return row


def ready(consultation, row):
    """The format called ready."""
    commands.make_format_ready(actor=lead(), consultation=consultation, row=row)
    db.session.flush()
    return row


@not_counted()
def with_easy_read(consultation, **facts):
    """A consultation with an Easy Read version that is ready."""
    row = promised(consultation, Format.EASY_READ)
    easy_words(consultation, row, **facts)
    return ready(consultation, row)


@not_counted()
def with_bsl(consultation, **facts):
    """A consultation with a film that is ready; `comes` and `until` where it came late."""
    return ready(consultation, filmed(consultation, promised(consultation, **facts)))


@not_counted()
def easy_read_in(consultation, code, *, checked=True):
    """Easy Read in another language: the English with the code behind, checked by a reader."""
    row = formats.one(consultation, "easy-read")
    wanted = {*row.languages, code}
    facts = {"consultation": consultation, "row": row, "wanted": wanted}
    commands.set_easy_read_languages(actor=lead(), **facts)
    target = Target(code, "easy-read")
    for entry in easy_read.entries(sources.source(consultation), target):
        said = {entry.part.field: f"{entry.english.text} ({code})"}
        languages.put(actor=lead(), subject=entry.part.row, texts=said, **target._asdict())
        if checked:
            person = reader(code)
            languages.check_words(actor=person, subject=entry.part.row, **target._asdict())
    commands.show_checked(actor=lead(), consultation=consultation, code=code)
    return row
