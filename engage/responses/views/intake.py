"""Files of answers: sent, matched, checked row by row, taken in, undone."""

import json
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.audit.commands import looked
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.core.errors import NotFound
from engage.core.files import storage_path
from engage.core.forms import version_of
from engage.core.web import page_number, takes_files
from engage.responses.commands import intake as commands
from engage.responses.forms import intake as forms
from engage.responses.models import IntakeFile, IntakeStep
from engage.responses.queries import imports as reading
from engage.responses.queries import intake as queries
from engage.responses.rules import intake as rules
from engage.responses.views.desk import desk

_LEAD = (Role.ENGAGEMENT_LEAD,)


@desk.route("/<slug>/import/", methods=["GET", "POST"])
@allow(*_LEAD)
@takes_files(forms.MOST_SENT)
def imports(slug: str) -> ResponseReturnValue:
    consultation, form = consultations.public_by_slug(slug), forms.IntakeForm()
    if form.submitted():
        with form.shows_broken_rules():
            made = commands.upload(actor=me(), consultation=consultation, **form.sent())
            return redirect(url_for(".import_columns", slug=slug, file_id=made.id))
    return _list(consultation, form)


def _list(consultation: Consultation, form: forms.IntakeForm) -> Response:
    page = render_template(
        "responses/imports.html",
        consultation=consultation,
        form=form,
        settled=consultation.frozen_on is not None,
        files=queries.files(consultation.id),
        past=queries.past(consultation.id, page_number()),
        days=rules.DAYS_KEPT,
    )
    return make_response(page, 422 if form.all_errors else 200)


@desk.post("/<slug>/import/taken/<uuid:batch_id>/undo/")
@allow(*_LEAD)
def import_undo(slug: str, batch_id: UUID) -> ResponseReturnValue:
    consultation, form = consultations.public_by_slug(slug), forms.IntakeForm(formdata=None)
    with form.shows_broken_rules():
        commands.undo(actor=me(), batch=queries.batch(consultation.id, batch_id))
        return redirect(url_for(".imports", slug=slug, _anchor="taken"))
    return _list(consultation, form)


def _file(slug: str, file_id: UUID) -> tuple[Consultation, IntakeFile]:
    consultation = consultations.public_by_slug(slug)
    return consultation, queries.file(consultation.id, file_id)


@desk.route("/<slug>/import/<uuid:file_id>/", methods=["GET", "POST"])
@allow(*_LEAD)
def import_columns(slug: str, file_id: UUID) -> ResponseReturnValue:
    consultation, file = _file(slug, file_id)
    if file.working or file.step is IntakeStep.TAKEN:
        return redirect(url_for(".import_rows", slug=slug, file_id=file_id))
    form = _columns_form(consultation, file)
    if form.submitted():
        with form.shows_broken_rules():
            check = request.form.get("go") == "check"
            commands.match(actor=me(), file=file, check=check, **form.chosen())
            return redirect(_onward(slug, file_id, check=check))
    return _columns(consultation, file, form)


def _columns_form(consultation: Consultation, file: IntakeFile) -> forms.ColumnsForm:
    page = queries.columns(file, page_number())
    if not page.items:
        raise NotFound
    offered = rules.offered(reading.askings_of(consultation))
    return forms.columns_form(consultation, file, page.items, offered)


def _onward(slug: str, file_id: UUID, *, check: bool) -> str:
    """Where a lead goes after saving: to the rows, or to the columns of a page."""
    if check:
        return url_for(".import_rows", slug=slug, file_id=file_id)
    page = version_of(request.form.get("go")) or page_number()
    return url_for(".import_columns", slug=slug, file_id=file_id, page=page)


def _columns(consultation: Consultation, file: IntakeFile, form: forms.ColumnsForm) -> Response:
    looked([file.id], "import", actor=me())
    form.seen.data = str(file.version)
    page = render_template(
        "responses/import_columns.html",
        consultation=consultation,
        file=file,
        form=form,
        map_form=forms.MapForm(formdata=None),
        page=queries.columns(file, page_number()),
    )
    return make_response(page, 422 if form.all_errors else 200)


@desk.get("/<slug>/import/<uuid:file_id>/map/")
@allow(*_LEAD)
def import_map(slug: str, file_id: UUID) -> ResponseReturnValue:
    _consultation, file = _file(slug, file_id)
    answer = make_response(json.dumps(file.mapping, ensure_ascii=False, indent=1) + "\n")
    answer.mimetype = "application/json"
    answer.headers.set("Content-Disposition", "attachment", filename=f"{slug}-map.json")
    return answer


@desk.post("/<slug>/import/<uuid:file_id>/map/")
@allow(*_LEAD)
def import_use_map(slug: str, file_id: UUID) -> ResponseReturnValue:
    consultation, file = _file(slug, file_id)
    form = _columns_form(consultation, file)
    with form.shows_broken_rules():
        commands.use_map(actor=me(), file=file, data=forms.MapForm.sent())
        return redirect(url_for(".import_columns", slug=slug, file_id=file_id))
    return _columns(consultation, file, form)


@desk.get("/<slug>/import/<uuid:file_id>/rows/")
@allow(*_LEAD)
def import_rows(slug: str, file_id: UUID) -> ResponseReturnValue:
    consultation, file = _file(slug, file_id)
    return _rows(consultation, file, forms.TakeForm(formdata=None))


def _rows(consultation: Consultation, file: IntakeFile, form: forms.TakeForm) -> Response:
    looked([file.id], "import", actor=me())
    form.seen.data = str(file.version)
    which = request.args.get("show", "")
    which = which if which in queries.SHOWN else "all"
    page = render_template(
        "responses/import_rows.html",
        consultation=consultation,
        file=file,
        form=form,
        show=which,
        page=queries.rows(file.id, which, page_number()),
        before=reading.taken_before(consultation.id, file.file_hash),
        days=rules.DAYS_KEPT,
    )
    return make_response(page, 422 if form.all_errors else 200)


@desk.post("/<slug>/import/<uuid:file_id>/take/")
@allow(*_LEAD)
def import_take(slug: str, file_id: UUID) -> ResponseReturnValue:
    consultation, file = _file(slug, file_id)
    form = forms.TakeForm()
    if form.submitted():
        with form.shows_broken_rules():
            seen, again = version_of(form.seen.data), form.again.data
            commands.ask_take(actor=me(), file=file, seen=seen, again=again)
            return redirect(url_for(".import_rows", slug=slug, file_id=file_id))
    return _rows(consultation, file, form)


@desk.get("/<slug>/import/<uuid:file_id>/refused/")
@allow(*_LEAD)
def import_refused(slug: str, file_id: UUID) -> ResponseReturnValue:
    _consultation, file = _file(slug, file_id)
    if not file.refused:
        raise NotFound
    looked([file.id], "import refused rows", actor=me())
    name = f"{slug}-refused.csv"
    return send_file(storage_path(file.refused), as_attachment=True, download_name=name)


@desk.post("/<slug>/import/<uuid:file_id>/cancel/")
@allow(*_LEAD)
def import_cancel(slug: str, file_id: UUID) -> ResponseReturnValue:
    _consultation, file = _file(slug, file_id)
    commands.cancel(actor=me(), file=file)
    return redirect(url_for(".imports", slug=slug))
