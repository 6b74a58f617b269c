"""Other formats: Easy Read that is ready and read by the panel, sign language that comes late."""

import io

from engage.accounts.models import Role
from engage.consultations import commands, queries
from engage.consultations.models import Consultation, ConsultationFormat, Format, MediaKind
from engage.consultations.queries import formats, sources, variants
from engage.consultations.rules.formats import Days
from engage.consultations.rules.media import Added, Upload
from engage.core.files import store_stream
from engage.core.formats import picture
from engage.core.formats.picture import Block
from engage.demo import files, panel
from engage.demo.calendar import day, work_on
from engage.demo.world import person
from engage.paths import STATIC

_SIZE, _NIGHT, _WALL, _LIGHT = (320, 240), "#17494d", "#f4efe6", "#ffd83d"
_WINDOWS = [(x, y, x + 30, y + 34) for y in (110, 160) for x in (90, 145, 200)]
_BLOCKS = [
    Block((250, 24, 282, 56), _WALL),
    Block((70, 90, 250, 240), _WALL),
    *(Block(box, _LIGHT) for box in _WINDOWS),
    Block((145, 196, 175, 240), _NIGHT),
]
"""A clinic at night: a moon, a house, lit windows, a door."""


def promise(slug: str) -> None:
    """Promise what was written down: Easy Read, made and signed; BSL, with days of its own."""
    written = files.consultation(slug).get("formats")
    if not written:
        return
    with work_on(written["ready"]):
        asked = queries.by_slug(slug)
        easy = _promised(asked, Format.EASY_READ)
        _write(asked, easy, written)
        commands.send_easy_read(actor=_lead(), consultation=asked, row=easy)
        film = _promised(asked, Format.BSL)
        days = Days(*(day(written["bsl"][name]) for name in ("comes", "until")))
        commands.set_format_days(actor=_lead(), consultation=asked, row=film, days=days)
        sent = easy.id
    panel.sign(ConsultationFormat.__tablename__, sent, written["signed"])
    with work_on(written["signed"], 16.0):
        asked = queries.by_slug(slug)
        row = formats.one(asked, Format.EASY_READ.variant)
        commands.make_format_ready(actor=_lead(), consultation=asked, row=row)


def _lead() -> object:
    return person(Role.ENGAGEMENT_LEAD)


def _promised(asked: Consultation, format_: Format) -> ConsultationFormat:
    return commands.promise_format(actor=_lead(), consultation=asked, format_=format_)


def _write(
    asked: Consultation, row: ConsultationFormat, written: dict[str, dict[str, str]]
) -> None:
    """Easy Read words; what is short enough stays as it is. A picture stands beside them."""
    easy = written["easy_read"]
    texts = {
        each.key: easy.get(each.english, each.english)
        for each in variants.pieces(sources.source(asked))
        if each.needed or each.english in easy
    }
    commands.write_easy_read(actor=_lead(), consultation=asked, row=row, texts=texts)
    drawn = picture.png(_SIZE, _NIGHT, _BLOCKS, (), STATIC)
    kept = store_stream("formats", io.BytesIO(drawn), "png")
    upload = Upload(kept.name, "image/png", kept.size, kept.sha256)
    added = Added(MediaKind.PICTURE, upload=upload, **written["picture"])
    commands.add_media(actor=_lead(), consultation=asked, row=row, added=added)
