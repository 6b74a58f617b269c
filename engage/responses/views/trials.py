"""Try a form out: the same pages and the same rules, and nothing of it is ever counted."""

from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.consultations import queries as consultations
from engage.consultations.rules import AskedPage, kind_words, path
from engage.core.errors import NotFound
from engage.core.forms import Form
from engage.core.i18n import SHIPPED, languages, reader_language
from engage.responses import forms, rules
from engage.responses.commands import trials as commands
from engage.responses.forms import trials as trial_forms
from engage.responses.models import RespondentKind, Trial
from engage.responses.queries import trials as queries
from engage.responses.views.desk import STAFF, desk
from engage.responses.views.here import plan_addresses

_TRY = "/<slug>/try"


@desk.route(f"{_TRY}/", methods=["GET", "POST"])
@allow(*STAFF)
def trials(slug: str) -> ResponseReturnValue:
    consultation = consultations.by_slug(slug)
    form = trial_forms.trial_form(consultation.languages)
    if form.submitted():
        with form.shows_broken_rules():
            return _to_page(slug, _begin(consultation, form), 1)
    rows = queries.trials(consultation.id)
    given = {"rows": rows, "languages": languages(), "kinds": {e.value: e for e in RespondentKind}}
    return render_template(
        "responses/trials.html", form=form, consultation=consultation, slug=slug, **given
    )


def _begin(consultation: Any, form: trial_forms.TrialForm) -> Trial:
    code = str(form.language.data)
    return commands.begin_trial(
        actor=me(),
        consultation=consultation,
        language=code,
        respondent_kind=RespondentKind(form.respondent_kind.data),
        body=queries.body_now(consultation, code),
    )


def _to_page(slug: str, trial: Trial, number: int | None) -> Response:
    """On to a page, in the language of the trial where our own words speak it; else the check."""
    values: dict[str, Any] = {"slug": slug, "trial_id": trial.id}
    if number is None:
        address = url_for(".trial_check", **values)
    else:
        address = url_for(".trial_page", number=number, **values)
    known = trial.language in SHIPPED
    prefix = languages()[trial.language].prefix if known else ""
    bare = address.removeprefix(request.script_root)
    return make_response(redirect(f"{prefix}{bare}", 303))


def _opened(slug: str, trial_id: UUID) -> Trial:
    return queries.trial(consultations.by_slug(slug).id, trial_id)


@desk.route(f"{_TRY}/<uuid:trial_id>/<int:number>/", methods=["GET", "POST"])
@allow(*STAFF)
def trial_page(slug: str, trial_id: UUID, number: int) -> ResponseReturnValue:
    trial = _opened(slug, trial_id)
    pages = queries.form_of(trial).pages
    if not 1 <= number <= len(pages) or trial.sent_at is not None:
        raise NotFound
    way = path(pages, trial.answers, trial.respondent_kind)
    if number not in way.numbers:
        return _to_page(slug, trial, way.after(number))
    if request.method == "POST":
        return _keep(slug, trial, number)
    return _page(slug, trial, number, rules.as_typed(trial.answers))


def _page(slug: str, trial: Trial, number: int, typed: Any, **more: Any) -> Response:
    """One page of questions for this trial."""
    pages = queries.form_of(trial).pages
    way = path(pages, trial.answers, trial.respondent_kind)
    facts = _facts(slug, trial) | {"page": pages[number - 1], "before": way.before(number)}
    places = {"place": way.numbers.index(number) + 1, "total": len(way.numbers)}
    page = forms.rendered("responses/trial_page.html", **facts, **places, **more)
    values = forms.page_values(pages[number - 1], typed)
    return make_response(page.fill(values), 422 if more else 200)


def _facts(slug: str, trial: Trial) -> dict[str, Any]:
    """What every page of a trial is given."""
    language = languages()[trial.language]
    foreign = language if language.code != reader_language().code else None
    return {
        "slug": slug,
        "trial": trial,
        "rules": rules,
        "foreign": foreign,
        "papers": {each["key"]: each for each in trial.body["papers"]},
        "kind_words": kind_words,
        "plan_address": plan_addresses(slug, "consultations_builder.file"),
    }


def _keep(slug: str, trial: Trial, number: int) -> Response:
    pages = queries.form_of(trial).pages
    asked: AskedPage = pages[number - 1]
    tried = [each for each in asked.questions if queries.is_tried(each)]
    typed, plan = forms.typed_answers(tried), forms.on_plan(tried)
    checked = rules.check_page(tried, typed, gaps=bool(plan))
    if checked.errors:
        return _page(slug, trial, number, typed, form=forms.AskedForm(checked.errors))
    own = {each.key for each in asked.questions}
    kept = {key: said for key, said in trial.answers.items() if key.partition(".")[0] not in own}
    answers = {**kept, **checked.answers}
    commands.keep_trial(actor=me(), trial=trial, answers=answers)
    following = path(pages, answers, trial.respondent_kind).after(number)
    return _to_page(slug, trial, number if plan else following)


@desk.route(f"{_TRY}/<uuid:trial_id>/check/", methods=["GET", "POST"])
@allow(*STAFF)
def trial_check(slug: str, trial_id: UUID) -> ResponseReturnValue:
    trial = _opened(slug, trial_id)
    form = Form()
    if form.submitted():
        with form.shows_broken_rules():
            commands.send_trial(actor=me(), trial=trial)
            return redirect(url_for(".trial_sent", slug=slug, trial_id=trial_id))
    facts = _facts(slug, trial) | {"form": form, **_answered(trial)}
    return render_template("responses/trial_check.html", **facts)


def _answered(trial: Trial) -> dict[str, Any]:
    """Every question on the path with its answer in words, and the pages that are passed by."""
    pages = queries.form_of(trial).pages
    way = path(pages, trial.answers, trial.respondent_kind)
    rows = [
        (number, question, rules.said(question, way.answers))
        for number in way.numbers
        for question in pages[number - 1].questions
    ]
    passed = [
        (number, page.title) for number, page in enumerate(pages, 1) if number not in way.numbers
    ]
    return {"rows": rows, "passed": passed, "last": way.numbers[-1] if way.numbers else None}


@desk.get(f"{_TRY}/<uuid:trial_id>/sent/")
@allow(*STAFF)
def trial_sent(slug: str, trial_id: UUID) -> ResponseReturnValue:
    trial = _opened(slug, trial_id)
    if trial.sent_at is None:
        return redirect(url_for(".trial_check", slug=slug, trial_id=trial_id))
    facts = _facts(slug, trial) | _answered(trial)
    kind = RespondentKind(trial.respondent_kind)
    return render_template("responses/trial_sent.html", **facts, kind=kind)


@desk.post(f"{_TRY}/<uuid:trial_id>/remove/")
@allow(*STAFF)
def trial_remove(slug: str, trial_id: UUID) -> ResponseReturnValue:
    commands.remove_trial(actor=me(), trial=_opened(slug, trial_id))
    return redirect(url_for(".trials", slug=slug))
