"""Paste questions, and take a whole questionnaire in or out."""

import json
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.consultations import queries
from engage.consultations.commands import questionnaires as commands
from engage.consultations.forms import taking as forms
from engage.consultations.models import Consultation
from engage.consultations.queries import exchange, sources
from engage.consultations.rules import limesurvey, pasting
from engage.consultations.rules.exchange import document, loads
from engage.consultations.rules.taking import as_document
from engage.consultations.views.builder import bp
from engage.consultations.views.builder_form import to_questions, writable
from engage.core.errors import RuleBroken
from engage.core.i18n import _d
from engage.core.web import reads

LEAD = Role.ENGAGEMENT_LEAD


@bp.get("/<slug>/questions/paste/")
@allow(LEAD)
def paste(slug: str) -> ResponseReturnValue:
    return _paste(writable(slug), forms.PasteForm())


def _paste(consultation: Consultation, form: forms.PasteForm) -> str:
    return render_template("consultations/builder_paste.html", form=form, consultation=consultation)


@bp.post("/<slug>/questions/paste/found/")
@allow(LEAD)
@reads
def paste_found(slug: str) -> ResponseReturnValue:
    consultation = writable(slug)
    form = forms.PasteForm()
    if not form.submitted():
        return _paste(consultation, form)
    found = pasting.find(form.text.data or "")
    if not found:
        form.refuse(_d("We found no question. Put each question on a line of its own."), "text")
        return _paste(consultation, form)
    return _found(consultation, forms.found_form(found, fresh=True))


def _found(consultation: Consultation, form: forms.FoundForm) -> str:
    return render_template("consultations/builder_found.html", form=form, consultation=consultation)


@bp.post("/<slug>/questions/paste/take/")
@allow(LEAD)
def paste_take(slug: str) -> ResponseReturnValue:
    consultation = writable(slug)
    form = forms.found_again()
    if form.submitted():
        with form.shows_broken_rules():
            found = form.taken()
            if not found:
                raise RuleBroken(_d("Tick at least one question."))
            made = as_document(found, form.page_title, together=bool(form.together.data))
            commands.take_in(actor=me(), consultation=consultation, document=made)
            return to_questions(slug)
    return _found(consultation, form)


@bp.get("/<slug>/questions/export/")
@allow(LEAD, Role.ANALYST, Role.APPROVER, Role.ADMIN)
def export(slug: str) -> ResponseReturnValue:
    made = sources.source(queries.by_slug(slug))
    body = json.dumps(exchange.exported(made), ensure_ascii=False, indent=2) + "\n"
    response = Response(body, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-questions.json"'
    return response


@bp.get("/<slug>/questions/import/")
@allow(LEAD)
def import_(slug: str) -> ResponseReturnValue:
    return _import(writable(slug), forms.ImportForm())


def _import(consultation: Consultation, form: forms.ImportForm, **found: Any) -> str:
    return render_template(
        "consultations/builder_import.html", form=form, consultation=consultation, **found
    )


@bp.post("/<slug>/questions/import/found/")
@allow(LEAD)
@reads
def import_found(slug: str) -> ResponseReturnValue:
    consultation = writable(slug)
    form = forms.ImportForm()
    if form.submitted():
        with form.shows_broken_rules():
            return _import(consultation, form, **_read(form))
    return _import(consultation, form), 422


def _read(form: forms.ImportForm) -> dict[str, Any]:
    """What a file holds, and what of it is not taken. Raises RuleBroken."""
    raw, survey = form.raw()
    if survey:
        taken = limesurvey.survey(raw)
        return {
            "found": taken.document,
            "left": taken.report,
            "kept": json.dumps(taken.data),
        }
    data = loads(raw)
    return {"found": document(data), "left": (), "kept": json.dumps(data)}


@bp.post("/<slug>/questions/import/take/")
@allow(LEAD)
def import_take(slug: str) -> ResponseReturnValue:
    consultation = writable(slug)
    form = forms.ImportForm()
    if form.submitted():
        with form.shows_broken_rules():
            made = document(loads(request.form.get("document", "")))
            commands.take_in(actor=me(), consultation=consultation, document=made)
            return to_questions(slug)
    return _import(consultation, form), 422
