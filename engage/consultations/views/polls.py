"""Elections, entered by an administrator, near which nothing starts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.accounts.models import Role
from engage.consultations import commands
from engage.consultations.forms import process as forms
from engage.consultations.queries import launch
from engage.consultations.queries import polls as queries
from engage.core.i18n import SOURCE
from engage.languages import queries as languages
from engage.places import queries as places
from engage.places.models import Area

desk = Blueprint("consultations_polls", __name__, url_prefix="/desk/polls")


@desk.route("/", methods=["GET", "POST"])
@allow(Role.ADMIN)
def polls() -> ResponseReturnValue:
    areas = _areas()
    form = forms.PollForm().offer(areas)
    if form.submitted():
        with form.shows_broken_rules():
            chosen = [area for area, _name in areas if area.slug in (form.areas.data or [])]
            commands.add_poll(actor=me(), **{**form.values(), "areas": chosen})
            return redirect(url_for(".polls"))
    return render_template("consultations/polls.html", form=form, **_listed(areas))


def _listed(areas: Sequence[tuple[Area, str]]) -> dict[str, Any]:
    """Every election, the names of areas, and what each election stands in the way of."""
    hit = queries.hit()
    return {
        "polls": queries.every(),
        "names": {area.id: name for area, name in areas},
        "hit": hit,
        "titles": launch.titles([row for rows in hit.values() for row in rows]),
    }


def _areas() -> list[tuple[Area, str]]:
    rows = places.areas()
    names = languages.words("area", [row.id for row in rows], SOURCE)
    return [(row, str(languages.name(names, row.id)) or row.slug) for row in rows]


@desk.post("/<uuid:poll_id>/remove/")
@allow(Role.ADMIN)
def remove(poll_id: UUID) -> ResponseReturnValue:
    commands.remove_poll(actor=me(), poll=queries.by_id(poll_id))
    return redirect(url_for(".polls"))
