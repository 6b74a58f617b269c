"""The desk where words are checked before the public reads them."""

from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.audit.commands import looked
from engage.consultations import queries as consultations
from engage.consultations.models import Weight
from engage.core.forms import Form
from engage.core.i18n import SOURCE, languages
from engage.core.web import turn
from engage.responses.commands import finding
from engage.responses.commands import publication as commands
from engage.responses.forms.moderation import DecideForm, FinishForm, MarkForm, RefuseForm
from engage.responses.models import PublicationState, RedactionReason
from engage.responses.queries import publication as queries
from engage.responses.rules.redaction import DELAY
from engage.responses.rules.suggestions import What
from engage.responses.views.desk import STAFF, desk


def _state() -> PublicationState:
    """Which answers the address asks for; those that wait when it says nothing we know."""
    asked = request.args.get("state", "")
    known = asked in list(queries.QUEUES)
    return PublicationState(asked) if known else PublicationState.WAITING


@desk.get("/<slug>/publish/")
@allow(*STAFF)
def publish_queue(slug: str) -> ResponseReturnValue:
    consultation = consultations.public_by_slug(slug)
    state, counts = _state(), queries.state_counts(consultation.id)
    return render_template(
        "responses/publish_queue.html",
        consultation=consultation,
        themes_only=consultation.weight is Weight.LIGHT,
        state=state,
        counts=counts,
        page=queries.queue(consultation.id, state, turn(UUID), counts[state]),
        following=queries.next_to_check(consultation.id, me().id),
        said=request.args.get("said", ""),
    )


@desk.post("/<slug>/publish/find/")
@allow(*STAFF)
def publish_find(slug: str) -> ResponseReturnValue:
    consultation = consultations.public_by_slug(slug)
    finding.find_new(actor=me(), consultation_id=consultation.id, stretches=2)
    return redirect(url_for(".publish_queue", slug=slug))


def _one(slug: str, publication_id: UUID) -> queries.Moderated:
    """One answer to check, with the questions in English. Raises NotFound."""
    consultation = consultations.public_by_slug(slug)
    asked = consultations.questionnaire(consultation, SOURCE)
    return queries.moderated(consultation, asked, publication_id)


def _page(slug: str, one: queries.Moderated, sent: Form | None = None) -> str:
    """The page of one answer; `sent` is the form that was sent and refused."""
    fresh: dict[str, Form] = {
        "mark": MarkForm([(each.text.key, each.text.label) for each in one.texts]),
        "finish": FinishForm(seen=one.seen),
        "refuse": RefuseForm(),
    }
    kept = {name: sent if type(sent) is type(form) else form for name, form in fresh.items()}
    looked([one.response.id], "publishing", actor=me())
    shared: dict[str, Any] = {"RedactionReason": RedactionReason, "What": What, "hours": DELAY}
    return render_template(
        "responses/moderate.html",
        slug=slug,
        one=one,
        form=sent,
        mine=one.publication.first_by == me().id,
        languages=languages(),
        **kept,
        **shared,
    )


def _back(slug: str, publication_id: UUID, anchor: str = "") -> ResponseReturnValue:
    return redirect(
        url_for(".moderate", slug=slug, publication_id=publication_id, _anchor=anchor or "texts")
    )


@desk.route("/<slug>/publish/<uuid:publication_id>/", methods=["GET", "POST"])
@allow(*STAFF)
def moderate(slug: str, publication_id: UUID) -> ResponseReturnValue:
    one = _one(slug, publication_id)
    if request.method != "POST":
        return _page(slug, one)
    form = MarkForm([(each.text.key, each.text.label) for each in one.texts])
    if form.submitted():
        with form.shows_broken_rules():
            commands.mark(actor=me(), one=one, **form.values())
            return _back(slug, publication_id)
    return _page(slug, one, form)


@desk.post("/<slug>/publish/<uuid:publication_id>/marks/<uuid:redaction_id>/")
@allow(*STAFF)
def decide(slug: str, publication_id: UUID, redaction_id: UUID) -> ResponseReturnValue:
    one, form = _one(slug, publication_id), DecideForm()
    redaction = one.redaction(redaction_id)
    if not form.submitted():
        abort(400)
    if form.do.data == "take_out":
        reason = form.values()["reason"]
        commands.accept(actor=me(), one=one, redaction=redaction, reason=reason)
    else:
        commands.lift(actor=me(), one=one, redaction=redaction)
    return _back(slug, publication_id, f"mark-{redaction_id}")


def _onward(slug: str) -> ResponseReturnValue:
    """To the next answer, or back to the queue when there is none."""
    consultation = consultations.public_by_slug(slug)
    following = queries.next_to_check(consultation.id, me().id)
    if following is None:
        return redirect(url_for(".publish_queue", slug=slug, said="done"))
    return redirect(url_for(".moderate", slug=slug, publication_id=following))


@desk.post("/<slug>/publish/<uuid:publication_id>/finish/")
@allow(*STAFF)
def publish_finish(slug: str, publication_id: UUID) -> ResponseReturnValue:
    one, form = _one(slug, publication_id), FinishForm()
    if form.submitted():
        with form.shows_broken_rules():
            commands.finish(actor=me(), one=one, **form.values())
            return _onward(slug)
    return _page(slug, one, form)


@desk.post("/<slug>/publish/<uuid:publication_id>/refuse/")
@allow(*STAFF)
def publish_refuse(slug: str, publication_id: UUID) -> ResponseReturnValue:
    one, form = _one(slug, publication_id), RefuseForm()
    if form.submitted():
        with form.shows_broken_rules():
            commands.refuse(actor=me(), one=one, **form.values())
            return _onward(slug)
    return _page(slug, one, form)


@desk.post("/<slug>/publish/<uuid:publication_id>/reopen/")
@allow(*STAFF)
def publish_reopen(slug: str, publication_id: UUID) -> ResponseReturnValue:
    commands.reopen(actor=me(), one=_one(slug, publication_id))
    return _back(slug, publication_id)
