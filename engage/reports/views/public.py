"""You said, we did; and what we said we would do."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.access import public
from engage.consultations import queries as consultations
from engage.core.clock import today
from engage.core.i18n import languages, reader_language
from engage.reports import queries
from engage.reports.queries import decisions, page
from engage.reports.rules import Standing

bp = Blueprint("reports", __name__)


@bp.get("/reports/")
@public
def index() -> ResponseReturnValue:
    language, about = reader_language().code, request.args.get("consultation", "")
    if about:
        found = queries.reports_of(consultations.public_by_slug(about).id, language)
    else:
        found = queries.published(language)
    return render_template("reports/index.html", reports=found, about=about, languages=languages())


@bp.get("/reports/<slug>/")
@public
def show(slug: str) -> ResponseReturnValue:
    shown = page.public_page(slug, reader_language().code, today())
    return render_template("reports/show.html", page=shown, content=languages()[shown.language])


@bp.get("/reports/<slug>/print/")
@public
def paper(slug: str) -> ResponseReturnValue:
    shown = page.public_page(slug, reader_language().code, today())
    return render_template("reports/paper.html", page=shown, content=languages()[shown.language])


@bp.get("/consultations/<slug>/decision/")
@public
def decided(slug: str) -> ResponseReturnValue:
    shown = decisions.public_page(slug, reader_language().code)
    return render_template("reports/decided.html", page=shown, content=languages()[shown.language])


@bp.get("/consultations/<slug>/decision/print/")
@public
def decided_paper(slug: str) -> ResponseReturnValue:
    shown = decisions.public_page(slug, reader_language().code)
    content = languages()[shown.language]
    return render_template("reports/decided_paper.html", page=shown, content=content)


@bp.get("/promises/")
@public
def promises() -> ResponseReturnValue:
    every = queries.promises(reader_language().code, today())
    state = request.args.get("state", "")
    return render_template(
        "reports/promises.html",
        promises=[each for each in every if state in {"", each.standing.value}],
        state=state,
        standings=list(Standing),
        languages=languages(),
    )
