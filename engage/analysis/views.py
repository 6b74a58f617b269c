"""The desk where answers are read and sorted, and the public page of results."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me, public
from engage.accounts.models import Role
from engage.analysis import commands, queries, rules
from engage.analysis.forms import TagForm, ThemeForm
from engage.analysis.models import About
from engage.audit.commands import looked
from engage.consultations import queries as consultations
from engage.consultations import rules as consultation_rules
from engage.consultations.models import Format
from engage.core.clock import now
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE, languages, reader_language, reader_variant
from engage.core.web import page_number
from engage.responses import queries as responses
from engage.responses.queries import ease

bp = Blueprint("analysis", __name__, url_prefix="/consultations")
desk = Blueprint("analysis_desk", __name__, url_prefix="/desk/analysis")
_STAFF = (Role.ENGAGEMENT_LEAD, Role.ANALYST)


@bp.get("/<slug>/results/")
@public
def results(slug: str) -> ResponseReturnValue:
    consultation, closed = responses.asked_and_closed(slug)
    if not rules.results_are_public(consultation_rules.stage_in_force(closed, now())):
        raise NotFound
    form = consultations.questionnaire(consultation, reader_language().code, reader_variant())
    shown = queries.results(consultation, form, reader_language().code)
    content_lang = languages()[form.language]
    return render_template(
        "analysis/results.html", slug=slug, results=shown, content_lang=content_lang
    )


def _asked(slug: str) -> dict[str, Any]:
    """The consultation and its form in English, for the pages of staff."""
    consultation = responses.asked_now(slug)
    form = consultations.questionnaire(consultation, SOURCE)
    return {"consultation": consultation, "asked": form}


def _wanted() -> queries.Wanted:
    """Which answers the address asks for."""
    return queries.Wanted(
        question=request.args.get("question", "")[:40],
        theme=request.args.get("theme", "")[:40],
        language=request.args.get("language", "")[:20],
        untagged=request.args.get("untagged") == "1",
    )


@desk.get("/<slug>/")
@allow(*_STAFF)
def overview(slug: str) -> ResponseReturnValue:
    consultation = responses.asked_now(slug)
    shown = queries.overview(consultation)
    return render_template(
        "analysis/overview.html",
        consultation=consultation,
        title=queries.title_of(consultation),
        overview=shown,
        languages=languages(),
        format_names={each.variant: each.label for each in Format},
    )


@desk.get("/<slug>/answers/")
@allow(*_STAFF)
def answers(slug: str) -> ResponseReturnValue:
    facts, wanted = _asked(slug), _wanted()
    page = queries.answers(facts["consultation"], facts["asked"], wanted, page_number(), _after())
    looked([each.response.id for each in page.items], "analysis", actor=me())
    return render_template(
        "analysis/answers.html", page=page, wanted=wanted, **facts, **_sorting(facts, wanted)
    )


def _after() -> UUID | None:
    """The answer after which a long list goes on, by its key in the address."""
    try:
        return UUID(request.args.get("after", ""))
    except ValueError:
        return None


def _sorting(facts: dict[str, Any], wanted: queries.Wanted) -> dict[str, Any]:
    """What the pages of answers need beside the answers."""
    return {
        "themes": queries.themes(facts["consultation"].id),
        "About": About,
        "open_questions": rules.open_questions(facts["asked"]),
        "languages": languages(),
        "filters": wanted.address,
        "said": request.args.get("said", ""),
    }


@desk.route("/<slug>/answers/<uuid:response_id>/", methods=["GET", "POST"])
@allow(*_STAFF)
def answer(slug: str, response_id: UUID) -> ResponseReturnValue:
    facts, wanted = _asked(slug), _wanted()
    one = queries.answer(facts["consultation"], facts["asked"], response_id)
    more = _sorting(facts, wanted)
    form = TagForm(more["themes"])
    if form.submitted():
        with form.shows_broken_rules():
            commands.tag(actor=me(), response=one.response, **form.values())
            return redirect(_back(slug, response_id))
    looked([response_id], "analysis", actor=me())
    return render_template("analysis/answer.html", form=form, one=one, **facts, **more)


def _back(slug: str, response_id: UUID) -> str:
    """Where sorting an answer leads: back to the list it was read in, or to its own page."""
    kept: dict[str, Any] = {"slug": slug, "said": "sorted", **_wanted().address}
    if request.args.get("list"):
        kept |= {"page": page_number(), "_anchor": f"answer-{response_id}"}
        kept |= {"after": place} if (place := _after()) else {}
        return url_for(".answers", **kept)
    return url_for(".answer", response_id=response_id, **kept)


@desk.post("/<slug>/answers/<uuid:response_id>/read/")
@allow(*_STAFF)
def read(slug: str, response_id: UUID) -> ResponseReturnValue:
    facts = _asked(slug)
    one = queries.answer(facts["consultation"], facts["asked"], response_id)
    commands.mark_read(actor=me(), response=one.response)
    following = queries.next_waiting(facts["consultation"].id)
    if following is None:
        return redirect(url_for(".overview", slug=slug))
    return redirect(url_for(".answer", slug=slug, response_id=following))


@desk.post("/<slug>/answers/<uuid:response_id>/untag/<uuid:coding_id>/")
@allow(*_STAFF)
def untag(slug: str, response_id: UUID, coding_id: UUID) -> ResponseReturnValue:
    facts = _asked(slug)
    queries.answer(facts["consultation"], facts["asked"], response_id)
    commands.untag(actor=me(), coding=queries.coding(response_id, coding_id))
    return redirect(url_for(".answer", slug=slug, response_id=response_id, said="untagged"))


@desk.route("/<slug>/themes/", methods=["GET", "POST"])
@allow(*_STAFF)
def themes(slug: str) -> ResponseReturnValue:
    consultation, form = responses.asked_now(slug), ThemeForm()
    if form.submitted():
        with form.shows_broken_rules():
            commands.create_theme(actor=me(), consultation=consultation, **form.values())
            return redirect(url_for(".themes", slug=slug))
    kept, mode = queries.tally(consultation.id), queries.mode_of(consultation)
    facts: dict[str, Any] = {"kept": kept, "About": About}
    facts["lines"] = queries.theme_lines(consultation.id, kept)
    facts["about"] = queries.about_of(consultation.id, mode, kept)
    return render_template("analysis/themes.html", consultation=consultation, form=form, **facts)


@desk.get("/<slug>/how-easy/")
@allow(*_STAFF)
def how_easy(slug: str) -> ResponseReturnValue:
    consultation = responses.asked_now(slug)
    shown = queries.how_easy(consultation.id, queries.mode_of(consultation))
    return render_template(
        "analysis/how_easy.html",
        consultation=consultation,
        shown=shown,
        page=ease.lines(consultation.id, page_number()),
        languages=languages(),
    )


@desk.get("/<slug>/cross-tab/")
@allow(*_STAFF)
def cross_tab(slug: str) -> ResponseReturnValue:
    facts = _asked(slug)
    question, by = request.args.get("question", ""), request.args.get("by", "")
    shown = queries.comparison(facts["consultation"], facts["asked"], question, by)
    return render_template("analysis/cross_tab.html", shown=shown, **facts)
