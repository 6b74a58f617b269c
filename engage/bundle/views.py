"""Ask for the full record of a consultation, and fetch it."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.audit.commands import looked
from engage.bundle import commands, queries
from engage.consultations import queries as consultations
from engage.core.clock import day_of
from engage.core.files import storage_path

bp = Blueprint("bundle", __name__, url_prefix="/desk/consultations")
_STAFF = (Role.ENGAGEMENT_LEAD, Role.APPROVER, Role.ADMIN)


@bp.get("/<slug>/record/")
@allow(*_STAFF)
def record(slug: str) -> ResponseReturnValue:
    consultation = consultations.by_slug(slug)
    rows = queries.of_consultation(consultation.id)
    return render_template("bundle/record.html", consultation=consultation, rows=rows)


@bp.post("/<slug>/record/")
@allow(*_STAFF)
def ask(slug: str) -> ResponseReturnValue:
    commands.ask(actor=me(), consultation=consultations.by_slug(slug))
    return redirect(url_for(".record", slug=slug))


@bp.get("/<slug>/record/<uuid:record_id>/")
@allow(*_STAFF)
def fetch(slug: str, record_id: UUID) -> ResponseReturnValue:
    row = queries.made(record_id, consultations.by_slug(slug).id)
    looked([row.id], "full record", actor=me())
    name = f"{slug}-full-record-{day_of(row.as_of)}.zip"
    return send_file(storage_path(row.stored), as_attachment=True, download_name=name)
