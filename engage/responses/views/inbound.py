"""Emails that staff drop here become answers; who sent one is kept apart."""

from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.audit.commands import looked
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation, Kind
from engage.consultations.rules import Questionnaire
from engage.core.clock import day_of
from engage.core.errors import NotFound
from engage.core.files import stored_bytes
from engage.core.web import takes_files, turn
from engage.responses import rules
from engage.responses.commands import inbound as commands
from engage.responses.forms import entry as entry_forms
from engage.responses.forms.inbound import DropForm
from engage.responses.models import Inbound
from engage.responses.queries import arrivals
from engage.responses.rules import concerns
from engage.responses.rules.letters import Letter, letter
from engage.responses.views.desk import STAFF, desk
from engage.responses.views.entering import (
    Entering,
    asked_here,
    languages_of,
    to_entry,
)
from engage.responses.views.entry import check_may_open


@desk.route("/<slug>/inbound/", methods=["GET", "POST"])
@allow(*STAFF)
@takes_files(entry_forms.MOST_SENT)
def inbound(slug: str) -> ResponseReturnValue:
    consultation, form = consultations.by_slug(slug), DropForm()
    if form.submitted():
        with form.shows_broken_rules():
            made = commands.drop(actor=me(), consultation=consultation, dropped=form.dropped())
            return redirect(url_for(".answer_email", slug=slug, inbound_id=made.id))
    page = render_template(
        "responses/inbound.html", consultation=consultation, form=form, **_queue(consultation)
    )
    return make_response(page, 422 if form.all_errors else 200)


def _queue(consultation: Consultation) -> dict[str, Any]:
    waiting = arrivals.inbound_waiting(consultation.id, turn(UUID))
    if waiting.items:
        looked([each.id for each in waiting.items], "inbound", actor=me())
    return {"waiting": waiting, "settled": arrivals.inbound_settled(consultation.id)}


@desk.route("/<slug>/inbound/<uuid:inbound_id>/", methods=["GET", "POST"])
@allow(*STAFF)
@takes_files(entry_forms.MOST_SENT)
def answer_email(slug: str, inbound_id: UUID) -> ResponseReturnValue:
    consultation = consultations.by_slug(slug)
    waiting = arrivals.inbound(consultation.id, inbound_id)
    asked = asked_here(consultation)
    form = entry_forms.EmailForm(asked, data={"received_on": day_of(waiting.came_at)})
    page = Entering(consultation, asked, form)
    if request.method == "POST":
        right, answers = form.submitted(), form.answers()
        with form.shows_broken_rules():
            if right and answers is not None:
                return _answered(page, waiting, answers)
    return _email_page(page, waiting)


def _email_page(page: Entering, waiting: Inbound) -> Response:
    looked([waiting.id], "inbound", actor=me())
    words = letter(waiting.text)
    return page.show(
        "responses/answer_email.html",
        offered_answers(page.asked, words),
        waiting=waiting,
        words=words,
        offered=languages_of(page.consultation),
    )


def offered_answers(asked: Questionnaire, words: Letter) -> dict[str, Any]:
    """The words of an email, offered for the first question that takes a long text."""
    for each in asked.questions:
        if each.kind is Kind.LONG_TEXT and len(words.own) <= rules.limit_of(each):
            return {each.key: words.own}
    return {}


def _answered(page: Entering, waiting: Inbound, answers: dict[str, Any]) -> Response:
    response = commands.make_answer(
        actor=me(),
        inbound=waiting,
        consultation=page.consultation,
        asked=page.asked,
        answers=answers,
        facts=page.form.facts(),
    )
    entry_forms.remember_left_out(page.left_out(answers), response.reference)
    return to_entry(page.consultation, response)


@desk.post("/<slug>/inbound/<uuid:inbound_id>/set-aside/")
@allow(*STAFF)
def set_aside(slug: str, inbound_id: UUID) -> ResponseReturnValue:
    consultation = consultations.by_slug(slug)
    commands.set_aside(actor=me(), inbound=arrivals.inbound(consultation.id, inbound_id))
    return redirect(url_for(".inbound", slug=slug))


@desk.get("/<slug>/inbound/<uuid:inbound_id>/files/<int:place>/")
@allow(*STAFF, *concerns.LEADS)
def email_file(slug: str, inbound_id: UUID, place: int) -> ResponseReturnValue:
    waiting = arrivals.inbound_with_file(consultations.by_slug(slug).id, inbound_id)
    check_may_open(waiting)
    return _file_of(waiting, place)


def _file_of(waiting: Inbound, place: int) -> Response:
    """One file of an email, by its place. Raises NotFound."""
    if not 1 <= place <= len(waiting.files) or not waiting.files[place - 1]["stored"]:
        raise NotFound
    looked([waiting.id], "inbound", actor=me())
    found = waiting.files[place - 1]
    answer = make_response(stored_bytes(found["stored"]))
    answer.mimetype = found["media_type"]
    name = f"file-{place}.{found['stored'].rpartition('.')[2]}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
