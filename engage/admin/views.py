"""The desk."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me, my_roles
from engage.accounts.models import Role

bp = Blueprint("admin", __name__, url_prefix="/desk")


@bp.get("/")
@allow(*Role)
def desk() -> ResponseReturnValue:
    waiting = [
        each for ask in current_app.extensions["waiting_for"] for each in ask(me(), my_roles())
    ]
    return render_template("admin/desk.html", waiting=waiting)
