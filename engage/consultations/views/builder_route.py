"""Who sees which page, and the check of the whole route."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.consultations import queries, rules
from engage.consultations.commands import ordering as commands
from engage.consultations.forms import conditions as forms
from engage.consultations.models import Consultation, Question, QuestionPage
from engage.consultations.queries import building as pieces
from engage.consultations.queries import sources
from engage.consultations.rules.building import check_writable
from engage.consultations.rules.describing import drawing, said_condition
from engage.consultations.views.builder import bp
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import _d

LEAD = Role.ENGAGEMENT_LEAD


@bp.get("/<slug>/route/")
@allow(LEAD, Role.ANALYST, Role.APPROVER, Role.ADMIN)
def route(slug: str) -> ResponseReturnValue:
    made = sources.source(queries.by_slug(slug))
    found = rules.check_route(made.pages)
    names = pieces.names_of(made)
    titles = [made.said("question_page", page.id, "title") for page in made.pages]
    conditions = [page.condition for page in made.pages]
    return render_template(
        "consultations/builder_route.html",
        consultation=made.consultation,
        route=found,
        drawing=drawing(titles, conditions, found),
        said=[said_condition(each, names) for each in conditions],
    )


def _here(slug: str, page_id: UUID) -> tuple[sources.Source, QuestionPage]:
    """A form that may be changed, and one of its pages. Raises NotFound and RuleBroken."""
    made = sources.source(queries.by_slug(slug))
    check_writable(made.consultation)
    page = next((each for each in made.pages if each.id == page_id), None)
    if page is None:
        raise NotFound
    return made, page


@bp.route("/<slug>/questions/pages/<uuid:page_id>/condition/", methods=["GET", "POST"])
@allow(LEAD)
def condition(slug: str, page_id: UUID) -> ResponseReturnValue:
    made, page = _here(slug, page_id)
    rows = forms.rows_of(page.condition)
    word = rows[0] if rows else "all"
    form = forms.JoinForm(data={"version": page.version, "word": word})
    if form.submitted():
        _change(made.consultation, page, form)
        return redirect(url_for(".condition", slug=slug, page_id=page_id))
    return render_template("consultations/builder_condition.html", **_shown(made, page, form))


def _shown(made: sources.Source, page: QuestionPage, form: Any) -> dict[str, Any]:
    """What the page of a condition needs: its lines in words, and what may be added."""
    names, rows = pieces.names_of(made), forms.rows_of(page.condition)
    lines = [said_condition(each, names) for each in rows[1]] if rows else []
    return {
        "form": form,
        "about": forms.about_form(pieces.before(made, page)),
        "consultation": made.consultation,
        "page": page,
        "title": made.said("question_page", page.id, "title"),
        "deep": rows is None,
        "lines": lines,
        "whole": said_condition(page.condition, names),
        "full": len(lines) >= forms.MOST_ROWS,
    }


def _change(consultation: Consultation, page: QuestionPage, form: forms.JoinForm) -> None:
    """Take a line out, take all out, or join them in another way."""
    then = request.form.get("then", "")
    rows = forms.rows_of(page.condition)
    lines = list(rows[1]) if rows else []
    word = form.word.data
    if then == "clear":
        lines = []
    elif rows is None:
        raise RuleBroken(_d("Take all lines out first. Then put in new ones."))
    elif then.startswith("out ") and then[4:].isdecimal() and int(then[4:]) < len(lines):
        del lines[int(then[4:])]
    made = forms.joined(word, lines)
    about: Any = {"page": page, "version": form.opened_at}
    commands.set_condition(actor=me(), consultation=consultation, condition=made, **about)


@bp.route("/<slug>/questions/pages/<uuid:page_id>/condition/line/", methods=["GET", "POST"])
@allow(LEAD)
def line(slug: str, page_id: UUID) -> ResponseReturnValue:
    made, page = _here(slug, page_id)
    asked = _asked(made, page, request.args.get("about", ""))
    labels = pieces.labels_of(made, asked) if asked else {}
    form = forms.line_form(asked, labels, page.version)
    if form.submitted():
        with form.shows_broken_rules():
            _add(made.consultation, page, form)
            return redirect(url_for(".condition", slug=slug, page_id=page_id))
    label = made.said("question", asked.id, "label") if asked else ""
    given = {"consultation": made.consultation, "page": page, "label": label}
    return render_template("consultations/builder_line.html", form=form, **given)


def _asked(made: sources.Source, page: QuestionPage, about: str) -> Question | None:
    """The question a line is about; None for who is answering. Raises NotFound."""
    if about == forms.WHO:
        return None
    known = dict(pieces.before(made, page))
    for each in made.pages:
        for asked in each.questions:
            if asked.key == about and about in known:
                return asked
    raise NotFound


def _add(consultation: Consultation, page: QuestionPage, form: forms.LineForm) -> None:
    rows = forms.rows_of(page.condition)
    if rows is None or len(rows[1]) >= forms.MOST_ROWS:
        raise RuleBroken(_d("Take a line out first."))
    made = forms.joined(rows[0], [*rows[1], form.line()])
    about: Any = {"page": page, "version": form.opened_at}
    commands.set_condition(actor=me(), consultation=consultation, condition=made, **about)
