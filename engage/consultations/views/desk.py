"""The desk where staff write a consultation and move it on."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.consultations import commands, forms, queries, rules
from engage.consultations.models import Consultation, Stage
from engage.consultations.queries import launch, polls, process
from engage.core.clock import now, today
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE

desk = Blueprint("consultations_desk", __name__, url_prefix="/desk/consultations")
STAFF = (Role.ENGAGEMENT_LEAD, Role.APPROVER, Role.ADMIN)


@desk.get("/")
@allow(*STAFF, Role.ANALYST)
def desk_index() -> ResponseReturnValue:
    wanted = request.args.get("stage", "")
    everything = [(row, rules.stage_in_force(row, now())) for row in queries.all_consultations()]
    rows = [row for row, stage in everything if wanted in {"", stage.value}]
    return render_template(
        "consultations/desk_index.html",
        rows=rows,
        titles=launch.titles(rows),
        stages={row.id: stage for row, stage in everything},
        wanted=wanted,
        Stage=Stage,
    )


@desk.get("/<slug>/")
@allow(*STAFF, Role.ANALYST)
def desk_show(slug: str) -> ResponseReturnValue:
    consultation = queries.by_slug(slug)
    told = process.notices(consultation.id, SOURCE)
    return render_template(
        "consultations/desk_show.html",
        consultation=consultation,
        words=launch.own_words(consultation),
        told=told,
        delay_due=rules.delay_note_due(consultation, process.promised_on(told), now()),
        due_on=rules.response_due(consultation.closes_on),
        near=_near(consultation),
        **_ways(consultation, rules.stage_in_force(consultation, now())),
    )


def _near(consultation: Consultation) -> list[str]:
    """What to do about each election that was entered since the launch."""
    found = polls.unforeseen(consultation)
    return [rules.what_to_do(consultation, each, today()) for each in found]


def _ways(consultation: Consultation, stage: Stage) -> dict[str, object]:
    """Where it stands, and what staff may do with it now: pages by their endpoint, and moves."""
    live, stoppable = stage in rules.LIVE, stage in rules.STOPPABLE
    ways = {
        "checklist": stage in {Stage.DRAFT, Stage.IN_REVIEW},
        "correct": stage in rules.PUBLIC and consultation.edition_id is not None,
        "correct_questions": live,
        "extend": live,
        "pause": stage in {Stage.SCHEDULED, Stage.OPEN},
        "resume": stage is Stage.PAUSED,
        "delay": stage in {Stage.CLOSED, Stage.ANALYSING},
        "withdraw": stoppable,
        "tell": stage is Stage.DECIDED,
    }
    return {"stage": stage, "Stage": Stage, "ways": ways, "moves": rules.NEXT.get(stage, ())}


@desk.route("/<slug>/words/", methods=["GET", "POST"])
@allow(Role.ENGAGEMENT_LEAD)
def words(slug: str) -> ResponseReturnValue:
    consultation = queries.by_slug(slug)
    form = forms.words_form(consultation, launch.own_words(consultation))
    if form.submitted():
        with form.shows_broken_rules():
            commands.edit_words(
                actor=me(),
                consultation=consultation,
                texts=form.texts,
                version=form.opened_at,
            )
            return redirect(url_for(".desk_show", slug=slug))
    return render_template("consultations/words.html", form=form, consultation=consultation)


@desk.post("/<slug>/move/<to>/")
@allow(Role.ENGAGEMENT_LEAD)
def move(slug: str, to: str) -> ResponseReturnValue:
    if to not in list(Stage):
        raise NotFound
    commands.move(actor=me(), consultation=queries.by_slug(slug), to=Stage(to))
    return redirect(url_for(".desk_show", slug=slug))


@desk.post("/<slug>/freeze/")
@allow(Role.ENGAGEMENT_LEAD, Role.ANALYST)
def freeze(slug: str) -> ResponseReturnValue:
    commands.freeze_answers(actor=me(), consultation=queries.by_slug(slug))
    return redirect(url_for(".desk_show", slug=slug))
