"""Read the final report, write the decision, publish it."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.core.clock import today
from engage.core.i18n import languages, reader_language
from engage.reports import commands, forms
from engage.reports.queries import decisions, page
from engage.reports.queries.decisions import Source
from engage.reports.queries.written import gaps
from engage.reports.views.desk import bp

_LEAD = (Role.ENGAGEMENT_LEAD,)
_SECOND = (*_LEAD, Role.APPROVER)
_STAFF = (*_SECOND, Role.ANALYST, Role.ADMIN)


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".decision", slug=slug))


@bp.get("/consultations/<slug>/decision/")
@allow(*_STAFF)
def decision(slug: str) -> ResponseReturnValue:
    made = decisions.source_if_ready(slug)
    if made is None:
        return render_template("reports/no_decision.html", slug=slug)
    shown = decisions.preview(made, today())
    facts = {"gaps": gaps(made), "languages": languages(), **_standing(made)}
    return render_template("reports/decision.html", made=made, page=shown, **facts)


def _standing(made: Source) -> dict[str, Any]:
    """What is still needed, and in which language its words are."""
    return {"gates": decisions.gates(made, publisher=me().id), "content": reader_language()}


@bp.route("/consultations/<slug>/decision/words/", methods=["GET", "POST"])
@allow(*_LEAD)
def write_decision(slug: str) -> ResponseReturnValue:
    made = decisions.source_of(slug)
    form = forms.decision_form(made)
    if form.submitted():
        with form.shows_broken_rules():
            commands.save_decision(actor=me(), made=made, **form.typed())
            return _back(slug)
    return render_template("reports/write_decision.html", form=form, made=made)


@bp.post("/consultations/<slug>/decision/send-to-panel/")
@allow(*_LEAD)
def send_decision_to_panel(slug: str) -> ResponseReturnValue:
    commands.send_decision_to_panel(actor=me(), made=decisions.source_of(slug))
    return _back(slug)


@bp.post("/consultations/<slug>/decision/publish/")
@allow(*_SECOND)
def publish_decision(slug: str) -> ResponseReturnValue:
    commands.publish_decision(actor=me(), made=decisions.source_of(slug))
    return _back(slug)


@bp.route("/consultations/<slug>/final-report/", methods=["GET", "POST"])
@allow(*_SECOND, Role.ADMIN)
def read_final(slug: str) -> ResponseReturnValue:
    made, form = decisions.source_of(slug), forms.OpeningForm()
    if form.submitted():
        with form.shows_broken_rules():
            commands.open_report(actor=me(), made=made, **form.values())
            return _back(slug)
    shown = page.public_page(made.report.slug, reader_language().code, today())
    content = languages()[shown.language]
    return render_template(
        "reports/read_final.html", form=form, made=made, page=shown, content=content
    )


@bp.route("/consultations/<slug>/final-report/on-paper/", methods=["GET", "POST"])
@allow(*_SECOND)
def read_on_paper(slug: str) -> ResponseReturnValue:
    made, form = decisions.source_of(slug), forms.PaperOpeningForm()
    if form.submitted():
        with form.shows_broken_rules():
            commands.state_reading(actor=me(), made=made, **form.values())
            return _back(slug)
    return render_template("reports/read_on_paper.html", form=form, made=made)
