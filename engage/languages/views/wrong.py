"""Wrong words in a translation: anybody tells us, whoever translates puts it right."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me, public
from engage.core.addresses import local_path
from engage.core.i18n import languages, reader_language
from engage.core.limits import spend
from engage.core.web import page_number
from engage.languages import commands, forms
from engage.languages.queries import wrong as queries
from engage.languages.views.terms import TRANSLATES
from engage.languages.views.terms import bp as desk

bp = Blueprint("wrong", __name__)
_TOLD = "20 per hour"


@bp.route("/wrong-words/", methods=["GET", "POST"])
@public
def tell() -> ResponseReturnValue:
    form = forms.wrong_form(reader_language().code, request.args.get("page", "/"))
    if form.submitted():
        spend("wrong-words", request.remote_addr or "", _TOLD)
        with form.shows_broken_rules():
            commands.tell_wrong(**form.typed())
            return redirect(url_for(".thanks", page=form.typed()["page"]))
    return render_template("languages/tell.html", form=form)


@bp.get("/wrong-words/thanks/")
@public
def thanks() -> ResponseReturnValue:
    return render_template("languages/thanks.html", page=local_path(request.args.get("page", "/")))


@desk.get("/wrong-words/")
@allow(*TRANSLATES)
def wrong() -> ResponseReturnValue:
    settled = request.args.get("settled") == "yes"
    page = queries.told(page_number(), settled=settled)
    facts = {"settled": settled, "languages": languages(), "waiting": queries.waiting()}
    return render_template("languages/wrong.html", page=page, **facts)


@desk.post("/wrong-words/<uuid:row_id>/")
@allow(*TRANSLATES)
def settle(row_id: UUID) -> ResponseReturnValue:
    settled = request.form.get("settled") == "yes"
    commands.settle_wrong(actor=me(), row=queries.line(row_id), settled=settled)
    return redirect(url_for(".wrong", settled=None if settled else "yes"))
