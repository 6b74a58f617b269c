"""The public pages of programmes, and the desk where staff keep them."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me, public
from engage.accounts.models import Role
from engage.consultations import queries as consultations
from engage.consultations import rules
from engage.consultations.commands import programmes as commands
from engage.consultations.forms import programmes as forms
from engage.consultations.models import Phase, Programme
from engage.consultations.queries import programmes as queries
from engage.core.clock import now, today
from engage.core.i18n import SOURCE, languages, reader_language

bp = Blueprint("programmes", __name__, url_prefix="/programmes")
desk = Blueprint("programmes_desk", __name__, url_prefix="/desk/programmes")
_STAFF = (Role.ENGAGEMENT_LEAD, Role.ADMIN)


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    pages = queries.public_programmes(reader_language().code, today())
    return render_template(
        "consultations/programmes.html", pages=pages, languages=languages(), SOURCE=SOURCE
    )


@bp.get("/<slug>/")
@public
def show(slug: str) -> ResponseReturnValue:
    page = queries.public_programme(slug, reader_language().code, today())
    cards = queries.cards(page.programme, reader_language().code, now())
    facts = {"rules": rules, "at": now(), "languages": languages()}
    return render_template("consultations/programme.html", page=page, cards=cards, **facts)


@desk.get("/")
@allow(*_STAFF)
def desk_index() -> ResponseReturnValue:
    pages = queries.all_programmes(SOURCE, today())
    return render_template("consultations/programmes_desk.html", pages=pages)


@desk.route("/new/", methods=["GET", "POST"])
@allow(*_STAFF)
def create() -> ResponseReturnValue:
    form = forms.NewProgrammeForm()
    if form.submitted():
        with form.shows_broken_rules():
            return _back(commands.create(**form.values(), actor=me()))
    return _form(form, "Begin a programme", url_for(".desk_index"))


@desk.get("/<slug>/")
@allow(*_STAFF)
def desk_show(slug: str) -> ResponseReturnValue:
    return render_template("consultations/programme_desk.html", **_shown(queries.by_slug(slug)))


def _shown(programme: Programme, form: forms.PutInForm | None = None) -> dict[str, Any]:
    """What the desk page of a programme needs."""
    form = form or forms.PutInForm().offer(queries.consultations_without())
    return {
        "page": queries.shown(programme, SOURCE, today()),
        "inside": queries.consultations_of(programme),
        "form": form,
    }


@desk.route("/<slug>/words/", methods=["GET", "POST"])
@allow(*_STAFF)
def words(slug: str) -> ResponseReturnValue:
    page = queries.shown(queries.by_slug(slug), SOURCE, today())
    form = forms.programme_form(page)
    if form.submitted():
        with form.shows_broken_rules():
            commands.edit_words(actor=me(), programme=page.programme, **form.typed())
            return _back(page.programme)
    return _form(form, "Change the words", url_for(".desk_show", slug=slug))


@desk.route("/<slug>/phases/new/", methods=["GET", "POST"])
@allow(*_STAFF)
def add_phase(slug: str) -> ResponseReturnValue:
    programme = queries.by_slug(slug)
    form = forms.NewPhaseForm()
    if form.submitted():
        with form.shows_broken_rules():
            commands.add_phase(actor=me(), programme=programme, **form.values())
            return _back(programme)
    return _form(form, "Add a phase", url_for(".desk_show", slug=slug))


@desk.route("/<slug>/phases/<uuid:phase_id>/", methods=["GET", "POST"])
@allow(*_STAFF)
def edit_phase(slug: str, phase_id: UUID) -> ResponseReturnValue:
    programme, phase = _found(slug, phase_id)
    form = forms.phase_form(phase, queries.own_words(phase))
    if form.submitted():
        with form.shows_broken_rules():
            commands.edit_phase(actor=me(), phase=phase, **form.typed())
            return _back(programme)
    return _form(form, "Change the words of a phase", url_for(".desk_show", slug=slug))


@desk.route("/<slug>/phases/<uuid:phase_id>/move/", methods=["GET", "POST"])
@allow(*_STAFF)
def move_phase(slug: str, phase_id: UUID) -> ResponseReturnValue:
    programme, phase = _found(slug, phase_id)
    form = forms.move_form(phase)
    if form.submitted():
        with form.shows_broken_rules():
            commands.move_phase(actor=me(), phase=phase, **form.typed())
            return _back(programme)
    return _form(form, "Move a phase", url_for(".desk_show", slug=slug))


@desk.post("/<slug>/phases/<uuid:phase_id>/<any(done,open):state>/")
@allow(*_STAFF)
def finish_phase(slug: str, phase_id: UUID, state: str) -> ResponseReturnValue:
    programme, phase = _found(slug, phase_id)
    typed = forms.VersionForm().typed()
    commands.finish_phase(actor=me(), phase=phase, done=state == "done", **typed)
    return _back(programme)


@desk.post("/<slug>/phases/<uuid:phase_id>/<any(earlier,later):place>/")
@allow(*_STAFF)
def reorder(slug: str, phase_id: UUID, place: str) -> ResponseReturnValue:
    programme, phase = _found(slug, phase_id)
    which: dict[str, Any] = {"programme": programme, "phase": phase, "earlier": place == "earlier"}
    commands.reorder(actor=me(), **which, **forms.VersionForm().typed())
    return _back(programme)


@desk.post("/<slug>/put-in/")
@allow(*_STAFF)
def put_in(slug: str) -> ResponseReturnValue:
    programme = queries.by_slug(slug)
    form = forms.PutInForm().offer(queries.consultations_without())
    if form.submitted():
        typed = form.typed()
        one = consultations.by_slug(typed.pop("consultation"))
        commands.put_in(actor=me(), programme=programme, consultation=one, **typed)
        return _back(programme)
    return render_template("consultations/programme_desk.html", **_shown(programme, form))


@desk.post("/<slug>/take-out/<consultation>/")
@allow(*_STAFF)
def take_out(slug: str, consultation: str) -> ResponseReturnValue:
    programme, one = queries.by_slug(slug), consultations.by_slug(consultation)
    typed = forms.VersionForm().typed()
    commands.take_out(actor=me(), programme=programme, consultation=one, **typed)
    return _back(programme)


def _found(slug: str, phase_id: UUID) -> tuple[Programme, Phase]:
    programme = queries.by_slug(slug)
    return programme, queries.phase_of(programme, phase_id)


def _back(programme: Programme) -> ResponseReturnValue:
    return redirect(url_for(".desk_show", slug=programme.slug))


def _form(form: Any, heading: str, back: str) -> ResponseReturnValue:
    """A page with one form."""
    return render_template(
        "consultations/programme_form.html", form=form, heading=heading, back=back
    )
