"""The desk where staff write reports and keep promises up to date."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.core.clock import now, today
from engage.core.errors import NotFound
from engage.core.i18n import languages
from engage.reports import commands, forms
from engage.reports.queries import drafts, page

bp = Blueprint("reports_desk", __name__, url_prefix="/desk/reports")
_STAFF = (Role.ENGAGEMENT_LEAD, Role.ANALYST)


@bp.get("/")
@allow(*_STAFF)
def desk_index() -> ResponseReturnValue:
    return render_template("reports/desk_index.html", reports=drafts.all_reports({None}))


@bp.route("/new/", methods=["GET", "POST"])
@allow(*_STAFF)
def create() -> ResponseReturnValue:
    form = forms.NewReportForm().offer(drafts.without_report(now()))
    if form.submitted():
        with form.shows_broken_rules():
            report = commands.create(**form.values(), actor=me())
            return redirect(url_for(".desk_show", slug=report.slug))
    return render_template("reports/create.html", form=form)


@bp.get("/<slug>/")
@allow(*_STAFF)
def desk_show(slug: str) -> ResponseReturnValue:
    made = drafts.source(drafts.by_slug(slug))
    return render_template(
        "reports/desk_show.html",
        made=made,
        page=page.preview(made, made.languages[0], today()),
        gates=drafts.gates(made),
        gaps=drafts.gaps(made),
        languages=languages(),
    )


@bp.route("/<slug>/words/", methods=["GET", "POST"])
@allow(*_STAFF)
def edit(slug: str) -> ResponseReturnValue:
    made = drafts.source(drafts.by_slug(slug))
    form = forms.report_form(made)
    if form.submitted():
        with form.shows_broken_rules():
            commands.edit(actor=me(), report=made.report, **form.typed())
            return redirect(url_for(".desk_show", slug=slug))
    return render_template("reports/edit.html", form=form, made=made)


@bp.route("/<slug>/statements/new/", methods=["GET", "POST"])
@allow(*_STAFF)
def add_statement(slug: str) -> ResponseReturnValue:
    report = drafts.by_slug(slug)
    form = forms.StatementForm().offer(drafts.theme_choices(report.consultation_id))
    if form.submitted():
        with form.shows_broken_rules():
            commands.add_statement(actor=me(), report=report, **form.typed())
            return redirect(url_for(".desk_show", slug=slug))
    return render_template("reports/add_statement.html", form=form, report=report)


@bp.route("/<slug>/statements/<uuid:statement_id>/", methods=["GET", "POST"])
@allow(*_STAFF)
def edit_statement(slug: str, statement_id: UUID) -> ResponseReturnValue:
    made = drafts.source(drafts.by_slug(slug))
    row = drafts.statement(made.report, statement_id)
    form = forms.statement_form(made, row, drafts.theme_choices(made.consultation.id))
    if form.submitted():
        with form.shows_broken_rules():
            commands.edit_statement(
                actor=me(), report=made.report, statement=row, version=form.opened, **form.typed()
            )
            return redirect(url_for(".desk_show", slug=slug))
    return render_template("reports/edit_statement.html", form=form, made=made, row=row)


@bp.post("/<slug>/statements/<uuid:statement_id>/remove/")
@allow(*_STAFF)
def remove_statement(slug: str, statement_id: UUID) -> ResponseReturnValue:
    report = drafts.by_slug(slug)
    row = drafts.statement(report, statement_id)
    commands.remove_statement(actor=me(), report=report, statement=row)
    return redirect(url_for(".desk_show", slug=slug))


@bp.route("/<slug>/translations/<code>/", methods=["GET", "POST"])
@allow(*_STAFF)
def translate(slug: str, code: str) -> ResponseReturnValue:
    made = drafts.source(drafts.by_slug(slug))
    if code not in made.languages[1:]:
        raise NotFound
    form = forms.translation_form(made, code)
    if form.submitted():
        commands.translate(actor=me(), report=made.report, language=code, texts=form.texts)
        return redirect(url_for(".desk_show", slug=slug))
    return render_template(
        "reports/translate.html", form=form, made=made, language=languages()[code]
    )


@bp.get("/<slug>/preview/")
@allow(*_STAFF)
def preview(slug: str) -> ResponseReturnValue:
    made = drafts.source(drafts.by_slug(slug))
    shown = page.preview(made, made.languages[0], today())
    return render_template("reports/preview.html", page=shown, content=languages()[shown.language])


@bp.post("/<slug>/send-to-panel/")
@allow(*_STAFF)
def send_to_panel(slug: str) -> ResponseReturnValue:
    commands.send_to_panel(actor=me(), report=drafts.by_slug(slug))
    return redirect(url_for(".desk_show", slug=slug))


@bp.route("/<slug>/promises/<uuid:statement_id>/", methods=["GET", "POST"])
@allow(*_STAFF)
def move_promise(slug: str, statement_id: UUID) -> ResponseReturnValue:
    made = drafts.source(drafts.by_slug(slug))
    promise = made.promises.get(statement_id)
    if promise is None:
        raise NotFound
    form = forms.promise_form(promise)
    if form.submitted():
        with form.shows_broken_rules():
            commands.move_promise(actor=me(), promise=promise, **form.typed())
            return redirect(url_for(".desk_show", slug=slug))
    row = drafts.statement(made.report, statement_id)
    return render_template("reports/move_promise.html", form=form, made=made, row=row)
