"""Check your answers, send them, and the receipt."""

from html import escape

from flask import Response, current_app, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import public
from engage.core.i18n import reader_language
from engage.responses import commands, forms, rules
from engage.responses.views.here import Elsewhere, Here, grace, onward, opened
from engage.responses.views.journey import bp


def ready(here: Here) -> Here:
    """The same, when every answer is right; else the visitor is led to the page to change."""
    wrong = rules.problems(here.asked.questions, here.draft.answers).errors
    for number, page in enumerate(here.asked.pages, start=1):
        if any(question.key in wrong for question in page.questions):
            raise Elsewhere(url_for("responses.page", slug=here.slug, number=number))
    return here


@bp.get("/consultations/<slug>/respond/check/")
@public
def check(slug: str) -> ResponseReturnValue:
    here = ready(opened(slug))
    values = forms.shown_answers(here.asked.questions, here.draft.answers)
    empty = [key for key, said in values.items() if not said]
    kind = here.draft.kind
    return here.show("check", values, (kind, *empty), empty=empty, kind=kind.label)


def send(here: Here, code: rules.Code | None) -> Response:
    """Send the answer, once. Too late: kindly refused, with the answers to copy (settled 22)."""
    ready(here)
    if not here.in_time:
        said = [(each.label, rules.said(each, here.draft.answers)) for each in here.asked.questions]
        return here.refuse("too_late", {}, said=said)
    commands.submit(
        visit=here.visit,
        draft=here.draft,
        consultation=here.consultation,
        asked=here.asked,
        grace=grace(),
        code=code or rules.mint(forms.site_salt()),
    )
    return onward(".done", here.slug)


@bp.get("/consultations/<slug>/respond/done/")
@public
def done(slug: str) -> ResponseReturnValue:
    here = opened(slug, sent=True)
    receipt = here.draft.receipt
    reference, secret = receipt["reference"], receipt["secret"]
    path = url_for("answers.arrive", reference=reference, secret=secret)
    values = {
        **code_values(here),
        "reference": escape(reference),
        "link": escape(current_app.config["BASE_URL"] + path),
    }
    was_late = bool(receipt.get("late"))
    days = (here.consultation.closes_on, here.consultation.decision_on)
    return here.show("done", values, (was_late, *days), was_late=was_late, days=days)


def code_values(here: Here) -> dict[str, str]:
    """The slots of a page that shows the code."""
    number = here.draft.code or 0
    words = rules.code_words(number, reader_language().code)
    return {"words": escape(words), "digits": rules.code_digits(number)}
