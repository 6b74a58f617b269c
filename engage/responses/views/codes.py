"""Save and finish later, go on with a code, leave no trace on this device."""

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from engage.accounts.access import public
from engage.consultations import queries as consultations
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import _l
from engage.core.web import reads
from engage.responses import forms, queries, rules
from engage.responses.models import Response as Answer
from engage.responses.views.here import (
    asked_in,
    onward,
    opened,
    page_of,
    to_answer,
    where_it_stands,
)
from engage.responses.views.journey import bp
from engage.responses.views.sending import code_values


@bp.get("/consultations/<slug>/respond/saved/")
@public
def saved(slug: str) -> ResponseReturnValue:
    here = opened(slug)
    if here.draft.code is None:
        return onward(".page", slug, number=1)
    number = where_it_stands(here.asked, here.draft)
    closes_on = here.consultation.closes_on
    facts = {"number": number, "closes_on": closes_on, "kept_until": rules.kept_until(closes_on)}
    return here.show("saved", code_values(here), tuple(facts.values()), **facts)


@bp.post("/consultations/<slug>/respond/leave/")
@public
def leave(slug: str) -> ResponseReturnValue:
    visit = forms.visit_now(slug)
    if visit and not visit.owns(request.form.get("token", "")):
        raise BadRequest
    return forms.forget_visit(onward("consultations.show", slug), slug)


@bp.route("/continue/", methods=["GET", "POST"])
@public
@reads
def go_on() -> ResponseReturnValue:
    typed = request.form.get("code", "")
    if request.method != "POST":
        return _code_page("", None)
    found = forms.found_by_typed_code(typed)
    if found is None:
        wrong = RuleBroken(_l("Check your code: three words and four digits, or twelve digits."))
        return _code_page(typed, forms.AskedForm({"code": wrong}))
    return to_answer(found.reference) if isinstance(found, Answer) else _to_draft(found)


def _code_page(typed: str, form: forms.AskedForm | None) -> Response:
    page = forms.rendered("responses/go_on.html", form=form, typed=rules.clean(typed)[:200])
    return page_of(page.fill(), 422 if form else 200)


def _to_draft(visit: rules.Visit) -> Response:
    draft = queries.draft(visit)
    if draft is None:
        raise NotFound
    consultation = consultations.by_id(draft.consultation_id)
    number = where_it_stands(asked_in(consultation, draft), draft)
    response = onward(".page", consultation.slug, number=number)
    return forms.give_visit(response, consultation.slug, visit)
