"""The board's own pages: read a report, comment on it, publish it."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.core.clock import today
from engage.core.i18n import languages
from engage.reports import commands, forms, rules
from engage.reports.queries import drafts, page
from engage.reports.views.desk import bp


@bp.get("/board-reports/")
@allow(Role.BOARD_PUBLISHER)
def board_index() -> ResponseReturnValue:
    reports = drafts.all_reports(rules.boards_of(me(), today()))
    return render_template("reports/board_index.html", reports=reports)


@bp.route("/board-reports/<slug>/", methods=["GET", "POST"])
@allow(Role.BOARD_PUBLISHER)
def comment(slug: str) -> ResponseReturnValue:
    made = drafts.source_of(slug)
    rules.check_board(made.report, me(), today())
    form = forms.comment_form(made)
    if form.submitted():
        with form.shows_broken_rules():
            commands.comment(actor=me(), report=made.report, **form.typed())
            return redirect(url_for(".comment", slug=slug))
    return render_template("reports/comment.html", form=form, **_shown(made))


def _shown(made: drafts.Source) -> dict[str, Any]:
    """The report as it would look, and what stands in the way of this publisher."""
    gates = drafts.gates(made, publisher=me().id)
    shown = page.preview(made, gates, today())
    return {"page": shown, "gates": gates, "content": languages()[shown.language]}


@bp.post("/board-reports/<slug>/publish/")
@allow(Role.BOARD_PUBLISHER)
def publish(slug: str) -> ResponseReturnValue:
    commands.publish(actor=me(), report=drafts.source_of(slug).report)
    return redirect(url_for("reports.show", slug=slug))
