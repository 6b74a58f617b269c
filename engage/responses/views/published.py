"""What people wrote, for the public: without what was taken out, and the log of that."""

from typing import Any
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.access import public
from engage.consultations import queries as consultations
from engage.consultations import rules as consultation_rules
from engage.consultations.models import Weight
from engage.core.clock import now
from engage.core.errors import NotFound
from engage.core.i18n import languages, reader_language, reader_variant
from engage.core.web import turn, whole
from engage.responses import queries as responses
from engage.responses.queries import published as queries
from engage.responses.rules.redaction import list_is_public
from engage.responses.rules.values import line
from engage.responses.views.here import title_of
from engage.responses.views.journey import bp

_SEARCH = 100


def _facts(slug: str) -> dict[str, Any]:
    """The consultation and its form in the reader's language. Raises NotFound for a light one."""
    consultation, closed = responses.asked_and_closed(slug)
    if consultation.weight is Weight.LIGHT:
        raise NotFound
    asked = consultations.questionnaire(consultation, reader_language().code, reader_variant())
    stage = consultation_rules.stage_in_force(closed, now())
    return {
        "consultation": consultation,
        "asked": asked,
        "title": title_of(asked),
        "content_lang": languages()[asked.language],
        "is_public": list_is_public(stage),
    }


@bp.get("/consultations/<slug>/responses/")
@public
def published(slug: str) -> ResponseReturnValue:
    facts, search = _facts(slug), line(request.args.get("q", "")[:_SEARCH])
    page = None
    if facts["is_public"]:
        where = (facts["consultation"], facts["asked"])
        page = queries.published(*where, search, turn(whole), reader_language().code)
    return render_template("responses/published.html", page=page, search=search, **facts)


def _open_facts(slug: str) -> dict[str, Any]:
    facts = _facts(slug)
    if not facts["is_public"]:
        raise NotFound
    return facts


@bp.get("/consultations/<slug>/responses/<uuid:publication_id>/")
@public
def published_answer(slug: str, publication_id: UUID) -> ResponseReturnValue:
    facts = _open_facts(slug)
    where = (facts["consultation"], facts["asked"], publication_id)
    one = queries.published_one(*where, reader_language().code)
    return render_template("responses/published_answer.html", one=one, **facts)


@bp.get("/consultations/<slug>/responses/taken-out/")
@public
def taken_out(slug: str) -> ResponseReturnValue:
    facts = _open_facts(slug)
    page = queries.taken_out(facts["consultation"].id, turn(whole))
    return render_template("responses/taken_out.html", page=page, **facts)
