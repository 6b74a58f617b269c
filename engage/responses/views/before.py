"""Before you send: who helped, and what may be shown. Each may be left out, or all at once."""

from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from engage.accounts.access import public
from engage.responses import commands, forms, rules
from engage.responses.models import OwnWords, Permission, RespondentKind
from engage.responses.views.here import Here, away, opened
from engage.responses.views.journey import bp
from engage.responses.views.sending import following_before, ready

_LABELS = {
    "helper": rules.HELPERS,
    "own_words": {each.value: each.label for each in OwnWords},
    "permission": {each.value: each.label for each in Permission},
    "age_group": {each.value: each.label for each in rules.ASKED_AGES},
}


@bp.route("/consultations/<slug>/respond/before-you-send/", methods=["GET", "POST"])
@public
def before(slug: str) -> ResponseReturnValue:
    here = ready(opened(slug))
    if request.method == "POST":
        return _keep(here)
    facts = _facts(here)
    return here.show("before", here.notice | _values(here.draft.before), facts["alone"], **facts)


def _facts(here: Here) -> dict[str, Any]:
    """Only one person is asked for an age."""
    return {"alone": here.draft.kind is RespondentKind.INDIVIDUAL, "labels": _LABELS}


def _values(said: dict[str, str]) -> dict[str, str]:
    return {f"{key}:{code}": " checked" for key, code in said.items()}


def _keep(here: Here) -> Response:
    if request.form.get("then") == "skip":
        return away(following_before(here))
    typed = {key: request.form.get(f"q-{key}", "") for key in rules.BEFORE}
    checked = rules.check_before(typed)
    if checked.errors:
        form = forms.AskedForm(checked.errors)
        return here.refuse("before", here.notice | _values(typed), form=form, **_facts(here))
    here.draft.before = rules.before_said(checked.answers, here.draft.before)
    commands.save_draft(visit=here.visit, draft=here.draft)
    return away(following_before(here))
