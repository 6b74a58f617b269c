"""The translator’s bench of consultations and programmes, and what is missing where."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.consultations import commands
from engage.consultations.models import Consultation
from engage.consultations.queries import translations as queries
from engage.core.web import page_number
from engage.languages import commands as languages
from engage.languages import forms
from engage.languages.queries import bench as benches
from engage.languages.queries.bench import Bench
from engage.languages.rules import State

bp = Blueprint("consultations_translations", __name__, url_prefix="/desk/translations")
_TRANSLATES = (Role.ENGAGEMENT_LEAD, Role.TRANSLATOR)
_ONE = "/<any(consultations, programmes):what>/<slug>/"
Shown = dict[str, Any]


def _bench(what: str, slug: str, code: str) -> tuple[Bench, Shown]:
    """The bench that an address names, and what every page of it needs."""
    back = url_for(".show", what=what, slug=slug)
    return forms.opened(queries.work(what, slug), back, what=what, slug=slug, code=code)


@bp.get("/")
@allow(*_TRANSLATES, Role.ADMIN)
def overview() -> ResponseReturnValue:
    page = queries.grid(page_number())
    return render_template("consultations/overview.html", page=page, State=State)


@bp.get(_ONE)
@allow(*_TRANSLATES, Role.ADMIN)
def show(what: str, slug: str) -> ResponseReturnValue:
    work = queries.work(what, slug)
    facts = {"what": what, "work": work, "State": State, "found": benches.standing(work)}
    return render_template(
        "consultations/missing.html", formats=queries.format_states(work), **facts
    )


@bp.route(f"{_ONE}<code>/", methods=["GET", "POST"])
@allow(*_TRANSLATES)
def translate(what: str, slug: str, code: str) -> ResponseReturnValue:
    made, facts = _bench(what, slug, code)
    form = forms.bench_form(made, me().id)
    if form.submitted():
        with form.shows_broken_rules():
            languages.save(actor=me(), about=made.work.about, target=made.target, **form.typed())
            _show_checked(made)
            return forms.back_to(facts)
    return render_template("consultations/translate.html", form=form, **facts)


def _show_checked(made: Bench) -> None:
    """Show Easy Read where its last text was checked just now."""
    asked, target = made.work.about, made.target
    if target.variant and isinstance(asked, Consultation):
        commands.show_checked(actor=me(), consultation=asked, code=target.language)


@bp.route(f"{_ONE}<code>/files/", methods=["GET", "POST"])
@allow(*_TRANSLATES)
@forms.takes_text_files
def files(what: str, slug: str, code: str) -> ResponseReturnValue:
    (made, facts), form, judged = _bench(what, slug, code), forms.FileForm(), None
    if form.submitted():
        with form.shows_broken_rules():
            judged = languages.take_in(actor=me(), **made.whole, **form.typed())
            if not judged.conflicts or form.rest.data:
                return redirect(facts["ways"]["here"])
    return render_template("consultations/files.html", form=form, judged=judged, **facts)


@bp.get(f"{_ONE}<code>/files/<format_>/")
@allow(*_TRANSLATES)
def file(what: str, slug: str, code: str, format_: str) -> ResponseReturnValue:
    made, _facts = _bench(what, slug, code)
    return forms.sent(made, format_)


@bp.post(f"{_ONE}<code>/machine/")
@allow(*_TRANSLATES)
def ask_machine(what: str, slug: str, code: str) -> ResponseReturnValue:
    made, facts = _bench(what, slug, code)
    languages.ask_machine(actor=me(), **made.whole)
    return redirect(facts["ways"]["here"])
