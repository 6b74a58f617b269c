"""The desk where words of answers are chosen for a report."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.reports.commands import quotes as commands
from engage.reports.forms.quotes import QuoteForm
from engage.reports.queries import drafts
from engage.reports.queries import quotes as queries
from engage.reports.views.desk import STAFF, bp


@bp.route("/reports/<slug>/quotes/", methods=["GET", "POST"])
@allow(*STAFF)
def quotes(slug: str) -> ResponseReturnValue:
    made = drafts.source_of(slug)
    form = QuoteForm().offer(made)
    if form.submitted():
        with form.shows_broken_rules():
            one = queries.quotable(made.consultation, form.wanted)
            commands.add_quote(actor=me(), report=made.report, one=one, **form.typed())
            return redirect(url_for(".quotes", slug=slug))
    shown = queries.as_chosen(made.quotes)
    return render_template("reports/quotes.html", form=form, made=made, shown=shown)


@bp.post("/reports/<slug>/quotes/<uuid:quote_id>/remove/")
@allow(*STAFF)
def remove_quote(slug: str, quote_id: UUID) -> ResponseReturnValue:
    made = drafts.source_of(slug)
    commands.remove_quote(actor=me(), report=made.report, quote_id=quote_id)
    return redirect(url_for(".quotes", slug=slug))
