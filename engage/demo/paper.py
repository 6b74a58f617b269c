"""Numbered paper forms: printed, keyed when they came back, keyed again; and a letter by email."""

import io
from random import Random
from typing import Any

from PIL import Image, ImageDraw

from engage.accounts.models import Role
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.core.formats.eml import Attached, Email
from engage.core.i18n import SOURCE
from engage.core.text import fingerprint
from engage.demo import files
from engage.demo.calendar import day, moment, work_on
from engage.demo.replies import Writer
from engage.demo.world import person
from engage.responses import rules
from engage.responses.commands import entry as entering
from engage.responses.commands import inbound, keying
from engage.responses.commands import paper as commands
from engage.responses.forms.cookies import site_salt
from engage.responses.forms.entry import sealing_key
from engage.responses.models import Channel, PaperBatch
from engage.responses.queries import paper as queries
from engage.responses.rules import entry
from engage.responses.rules.paper import Order
from engage.responses.rules.uploads import check_upload


def print_forms(slug: str) -> None:
    """Order a batch of forms and print it, code by code. Others wait for the printer."""
    written = files.consultation(slug)["printed"]
    _order(slug, 1, written["day"], Order(written["forms"], SOURCE))
    with work_on(written["day"], 14.0):
        commands.forget_codes(actor=person(Role.ENGAGEMENT_LEAD), batch=_batch(slug))
    for number, more in enumerate(written["more"], start=2):
        order = Order(more["forms"], more["language"], more["variant"])
        _order(slug, number, more["day"], order)


def _order(slug: str, number: int, offset: int, order: Order) -> None:
    with work_on(offset):
        commands.order_forms(
            actor=person(Role.ENGAGEMENT_LEAD),
            consultation=consultations.by_slug(slug),
            order=order,
        )
    salt = site_salt()
    codes = {each: (rules.new_visit(), rules.mint(salt)) for each in range(1, order.size + 1)}
    with work_on(offset, 10.1):
        commands.add_forms(batch=_batch(slug, number), codes=codes, key=sealing_key())


def _batch(slug: str, number: int = 1) -> PaperBatch:
    return queries.batch(consultations.by_slug(slug).id, number)


def key_forms(slug: str) -> None:
    """Key the forms of the batch that came back; both are drawn, one is keyed again."""
    written, chance = files.consultation(slug)["printed"], Random(slug)
    with work_on(written["keyed_on"], 12.0):
        consultation = consultations.by_slug(slug)
        for number in written["keyed"]:
            _key(consultation, written, number, Writer(consultation, chance))
    with work_on(written["keyed_on"], 13.0):
        keying.draw(actor=person(Role.ENGAGEMENT_LEAD), batch=_batch(slug))
    with work_on(written["keyed_on"], 15.0):
        _key_again(slug)


def _key_again(slug: str) -> None:
    """A second person reads one form, and reads one answer otherwise."""
    batch = _batch(slug)
    form = queries.drawn_forms(batch.id)[-1]
    keyed = queries.keyed(batch.id, form.response.reference)
    asked = consultations.questionnaire(consultations.by_slug(slug), SOURCE, "", batch.edition_id)
    questions = entry.asked_of_others(asked).questions
    typed = dict(keyed.response.answers)
    typed.pop(next(each.key for each in questions if each.key in typed))
    keying.key_again(
        actor=person(Role.ANALYST), batch=batch, keyed=keyed, questions=questions, answers=typed
    )


def _key(consultation: Consultation, written: Any, number: int, writer: Writer) -> None:
    batch = _batch(consultation.slug)
    asked = consultations.questionnaire(consultation, SOURCE, "", batch.edition_id)
    response = keying.key_form(
        actor=person(Role.ENGAGEMENT_LEAD),
        consultation=consultation,
        asked=entry.asked_of_others(asked),
        batch=batch,
        number=number,
        answers=writer.reply().answers,
        facts=entry.Facts(
            channel=Channel.PAPER,
            received_on=day(written["received_on"]),
            key=f"{consultation.slug}-{number}",
        ),
    )
    scan = check_upload(f"form-{number}.png", _picture())
    entering.keep_scan(actor=person(Role.ENGAGEMENT_LEAD), response=response, upload=scan)


def _picture() -> bytes:
    """A made-up scan: grey lines on a white sheet."""
    sheet = Image.new("L", (310, 440), 250)
    pen = ImageDraw.Draw(sheet)
    for place in range(50, 400, 18):
        pen.line([(30, place), (280 - place * 7 % 90, place)], fill=90, width=3)
    kept = io.BytesIO()
    sheet.save(kept, "PNG")
    return kept.getvalue()


def drop_email(slug: str) -> None:
    """Somebody answered by email; a colleague dropped it, and nobody has settled it yet."""
    written = files.consultation(slug)["email"]
    with work_on(written["dropped"], 15.0):
        inbound.drop(
            actor=person(Role.ENGAGEMENT_LEAD),
            consultation=consultations.by_slug(slug),
            dropped=Email(
                mark=fingerprint(written["text"]),
                subject=written["subject"],
                name=written["name"],
                address=written["address"],
                sent_at=moment(written["sent"], 20.0),
                text=written["text"],
                files=[Attached("stairs.png", _picture())],
            ),
        )
