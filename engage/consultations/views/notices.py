"""Say in public what changed on the way."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.consultations import commands, queries, rules
from engage.consultations.forms import process as forms
from engage.consultations.models import Consultation
from engage.consultations.queries import polls
from engage.consultations.views.desk import desk
from engage.core.clock import today
from engage.core.i18n import _d

_LEADS = (Role.ENGAGEMENT_LEAD, Role.APPROVER)


def _asked(
    slug: str,
    kind: type[forms.NoticeForm],
    deed: Callable[..., Any],
    heading: str,
    what: Callable[[Consultation], str],
) -> ResponseReturnValue:
    """Ask for a public reason and do one thing with it."""
    consultation = queries.by_slug(slug)
    form = forms.notice_form(kind, consultation)
    if form.submitted():
        with form.shows_broken_rules():
            values = {n: v for n, v in form.values().items() if not n.startswith("text_")}
            deed(actor=me(), consultation=consultation, texts=form.texts, **values)
            return redirect(url_for("consultations_desk.desk_show", slug=slug))
    facts = {"heading": heading, "what": what(consultation)}
    return render_template("consultations/notice_form.html", form=form, slug=slug, **facts)


@desk.route("/<slug>/extend/", methods=["GET", "POST"])
@allow(*_LEADS)
def extend(slug: str) -> ResponseReturnValue:
    what = _d("The day can only move later. People see the old day, the new day and your reason.")
    heading = _d("Move the closing day")
    return _asked(slug, forms.ExtendForm, commands.extend, heading, lambda _row: what)


@desk.route("/<slug>/pause/", methods=["GET", "POST"])
@allow(*_LEADS)
def pause(slug: str) -> ResponseReturnValue:
    what = _d("Nobody can send an answer while it is stopped. What people have begun is kept.")
    heading = _d("Stop for a while")
    return _asked(slug, forms.NoticeForm, commands.pause, heading, lambda _row: what)


@desk.route("/<slug>/resume/", methods=["GET", "POST"])
@allow(*_LEADS)
def resume(slug: str) -> ResponseReturnValue:
    what = _d("People can answer again. The closing day must be still to come.")
    row = queries.by_slug(slug)
    day = rules.goes_on(row, today())
    near = [poll.name for poll in polls.coming(row) if rules.in_window(poll, day)]
    if near:
        what = _d("Near an election nothing starts: %(polls)s.", polls=", ".join(near))
    kind = forms.NearPollForm if near else forms.NoticeForm
    return _asked(slug, kind, commands.resume, _d("Go on"), lambda _row: what)


@desk.route("/<slug>/withdraw/", methods=["GET", "POST"])
@allow(*_LEADS)
def withdraw(slug: str) -> ResponseReturnValue:
    heading = _d("Withdraw this consultation")
    return _asked(slug, forms.NoticeForm, commands.withdraw, heading, _what_withdrawing_does)


def _what_withdrawing_does(row: Consultation) -> str:
    if row.edition_id is None:
        return _d("Nothing of this is public. It is closed down, and your reason is kept.")
    return _d("This cannot be undone. The page stays, and says that you stopped this and why.")


@desk.route("/<slug>/delay/", methods=["GET", "POST"])
@allow(*_LEADS)
def delay(slug: str) -> ResponseReturnValue:
    what = _d("People are told within twelve weeks of closing, or why not, and when.")
    heading = _d("Say that the answer is late")
    return _asked(slug, forms.DelayForm, commands.tell_delay, heading, lambda _row: what)


@desk.route("/<slug>/tell/", methods=["GET", "POST"])
@allow(Role.ENGAGEMENT_LEAD)
def tell(slug: str) -> ResponseReturnValue:
    what = _d("The page then says “We have told people”, with your words and today’s day.")
    heading = _d("Say how people were told")
    return _asked(slug, forms.ToldForm, commands.tell_people, heading, lambda _row: what)
