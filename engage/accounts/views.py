"""Sign in and out."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import access, commands
from engage.accounts.access import allow, public
from engage.accounts.forms import SignInForm
from engage.accounts.models import Role
from engage.core.forms import Form
from engage.core.limits import spend

bp = Blueprint("accounts", __name__)


@bp.route("/sign-in/", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if form.submitted():
        with form.shows_broken_rules(), access.guessing(str(form.email.data)):
            return _let_in(form)
    return render_template("accounts/sign_in.html", form=form)


def _let_in(form: SignInForm) -> ResponseReturnValue:
    if not form.password.data:
        spend("sign-in-link", str(form.email.data).casefold(), "5 per 10 minutes")
        address = current_app.config["BASE_URL"] + url_for(".link", secret=commands.SECRET)
        commands.send_link(email=str(form.email.data), address=address)
        return redirect(url_for(".link_sent"))
    access.sign_in(commands.sign_in(**form.values()))
    return redirect(_own_page(request.args.get("next", "")))


def _own_page(wanted: str) -> str:
    """The page that was asked for, if it is one of ours; else the desk."""
    ours = wanted.startswith("/desk/") and "\\" not in wanted
    return wanted if ours else url_for("admin.desk")


@bp.get("/sign-in/link-sent/")
@public
def link_sent() -> ResponseReturnValue:
    return render_template("accounts/link_sent.html")


@bp.route("/sign-in/link/<secret>/", methods=["GET", "POST"])
@public
def link(secret: str) -> ResponseReturnValue:
    form = Form()
    if form.submitted():
        with form.shows_broken_rules():
            access.sign_in(commands.use_link(secret=secret))
            return redirect(url_for("admin.desk"))
    return render_template("accounts/link.html", form=form)


@bp.post("/sign-out/")
@allow(*Role)
def sign_out() -> ResponseReturnValue:
    commands.sign_out(actor=access.me())
    access.sign_out()
    return redirect(url_for("site.home"))
