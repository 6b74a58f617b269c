"""Agreed terms, and who reads which language: what belongs to no one thing that is translated."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import queries as accounts
from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.core.clock import today
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE, languages
from engage.languages import commands, forms
from engage.languages.queries import glossary, people

bp = Blueprint("languages", __name__, url_prefix="/desk/languages")
TRANSLATES = (Role.ENGAGEMENT_LEAD, Role.TRANSLATOR)
_SAYS = (Role.ENGAGEMENT_LEAD, Role.ADMIN)


def _code(tag: str) -> str:
    """The language that stands in an address. Raises NotFound."""
    found = [code for code, each in languages().items() if each.html_lang == tag]
    if not found or found[0] == SOURCE:
        raise NotFound
    return found[0]


@bp.get("/terms/")
@allow(*TRANSLATES)
def glossaries() -> ResponseReturnValue:
    known = [each for each in languages().values() if each.code != SOURCE]
    return render_template("languages/glossaries.html", known=known, numbers=glossary.numbers())


@bp.route("/terms/<tag>/", methods=["GET", "POST"])
@allow(*TRANSLATES)
def terms(tag: str) -> ResponseReturnValue:
    form, code = forms.TermForm(), _code(tag)
    if form.submitted():
        with form.shows_broken_rules():
            commands.set_term(actor=me(), language=code, **form.typed())
            return redirect(url_for(".terms", tag=tag))
    facts = {"language": languages()[code], "rows": glossary.terms(code)}
    return render_template("languages/terms.html", form=form, **facts)


@bp.route("/terms/<tag>/<uuid:term_id>/", methods=["GET", "POST"])
@allow(*TRANSLATES)
def edit_term(tag: str, term_id: UUID) -> ResponseReturnValue:
    row = glossary.term(_code(tag), term_id)
    form = forms.term_form(row)
    if form.submitted():
        with form.shows_broken_rules():
            commands.set_term(actor=me(), language=row.language, term=row, **form.typed())
            return redirect(url_for(".terms", tag=tag))
    return render_template("languages/edit_term.html", form=form, language=languages()[_code(tag)])


@bp.post("/terms/<tag>/<uuid:term_id>/remove/")
@allow(*TRANSLATES)
def remove_term(tag: str, term_id: UUID) -> ResponseReturnValue:
    commands.remove_term(actor=me(), term=glossary.term(_code(tag), term_id))
    return redirect(url_for(".terms", tag=tag))


@bp.route("/terms/<tag>/file/", methods=["GET", "POST"])
@allow(*TRANSLATES)
def terms_file(tag: str) -> ResponseReturnValue:
    form, code = forms.TermsFileForm(), _code(tag)
    if form.submitted():
        with form.shows_broken_rules():
            commands.take_in_terms(actor=me(), language=code, **form.typed())
            return redirect(url_for(".terms", tag=tag))
    return render_template("languages/terms_file.html", form=form, language=languages()[code])


@bp.get("/readers/")
@allow(*_SAYS)
def readers() -> ResponseReturnValue:
    found = accounts.accounts_with(list(Role), today())
    facts = {"read": people.all_readers(), "languages": languages()}
    return render_template("languages/readers.html", people=found, **facts)


@bp.route("/readers/<uuid:account_id>/", methods=["GET", "POST"])
@allow(*_SAYS)
def reader(account_id: UUID) -> ResponseReturnValue:
    person = accounts.account_by_id(account_id)
    if person is None:
        raise NotFound
    form = forms.reads_form(people.languages_read(account_id))
    if form.submitted():
        with form.shows_broken_rules():
            commands.set_languages_read(actor=me(), account=person, **form.values())
            return redirect(url_for(".readers"))
    return render_template("languages/reader.html", form=form, person=person)
