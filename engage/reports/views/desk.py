"""The desk where staff write reports and keep promises up to date."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.core.clock import now, today
from engage.core.i18n import languages
from engage.reports import commands, forms
from engage.reports.queries import drafts, page
from engage.reports.queries.written import gaps

bp = Blueprint("reports_desk", __name__, url_prefix="/desk")
STAFF = (Role.ENGAGEMENT_LEAD, Role.ANALYST)
_READS = (*STAFF, Role.APPROVER)
_PUBLISHES = (Role.ENGAGEMENT_LEAD, Role.APPROVER)


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".desk_show", slug=slug))


@bp.get("/reports/")
@allow(*_READS)
def desk_index() -> ResponseReturnValue:
    return render_template("reports/desk_index.html", reports=drafts.every_report())


@bp.route("/reports/new/", methods=["GET", "POST"])
@allow(*STAFF)
def create() -> ResponseReturnValue:
    form = forms.NewReportForm().offer(drafts.without_report(now()))
    if form.submitted():
        with form.shows_broken_rules():
            return _back(commands.create(**form.typed(), actor=me()).slug)
    return render_template("reports/create.html", form=form)


@bp.get("/reports/<slug>/")
@allow(*_READS)
def desk_show(slug: str) -> ResponseReturnValue:
    made = drafts.source_of(slug)
    gates = drafts.gates(made, publisher=me().id if made.report.is_final else None)
    shown = page.preview(made, gates, today())
    facts = {"gates": gates, "gaps": gaps(made), "languages": languages()}
    return render_template("reports/desk_show.html", made=made, page=shown, **facts)


@bp.route("/reports/<slug>/words/", methods=["GET", "POST"])
@allow(*STAFF)
def edit(slug: str) -> ResponseReturnValue:
    made = drafts.source_of(slug)
    form = forms.report_form(made)
    if form.submitted():
        with form.shows_broken_rules():
            commands.edit(actor=me(), report=made.report, **form.typed())
            return _back(slug)
    return render_template("reports/edit.html", form=form, made=made)


@bp.route("/reports/<slug>/statements/new/", methods=["GET", "POST"])
@allow(*STAFF)
def add_statement(slug: str) -> ResponseReturnValue:
    made = drafts.source_of(slug)
    form = forms.StatementForm().offer(drafts.theme_choices(made))
    if form.submitted():
        with form.shows_broken_rules():
            commands.add_statement(actor=me(), report=made.report, **form.typed())
            return _back(slug)
    return render_template("reports/add_statement.html", form=form, made=made)


@bp.route("/reports/<slug>/statements/<uuid:statement_id>/", methods=["GET", "POST"])
@allow(*STAFF)
def edit_statement(slug: str, statement_id: UUID) -> ResponseReturnValue:
    made = drafts.source_of(slug)
    row = made.statement(statement_id)
    form = forms.statement_form(made, row, drafts.theme_choices(made))
    if form.submitted():
        typed = {**form.typed(), "version": form.opened}
        with form.shows_broken_rules():
            commands.edit_statement(actor=me(), report=made.report, statement=row, **typed)
            return _back(slug)
    return render_template("reports/edit_statement.html", form=form, made=made, row=row)


@bp.post("/reports/<slug>/statements/<uuid:statement_id>/remove/")
@allow(*STAFF)
def remove_statement(slug: str, statement_id: UUID) -> ResponseReturnValue:
    made = drafts.source_of(slug)
    row = made.statement(statement_id)
    commands.remove_statement(actor=me(), report=made.report, statement=row)
    return _back(slug)


@bp.get("/reports/<slug>/preview/")
@allow(*_READS)
def preview(slug: str) -> ResponseReturnValue:
    made = drafts.source_of(slug)
    shown = page.preview(made, drafts.gates(made), today())
    return render_template("reports/preview.html", page=shown, content=languages()[shown.language])


@bp.post("/reports/<slug>/publish/")
@allow(*_PUBLISHES)
def publish_final(slug: str) -> ResponseReturnValue:
    commands.publish_final(actor=me(), report=drafts.source_of(slug).report)
    return _back(slug)


@bp.post("/reports/<slug>/send-to-panel/")
@allow(*STAFF)
def send_to_panel(slug: str) -> ResponseReturnValue:
    commands.send_to_panel(actor=me(), report=drafts.source_of(slug).report)
    return _back(slug)


@bp.route("/reports/<slug>/promises/<uuid:statement_id>/", methods=["GET", "POST"])
@allow(*STAFF)
def move_promise(slug: str, statement_id: UUID) -> ResponseReturnValue:
    made = drafts.source_of(slug)
    row = made.statement(statement_id)
    promise = made.promise(row)
    form = forms.promise_form(promise)
    if form.submitted():
        with form.shows_broken_rules():
            commands.move_promise(actor=me(), promise=promise, **form.typed())
            return _back(slug)
    return render_template("reports/move_promise.html", form=form, made=made, row=row)
