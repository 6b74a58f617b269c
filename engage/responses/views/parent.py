"""A parent or carer says yes, where a child under 13 answers. Nothing is lost without them."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from engage.accounts.access import public
from engage.responses import commands, forms, rules
from engage.responses.models import Relation
from engage.responses.views.here import Elsewhere, Here, away, minted, onward, opened
from engage.responses.views.journey import bp
from engage.responses.views.sending import following_before, ready

_LABELS = {each.value: each.label for each in Relation}


@bp.route("/consultations/<slug>/respond/parent/", methods=["GET", "POST"])
@public
def parent(slug: str) -> ResponseReturnValue:
    code = minted(slug, "save")
    here = ready(opened(slug))
    if not rules.asks_parent(here.draft.kind, here.draft.before):
        raise Elsewhere(following_before(here))
    if request.method == "POST":
        return _save(here, code) if code else _keep(here)
    values = _values(here.draft.before.get("parent", "")) | here.notice
    return here.show("parent", values, labels=_LABELS)


def _values(said: str) -> dict[str, str]:
    return {f"parent:{said}": " checked"} if said else {}


def _save(here: Here, code: rules.Code) -> Response:
    """Keep the answer until the child comes back with a parent."""
    commands.make_code(visit=here.visit, draft=here.draft, code=code)
    return onward(".saved", here.slug)


def _keep(here: Here) -> Response:
    typed = {key: request.form.get(f"q-{key}", "") for key in ("parent", "agree")}
    checked = rules.check_parent(typed)
    if checked.errors:
        values = _values(typed["parent"]) | here.notice
        values |= {"agree:yes": " checked"} if typed["agree"] == rules.AGREED else {}
        form = forms.AskedForm(checked.errors)
        return here.refuse("parent", values, form=form, labels=_LABELS)
    here.draft.before["parent"] = str(checked.answers["parent"])
    commands.save_draft(visit=here.visit, draft=here.draft)
    return away(following_before(here))
