"""The privacy notice: every version for the public, and the words at the desk."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me, public
from engage.accounts.models import Role
from engage.consultations import commands, queries
from engage.consultations.forms import privacy as forms
from engage.consultations.models import WRITABLE
from engage.consultations.queries import privacy as notices
from engage.consultations.views.desk import desk
from engage.consultations.views.public import bp
from engage.core.i18n import languages, reader_language, reader_variant


@bp.get("/<slug>/privacy/")
@public
def privacy(slug: str) -> ResponseReturnValue:
    return _page(slug, None)


@bp.get("/<slug>/privacy/<int:number>/")
@public
def privacy_version(slug: str, number: int) -> ResponseReturnValue:
    return _page(slug, number)


def _page(slug: str, number: int | None) -> str:
    consultation = queries.public_by_slug(slug)
    notice = notices.notice(consultation, reader_language().code, reader_variant(), number)
    said_in = languages()[notice.language]
    given = {"consultation": consultation, "notice": notice, "said_in": said_in}
    return render_template("consultations/privacy.html", slug=slug, **given)


@desk.route("/<slug>/privacy/", methods=["GET", "POST"])
@allow(Role.ENGAGEMENT_LEAD)
def edit_notice(slug: str) -> ResponseReturnValue:
    consultation = queries.by_slug(slug)
    form = forms.notice_words_form(consultation, notices.written(consultation))
    if form.submitted():
        with form.shows_broken_rules():
            typed: Any = {"texts": form.texts, "version": form.opened_at}
            commands.edit_notice(actor=me(), consultation=consultation, **typed)
            return redirect(url_for(".checklist", slug=slug))
    given = {"consultation": consultation, "public": consultation.stage not in WRITABLE}
    return render_template("consultations/edit_notice.html", form=form, **given)
