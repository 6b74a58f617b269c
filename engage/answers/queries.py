"""One answer, and what became of it."""

from dataclasses import dataclass

from engage.analysis import queries as analysis
from engage.consultations import queries as consultations
from engage.consultations import rules as consultation_rules
from engage.consultations.models import Consultation, Stage
from engage.core.clock import now
from engage.core.i18n import _
from engage.languages.rules import Words
from engage.publishing import queries as publishing
from engage.reports import queries as reports
from engage.responses import rules as response_rules
from engage.responses.models import RespondentKind, Response, ResponseState
from engage.responses.queries import arrivals


@dataclass(frozen=True)
class Followed:
    """What a person is shown of their own answer.

    `said` are questions with their answers in words, asked in `language`; `voice` is the same of
    what we ask of a group; `themes` what it was filed under; `lines` what was published about those
    themes.
    """

    response: Response
    consultation: Consultation
    title: str
    language: str
    stage: Stage
    voice: list[tuple[str, list[str]]]
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
        asked.language,
        consultation_rules.stage_in_force(consultation, now()),
        _voice(response),
        [(each.label, response_rules.said(each, response.answers)) for each in asked.questions],
        list({each.theme_id: each.name for each in filed}.values()),
        reports.lines_for_themes({each.theme_id for each in filed}, language) if filed else [],
        counts and consultation_rules.may_change_answer(consultation, now()),
    )


def _voice(response: Response) -> list[tuple[str, list[str]]]:
    """Who a group or an organisation is, and for how many it speaks; nothing for one person."""
    voice = (
        arrivals.voice_of(response.id)
        if response.respondent_kind is not RespondentKind.INDIVIDUAL
        else None
    )
    if voice is None:
        return []
    is_group = response.respondent_kind is RespondentKind.GROUP
    people = [] if response.speaks_for is None else [str(response.speaks_for)]
    lines = (
        (_("Name of your group") if is_group else _("Name of your organisation"), [voice.name]),
        (_("How many people do you speak for?"), people),
        (_("How did you find out what people think?"), [voice.gathered]),
        (_("Where did people disagree?"), [voice.disagreed]),
    )
    return [(label, [each for each in said if each]) for label, said in lines]
