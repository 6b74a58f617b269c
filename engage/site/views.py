"""Home, languages and the pages every public site must have."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts.access import public
from engage.consultations import forms as consultations
from engage.consultations.models import Format
from engage.consultations.rules import time_left
from engage.core.addresses import local_path
from engage.core.clock import now
from engage.core.i18n import languages, reader_language, reader_variant, shipped
from engage.site import queries

bp = Blueprint("site", __name__)

STATEMENT_ON = date(2026, 11, 22)
"""The day the accessibility statement was last read against the site."""


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    at = now()
    front = queries.front(reader_language().code, at)
    return render_template(
        "site/home.html",
        front=front,
        form=consultations.FilterForm(),
        time_left=time_left,
        at=at,
        languages=languages(),
    )


@bp.get("/languages/")
@public
def languages_page() -> ResponseReturnValue:
    path = local_path(request.args.get("next", "/"))
    return render_template(
        "site/languages_page.html",
        offered=shipped(),
        path=path,
        formats=tuple(Format),
        there=queries.versions(path, reader_variant()),
    )


@bp.get("/accessibility/")
@public
def accessibility() -> ResponseReturnValue:
    return render_template("site/accessibility.html", written_on=STATEMENT_ON)


@bp.get("/privacy/")
@public
def privacy() -> ResponseReturnValue:
    return render_template("site/privacy.html")


@bp.get("/cookies/")
@public
def cookies() -> ResponseReturnValue:
    return render_template("site/cookies.html")


@bp.get("/contact/")
@public
def contact() -> ResponseReturnValue:
    return render_template("site/contact.html")


@bp.get("/about/")
@public
def about() -> ResponseReturnValue:
    return render_template("site/about.html")
