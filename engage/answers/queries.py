"""One answer, and what became of it."""

from dataclasses import dataclass
from typing import Any

from engage.consultations import queries as consultations
from engage.consultations import rules as consultation_rules
from engage.consultations.models import Consultation, Stage
from engage.core.clock import now
from engage.publishing import queries as publishing
from engage.responses import rules as response_rules
from engage.responses.models import Response


@dataclass(frozen=True)
class Followed:
    """What a person is shown of their own answer.

    `said` are questions with their answers in words; `themes` what it was filed under; `lines`
    what was published about those themes.
    """

    response: Response
    consultation: Consultation
    title: str
    stage: Stage
    said: list[tuple[str, list[str]]]
    themes: list[Any]
    lines: list[Any]


def followed(response: Response, language: str) -> Followed:
    """An answer and what became of it, in a language. Raises NotFound for a lost consultation."""
    consultation = consultations.by_id(response.consultation_id)
    asked = consultations.questionnaire(consultation, language, "", response.edition_id)
    document = publishing.document(asked.edition_id, asked.language)
    return Followed(
        response,
        consultation,
        str(document.body["title"]) if document else "",
        consultation_rules.stage_in_force(consultation, now()),
        [(each.label, response_rules.said(each, response.answers)) for each in asked.questions],
        [],
        [],
    )
