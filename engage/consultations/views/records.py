"""The checklist before a launch: records, the panel, reminders, and the launch itself."""

from typing import Any

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.consultations import commands, queries, rules
from engage.consultations.forms import process as forms
from engage.consultations.models import Consultation, RecordKind
from engage.consultations.queries import checklist as checklists
from engage.consultations.queries import launch, privacy, process, sources
from engage.consultations.views.desk import STAFF, desk
from engage.core.errors import NotFound, RuleBroken
from engage.core.limits import spend
from engage.reading import commands as reading

_LEADS = (Role.ENGAGEMENT_LEAD, Role.APPROVER)


def own_address(path: str) -> str:
    """A path as an address that can be mailed."""
    return f"{current_app.config['BASE_URL']}{path}"


@desk.get("/<slug>/checklist/")
@allow(*STAFF)
def checklist(slug: str) -> ResponseReturnValue:
    return _list(queries.by_slug(slug, areas=True))


def _list(consultation: Consultation, refused: str = "") -> str:
    """The checklist; `refused`: why it was not launched just now."""
    found = checklists.checklist(consultation, me())
    facts = {"consultation": consultation, "found": found, "mine": me(), "refused": refused}
    return render_template("consultations/checklist.html", **facts)


@desk.route("/<slug>/records/<kind>/", methods=["GET", "POST"])
@allow(*_LEADS)
def enter_record(slug: str, kind: str) -> ResponseReturnValue:
    consultation = queries.by_slug(slug)
    form = forms.record_form(_kind(kind), url_for("consultations.privacy", slug=slug))
    if form.submitted():
        with form.shows_broken_rules():
            values = forms.record_values(form)
            commands.enter_record(
                actor=me(), consultation=consultation, kind=RecordKind(kind), **values
            )
            return redirect(url_for(".checklist", slug=slug))
    facts = _record_facts(consultation, _kind(kind))
    return render_template("consultations/enter_record.html", form=form, slug=slug, **facts)


def _record_facts(consultation: Consultation, kind: RecordKind) -> dict[str, Any]:
    """The last record of a kind; beside that of the privacy notice, what people will read."""
    last = process.records(consultation.id).get(kind)
    facts: dict[str, Any] = {"kind": kind, "last": last, "linked": kind in rules.LINKED}
    if kind is RecordKind.PRIVACY_NOTICE:
        facts["notice"] = privacy.draft_parts(consultation)
    return facts


def _kind(kind: str) -> RecordKind:
    if kind not in list(RecordKind):
        raise NotFound
    return RecordKind(kind)


@desk.post("/<slug>/remind/<gate>/")
@allow(*STAFF)
def remind(slug: str, gate: str) -> ResponseReturnValue:
    consultation = queries.by_slug(slug)
    if gate not in {*rules.NAMES, *rules.OVERRIDABLE}:
        raise NotFound
    spend("remind", f"{slug} {gate}", "3 per day")
    author = process.people([consultation.created_by])[consultation.created_by]
    facts = {"gate": gate, "title": launch.own_words(consultation)["title"]}
    address = own_address(url_for(".checklist", slug=slug))
    commands.remind(actor=me(), consultation=consultation, to=author, address=address, **facts)
    return redirect(url_for(".checklist", slug=slug))


@desk.post("/<slug>/send-to-panel/")
@allow(Role.ENGAGEMENT_LEAD)
def send_to_panel(slug: str) -> ResponseReturnValue:
    made = sources.source(queries.by_slug(slug))
    reading.send(
        actor=me(),
        subject_kind="consultation",
        subject_id=made.consultation.id,
        title=made.words["title"],
        text=launch.panel_text(made),
    )
    return redirect(url_for(".checklist", slug=slug))


@desk.post("/<slug>/schedule/")
@allow(*_LEADS)
def schedule(slug: str) -> ResponseReturnValue:
    consultation = queries.by_slug(slug, areas=True)
    try:
        commands.schedule(actor=me(), consultation=consultation)
    except RuleBroken as broken:
        return _list(consultation, str(broken)), 422
    return redirect(url_for(".desk_show", slug=slug))
