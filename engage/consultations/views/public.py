"""The public list and page of a consultation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.access import public
from engage.consultations import forms, queries, rules
from engage.consultations.models import Consultation, Stage
from engage.consultations.queries import beside, process
from engage.core.clock import now, today
from engage.core.errors import NotFound
from engage.core.files import stored_bytes
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
        "kind_words": rules.kind_words,
        "bare_name": rules.bare_name,
    }


@bp.get("/<slug>/papers/<key>/")
@public
def paper(slug: str, key: str) -> ResponseReturnValue:
    shown = _shown(queries.public_by_slug(slug), now())
    found = [each for each in shown["words"]["papers"] if each["key"] == key]
    if not found:
        raise NotFound
    file = found[0].get("file")
    promised = beside.promised_on(shown["consultation"], file["name"]) if file else None
    return render_template(
        "consultations/paper.html", paper=found[0], promised=promised, today=today(), **shown
    )


@bp.get("/<slug>/files/<name>/")
@public
def file(slug: str, name: str) -> ResponseReturnValue:
    answer = sent_beside(beside.published(queries.public_by_slug(slug), name))
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer.make_conditional(request)


def sent_beside(file: Mapping[str, Any]) -> Response:
    """A picture that we drew, or a PDF of staff, under its hash and on its own."""
    answer = make_response(stored_bytes(file["name"]))
    answer.mimetype = file["media_type"]
    name = rules.bare_name(file["name"])
    answer.headers.set("Content-Disposition", "inline", filename=name)
    answer.set_etag(file["sha256"])
    return answer
