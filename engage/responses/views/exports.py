"""Files of all answers: asked for by button, written by the worker, fetched for a week."""

from uuid import UUID

from flask import redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, has_role, me
from engage.accounts.models import Role
from engage.audit.commands import looked
from engage.consultations import queries as consultations
from engage.core.errors import NotFound, RuleBroken
from engage.core.files import storage_path
from engage.responses.commands import exports as commands
from engage.responses.forms.exports import ExportForm
from engage.responses.models import Export
from engage.responses.queries import export as queries
from engage.responses.rules import exporting
from engage.responses.views.desk import STAFF, desk


def _may_fetch(found: Export) -> bool:
    """A lead may fetch any file, an analyst those they asked for."""
    return found.asked_by == me().id or has_role(Role.ENGAGEMENT_LEAD)


@desk.route("/<slug>/exports/", methods=["GET", "POST"])
@allow(*STAFF)
def exports(slug: str) -> ResponseReturnValue:
    consultation, form = consultations.public_by_slug(slug), ExportForm()
    if form.submitted():
        with form.shows_broken_rules():
            commands.ask(actor=me(), consultation=consultation, **form.values())
            return redirect(url_for(".exports", slug=slug, _anchor="files"))
    ours = [each for each in queries.exports_of(consultation.id) if _may_fetch(each)]
    facts = {"files": ours, "days": exporting.DAYS_KEPT, "outdated": exporting.OUTDATED}
    return render_template("responses/exports.html", form=form, consultation=consultation, **facts)


@desk.get("/<slug>/exports/<uuid:export_id>/file/")
@allow(*STAFF)
def export_file(slug: str, export_id: UUID) -> ResponseReturnValue:
    consultation = consultations.public_by_slug(slug)
    found = queries.export(consultation.id, export_id)
    if not ((found.stored or found.outdated) and _may_fetch(found)):
        raise NotFound
    if found.outdated:
        raise RuleBroken(exporting.OUTDATED)
    looked([found.id], "export fetched", actor=me())
    name = f"{slug}.{commands.ENDINGS[found.format]}"
    return send_file(storage_path(found.stored), as_attachment=True, download_name=name)


@desk.post("/<slug>/exports/<uuid:export_id>/again/")
@allow(*STAFF)
def export_again(slug: str, export_id: UUID) -> ResponseReturnValue:
    consultation = consultations.public_by_slug(slug)
    found = queries.export(consultation.id, export_id)
    if not _may_fetch(found):
        raise NotFound
    commands.ask_again(actor=me(), consultation=consultation, made=found)
    return redirect(url_for(".exports", slug=slug, _anchor="files"))
