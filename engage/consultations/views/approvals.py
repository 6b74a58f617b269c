"""Ask a named person for an approval; the page that their link opens (story 6)."""

from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import queries as accounts
from engage.accounts.access import allow, me, public
from engage.accounts.models import Account, Role
from engage.consultations import commands, queries, rules
from engage.consultations.commands.approvals import SECRET
from engage.consultations.forms import process as forms
from engage.consultations.queries import launch, sources
from engage.consultations.views.desk import desk
from engage.consultations.views.records import own_address
from engage.core.clock import now, today
from engage.core.errors import NotFound
from engage.core.limits import Guesses, spend
from engage.publishing import queries as publishing
from engage.publishing.models import ApprovalRequest
from engage.publishing.rules import RequestState, request_state

bp = Blueprint("consultations_approvals", __name__, url_prefix="/approvals")
_GUESSES = Guesses(
    "approval", own="10 per 10 minutes", strict="3 per 10 minutes", every="60 per 10 minutes"
)
_STAFF = frozenset({Role.ENGAGEMENT_LEAD, Role.APPROVER, Role.ADMIN})


def _page(secret: str = SECRET) -> str:
    return own_address(url_for("consultations_approvals.approve", secret=secret))


@desk.route("/<slug>/ask/", methods=["GET", "POST"])
@allow(Role.ENGAGEMENT_LEAD)
def ask(slug: str) -> ResponseReturnValue:
    consultation = queries.by_slug(slug, areas=True)
    people = _may_approve(consultation.created_by)
    form = forms.AskForm(data={"gates": request.args.getlist("gate")})
    form.offer(rules.OVERRIDABLE, people)
    if form.submitted():
        with form.shows_broken_rules():
            asked = form.asked(people)
            commands.ask_approval(actor=me(), consultation=consultation, address=_page(), **asked)
            return redirect(url_for(".checklist", slug=slug))
    return render_template("consultations/ask.html", form=form, slug=slug)


def _may_approve(author: UUID) -> list[Account]:
    """Staff who did not write it and do not ask."""
    people = accounts.accounts_with(_STAFF, today())
    return [each for each in people if each.id not in {author, me().id}]


@desk.post("/<slug>/requests/<uuid:request_id>/remind/")
@allow(Role.ENGAGEMENT_LEAD)
def remind_asked(slug: str, request_id: UUID) -> ResponseReturnValue:
    asked = _asked(slug, request_id)
    spend("remind", str(request_id), "3 per day")
    commands.remind_approval(actor=me(), request=asked, address=_page())
    return redirect(url_for(".checklist", slug=slug))


@desk.post("/<slug>/requests/<uuid:request_id>/end/")
@allow(Role.ENGAGEMENT_LEAD)
def end_asked(slug: str, request_id: UUID) -> ResponseReturnValue:
    commands.end_approval(actor=me(), request=_asked(slug, request_id))
    return redirect(url_for(".checklist", slug=slug))


def _asked(slug: str, request_id: UUID) -> ApprovalRequest:
    found = publishing.request(request_id)
    if found is None or found.subject_id != queries.by_slug(slug).id:
        raise NotFound
    return found


# --- the page that the link opens


@bp.route("/<secret>/", methods=["GET", "POST"])
@public
def approve(secret: str) -> ResponseReturnValue:
    asked = _by_secret(secret, lock=request.method == "POST")
    form = forms.AnswerForm()
    if form.submitted() and form.granted.data in {"yes", "no"}:
        with form.shows_broken_rules():
            yes, said = form.granted.data == "yes", str(form.said.data or "")
            commands.answer_approval(request=asked, granted=yes, said=said)
            return _quiet(make_response(redirect(url_for(".approve", secret=secret), 303)))
    return _quiet(make_response(_shown(asked, form)))


def _by_secret(secret: str, *, lock: bool) -> ApprovalRequest:
    who = request.remote_addr or ""
    _GUESSES.check(who)
    found = publishing.request_by_secret(secret, lock=lock)
    if found is None:
        _GUESSES.failed(who)
        raise NotFound
    return found


def _shown(asked: ApprovalRequest, form: forms.AnswerForm) -> str:
    """The text alone, in a plain form; nothing of it once the request has ended."""
    made = sources.source(queries.by_id(asked.subject_id))
    state = request_state(asked, launch.text_hash(made), now())
    return render_template(
        "consultations/approve.html",
        asked=asked,
        form=form,
        waits=state is RequestState.WAITING,
        granted=asked.granted,
        made=made,
        gates=[rules.gate_name(gate) for gate in asked.gates],
        lead=accounts.account_by_id(asked.asked_by),
    )


def _quiet(response: Response) -> Response:
    """Kept by no device, and its address told to no other site."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
