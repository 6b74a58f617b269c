"""The public list and page of a consultation."""

from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.access import public
from engage.consultations import forms, queries, rules
from engage.consultations.models import Consultation, Stage
from engage.consultations.queries import process
from engage.core.clock import now
from engage.core.errors import NotFound
from engage.core.i18n import SHIPPED, languages, reader_language, reader_variant
from engage.publishing import queries as publishing

bp = Blueprint("consultations", __name__, url_prefix="/consultations")


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    form = forms.FilterForm(request.args)
    asked = request.args
    cards = queries.cards(
        reader_language().code,
        now(),
        area=asked.get("area", ""),
        topic=asked.get("topic", ""),
        search=asked.get("q", "")[:100],
    )
    kept = queries.for_readers(cards, request.args.get("state", ""))
    return render_template("consultations/index.html", form=form, cards=kept, at=now(), rules=rules)


@bp.get("/<slug>/")
@public
def show(slug: str) -> ResponseReturnValue:
    consultation = queries.public_by_slug(slug)
    code = reader_language().code
    told = process.notices(consultation.id, code)
    return render_template(
        "consultations/show.html",
        told=told,
        late=rules.delay_note_due(consultation, process.promised_on(told), now()),
        due_on=rules.response_due(consultation.closes_on),
        programme=process.programme(consultation.programme_id, code),
        gate_names=rules.OVERRIDABLE,
        **_shown(consultation, now()),
    )


def _shown(consultation: Consultation, at: datetime) -> dict[str, Any]:
    """What the page of a consultation needs: its document, its facts and its languages."""
    edition_id = consultation.edition_id
    found = edition_id and publishing.document(edition_id, reader_language().code, reader_variant())
    if not found:
        raise NotFound
    stage = rules.stage_in_force(consultation, at)
    return {
        "consultation": consultation,
        "words": found.body,
        "stage": stage,
        "Stage": Stage,
        "reachable": stage in rules.LIVE,
        "left": rules.time_left(consultation, at),
        "offered": [languages()[code] for code in consultation.languages if code in SHIPPED],
        "content_lang": languages()[found.language],
        "languages": languages(),
    }


@bp.get("/<slug>/papers/<key>/")
@public
def paper(slug: str, key: str) -> ResponseReturnValue:
    shown = _shown(queries.public_by_slug(slug), now())
    found = [each for each in shown["words"]["papers"] if each["key"] == key]
    if not found:
        raise NotFound
    return render_template("consultations/paper.html", paper=found[0], **shown)
