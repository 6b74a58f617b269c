"""The form of a consultation, piece by piece: pages, questions, options and papers."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.consultations import queries, rules
from engage.consultations.commands import building as commands
from engage.consultations.commands import ordering
from engage.consultations.forms import building as forms
from engage.consultations.models import WRITABLE, Consultation, Kind, Question, QuestionPage
from engage.consultations.queries import building as pieces
from engage.consultations.queries import sources
from engage.consultations.rules.building import NEEDS_CHOICES, ChoiceText, check_writable
from engage.consultations.rules.describing import said_condition
from engage.consultations.views.builder import bp
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import _d

LEAD = Role.ENGAGEMENT_LEAD


def to_questions(slug: str, place: str = "") -> ResponseReturnValue:
    """Back to the list, at the place that was changed."""
    return redirect(url_for("consultations_builder.questions", slug=slug, _anchor=place or None))


def writable(slug: str) -> Consultation:
    """A consultation whose form may be changed. Raises RuleBroken when it is public."""
    consultation = queries.by_slug(slug)
    check_writable(consultation)
    return consultation


@bp.get("/<slug>/questions/")
@allow(LEAD, Role.ANALYST, Role.APPROVER, Role.ADMIN)
def questions(slug: str) -> ResponseReturnValue:
    made = sources.source(queries.by_slug(slug))
    names = pieces.names_of(made)
    given: Any = {
        "made": made,
        "mark": pieces.mark_of(made),
        "consultation": made.consultation,
        "writable": made.consultation.stage in WRITABLE,
        "conditions": {page.id: said_condition(page.condition, names) for page in made.pages},
        "problems": rules.route_problems(made.pages),
        "has_files": sources.has_files(made),
    }
    return render_template("consultations/builder_questions.html", **given)


@bp.post("/<slug>/questions/move/")
@allow(LEAD)
def move(slug: str) -> ResponseReturnValue:
    consultation = queries.by_slug(slug)
    way, _space, what = request.form.get("move", "").partition(" ")
    kind, _space, key = what.partition(" ")
    piece = _piece(consultation, kind, key)
    ordering.move_piece(
        actor=me(),
        consultation=consultation,
        piece=piece,
        up=way == "up",
        mark=request.form.get("mark", ""),
    )
    return to_questions(slug, f"{kind}-{key}")


def _piece(consultation: Consultation, kind: str, key: str) -> Any:
    """A page by its id, or a question, option or paper by its key. Raises NotFound."""
    if kind == "page":
        try:
            return pieces.page(consultation, UUID(key))
        except ValueError as error:
            raise NotFound from error
    if kind == "question":
        return pieces.question(consultation, key)[1]
    if kind in pieces.TITLED:
        return pieces.titled_by_key(consultation, kind, key)
    raise NotFound


@bp.route("/<slug>/questions/remove/<kind>/<key>/", methods=["GET", "POST"])
@allow(LEAD)
def remove(slug: str, kind: str, key: str) -> ResponseReturnValue:
    consultation = writable(slug)
    piece = _piece(consultation, kind, key)
    form = forms.VersionedForm(data={"version": piece.version})
    if form.submitted():
        with form.shows_broken_rules():
            about: Any = {"piece": piece, "version": form.opened_at}
            ordering.remove_piece(actor=me(), consultation=consultation, **about)
            return to_questions(slug)
    given = {"form": form, "consultation": consultation, "kind": kind, "piece": piece}
    return render_template("consultations/builder_remove.html", **given, said=pieces.said(piece))


# --- pages, options and papers


@bp.route("/<slug>/questions/pages/new/", methods=["GET", "POST"])
@allow(LEAD)
def add_page(slug: str) -> ResponseReturnValue:
    return _page(writable(slug), None)


@bp.route("/<slug>/questions/pages/<uuid:page_id>/", methods=["GET", "POST"])
@allow(LEAD)
def page(slug: str, page_id: UUID) -> ResponseReturnValue:
    consultation = writable(slug)
    return _page(consultation, pieces.page(consultation, page_id))


def _page(consultation: Consultation, row: QuestionPage | None) -> ResponseReturnValue:
    data = {**pieces.said(row), "version": row.version} if row else {"version": 0}
    form = forms.PageForm(data=data)
    if form.submitted():
        with form.shows_broken_rules():
            saved = commands.save_page(
                actor=me(),
                consultation=consultation,
                page=row,
                title=form.title.data or "",
                version=form.opened_at,
            )
            return to_questions(consultation.slug, f"page-{saved.id}")
    heading = _d("Change a page") if row else _d("Add a page")
    return _plain(form, consultation, heading)


def _plain(form: Any, consultation: Consultation, heading: str) -> str:
    return render_template(
        "consultations/builder_plain.html", form=form, consultation=consultation, heading=heading
    )


@bp.route("/<slug>/questions/<any(option, paper):kind>/new/", methods=["GET", "POST"])
@allow(LEAD)
def add_titled(slug: str, kind: str) -> ResponseReturnValue:
    return _titled(writable(slug), kind, None)


@bp.route("/<slug>/questions/<any(option, paper):kind>/<key>/", methods=["GET", "POST"])
@allow(LEAD)
def titled(slug: str, kind: str, key: str) -> ResponseReturnValue:
    consultation = writable(slug)
    return _titled(consultation, kind, pieces.titled_by_key(consultation, kind, key))


def _titled(consultation: Consultation, kind: str, row: Any) -> ResponseReturnValue:
    data = {**pieces.said(row), "version": row.version} if row else {"version": 0}
    form = forms.TitledForm(data=data)
    if form.submitted():
        with form.shows_broken_rules():
            saved = commands.save_titled(
                actor=me(),
                consultation=consultation,
                kind=kind,
                row=row,
                title=form.title.data or "",
                body=form.body.data or "",
                version=form.opened_at,
            )
            return to_questions(consultation.slug, f"{kind}-{saved.key}")
    headings = {
        "option": (_d("Add an option"), _d("Change an option")),
        "paper": (_d("Add a paper"), _d("Change a paper")),
    }
    return _plain(form, consultation, headings[kind][row is not None])


# --- questions


@bp.get("/<slug>/questions/pages/<uuid:page_id>/add/")
@allow(LEAD)
def kinds(slug: str, page_id: UUID) -> ResponseReturnValue:
    consultation = writable(slug)
    row = pieces.page(consultation, page_id)
    given = {"consultation": consultation, "page": row, "kinds": list(Kind)}
    return render_template("consultations/builder_kinds.html", **given)


@bp.route("/<slug>/questions/pages/<uuid:page_id>/add/<kind>/", methods=["GET", "POST"])
@allow(LEAD)
def add_question(slug: str, page_id: UUID, kind: str) -> ResponseReturnValue:
    consultation = writable(slug)
    if kind not in list(Kind):
        raise NotFound
    return _question(consultation, pieces.page(consultation, page_id), Kind(kind), None)


@bp.route("/<slug>/questions/<key>/", methods=["GET", "POST"])
@allow(LEAD)
def question(slug: str, key: str) -> ResponseReturnValue:
    consultation = writable(slug)
    row, asked = pieces.question(consultation, key)
    return _question(consultation, row, asked.kind, asked)


def _question(
    consultation: Consultation, row: QuestionPage, kind: Kind, asked: Question | None
) -> ResponseReturnValue:
    form = _question_form(consultation, kind, asked)
    then = request.form.get("then", "")
    if then != "more" and form.submitted():
        with form.shows_broken_rules():
            saved = _save(consultation, row, form, asked)
            if then.startswith("up "):
                return redirect(url_for(".question", slug=consultation.slug, key=saved.key))
            return to_questions(consultation.slug, f"question-{saved.key}")
    return render_template(
        "consultations/builder_question.html",
        form=form,
        consultation=consultation,
        kind=kind,
        asked=asked,
    )


def _question_form(
    consultation: Consultation, kind: Kind, asked: Question | None
) -> forms.QuestionForm:
    papers = pieces.paper_titles(consultation)
    have = []
    if asked is not None and kind in NEEDS_CHOICES:
        labels = pieces.choice_labels(asked)
        have = [ChoiceText(each.key, labels[each.key], each.alone) for each in asked.choices]
    said = pieces.said(asked) if asked is not None else {}
    blanks = forms.blanks_asked(request.form)
    return forms.question_form(kind, papers, question=asked, said=said, have=have, blanks=blanks)


def _save(
    consultation: Consultation,
    row: QuestionPage,
    form: forms.QuestionForm,
    asked: Question | None,
) -> Question:
    lift = request.form.get("then", "").removeprefix("up ")
    try:
        return commands.save_question(
            actor=me(),
            consultation=consultation,
            page=row,
            kind=form.kind,
            texts=form.texts(),
            facts=form.columns(),
            choices=form.choices(lift),
            question=asked,
            version=form.opened_at,
        )
    except RuleBroken as broken:
        if broken.field == "new_0" and form.have:
            broken.field = f"choice_{form.have[0].key}"
        raise
