"""Correct what is public: a fact in every language at once, or the words of a question."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.consultations import commands, queries, rules
from engage.consultations.forms import process as forms
from engage.consultations.models import Consultation, Question
from engage.consultations.queries import corrections
from engage.consultations.views.desk import desk
from engage.core.clock import now
from engage.core.i18n import languages

_LEADS = (Role.ENGAGEMENT_LEAD, Role.APPROVER)
_MOST = 5_000
"""Nobody seeks a longer fact; what is too long to be one is refused with a reason, not cut."""


@desk.route("/<slug>/correct/", methods=["GET", "POST"])
@allow(*_LEADS)
def correct(slug: str) -> ResponseReturnValue:
    consultation = queries.by_slug(slug, areas=True)
    typed = request.form if request.method == "POST" else request.args
    old, new = (str(typed.get(name, "")).strip()[:_MOST] for name in ("old", "new"))
    found = corrections.fact(consultation, old, new)
    form = forms.confirm_form(old, new, found.unmatched)
    if form.submitted():
        with form.shows_broken_rules():
            return _corrected(consultation, form)
    return _preview(consultation, old, new, found, form)


def _corrected(consultation: Consultation, form: forms.ConfirmForm) -> ResponseReturnValue:
    commands.correct_fact(
        actor=me(),
        consultation=consultation,
        old=str(form.old.data),
        new=str(form.new.data),
        texts=form.texts,
    )
    return redirect(url_for(".desk_show", slug=consultation.slug))


def _preview(
    consultation: Consultation,
    old: str,
    new: str,
    found: corrections.Found,
    form: forms.ConfirmForm,
) -> ResponseReturnValue:
    """Every place before and after; why it cannot be corrected so, where it cannot."""
    asked = forms.FactForm(data={"old": old, "new": new})
    if (old or new) and not form.all_errors:
        with form.shows_broken_rules():
            rules.check_may_correct_fact(consultation, now())
            rules.check_fact(old, new, places=found.number, in_signed_text=bool(found.places))
    return render_template(
        "consultations/correct.html",
        consultation=consultation,
        asked=asked,
        found=found,
        form=form,
        typed=bool(old or new),
        form_stays=not rules.form_may_change(consultation, now()),
        languages=languages(),
    )


@desk.get("/<slug>/corrections/")
@allow(*_LEADS)
def correct_questions(slug: str) -> ResponseReturnValue:
    consultation = queries.by_slug(slug)
    rows = corrections.questions(consultation)
    return render_template(
        "consultations/correct_questions.html", consultation=consultation, rows=rows
    )


@desk.route("/<slug>/corrections/<key>/", methods=["GET", "POST"])
@allow(*_LEADS)
def correct_question(slug: str, key: str) -> ResponseReturnValue:
    consultation = queries.by_slug(slug, areas=True)
    question = corrections.question(consultation, key)
    form = forms.question_form(question, consultation.languages, corrections.said(question))
    if form.submitted():
        with form.shows_broken_rules():
            return _question_corrected(consultation, question, form)
    return render_template(
        "consultations/correct_question.html", form=form, slug=slug, question=question
    )


def _question_corrected(
    consultation: Consultation, question: Question, form: forms.QuestionForm
) -> ResponseReturnValue:
    commands.correct_question(
        actor=me(),
        consultation=consultation,
        question=question,
        texts=form.texts,
        closed=form.closed.data or [],
        same_meaning=bool(form.same_meaning.data),
        reason=str(form.reason.data or ""),
    )
    return redirect(url_for(".desk_show", slug=consultation.slug))
