"""Start, and the pages of questions."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from engage.accounts.access import public
from engage.consultations import rules as consultation_rules
from engage.consultations.models import Consultation, Kind, Stage
from engage.consultations.queries import formats
from engage.consultations.rules import AskedPage, Path
from engage.core.clock import now
from engage.core.i18n import languages, reader_language, reader_variant, shipped
from engage.core.limits import spend
from engage.core.web import takes_files
from engage.responses import commands, forms, queries, rules
from engage.responses.models import RespondentKind
from engage.responses.views.files import page_files
from engage.responses.views.here import (
    Here,
    asked_here,
    asked_in,
    away,
    brought,
    let_film_in,
    minted,
    onward,
    opened,
    page_of,
    plan_addresses,
    title_of,
    where_it_stands,
)

bp = Blueprint("responses", __name__)
STARTS = "600 per 10 minutes"
"""How many answers one address may begin: enough for a full hall that shares one."""


@bp.route("/consultations/<slug>/respond/", methods=["GET", "POST"])
@public
def start(slug: str) -> ResponseReturnValue:
    consultation = asked_here(slug)
    visit = forms.visit_now(slug)
    draft = _draft_of(visit, consultation)
    stage = consultation_rules.stage_in_force(consultation, now())
    if request.method != "POST":
        return _first_page(consultation, visit if draft else None, draft, stage)
    if visit and draft and not visit.owns(request.form.get("token", "")):
        return _lead_on(consultation, draft)
    return _begin(consultation) if stage is Stage.OPEN else onward(".start", slug)


def _draft_of(visit: rules.Visit | None, consultation: Consultation) -> rules.Draft | None:
    draft = queries.draft(visit) if visit else None
    return draft if draft and draft.consultation_id == consultation.id else None


def _lead_on(consultation: Consultation, draft: rules.Draft) -> Response:
    """From an old page of the start, as in a second tab, to where the answer stands."""
    if draft.sent:
        return onward(".done", consultation.slug)
    number = where_it_stands(asked_in(consultation, draft), draft)
    return onward(".page", consultation.slug, number=number)


def _first_page(
    consultation: Consultation,
    visit: rules.Visit | None,
    draft: rules.Draft | None,
    stage: Stage,
) -> Response:
    asked = asked_in(consultation)
    begun = "" if draft is None else "sent" if draft.sent else "begun"
    facts = {"stage": stage, "begun": begun, "minutes": consultation.minutes}
    days = {"opens_on": consultation.opens_on, "closes_on": consultation.closes_on}
    still_open = _still_open(consultation, stage)
    kept_in = formats.kept_in(consultation, reader_variant())
    key = (asked.hash, *consultation.languages, kept_in, *facts.values(), *days.values())
    found = forms.compiled(
        "responses/start.html",
        (*key, *still_open),
        slug=consultation.slug,
        title=title_of(asked),
        content=languages()[asked.language],
        kinds=tuple(RespondentKind),
        still_open=still_open,
        kept_in=kept_in,
        offered=[each for each in shipped() if each.code in consultation.languages],
        **facts,
        **days,
    )
    return page_of(found.fill({"token": visit.token if visit else ""}))


def _still_open(consultation: Consultation, stage: Stage) -> tuple[tuple[str, str], ...]:
    """The formats in which a closed consultation still takes answers.

    What stands before the address of each, and what is said of it.
    """
    if stage not in {Stage.CLOSED, Stage.ANALYSING}:
        return ()
    rows = formats.of(consultation.id)
    found = formats.offered(consultation, rows, reader_variant(), reader_language().code, now())
    return tuple((each.prefix, each.still_open) for each in found if each.still_open)


def _begin(consultation: Consultation) -> Response:
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise BadRequest
    spend("answer-begun", request.remote_addr or "", STARTS)
    visit = rules.new_visit()
    kind = rules.kind_of(request.form.get("kind", ""))
    commands.begin(
        visit=visit,
        consultation=consultation,
        language=reader_language().code,
        kind=kind,
        variant=asked_in(consultation).variant,
    )
    response = onward(".page", consultation.slug, number=1)
    if kind is not RespondentKind.INDIVIDUAL:
        response = onward(".who", consultation.slug)
    return forms.give_visit(response, consultation.slug, visit)


@bp.route("/consultations/<slug>/respond/<int:number>/", methods=["GET", "POST"])
@public
@takes_files(forms.MOST_SENT)
def page(slug: str, number: int) -> ResponseReturnValue:
    let_film_in(slug, number)
    code, files = minted(slug, "save"), brought(slug)
    here = opened(slug)
    if request.method == "POST":
        return _keep_page(here, number, code, files)
    return _show_page(here, number)


def _show_page(here: Here, number: int) -> Response:
    asked = here.page(number)
    values = forms.page_values(asked, rules.as_typed(here.draft.answers))
    facts = _page_facts(here, number)
    if any(each.kind is Kind.FILE for each in asked.questions):
        return here.alone("page", values, **facts)
    return here.show(
        "page", values, (number, facts["place"], facts["total"], facts["back"]), **facts
    )


def _page_facts(here: Here, number: int) -> dict[str, Any]:
    way = here.way
    return {
        "place": way.numbers.index(number) + 1,
        "total": len(way.numbers),
        "page": here.asked.pages[number - 1],
        "back": _back(here, way, number),
        "plan_address": plan_addresses(here.slug),
        "kind_words": consultation_rules.kind_words,
        "rules": rules,
        "here": here,
    }


def _back(here: Here, way: Path, number: int) -> str:
    before = way.before(number)
    if before is not None:
        return here.address_of(before)
    alone = here.draft.kind is RespondentKind.INDIVIDUAL
    return url_for(".start" if alone else ".who", slug=here.slug)


def _keep_page(
    here: Here, number: int, code: rules.Code | None, brought_now: forms.Brought
) -> Response:
    asked, way = here.page(number), here.way
    plan = forms.on_plan(asked.questions)
    more = request.form.get("then") == "more" or bool(plan)
    files = page_files(here, asked, brought_now)
    typed = {**forms.typed_answers(asked.questions), **files.typed}
    checked = rules.check_page(asked.questions, typed, gaps=more or code is not None)
    if errors := files.errors_with(checked.errors):
        form, values = forms.AskedForm(errors), forms.page_values(asked, typed)
        return here.refuse("page", values, form=form, **_page_facts(here, number))
    files.keep(here)
    here.draft.answer({**_elsewhere(here, asked), **checked.answers})
    here.draft.stopped = number if code is not None else 0
    commands.save_draft(visit=here.visit, draft=here.draft)
    if code is not None:
        commands.make_code(visit=here.visit, draft=here.draft, code=code)
        return onward(".saved", here.slug)
    return _stay(here, number, plan) if more else _next(here, way, number)


def _stay(here: Here, number: int, plan: str) -> Response:
    """The same page again, at the plan that was pressed."""
    values: dict[str, Any] = {"_anchor": f"q-{plan}-plan"} if plan else {}
    if plan and request.args.get("from") == "check":
        values["from"] = "check"
    return onward(".page", here.slug, number=number, **values)


def _elsewhere(here: Here, asked: AskedPage) -> dict[str, Any]:
    """What was answered on other pages. What belongs to an answer stands under `key.…`."""
    own = {question.key for question in asked.questions}
    return {
        key: said for key, said in here.draft.answers.items() if key.partition(".")[0] not in own
    }


def _next(here: Here, before: Path, number: int) -> Response:
    """On along the path; from the check back to it, unless a change opened a new page."""
    way = here.way
    following = way.after(number)
    if request.args.get("from") == "check":
        following = next((each for each in way.numbers if each not in before.numbers), None)
    return away(here.address_of(following))
