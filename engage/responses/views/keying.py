"""Key forms that came back, key a drawn one again without seeing the first, settle differences."""

from typing import Any

from flask import Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.audit.commands import looked
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.consultations.rules import Questionnaire
from engage.core.i18n import languages
from engage.core.web import takes_files
from engage.responses import rules
from engage.responses.commands import keying as commands
from engage.responses.commands import paper as paper_commands
from engage.responses.forms import entry as entry_forms
from engage.responses.models import PaperBatch
from engage.responses.queries import arrivals
from engage.responses.queries import paper as batches
from engage.responses.rules import entry as entering
from engage.responses.rules import keying as keying_rules
from engage.responses.views.desk import STAFF, desk
from engage.responses.views.entering import (
    Entering,
    asked_for,
    asked_here,
    languages_of,
    to_entry,
)
from engage.responses.views.entry import keep_scan
from engage.responses.views.paper import found_batch


def _asked(consultation: Consultation, batch: PaperBatch | None) -> Questionnaire:
    """The form as it was printed; one without number in the words that staff choose."""
    if batch is None or not batch.size:
        return asked_here(consultation)
    return asked_for(consultation, batch.language, batch.variant, batch.edition_id)


@desk.route("/<slug>/paper/<int:number>/key/", methods=["GET", "POST"])
@allow(*STAFF)
@takes_files(entry_forms.MOST_SENT)
def key_form(slug: str, number: int) -> ResponseReturnValue:
    consultation = consultations.by_slug(slug)
    batch = _batch(consultation, number)
    asked = _asked(consultation, batch)
    variant = batch.variant if batch else ""
    page = Entering(consultation, asked, entry_forms.KeyingForm(asked, variant))
    if request.method == "POST":
        right, answers = page.form.submitted(), page.form.answers()
        with page.form.shows_broken_rules():
            if right and answers is not None:
                return _keyed(page, batch, answers)
    return page.show("responses/key_form.html", batch=batch, offered=languages_of(consultation))


def _batch(consultation: Consultation, number: int) -> PaperBatch | None:
    """A batch; that of forms without number may not be there yet. Raises NotFound."""
    if number == 0:
        return batches.batch(consultation.id, 0, missing_ok=True)
    return batches.batch(consultation.id, number)


def _keyed(page: Entering, batch: PaperBatch | None, answers: dict[str, Any]) -> Response:
    facts = page.form.facts()
    before = arrivals.by_draft_key(facts.draft_key)
    if before is not None:
        return to_entry(page.consultation, before)
    response = commands.key_form(
        actor=me(),
        consultation=page.consultation,
        asked=page.asked,
        batch=batch or paper_commands.unnumbered(actor=me(), consultation=page.consultation),
        number=page.form.form_number(),
        answers=answers,
        facts=facts,
    )
    keep_scan(page, response)
    entry_forms.remember_left_out(page.left_out(answers), response.reference)
    return to_entry(page.consultation, response)


def _drawn(slug: str, number: int, reference: str) -> tuple[Consultation, Any, Any, Any]:
    """A keyed form, its batch, and the form in the words of the paper. Raises NotFound."""
    consultation, batch = found_batch(slug, number)
    keyed = batches.keyed(batch.id, reference)
    answer = keyed.response
    variant = batch.variant or answer.variant
    asked = asked_for(consultation, answer.language, variant, answer.edition_id)
    return consultation, batch, keyed, asked


@desk.route("/<slug>/paper/<int:number>/again/<reference>/", methods=["GET", "POST"])
@allow(*STAFF)
def key_again(slug: str, number: int, reference: str) -> ResponseReturnValue:
    consultation, batch, keyed, asked = _drawn(slug, number, reference)
    page = Entering(consultation, asked, entry_forms.AgainForm(asked))
    if request.method == "POST":
        right, answers = page.form.submitted(), page.form.answers()
        with page.form.shows_broken_rules():
            if right and answers is not None:
                return _again(page, batch, keyed, answers)
    files = arrivals.files_of(keyed.response.id)
    return page.show("responses/key_again.html", batch=batch, keyed=keyed, files=files)


def _again(page: Entering, batch: PaperBatch, keyed: Any, answers: dict[str, Any]) -> Response:
    kind = keyed.response.respondent_kind
    differs = commands.key_again(
        actor=me(),
        batch=batch,
        keyed=keyed,
        questions=page.asked.questions,
        answers=entering.on_path(page.asked, answers, kind).answers,
    )
    return _onward(page.consultation, batch, keyed.response.reference if differs else "")


def _onward(consultation: Consultation, batch: PaperBatch, reference: str = "") -> Response:
    """On to what differs, or back to the batch."""
    here: dict[str, Any] = {"slug": consultation.slug, "number": batch.number}
    if reference:
        return make_response(redirect(url_for(".settle", reference=reference, **here)))
    return make_response(redirect(url_for(".paper_batch", **here)))


@desk.route("/<slug>/paper/<int:number>/settle/<reference>/", methods=["GET", "POST"])
@allow(*STAFF)
def settle(slug: str, number: int, reference: str) -> ResponseReturnValue:
    consultation, batch, keyed, asked = _drawn(slug, number, reference)
    if keyed.keying.second_answers is None:
        return _onward(consultation, batch)
    form = entry_forms.SettleForm(asked, keyed.keying.differs)
    if request.method == "POST" and form.submitted():
        with form.shows_broken_rules():
            commands.settle(actor=me(), batch=batch, keyed=keyed, asked=asked, **form.settled())
            return _onward(consultation, batch)
    return _settle_page(consultation, batch, keyed, form)


def _settle_page(consultation: Consultation, batch: PaperBatch, keyed: Any, form: Any) -> Response:
    looked([keyed.response.id], "keying", actor=me())
    page = Entering(consultation, form.asked, form)
    lines = [
        (
            each,
            rules.said(each, keyed.response.answers),
            rules.said(each, keyed.keying.second_answers),
        )
        for each in form.questions
    ]
    return page.show(
        "responses/settle.html",
        batch=batch,
        keyed=keyed,
        lines=lines,
        ways=keying_rules.WAYS,
        language=languages()[keyed.response.language],
    )
