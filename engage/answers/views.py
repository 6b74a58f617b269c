"""Open an answer with its link or its code, read what became of it, take it back."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from engage.accounts.access import public
from engage.answers import queries
from engage.consultations import queries as consultations
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import _l, languages, reader_language
from engage.core.limits import spend
from engage.core.web import reads
from engage.responses import commands as responses
from engage.responses import forms, rules
from engage.responses import queries as response_queries
from engage.responses.models import Response as Answer

bp = Blueprint("answers", __name__, url_prefix="/answers")


def _quiet(response: Response) -> Response:
    """Kept by no device and told to no other site (settled 26)."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _away(address: str) -> Response:
    return _quiet(make_response(redirect(address, 303)))


def _opened(reference: str) -> Response:
    answer = _away(url_for(".show", reference=reference))
    return forms.give_answer_ticket(answer, reference)


@bp.route("/", methods=["GET", "POST"])
@public
@reads
def index() -> ResponseReturnValue:
    typed = {name: request.form.get(name, "") for name in ("reference", "code")}
    form = None
    if request.method == "POST":
        found = forms.found_by_typed_code(typed["code"])
        if isinstance(found, Answer) and found.reference == rules.clean_reference(
            typed["reference"]
        ):
            return _opened(found.reference)
        form = forms.AskedForm({"code": RuleBroken(_l("Check your reference and your code."))})
    page = render_template("answers/index.html", form=form, typed=typed)
    return _quiet(make_response(page, 422 if form else 200))


@bp.get("/<reference>/<secret>/")
@public
def arrive(reference: str, secret: str) -> ResponseReturnValue:
    found = response_queries.by_secret(reference, secret)
    if found is None:
        raise NotFound
    return _opened(found.reference)


def _mine(reference: str) -> Answer | None:
    """The answer, when this browser may see it."""
    if forms.answer_ticket() != reference:
        return None
    return response_queries.by_reference(reference)


@bp.get("/<reference>/")
@public
def show(reference: str) -> ResponseReturnValue:
    found = _mine(reference)
    if found is None:
        return _away(url_for(".index"))
    page = render_template(
        "answers/show.html",
        followed=queries.followed(found, reader_language().code),
        token=forms.answer_token(),
        languages=languages(),
    )
    return _quiet(make_response(page))


@bp.route("/<reference>/take-back/", methods=["GET", "POST"])
@public
def take_back(reference: str) -> ResponseReturnValue:
    found = _mine(reference)
    if found is None:
        return _away(url_for(".index"))
    if request.method != "POST":
        page = render_template("answers/take_back.html", token=forms.answer_token(), answer=found)
        return _quiet(make_response(page))
    _asked_for(reference)
    responses.withdraw(response=found)
    return _away(url_for(".show", reference=reference))


def _asked_for(reference: str) -> Answer | None:
    """The answer of a form that was sent from its page. Raises BadRequest for a forged one."""
    found = _mine(reference)
    if found and not forms.owns_answer_token(request.form.get("token", "")):
        raise BadRequest
    return found


@bp.post("/<reference>/words/")
@public
def words(reference: str) -> ResponseReturnValue:
    found = _asked_for(reference)
    if found is None:
        return _away(url_for(".index"))
    responses.hide_words(response=found, hidden=request.form.get("words") == "hide")
    return _away(url_for(".show", reference=reference))


@bp.post("/<reference>/change/")
@public
def change(reference: str) -> ResponseReturnValue:
    found = _asked_for(reference)
    if found is None:
        return _away(url_for(".index"))
    spend("answer-changed", reference, "20 per hour")
    consultation = consultations.by_id(found.consultation_id)
    visit = rules.new_visit()
    responses.begin_change(visit=visit, response=found, consultation=consultation)
    answer = _away(url_for("responses.check", slug=consultation.slug))
    return forms.give_visit(answer, consultation.slug, visit)


@bp.get("/leave/")
@public
def leave() -> ResponseReturnValue:
    return forms.forget_answer_ticket(_away(url_for("site.home")))
