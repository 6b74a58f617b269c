"""What may be tagged, how an answer is read, and when its numbers are shown."""

from collections.abc import Collection, Mapping
from typing import Any

from engage.analysis.models import About
from engage.consultations.models import Kind, Stage
from engage.consultations.rules import AskedQuestion, Questionnaire
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl
from engage.core.text import is_longer
from engage.responses import rules as response_rules
from engage.responses.models import Response, ResponseState

LONGEST_NAME = 100
PAGE = 20
MINUTES_AN_ANSWER = 1
"""A first guess of how long one answer takes to read, for "minutes left"."""

_SETTLED = {Stage.FINAL_PUBLISHED, Stage.DECIDED, Stage.FED_BACK, Stage.ARCHIVED}
_PUBLIC = {Stage.CLOSED, Stage.ANALYSING, *_SETTLED}


def check_name(name: str, taken: Collection[str]) -> None:
    """Refuse a theme's name that is empty, too long or used already in the consultation."""
    if not name.strip():
        raise RuleBroken(_dl("Enter a name for the theme"), "name")
    if is_longer(name, LONGEST_NAME):
        raise RuleBroken(_dl("Make the name 100 characters or shorter"), "name")
    if name.casefold() in {each.casefold() for each in taken}:
        raise RuleBroken(_dl("There is a theme with this name. Choose another"), "name")


def check_tags(response: Response, question_key: str, about: Collection[str], themes: int) -> None:
    """Refuse tags on an answer that is gone, on a question not answered, or about nobody we know.

    `themes` is how many are chosen: whom the words are about is said of a theme.
    """
    if response.state is not ResponseState.SUBMITTED:
        raise RuleBroken(_dl("This answer was taken back. Go on with the next one."))
    if not response.answers.get(question_key):
        raise RuleBroken(_dl("Choose a question that this person answered."))
    if not set(about) <= set(About):
        raise RuleBroken(_dl("Choose groups from the list."), "about")
    if about and not themes:
        raise RuleBroken(_dl("Choose a theme before you say whom the words are about."), "themes")


def open_questions(form: Questionnaire) -> list[AskedQuestion]:
    """The questions answered in people's own words."""
    return [question for question in form.questions if question.kind.is_text]


def closed_questions(form: Questionnaire) -> list[AskedQuestion]:
    """The questions answered by choosing."""
    return [question for question in form.questions if question.kind.has_choices]


def answered(question: AskedQuestion, answers: Mapping[str, Any]) -> str:
    """An answer as it is read: the person's words, or the labels of what they chose."""
    if question.kind is Kind.POSTCODE:
        return ""
    return ("\n" if question.kind.is_text else ", ").join(response_rules.said(question, answers))


def results_are_public(stage: Stage) -> bool:
    """Numbers are shown when the consultation has closed."""
    return stage in _PUBLIC


def themes_are_public(stage: Stage, waiting: int) -> bool:
    """Themes are shown when every answer has been read, or the decision is made."""
    return stage in _SETTLED or (stage in _PUBLIC and waiting == 0)
