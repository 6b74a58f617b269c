"""Enter an answer that came by phone, letter or otherwise; the list of entries; take one back."""

from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me, my_roles
from engage.audit.commands import looked
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.core.errors import NotFound
from engage.core.files import sent_in_parts, stored_bytes
from engage.core.i18n import SOURCE, languages
from engage.core.web import takes_files, turn
from engage.equality import rules as equality
from engage.responses import forms, rules
from engage.responses.commands import entry as entries
from engage.responses.forms import entry as entry_forms
from engage.responses.models import (
    FileUse,
    Inbound,
    RespondentKind,
    ResponseFile,
    ResponseState,
)
from engage.responses.models import Response as Answer
from engage.responses.queries import arrivals
from engage.responses.queries.concerns import has_lead
from engage.responses.queries.parents import parent_of
from engage.responses.rules import concerns
from engage.responses.rules import entry as entering
from engage.responses.rules.uploads import DRAWN_ANEW
from engage.responses.rules.voices import helper_label
from engage.responses.views.desk import STAFF, desk
from engage.responses.views.entering import (
    Entering,
    asked_here,
    languages_of,
    to_entry,
)


@desk.route("/<slug>/enter/", methods=["GET", "POST"])
@allow(*STAFF)
@takes_files(entry_forms.MOST_SENT_WITH_FILM)
def enter(slug: str) -> ResponseReturnValue:
    consultation = consultations.by_slug(slug)
    asked = asked_here(consultation)
    page = Entering(consultation, asked, entry_forms.EntryForm(asked))
    if request.method == "POST":
        right, answers = page.form.submitted(), page.form.answers()
        with page.form.shows_broken_rules():
            if right and answers is not None:
                return _entered(page, answers)
    return page.show("responses/enter.html", offered=languages_of(consultation))


def _entered(page: Entering, answers: dict[str, Any]) -> Response:
    """Keep the entry, once; then ask what the person says about themselves."""
    facts = page.form.facts()
    before = arrivals.by_draft_key(facts.draft_key)
    if before is not None:
        return to_entry(page.consultation, before)
    code = rules.mint(forms.site_salt()) if facts.channel in entering.SPOKEN else None
    response = entries.enter_for(
        actor=me(),
        consultation=page.consultation,
        asked=page.asked,
        answers=answers,
        facts=facts,
        code=code,
    )
    keep_scan(page, response)
    if code is not None:
        entry_forms.remember_code(code.number, response.reference)
    entry_forms.remember_left_out(page.left_out(answers), response.reference)
    return to_entry(page.consultation, response)


def keep_scan(page: Entering, response: Answer) -> None:
    """Keep the scan that came with the page, if one did."""
    if page.form.upload is not None:
        entries.keep_scan(actor=me(), response=response, upload=page.form.upload)


@desk.get("/<slug>/entered/")
@allow(*STAFF)
def entered(slug: str) -> ResponseReturnValue:
    consultation = consultations.by_slug(slug)
    page = arrivals.entered(consultation.id, turn(UUID))
    return render_template(
        "responses/entered.html", consultation=consultation, page=page, languages=languages()
    )


def _entry(slug: str, reference: str) -> tuple[Consultation, Answer]:
    consultation = consultations.by_slug(slug)
    return consultation, arrivals.entry(consultation.id, reference)


@desk.get("/<slug>/entered/<reference>/")
@allow(*STAFF)
def entry(slug: str, reference: str) -> ResponseReturnValue:
    consultation, response = _entry(slug, reference)
    return render_template(
        "responses/entry.html",
        consultation=consultation,
        response=response,
        left_out=entry_forms.left_out_to_tell(reference),
        about_kept=arrivals.about_is_kept(response.id),
        language=languages()[response.language],
        **_code(response),
        **_told(response),
    )


