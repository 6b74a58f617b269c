"""Start, and the pages of questions."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from engage.accounts.access import public
from engage.consultations import rules as consultation_rules
from engage.consultations.models import Consultation, Stage
from engage.core.clock import now
from engage.core.i18n import reader_language, shipped
from engage.responses import commands, forms, queries, rules
from engage.responses.models import RespondentKind
from engage.responses.views.here import (
    Here,
    asked_in,
    minted,
    onward,
    opened,
    page_of,
    title_of,
)

bp = Blueprint("responses", __name__)


@bp.route("/consultations/<slug>/respond/", methods=["GET", "POST"])
@public
def start(slug: str) -> ResponseReturnValue:
    token = request.form.get("token", "")
    consultation = queries.asked_now(slug)
    visit = forms.visit_now(slug)
    draft = queries.draft(visit) if visit else None
    stage = consultation_rules.stage_in_force(consultation, now())
    if request.method != "POST":
        return _first_page(consultation, visit if draft else None, draft, stage)
    if visit and draft and not visit.owns(token):
        raise BadRequest
    return _begin(consultation) if stage is Stage.OPEN else onward(".start", slug)


def _first_page(
    consultation: Consultation,
    visit: rules.Visit | None,
    draft: rules.Draft | None,
    stage: Stage,
) -> Response:
    asked = asked_in(consultation)
    begun = "" if draft is None else "sent" if draft.sent else "begun"
    facts = {"stage": stage, "begun": begun, "minutes": consultation.minutes}
    days = {"opens_on": consultation.opens_on, "closes_on": consultation.closes_on}
    found = forms.compiled(
        "responses/start.html",
        (asked.hash, *facts.values(), *days.values()),
        slug=consultation.slug,
        title=title_of(asked),
        kinds=tuple(RespondentKind),
        offered=[each for each in shipped() if each.code in consultation.languages],
        **facts,
        **days,
    )
    return page_of(found.fill({"token": visit.token if visit else ""}))


def _begin(consultation: Consultation) -> Response:
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise BadRequest
    visit = rules.new_visit()
    commands.begin(
        visit=visit,
        consultation=consultation,
        language=reader_language().code,
        kind=rules.kind_of(request.form.get("kind", "")),
    )
    response = onward(".page", consultation.slug, number=1)
    return forms.give_visit(response, consultation.slug, visit)


@bp.route("/consultations/<slug>/respond/<int:number>/", methods=["GET", "POST"])
@public
def page(slug: str, number: int) -> ResponseReturnValue:
    code = minted(slug, "save")
    here = opened(slug)
    asked = here.page(number)
    if request.method == "POST":
        return _keep_page(here, number, code)
    values = forms.page_values(asked, rules.as_typed(here.draft.answers))
    return here.show("page", values, number, **_page_facts(here, number))


def _page_facts(here: Here, number: int) -> dict[str, Any]:
    before = url_for(".page", slug=here.slug, number=number - 1) if number > 1 else ""
    return {
        "number": number,
        "page": here.asked.pages[number - 1],
        "back": before or url_for(".start", slug=here.slug),
        "choices_of": rules.choices_of,
        "limit_of": rules.limit_of,
    }


def _keep_page(here: Here, number: int, code: rules.Code | None) -> Response:
    asked = here.page(number)
    typed = forms.typed_answers(asked.questions)
    checked = rules.check_page(asked.questions, typed)
    if checked.errors and code is None:
        form = forms.AskedForm(checked.errors)
        values = forms.page_values(asked, typed)
        return here.refuse("page", values, form=form, **_page_facts(here, number))
    kept = {key: said for key, said in here.draft.answers.items() if key not in typed}
    here.draft.answers = {**kept, **checked.answers}
    commands.save_draft(visit=here.visit, draft=here.draft)
    if code is not None:
        commands.make_code(visit=here.visit, draft=here.draft, code=code)
        return onward(".saved", here.slug)
    return _next(here, number)


def _next(here: Here, number: int) -> Response:
    if number == len(here.asked.pages) or request.args.get("from") == "check":
        return onward(".check", here.slug)
    return onward(".page", here.slug, number=number + 1)
