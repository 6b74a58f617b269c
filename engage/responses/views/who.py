"""Who an organisation or a group is, and for how many people it speaks."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from engage.accounts.access import public
from engage.core.errors import RuleBroken
from engage.core.i18n import _l
from engage.core.web import takes_files
from engage.responses import commands, forms, rules
from engage.responses.models import RespondentKind
from engage.responses.views.files import PageFiles
from engage.responses.views.here import Elsewhere, Here, away, brought, onward, opened
from engage.responses.views.journey import bp

_FIELD = "members"
_NAMES = ("name", "people", "gathered", "disagreed")


@bp.route("/consultations/<slug>/respond/who/", methods=["GET", "POST"])
@public
@takes_files(forms.MOST_SENT)
def who(slug: str) -> ResponseReturnValue:
    files = brought(slug)
    here = opened(slug)
    if here.draft.kind is RespondentKind.INDIVIDUAL:
        raise Elsewhere(here.address_of(here.way.after(0)))
    if request.method == "POST":
        return _keep(here, files)
    return here.alone("who", _values(here.draft.voice), here=here, rules=rules)


def _values(voice: dict[str, str]) -> dict[str, str]:
    return {
        key: slot for name in voice for key, slot in forms.text_value(name, voice[name]).items()
    }


def _keep(here: Here, brought_now: forms.Brought) -> Response:
    typed = {name: request.form.get(f"q-{name}", "") for name in _NAMES}
    checked = rules.check_voice(here.draft.kind, typed)
    files = PageFiles()
    files.sort(here, "", brought_now, _FIELD, (rules.MOST_MEGABYTES, 0))
    if len(files.typed[""]) > rules.MOST_MEMBER_FILES:
        message = _l("Add %(most)s files or fewer.")
        files.errors[""] = RuleBroken(message, most=rules.MOST_MEMBER_FILES)
    if errors := files.errors_with(checked.errors):
        form = forms.AskedForm({key or _FIELD: wrong for key, wrong in errors.items()})
        return here.refuse("who", _values(typed), form=form, here=here, rules=rules)
    files.keep(here)
    here.draft.voice = {key: str(said) for key, said in checked.answers.items()}
    commands.save_draft(visit=here.visit, draft=here.draft)
    if request.args.get("from") == "check":
        return onward(".check", here.slug)
    return away(here.address_of(here.way.after(0)))