def _told(response: Answer) -> dict[str, Any]:
    """Who helped or agreed; a group's own words and the files, while staff may read the answer."""
    told: dict[str, Any] = {"voice": None, "files": (), "helper": helper_label(response.helper)}
    told["parent"] = parent_of(response)
    if response.held or response.state is not ResponseState.SUBMITTED:
        return told
    told["files"] = arrivals.files_of(response.id)
    if any(each.is_film for each in told["files"]):
        told["typed_by"] = arrivals.typed_by(response.id)
    if response.respondent_kind is not RespondentKind.INDIVIDUAL:
        told["voice"] = arrivals.voice_of(response.id)
        looked([response.id], "entry", actor=me())
    return told


def _code(response: Answer) -> dict[str, str]:
    """The code to read out, this once, in the language of the answer and in digits."""
    number = entry_forms.code_to_tell(response.reference)
    if number is None:
        return {"words": "", "digits": ""}
    words = rules.code_words(number, response.language)
    return {"words": words, "digits": rules.code_digits(number)}


@desk.route("/<slug>/entered/<reference>/about-you/", methods=["GET", "POST"])
@allow(*STAFF)
def entry_about(slug: str, reference: str) -> ResponseReturnValue:
    consultation, response = _entry(slug, reference)
    form = entry_forms.AboutForm()
    alone = response.respondent_kind is RespondentKind.INDIVIDUAL
    if not alone or arrivals.about_is_kept(response.id):
        return to_entry(consultation, response, "entry")
    if form.submitted():
        with form.shows_broken_rules():
            entries.keep_about(actor=me(), response=response, about=form.about())
            return to_entry(consultation, response, "entry")
    return _about_page(consultation, response, form)


def _about_page(consultation: Consultation, response: Answer, form: Any) -> str:
    return render_template(
        "responses/entry_about.html",
        consultation=consultation,
        response=response,
        form=form,
        questions=equality.standard().questions,
        language=SOURCE,
    )


@desk.route("/<slug>/entered/<reference>/take-back/", methods=["GET", "POST"])
@allow(*STAFF)
def take_entry_back(slug: str, reference: str) -> ResponseReturnValue:
    consultation, response = _entry(slug, reference)
    form = entry_forms.TakeBackForm()
    if form.submitted():
        with form.shows_broken_rules():
            why = entering.Mistake(form.why.data)
            entries.take_entry_back(actor=me(), response=response, why=why)
            return redirect(url_for(".entered", slug=slug))
    return render_template(
        "responses/take_entry_back.html", consultation=consultation, response=response, form=form
    )


@desk.get("/<slug>/entered/<reference>/files/<uuid:file_id>/")
@allow(*STAFF, *concerns.LEADS)
def entry_file(slug: str, reference: str, file_id: UUID) -> ResponseReturnValue:
    consultation = consultations.by_slug(slug)
    response, found = arrivals.file_of(consultation.id, reference, file_id)
    check_may_open(response)
    looked([response.id], "scan" if found.use is FileUse.SCAN else "file", actor=me())
    return sent_as_file(found)


def check_may_open(about: Answer | Inbound) -> None:
    """Raises NotFound for what is held, but for safeguarding leads: they open nothing else."""
    roles = my_roles()
    if about.held:
        right = concerns.may_see(roles, has_lead=has_lead(roles))
    else:
        right = not roles.isdisjoint(STAFF)
    if not right:
        raise NotFound


def sent_as_file(found: ResponseFile) -> Response:
    """A kept file on its own, never inside a page of ours. What we did not make is only saved.

    Pictures were drawn anew by us when they came, so they are shown. A film is sent in the part
    that a player asks for.
    """
    if found.is_film:
        answer = sent_in_parts(found.stored, found.media_type)
    else:
        answer = make_response(stored_bytes(found.stored))
        answer.mimetype = found.media_type
    ending = found.stored.rpartition(".")[2]
    way = "inline" if found.media_type in DRAWN_ANEW else "attachment"
    answer.headers.set("Content-Disposition", way, filename=f"{found.id.hex}.{ending}")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer
