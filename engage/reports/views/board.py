"""The board's own pages: read a report, comment on it, publish it."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.core.clock import today
from engage.core.i18n import languages
from engage.reports import commands, forms, rules
from engage.reports.queries import drafts, page

bp = Blueprint("reports_board", __name__, url_prefix="/desk/board-reports")


@bp.get("/")
@allow(Role.BOARD_PUBLISHER)
def board_index() -> ResponseReturnValue:
    reports = drafts.all_reports(rules.boards_of(me(), today()))
    return render_template("reports/board_index.html", reports=reports)


@bp.route("/<slug>/", methods=["GET", "POST"])
@allow(Role.BOARD_PUBLISHER)
def comment(slug: str) -> ResponseReturnValue:
    made = drafts.source(drafts.by_slug(slug))
    rules.check_board(made.report, me(), today())
    form = forms.comment_form(made)
    if form.submitted():
        with form.shows_broken_rules():
            commands.comment(actor=me(), report=made.report, **form.values())
            return redirect(url_for(".comment", slug=slug))
    shown = page.preview(made, made.languages[0], today())
    gates = drafts.gates(made, publisher=me().id)
    return render_template(
        "reports/comment.html",
        form=form,
        page=shown,
        gates=gates,
        content=languages()[shown.language],
    )


def _shown(made: drafts.Source) -> dict[str, Any]:
    """The report as it would look, and what stands in the way of this publisher."""
    return {
        "page": page.preview(made, made.languages[0], today()),
        "content": languages()[made.languages[0]],
        "gates": drafts.gates(made, publisher=me().id),
    }


@bp.post("/<slug>/publish/")
@allow(Role.BOARD_PUBLISHER)
def publish(slug: str) -> ResponseReturnValue:
    commands.publish(actor=me(), report=drafts.by_slug(slug))
    return redirect(url_for("reports.show", slug=slug))
