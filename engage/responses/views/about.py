"""About you: equality questions, one on a page, each of which can be skipped."""

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import public
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import reader_language
from engage.equality import rules as equality
from engage.responses import commands, forms
from engage.responses.models import RespondentKind
from engage.responses.views.here import Here, minted, onward, opened
from engage.responses.views.journey import bp
from engage.responses.views.sending import agreed, ready, send


@bp.route("/consultations/<slug>/respond/about-you/", methods=["GET", "POST"])
@public
def about_you(slug: str) -> ResponseReturnValue:
    code = minted(slug, "send")
    here = agreed(ready(opened(slug)))
    if request.method != "POST":
        return here.show("about_you", {}, (_alone(here),), alone=_alone(here))
    return send(here, code) if code else _after(here, "")


def _alone(here: Here) -> bool:
    """Whether somebody answers for themselves: nobody else is asked about themselves."""
    return here.draft.kind is RespondentKind.INDIVIDUAL


def _after(here: Here, key: str) -> Response:
    """On to the next question; the answer is sent after the last."""
    following = equality.next_question(key, here.draft.about) if _alone(here) else None
    if following is None:
        return send(here, None)
    return onward(".about_question", here.slug, key=following.key)


@bp.route("/consultations/<slug>/respond/about-you/<key>/", methods=["GET", "POST"])
@public
def about_question(slug: str, key: str) -> ResponseReturnValue:
    code = minted(slug, "send")
    here = opened(slug)
    if request.method == "POST":
        return send(here, code) if code else _keep_about(here, key)
    values = _about_values(key, here.draft.about.get(key, ""))
    facts = _about_facts(here, key)
    return here.show("about_question", values, (key, facts["back"]), **facts)


def _asked(here: Here, key: str) -> equality.MonitoringQuestion:
    """The question, when it is one that this person is asked. Raises NotFound."""
    asked = equality.questions_asked(here.draft.about) if _alone(here) else ()
    for question in asked:
        if question.key == key:
            return question
    raise NotFound


def _about_facts(here: Here, key: str) -> dict[str, Any]:
    question = _asked(here, key)
    before = equality.previous_question(key, here.draft.about)
    back = url_for(".about_you", slug=here.slug)
    if before is not None:
        back = url_for(".about_question", slug=here.slug, key=before.key)
    language = reader_language().code
    words, labels = question.asked(language), question.labels(language)
    return {"question": question, "words": words, "labels": labels, "back": back}


def _about_values(key: str, said: str) -> dict[str, str]:
    return {f"{key}:{said}": " checked", **forms.text_value(key, said)}


def _keep_about(here: Here, key: str) -> Response:
    facts = _about_facts(here, key)
    typed = request.form.get(f"q-{key}", "")
    try:
        said = equality.check_answer(facts["question"], typed)
    except RuleBroken as broken:
        form = forms.AskedForm({key: broken})
        return here.refuse("about_question", _about_values(key, typed), form=form, **facts)
    here.draft.about = equality.answers_that_count({**here.draft.about, key: said})
    commands.save_draft(visit=here.visit, draft=here.draft)
    return _after(here, key)
