"""The calendar across consultations, for staff; and its public days for everybody's calendar."""

from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me, public, site_facts
from engage.accounts.models import Role
from engage.consultations.commands import calendar as commands
from engage.consultations.forms import calendar as forms
from engage.consultations.models import Stage
from engage.consultations.queries import calendar as queries
from engage.consultations.rules import calendar as rules
from engage.core.clock import now, today
from engage.core.formats import ics
from engage.core.i18n import _, languages, reader_language
from engage.core.kept import kept

bp = Blueprint("calendar", __name__)
desk = Blueprint("calendar_desk", __name__, url_prefix="/desk/calendar")
_STAFF = (Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.APPROVER, Role.ADMIN)


@desk.get("/")
@allow(*_STAFF)
def calendar() -> ResponseReturnValue:
    return render_template("consultations/calendar.html", **_shown())


@desk.get("/print/")
@allow(*_STAFF)
def calendar_print() -> ResponseReturnValue:
    return render_template("consultations/calendar_print.html", **_shown())


def _shown() -> dict[str, Any]:
    """What both pages of the calendar need."""
    known = _places()
    wanted = forms.wanted_of(request.args, today())
    most = current_app.config["MOST_OPEN"]
    months = queries.months(wanted, known, now(), most)
    facts = {"known": known, "wanted": wanted, "most": most, "months": months}
    return {**facts, "today": today(), "bar": rules.bar, "agenda": queries.agenda(months, wanted)}


@desk.route("/idea/", methods=["GET", "POST"])
@allow(Role.ENGAGEMENT_LEAD, Role.ADMIN)
def idea() -> ResponseReturnValue:
    form = forms.IdeaForm(_places())
    if form.submitted():
        with form.shows_broken_rules():
            row = commands.add_idea(actor=me(), **form.typed())
            seen: dict[str, Any] = {"from": f"{row.opens_on:%Y-%m}"}
            return redirect(url_for(".calendar", **seen))
    return render_template("consultations/calendar_idea.html", form=form)


def _places() -> queries.Places:
    """The areas, topics and organisations, read at most once in ten seconds by each process."""
    return kept("calendar places", queries.places_and_topics)


@bp.get("/calendar.ics")
@public
def feed() -> ResponseReturnValue:
    days = queries.public_days(reader_language().code)
    text = ics.calendar(site_facts().name, "-//Engage//Engage//EN", map(_event, days))
    answer = Response(text, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return answer


def _event(each: queries.PublicDay) -> ics.Event:
    """A day as calendars know it, in the reader's language."""
    row, title = each.consultation, each.card["title"]
    say = _("Opens: %(title)s") if each.opens else _("Closes: %(title)s")
    path = url_for("consultations.show", slug=row.slug)
    return ics.Event(
        uid=f"{row.id}-{'opens' if each.opens else 'closes'}@engage",
        day=each.day,
        title=say % {"title": title},
        text=each.card["summary"],
        link=current_app.config["BASE_URL"].rstrip("/") + path,
        language=languages()[each.card["language"]].html_lang,
        stamp=row.changed_at,
        cancelled=row.stage is Stage.WITHDRAWN,
    )
