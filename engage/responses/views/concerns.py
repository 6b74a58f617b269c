"""“I am worried about this person”: the button, and the desk of safeguarding leads."""

from typing import Any
from uuid import UUID

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me, my_roles
from engage.audit.commands import looked
from engage.consultations import queries as consultations
from engage.core.errors import NotAllowed, RuleBroken
from engage.core.i18n import _dl
from engage.core.web import page_number
from engage.responses import queries as responses
from engage.responses.commands import concerns as commands
from engage.responses.forms.moderation import CloseConcernForm, ConcernForm
from engage.responses.models import ConcernState
from engage.responses.queries import arrivals
from engage.responses.queries import concerns as queries
from engage.responses.rules import concerns as rules
from engage.responses.views.desk import STAFF, desk
from engage.responses.views.journey import bp


@bp.post("/desk/answers/<uuid:response_id>/concern/")
@allow(*rules.RAISERS)
def raise_concern(response_id: UUID) -> ResponseReturnValue:
    response = responses.by_id(response_id)
    is_lead = commands.raise_concern(actor=me(), response=response, **_pressed())
    return redirect(url_for(".concern_sent", to="lead" if is_lead else "admin"))


def _pressed() -> dict[str, Any]:
    """The note, and where the leads look. Raises RuleBroken for a note that is far too long."""
    form = ConcernForm()
    if not form.submitted():
        raise RuleBroken(_dl("Make the note shorter."))
    address = current_app.config["BASE_URL"] + url_for("responses.concerns")
    return {"address": address, **form.values()}


@desk.post("/<slug>/inbound/<uuid:inbound_id>/concern/")
@allow(*STAFF)
def raise_about_email(slug: str, inbound_id: UUID) -> ResponseReturnValue:
    waiting = arrivals.inbound(consultations.by_slug(slug).id, inbound_id)
    is_lead = commands.raise_about_email(actor=me(), inbound=waiting, **_pressed())
    to = "lead" if is_lead else "admin"
    return redirect(url_for("responses.concern_sent", to=to, what="email"))


@bp.get("/desk/concerns/sent/")
@allow(*rules.RAISERS)
def concern_sent() -> ResponseReturnValue:
    to_lead = request.args.get("to") != "admin"
    email = request.args.get("what") == "email"
    return render_template("responses/concern_sent.html", to_lead=to_lead, email=email)


def _check_lead() -> None:
    """Raises NotAllowed for everybody but leads, and administrators where there is none."""
    roles = my_roles()
    if not rules.may_see(roles, has_lead=queries.has_lead(roles)):
        raise NotAllowed


@bp.get("/desk/concerns/")
@allow(*rules.LEADS)
def concerns() -> ResponseReturnValue:
    _check_lead()
    closed = request.args.get("state") == ConcernState.CLOSED.value
    state = ConcernState.CLOSED if closed else ConcernState.OPEN
    page = queries.concerns(state, page_number())
    return render_template("responses/concerns.html", page=page, state=state)


@bp.route("/desk/concerns/<uuid:concern_id>/", methods=["GET", "POST"])
@allow(*rules.LEADS)
def concern(concern_id: UUID) -> ResponseReturnValue:
    _check_lead()
    raised, form = queries.raised(concern_id), CloseConcernForm()
    if form.submitted():
        with form.shows_broken_rules():
            commands.close(actor=me(), raised=raised, **form.values())
            return redirect(url_for(".concern", concern_id=concern_id))
    return _page(raised, form)


def _page(raised: queries.Raised, form: CloseConcernForm) -> str:
    """The page of one concern; with how to reach the person where the address asks for that."""
    reach = request.args.get("reach") == "1"
    looked([raised.about.id], "concern contact" if reach else "concern", actor=me())
    return render_template(
        "responses/concern.html",
        raised=raised,
        form=form,
        reach=reach,
        contact=queries.contact_of(raised.about) if reach else None,
        mine=raised.concern.taken_by == me().id,
    )


@bp.post("/desk/concerns/<uuid:concern_id>/take/")
@allow(*rules.LEADS)
def take_concern(concern_id: UUID) -> ResponseReturnValue:
    _check_lead()
    commands.take(actor=me(), concern=queries.raised(concern_id).concern)
    return redirect(url_for(".concern", concern_id=concern_id))
