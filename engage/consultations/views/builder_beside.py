"""What stands beside a question: the plan of a place, the file of a paper."""

from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.consultations import queries
from engage.consultations.commands import beside as commands
from engage.consultations.forms import beside as forms
from engage.consultations.models import WRITABLE, Consultation, Kind, Paper, Question
from engage.consultations.queries import beside as files
from engage.consultations.queries import building as pieces
from engage.consultations.rules import beside, plans
from engage.consultations.views.builder import bp
from engage.consultations.views.builder_form import to_questions, writable
from engage.consultations.views.public import sent_beside
from engage.core.errors import NotFound
from engage.core.i18n import languages
from engage.core.web import takes_files

LEAD = Role.ENGAGEMENT_LEAD


@bp.get("/<slug>/files/<name>/")
@allow(LEAD, Role.ANALYST, Role.APPROVER, Role.ADMIN)
def file(slug: str, name: str) -> ResponseReturnValue:
    return sent_beside(files.drafted(queries.by_slug(slug), name))


# --- the plan of a question


def _place(slug: str, key: str) -> tuple[Consultation, Question]:
    """A question about a place that may be changed. Raises NotFound and RuleBroken."""
    consultation = writable(slug)
    question = pieces.question(consultation, key)[1]
    if question.kind is not Kind.LOCATION:
        raise NotFound
    return consultation, question


@bp.route("/<slug>/questions/<key>/plan/", methods=["GET", "POST"])
@allow(LEAD)
@takes_files(forms.MOST_SENT)
def plan(slug: str, key: str) -> ResponseReturnValue:
    consultation, question = _place(slug, key)
    said = pieces.said(question)
    form = forms.plan_form(question, said.get("plan", ""))
    if form.submitted():
        with form.shows_broken_rules():
            _put_plan(consultation, question, form)
            return _again("plan", slug, key)
    return _plan_page(consultation, question, form, said)


def _put_plan(consultation: Consultation, question: Question, form: forms.PlanForm) -> None:
    commands.put_plan(
        actor=me(),
        consultation=consultation,
        question=question,
        drawn=form.drawn(),
        words=form.words.data or "",
        version=form.opened_at,
    )


def _again(endpoint: str, slug: str, key: str) -> Response:
    """The same page once more, to see what became of it."""
    return make_response(redirect(url_for(f".{endpoint}", slug=slug, key=key)))


def _plan_page(
    consultation: Consultation, question: Question, form: forms.PlanForm, said: dict[str, str]
) -> str:
    row = question.plan
    shown = plans.AskedPlan(said.get("plan", ""), row.width, row.height) if row else None
    given: dict[str, Any] = {"consultation": consultation, "form": form, "plan": shown}
    name = beside.bare_name(question.picture)
    return render_template(
        "consultations/builder_plan.html", **given, asked=question, said=said, name=name
    )


@bp.post("/<slug>/questions/<key>/plan/take-away/")
@allow(LEAD)
def drop_plan(slug: str, key: str) -> ResponseReturnValue:
    consultation, question = _place(slug, key)
    about: Any = {"question": question, "version": forms.plan_form(question, "").opened_at}
    commands.drop_plan(actor=me(), consultation=consultation, **about)
    return to_questions(slug, f"question-{key}")


# --- the file of a paper


def _paper(slug: str, key: str) -> tuple[Consultation, Any]:
    consultation = queries.by_slug(slug)
    return consultation, pieces.titled_by_key(consultation, "paper", key)


@bp.route("/<slug>/questions/paper/<key>/file/", methods=["GET", "POST"])
@allow(LEAD)
@takes_files(forms.MOST_SENT)
def paper_file(slug: str, key: str) -> ResponseReturnValue:
    consultation, paper = _paper(slug, key)
    form = forms.file_form(paper, consultation.languages)
    if form.submitted():
        with form.shows_broken_rules():
            _put_file(consultation, paper, form)
            return _again("paper_file", slug, key)
    return _file_page(consultation, paper, form)


def _put_file(consultation: Consultation, paper: Paper, form: forms.FileForm) -> None:
    commands.put_file(
        actor=me(),
        consultation=consultation,
        paper=paper,
        language=str(form.language.data),
        ready=form.ready(),
        version=form.opened_at,
    )


def _file_page(consultation: Consultation, paper: Paper, form: Any) -> str:
    rows = [(each, languages()[each.language], _told(each)) for each in paper.files]
    return render_template(
        "consultations/builder_file.html",
        consultation=consultation,
        paper=paper,
        form=form,
        rows=rows,
        title=pieces.said(paper).get("title", ""),
        bare_name=beside.bare_name,
        writable=consultation.stage in WRITABLE,
    )


def _told(row: Any) -> str:
    return beside.kind_words({"media_type": row.media_type, "size": row.size})


def _pressed(slug: str, key: str, button: str) -> dict[str, Any]:
    """The paper, and the language whose button was pressed."""
    consultation, paper = _paper(slug, key)
    version = forms.file_form(paper, consultation.languages).opened_at
    about = {"language": request.form.get(button, ""), "version": version}
    return {"consultation": consultation, "paper": paper, **about}


@bp.post("/<slug>/questions/paper/<key>/file/take-away/")
@allow(LEAD)
def drop_file(slug: str, key: str) -> ResponseReturnValue:
    commands.drop_file(actor=me(), **_pressed(slug, key, "drop"))
    return _again("paper_file", slug, key)


@bp.post("/<slug>/questions/paper/<key>/file/words-hold/")
@allow(LEAD)
def keep_words(slug: str, key: str) -> ResponseReturnValue:
    commands.keep_words(actor=me(), **_pressed(slug, key, "keep"))
    return _again("paper_file", slug, key)


@bp.route("/<slug>/questions/paper/<key>/promise/", methods=["GET", "POST"])
@allow(LEAD)
def promise(slug: str, key: str) -> ResponseReturnValue:
    consultation, paper = _paper(slug, key)
    day = next((each.promised_on for each in paper.files), None)
    form = forms.PromiseForm(data={"promised_on": day})
    if form.submitted():
        with form.shows_broken_rules():
            about: Any = {"paper": paper, "promised_on": form.promised_on.data}
            commands.promise(actor=me(), consultation=consultation, **about)
            return _again("paper_file", slug, key)
    title = pieces.said(paper).get("title", "")
    return render_template(
        "consultations/builder_promise.html", form=form, consultation=consultation, title=title
    )
