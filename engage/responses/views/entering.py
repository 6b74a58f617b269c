"""One page on which staff type in an answer: the facts, the questions, and what was typed."""

from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, request, url_for

from engage.consultations import queries as consultations
from engage.consultations.models import Consultation, Format
from engage.consultations.queries import formats
from engage.consultations.rules import Questionnaire
from engage.core.i18n import SOURCE, Language, languages
from engage.responses import forms, rules
from engage.responses.forms import entry as entry_forms
from engage.responses.models import RespondentKind
from engage.responses.models import Response as Answer
from engage.responses.rules import entry as entering
from engage.responses.rules import paper
from engage.responses.views.here import plan_addresses

EASY = Format.EASY_READ.variant


def page_language(consultation: Consultation) -> str:
    """The language of the questions that the address asks for; English for any other."""
    wanted = request.args.get("language", "")
    return wanted if wanted in consultation.languages else SOURCE


def page_format(consultation: Consultation) -> str:
    """The format whose words the address asks for; empty for one that is not there."""
    wanted, language = request.args.get("format", ""), page_language(consultation)
    return wanted if wanted == EASY and formats.words_in(consultation, language, EASY) else ""


def asked_for(
    consultation: Consultation, language: str, variant: str = "", edition_id: Any = None
) -> Questionnaire:
    """The form as staff fill it in for somebody, in the words that the person saw.

    Raises NotFound before the launch.
    """
    found = consultations.questionnaire(consultation, language, variant, edition_id)
    return entering.asked_of_others(found)


def asked_here(consultation: Consultation) -> Questionnaire:
    """The form in the language and the words that the address asks for."""
    return asked_for(consultation, page_language(consultation), page_format(consultation))


def languages_of(consultation: Consultation) -> list[Language]:
    """The languages in which an answer may be typed in."""
    return [languages()[code] for code in consultation.languages]


@dataclass
class Entering:
    """What such a page needs, whatever is typed in on it."""

    consultation: Consultation
    asked: Questionnaire
    form: Any

    @property
    def by_letters(self) -> bool:
        """Whether options are typed as letters, for speed."""
        return request.args.get("by") == "letters"

    def show(self, template: str, answers: Any = None, **more: Any) -> Response:
        """The page, with what was typed, or with answers to start from."""
        if request.method == "POST":
            typed = entry_forms.typed_questions(self.asked.questions, {})
            letters = entry_forms.typed_letters(self.asked)
        else:
            typed, letters = rules.as_typed(answers or {}), {}
        page = forms.rendered(
            template,
            form=self.form,
            consultation=self.consultation,
            asked=self.asked,
            parts=paper.paper_of(self.asked),
            content=languages()[self.asked.language],
            by_letters=self.by_letters,
            letters=letters,
            easy=bool(formats.words_in(self.consultation, self.asked.language, EASY)),
            rules=rules,
            plan_address=plan_addresses(self.consultation.slug),
            **more,
        )
        return make_response(page.fill(entry_forms.question_values(self.asked, typed)))

    def left_out(self, answers: Any) -> list[str]:
        """The questions, by their words, whose answers stand on no path."""
        return entering.on_path(self.asked, answers, self.form.facts().kind).left_out


def to_entry(consultation: Consultation, response: Answer, step: str = "") -> Response:
    """On to what one person said about themselves, then to the page of the entry."""
    alone = response.respondent_kind is RespondentKind.INDIVIDUAL
    step = step or ("entry_about" if alone else "entry")
    address = url_for(
        f"responses_desk.{step}", slug=consultation.slug, reference=response.reference
    )
    return make_response(redirect(address))
