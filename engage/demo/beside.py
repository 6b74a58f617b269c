"""A plan beside a question, and a file to a paper: drawn here, kept with the real commands."""

import io
from typing import Any

from PIL import Image, ImageDraw

from engage.accounts.models import Role
from engage.consultations.commands import beside as commands
from engage.consultations.models import Consultation, Paper, Question
from engage.consultations.rules import beside, plans
from engage.core.i18n import SOURCE
from engage.demo.calendar import day
from engage.demo.world import person, put

_SIZE = (900, 600)
_GRASS, _ROAD, _WATER, _HOUSE = "#e6ecd8", "#f7f5ef", "#8fb7d3", "#b9a089"
_ROADS = ((0, 270, 900, 320), (420, 0, 470, 600), (0, 470, 420, 500))
_HOUSES = ((60, 60, 240, 200), (540, 90, 640, 220), (700, 380, 840, 520), (120, 360, 220, 430))


def put_plan(consultation: Consultation, question: Question, written: Any) -> None:
    """A plan of a made-up town, with what it shows in words."""
    commands.put_plan(
        actor=person(Role.ENGAGEMENT_LEAD),
        consultation=consultation,
        question=question,
        drawn=plans.drawn_plan(_town()),
        words=written["words"][SOURCE],
        version=question.version,
    )
    others = {code: {"plan": said} for code, said in written["words"].items() if code != SOURCE}
    put(question, others, actor=person(Role.ENGAGEMENT_LEAD))


def _town() -> bytes:
    sheet = Image.new("RGB", _SIZE, _GRASS)
    pen = ImageDraw.Draw(sheet)
    for road in _ROADS:
        pen.rectangle(road, fill=_ROAD)
    pen.ellipse((520, 370, 660, 540), fill=_WATER)
    for house in _HOUSES:
        pen.rectangle(house, fill=_HOUSE)
    return _saved(sheet, "PNG")


def _saved(sheet: Image.Image, kind: str) -> bytes:
    kept = io.BytesIO()
    sheet.save(kept, kind)
    return kept.getvalue()


def put_file(consultation: Consultation, paper: Paper, written: Any) -> None:
    """The paper as a scanned PDF, and the day by which a better one comes."""
    lead = person(Role.ENGAGEMENT_LEAD)
    commands.put_file(
        actor=lead,
        consultation=consultation,
        paper=paper,
        language=SOURCE,
        ready=beside.ready_file(_scan(paper.position)),
        version=paper.version,
    )
    promised = day(written["promised"])
    commands.promise(actor=lead, consultation=consultation, paper=paper, promised_on=promised)


def _scan(seed: int) -> bytes:
    """A made-up scan: grey lines on a white sheet."""
    sheet = Image.new("L", (620, 877), 255)
    pen = ImageDraw.Draw(sheet)
    for place in range(90, 800, 26):
        pen.line([(60, place), (560 - (place * 7 + seed) % 120, place)], fill=110, width=6)
    return _saved(sheet, "PDF")
