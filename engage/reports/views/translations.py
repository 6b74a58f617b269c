"""The translator’s bench of reports and decisions."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, may_open, me
from engage.accounts.models import Role
from engage.languages import commands as languages
from engage.languages import forms
from engage.languages.queries.bench import Bench
from engage.reports.queries import translations as queries

bp = Blueprint("reports_translations", __name__, url_prefix="/desk/translations")
_TRANSLATES = (Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.TRANSLATOR)
_ONE = "/<any(reports, decisions):what>/<slug>/"
Shown = dict[str, Any]


def _bench(what: str, slug: str, code: str) -> tuple[Bench, Shown]:
    """The bench that an address names, and what every page of it needs."""
    home = "reports_desk.decision" if what == "decisions" else "reports_desk.desk_show"
    back = url_for(home, slug=slug) if may_open(home) else url_for("admin.desk")
    return forms.opened(queries.work(what, slug), back, what=what, slug=slug, code=code)


@bp.route(f"{_ONE}<code>/", methods=["GET", "POST"])
@allow(*_TRANSLATES)
def translate(what: str, slug: str, code: str) -> ResponseReturnValue:
    made, facts = _bench(what, slug, code)
    form = forms.bench_form(made, me().id)
    if form.submitted():
        with form.shows_broken_rules():
            languages.save(actor=me(), about=made.work.about, target=made.target, **form.typed())
            return forms.back_to(facts)
    return render_template("reports/translate.html", form=form, **facts)


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
    return render_template("reports/files.html", form=form, judged=judged, **facts)


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
