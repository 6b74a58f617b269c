"""One answer, and what became of it."""

from dataclasses import dataclass

from engage.analysis import queries as analysis
from engage.consultations import queries as consultations
from engage.consultations import rules as consultation_rules
from engage.consultations.models import Consultation, Stage
from engage.core.clock import now
from engage.languages.rules import Words
from engage.publishing import queries as publishing
from engage.reports import queries as reports
from engage.responses import rules as response_rules
from engage.responses.models import Response, ResponseState


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
    themes: list[Words]
    lines: list[reports.Line]
    may_change: bool


def followed(response: Response, language: str) -> Followed:
    """An answer and what became of it, in a language. Raises NotFound for a lost consultation.

    An answer that was taken back is under no theme any more.
    """
    consultation = consultations.by_id(response.consultation_id)
    asked = consultations.questionnaire(consultation, language, "", response.edition_id)
    counts = response.state is ResponseState.SUBMITTED
    filed = analysis.themes_of(response.id, language) if counts else []
    document = publishing.document(asked.edition_id, asked.language)
    return Followed(
        response,
        consultation,
        str(document.body["title"]) if document else "",
        consultation_rules.stage_in_force(consultation, now()),
        [(each.label, response_rules.said(each, response.answers)) for each in asked.questions],
        list({each.theme_id: each.name for each in filed}.values()),
        reports.lines_for_themes({each.theme_id for each in filed}, language) if filed else [],
        counts and consultation_rules.may_change_answer(consultation, now()),
    )
