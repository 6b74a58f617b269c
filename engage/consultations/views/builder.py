"""Begin a consultation, and change its facts."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.consultations import queries
from engage.consultations.commands import beginning as commands
from engage.consultations.forms import building as forms
from engage.consultations.models import WRITABLE, Consultation, Weight
from engage.consultations.queries import building as pieces
from engage.consultations.queries import launch
from engage.consultations.rules import starting
from engage.core.errors import NotFound

bp = Blueprint("consultations_builder", __name__, url_prefix="/desk/consultations")


@bp.get("/new/")
@allow(Role.ENGAGEMENT_LEAD)
def choose() -> ResponseReturnValue:
    weights = [(each, each.label, starting.EXPLAINED[each]) for each in Weight]
    return render_template("consultations/builder_choose.html", weights=weights)


@bp.route("/new/<weight>/", methods=["GET", "POST"])
@allow(Role.ENGAGEMENT_LEAD)
def begin(weight: str) -> ResponseReturnValue:
    form = _begin_form(weight)
    if form.submitted():
        with form.shows_broken_rules():
            facts: Any = {**form.facts(), "weight": Weight(weight)}
            words: Any = {"title": form.title.data or "", "start": form.start.data or ""}
            made = commands.begin(actor=me(), **words, **facts)
            return redirect(url_for("consultations_desk.desk_show", slug=made.slug))
    return render_template("consultations/builder_begin.html", form=form, weight=Weight(weight))


def _begin_form(weight: str) -> forms.BeginForm:
    """A form for a new one. Raises NotFound for a weight there is not."""
    if weight not in list(Weight):
        raise NotFound
    rows = queries.all_consultations()
    titles = launch.titles(rows)
    form = forms.begin_form(Weight(weight), [(row.slug, titles[row.id]) for row in rows])
    _offered(form)
    return form


def _offered(form: Any) -> Any:
    topics = pieces.topics_named([row.id for row in queries.topics()])
    form.offer(pieces.organisations(), topics, pieces.areas_named())
    return form


@bp.route("/<slug>/facts/", methods=["GET", "POST"])
@allow(Role.ENGAGEMENT_LEAD)
def facts(slug: str) -> ResponseReturnValue:
    consultation = queries.by_slug(slug)
    public = consultation.stage not in WRITABLE
    form = forms.weight_form(consultation) if public else _offered(forms.facts_form(consultation))
    if form.submitted():
        with form.shows_broken_rules():
            _save(consultation, form, public=public)
            shown = "consultations_desk.desk_show"
            return redirect(url_for(shown, slug=consultation.slug))
    given = {"form": form, "consultation": consultation, "public": public, "slug": slug}
    return render_template("consultations/builder_facts.html", **given)


def _save(consultation: Consultation, form: Any, *, public: bool) -> None:
    """The facts of a draft; of a public one only the weight, which may rise."""
    about = {"actor": me(), "consultation": consultation, "version": form.opened_at}
    if public:
        commands.raise_weight(**about, weight=Weight(form.weight.data))
    else:
        commands.edit_facts(**about, **form.facts())
