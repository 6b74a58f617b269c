"""The desk where answers are translated: what waits, one text with its translation, its check."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.access import allow, me
from engage.audit.commands import looked
from engage.consultations import queries as consultations
from engage.core import machines
from engage.core.forms import Form
from engage.core.i18n import SOURCE, languages
from engage.core.web import turn
from engage.responses.commands import machine as asking
from engage.responses.commands import translating as commands
from engage.responses.forms.translating import CheckForm, LanguageForm, TranslationForm
from engage.responses.queries import machine as asked_for
from engage.responses.queries import translating as queries
from engage.responses.views.desk import STAFF, desk


@desk.get("/<slug>/translations/")
@allow(*STAFF)
def translations(slug: str) -> ResponseReturnValue:
    consultation = consultations.public_by_slug(slug)
    to, language = request.args.get("to", "")[:10], request.args.get("language", "")[:20]
    page = queries.in_hand(consultation.id, to, language, turn(UUID))
    facts: dict[str, Any] = {"consultation": consultation, "to": to, "language": language}
    facts["texts"] = queries.texts_of(page.items, consultations.questionnaire(consultation, SOURCE))
    facts["offered"] = [languages()[code] for code in consultation.languages if code != SOURCE]
    return render_template("responses/translations.html", page=page, **facts)


def _one(slug: str, reference: str, key: str) -> queries.ToTranslate:
    """One text of an answer. Raises NotFound."""
    consultation = consultations.public_by_slug(slug)
    asked = consultations.questionnaire(consultation, SOURCE)
    return queries.to_translate(consultation, asked, reference, key)


def _page(slug: str, one: queries.ToTranslate, sent: Form | None = None) -> str:
    """The page of one text; `sent` is the form that was sent and refused."""
    looked([one.response.id], "translating", actor=me())
    fresh: dict[str, Form] = {
        "writing": TranslationForm(one),
        "check": CheckForm(version=one.row.version if one.row else 0),
        "spoken": LanguageForm(language=one.beside.language.code),
    }
    forms = {name: sent if type(sent) is type(form) else form for name, form in fresh.items()}
    mine = one.row is not None and one.row.made_by == me().id
    shown: dict[str, Any] = {"slug": slug, "one": one, "mine": mine, "form": sent}
    shown["said"] = request.args.get("said", "")
    if machine := machines.for_answers():
        shown |= {"machine": machine.name, "run": asked_for.run_of(one)}
        shown["may_send"] = asked_for.may_send(one)
    return render_template("responses/translate.html", **forms, **shown)


def _back(slug: str, one: queries.ToTranslate, said: str) -> ResponseReturnValue:
    reference, key = one.response.reference, one.text.key
    return redirect(url_for(".translate", slug=slug, reference=reference, key=key, said=said))


@desk.route("/<slug>/translations/<reference>/<key>/", methods=["GET", "POST"])
@allow(*STAFF)
def translate(slug: str, reference: str, key: str) -> ResponseReturnValue:
    one = _one(slug, reference, key)
    form = TranslationForm(one)
    if form.submitted():
        with form.shows_broken_rules():
            commands.write(actor=me(), one=one, **form.typed())
            return _back(slug, one, "written")
    return _page(slug, one, form)


@desk.post("/<slug>/translations/<reference>/<key>/check/")
@allow(*STAFF)
def check_translation(slug: str, reference: str, key: str) -> ResponseReturnValue:
    one, form = _one(slug, reference, key), CheckForm()
    if form.submitted():
        with form.shows_broken_rules():
            commands.check(actor=me(), one=one, **form.typed())
            return _back(slug, one, "checked")
    return _page(slug, one, form)


@desk.post("/<slug>/translations/<reference>/<key>/machine/")
@allow(*STAFF)
def ask_machine(slug: str, reference: str, key: str) -> ResponseReturnValue:
    one = _one(slug, reference, key)
    asking.ask_machine(actor=me(), one=one)
    return _back(slug, one, "asked")


@desk.post("/<slug>/translations/<reference>/<key>/language/")
@allow(*STAFF)
def set_answer_language(slug: str, reference: str, key: str) -> ResponseReturnValue:
    one, form = _one(slug, reference, key), LanguageForm()
    if form.submitted():
        with form.shows_broken_rules():
            commands.set_language(actor=me(), one=one, **form.values())
            return _back(slug, one, "language")
    return _page(slug, one, form)
