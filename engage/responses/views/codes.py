"""Save and finish later, go on with a code, leave no trace on this device."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from engage.accounts.access import public
from engage.consultations import queries as consultations
from engage.core.errors import RuleBroken
from engage.core.i18n import _
from engage.core.limits import TooMany, check_budget, spend
from engage.core.web import reads
from engage.responses import forms, queries, rules
from engage.responses.models import Response as Answer
from engage.responses.views.here import asked_in, onward, opened, page_of
from engage.responses.views.journey import bp
from engage.responses.views.sending import code_values


@bp.get("/consultations/<slug>/respond/saved/")
@public
def saved(slug: str) -> ResponseReturnValue:
    here = opened(slug)
    if here.draft.code is None:
        return onward(".page", slug, number=1)
    number = _first_open(here.asked, here.draft)
    closes_on = here.consultation.closes_on
    key = (number, closes_on)
    return here.show("saved", code_values(here), key, number=number, closes_on=closes_on)


def _first_open(asked: rules.Questionnaire, draft: rules.Draft) -> int:
    """The first page with nothing on it; the last where every page has something."""
    for number, page in enumerate(asked.pages, start=1):
        if not any(question.key in draft.answers for question in page.questions):
            return number
    return len(asked.pages)


@bp.post("/consultations/<slug>/respond/leave/")
@public
def leave(slug: str) -> ResponseReturnValue:
    visit = forms.visit_now(slug)
    if visit and not visit.owns(request.form.get("token", "")):
        raise BadRequest
    response = redirect(url_for("consultations.show", slug=slug), 303)
    return forms.forget_visit(response, slug)


@bp.route("/continue/", methods=["GET", "POST"])
@public
@reads
def go_on() -> ResponseReturnValue:
    typed = request.form.get("code", "")
    if request.method == "GET":
        return _code_page("", None)
    found = forms.found_by_typed_code(typed)
    if found is None:
        wrong = RuleBroken(_("Check your code: three words and four digits, or twelve digits."))
        return _code_page(typed, forms.AskedForm({"code": wrong}))
    return _to_answer(found) if isinstance(found, Answer) else _to_draft(found)
