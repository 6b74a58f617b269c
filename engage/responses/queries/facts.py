"""What the row of a response takes from its answers."""

from collections.abc import Mapping
from typing import Any

from engage.consultations.models import Kind
from engage.consultations.rules import Questionnaire, path
from engage.places import queries as places
from engage.responses import rules
from engage.responses.models import RespondentKind


def answer_facts(
    asked: Questionnaire, answers: Mapping[str, Any], kind: RespondentKind
) -> dict[str, Any]:
    """The columns of a response that come from its answers: those on the path and no others.

    Raises RuleBroken with the key of the first question answered wrongly.
    """
    way = path(asked.pages, answers, kind.value)
    checked = rules.problems(rules.questions_on(asked.pages, way), way.answers)
    for broken in checked.errors.values():
        raise broken
    district = _district(asked, checked.answers)
    return {
        "language": asked.language,
        "variant": asked.variant,
        "district": district,
        "area_id": places.area_of_district(district) if district else None,
        "answers": checked.answers,
    }


def _district(asked: Questionnaire, answers: Mapping[str, Any]) -> str:
    """The first part of the postcode, from the question that asks for one."""
    typed = (answers.get(each.key) for each in asked.questions if each.kind is Kind.POSTCODE)
    return next((district for district in typed if district), "")
