"""The public list and page of a consultation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.access import public
from engage.consultations import forms, queries, rules
from engage.consultations.models import Consultation, Format, Stage
from engage.consultations.queries import beside, formats, process
from engage.consultations.rules import formats as format_rules
from engage.core.clock import now, today
from engage.core.errors import NotFound
from engage.core.files import sent_in_parts, stored_bytes
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
    return render_template("consultations/index.html", form=form, **_listed(kept))


def _listed(cards: list[queries.Card]) -> dict[str, Any]:
    """What a list of consultations needs, with the formats that are there."""
    there = formats.short([each.consultation.id for each in cards], now())
    return {"cards": cards, "formats": there, "at": now(), "rules": rules}


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
    """What the page of a consultation needs: its document, facts, languages and formats.

    Read in a format that is there, it is open as long as for people who need that.
    """
    edition_id, asked_for, code = consultation.edition_id, reader_variant(), reader_language().code
    found = edition_id and publishing.document(edition_id, code, asked_for)
    if not found:
        raise NotFound
    rows = {row.format.variant: row for row in formats.of(consultation.id)}
    seen = format_rules.in_own_time(consultation, rows.get(found.variant))
    stage = rules.stage_in_force(seen, at)
    return {
        "consultation": seen,
        "words": found.body,
        "variant": asked_for if asked_for == format_rules.LARGE_PRINT else found.variant,
        "asked_for": asked_for,
        "format_names": {each.value: each.label for each in Format},
        "formats": formats.offered(consultation, [*rows.values()], asked_for, code, at),
        "kept_in": formats.kept_in(consultation, asked_for),
        "base": current_app.config["BASE_URL"],
        "stage": stage,
        "Stage": Stage,
        "reachable": stage in rules.LIVE,
        "left": rules.time_left(seen, at),
        "offered": [languages()[code] for code in consultation.languages if code in SHIPPED],
        "content_lang": languages()[found.language],
        "languages": languages(),
        "kind_words": rules.kind_words,
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
    easy = formats.easy_read_of(shown["consultation"], key, reader_language().code)
    more: dict[str, Any] = {"paper": found[0], "promised": promised, "easy": easy}
    return render_template("consultations/paper.html", today=today(), **more, **shown)


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


@bp.get("/<slug>/formats/<uuid:media_id>/")
@public
def format_file(slug: str, media_id: UUID) -> ResponseReturnValue:
    file = formats.public_file(queries.public_by_slug(slug), media_id)
    return sent_in_parts(file["file"], file["type"])
