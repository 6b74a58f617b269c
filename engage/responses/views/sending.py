"""Check your answers, send them, and the receipt."""

from html import escape
from typing import Any

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import public
from engage.consultations import rules as consultation_rules
from engage.core.clock import now
from engage.core.errors import RuleBroken
from engage.core.i18n import _, format_number, reader_language, reader_variant
from engage.core.limits import spend
from engage.responses import commands, forms, rules
from engage.responses.models import CouldSay, Ease, RespondentKind
from engage.responses.rules import ease as easing
from engage.responses.views.here import Elsewhere, Here, grace, onward, opened
from engage.responses.views.journey import bp

_MAILS = "5 per hour"
_EASE = {
    "eases": {each.value: each.label for each in Ease},
    "could_say": {each.value: each.label for each in CouldSay},
    "words_limit": easing.WORDS_LIMIT,
}
"""What is asked after sending, for the page of the receipt."""
_VOICE = ("name", "people", "gathered", "disagreed")


def ready(here: Here) -> Here:
    """The same, when every answer on the path is right; else the visitor is led to what is not."""
    if not rules.voice_is_whole(here.draft.kind, here.draft.voice):
        raise Elsewhere(f"{url_for('responses.who', slug=here.slug)}?from=check")
    wrong = rules.problems(here.questions, here.draft.answers).errors
    for number in here.way.numbers:
        if any(question.key in wrong for question in here.asked.pages[number - 1].questions):
            raise Elsewhere(here.address_of(number))
    return here


def following_before(here: Here) -> str:
    """Where the page before sending leads: to the parent of a child under 13 who must agree."""
    if not rules.parent_agreed(here.draft.kind, here.draft.before):
        return url_for("responses.parent", slug=here.slug)
    following = "responses.check" if here.draft.changes else "responses.about_you"
    return url_for(following, slug=here.slug)


def agreed(here: Here) -> Here:
    """The same, when a parent or carer has agreed for a child; else the visitor is led there."""
    if not rules.parent_agreed(here.draft.kind, here.draft.before):
        raise Elsewhere(following_before(here))
    return here


@bp.get("/consultations/<slug>/respond/check/")
@public
def check(slug: str) -> ResponseReturnValue:
    here = ready(opened(slug))
    draft, numbers = here.draft, here.way.numbers
    values = forms.shown_answers(here.questions, draft.answers, draft.files) | here.notice
    if draft.kind is not RespondentKind.INDIVIDUAL:
        values |= _voice_values(here)
    facts = {"kind": draft.kind, "numbers": numbers, "changes": bool(draft.changes)}
    return here.show("check", values, tuple(facts.values()), here=here, **facts)


def _voice_values(here: Here) -> dict[str, str]:
    """What a group says of itself, for the slots of the check."""
    voice = dict(here.draft.voice)
    if "people" in voice:
        voice["people"] = format_number(int(voice["people"]))
    names = [each["name"] for each in here.files_of("").values()]
    lines = {name: voice.get(name, "").split("\n") for name in _VOICE} | {"members": names}
    return {
        f"voice-{name}": forms.lines_value(said) or forms.not_answered()
        for name, said in lines.items()
    }


def _copy(here: Here) -> list[tuple[str, list[str]]]:
    """The answers on the path in words, to copy."""
    held = here.draft.answers, here.draft.files
    return [(each.label, forms.said_with_files(each, *held)) for each in here.questions]


def send(here: Here, code: rules.Code | None) -> Response:
    """Send the answer, once. Too late: kindly refused, with the answers to copy (settled 22)."""
    agreed(ready(here))
    if here.draft.changes:
        return onward(".check", here.slug)
    if not here.in_time:
        stage = consultation_rules.stage_in_force(here.consultation, now())
        return here.refuse("too_late", {}, said=_copy(here), stage=stage)
    commands.submit(
        visit=here.visit,
        draft=here.draft,
        consultation=here.consultation,
        asked=here.asked,
        grace=grace(),
        code=code or rules.mint(forms.site_salt()),
    )
    return onward(".done", here.slug)


@bp.route("/consultations/<slug>/respond/done/", methods=["GET", "POST"])
@public
def done(slug: str) -> ResponseReturnValue:
    here = opened(slug, sent=True)
    values, facts = _receipt_values(here), _receipt_facts(here)
    if request.method == "POST":
        tells = request.form.get("then") == "ease"
        return _tell(here, values, facts) if tells else _mail(here, values, facts)
    return here.show("done", values, tuple(facts.values()), **facts, **_EASE)


def _receipt_values(here: Here) -> dict[str, str]:
    receipt = here.draft.receipt
    reference, secret = receipt["reference"], receipt["secret"]
    path = url_for("answers.arrive", reference=reference, secret=secret)
    return {
        **code_values(here),
        **here.notice,
        "reference": escape(reference),
        "link": escape(current_app.config["BASE_URL"] + path),
    }


def _receipt_facts(here: Here) -> dict[str, Any]:
    return {
        "was_late": bool(here.draft.receipt.get("late")),
        "days": (here.consultation.closes_on, here.consultation.decision_on),
        "mailed": request.args.get("mailed") == "yes",
        "told": easing.was_told(here.draft.receipt),
    }


def _tell(here: Here, values: dict[str, str], facts: dict[str, Any]) -> Response:
    """How easy it was: kept apart from the answer, once, and thanked for on the same page."""
    typed = {key: request.form.get(f"q-{key}", "") for key in (*easing.ASKED, easing.WORDS)}
    checked = easing.check_ease(typed)
    if checked.errors:
        chosen = {f"{key}:{typed[key]}": " checked" for key in easing.ASKED}
        more = values | chosen | forms.text_value(easing.WORDS, typed[easing.WORDS])
        form = forms.AskedForm(checked.errors)
        return here.refuse("done", more, form=form, **facts, **_EASE)
    commands.tell_ease(
        visit=here.visit,
        draft=here.draft,
        consultation=here.consultation,
        said=checked.answers,
        language=reader_language().code,
        variant=reader_variant(),
    )
    return onward(".done", here.slug, _anchor="how-easy")


def _mail(here: Here, values: dict[str, str], facts: dict[str, Any]) -> Response:
    """The receipt by email, to an address that is used once and not kept."""
    typed = rules.clean(request.form.get("q-email", ""))[:300]
    spend("receipt-mailed", here.visit.lookup_key, _MAILS)
    title = here.facts()["title"]
    body = render_template("responses/receipt.txt", title=title, values=values, **facts)
    try:
        commands.mail_receipt(to=typed, subject=_("Thank you. We have your answer."), body=body)
    except RuleBroken as broken:
        form = forms.AskedForm({"email": broken})
        more = {**values, **forms.text_value("email", typed)}
        return here.refuse("done", more, form=form, **facts, **_EASE)
    return onward(".done", here.slug, mailed="yes")


def code_values(here: Here) -> dict[str, str]:
    """The slots of a page that shows the code."""
    number = here.draft.code or 0
    words = rules.code_words(number, reader_language().code)
    return {"words": escape(words), "digits": rules.code_digits(number)}
