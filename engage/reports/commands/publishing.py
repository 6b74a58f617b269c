"""Comment on a report for the board; publish it, for the board or as a second person."""

from typing import Any

from engage.analysis import commands as analysis
from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations.queries import formats as consultation_formats
from engage.consultations.rules import formats as format_rules
from engage.core.clock import now, today
from engage.core.errors import RuleBroken, Stale
from engage.core.i18n import SOURCE, _l
from engage.languages import commands as languages
from engage.publishing import commands as publishing
from engage.publishing import rules as publishing_rules
from engage.publishing.models import ApprovalKind, Edition
from engage.reports import rules
from engage.reports.models import BOARD_COMMENT, Report, ReportState
from engage.reports.queries import documents, drafts, final
from engage.reports.queries.drafts import Source


def comment(*, actor: Any, report: Report, text: str, version: int, language: str = SOURCE) -> None:
    """Put what the board thinks, in a promised language. Only the board's own publisher may.

    Raises NotAllowed for everybody else, staff too; Stale, with both texts, when somebody saved
    after `version`. On a published report it shows at the next publication.
    """
    rules.check_board(report, actor, today())
    made = drafts.source(report)
    if language not in made.languages:
        raise RuleBroken(_l("Choose one of the languages of this report."), "language")
    if made.comment_version != version:
        said = made.said("report", report.id, BOARD_COMMENT, language)
        raise Stale({BOARD_COMMENT: said}, {BOARD_COMMENT: text})
    texts = {BOARD_COMMENT: text}
    languages.put(actor=actor, subject=report, texts=texts, language=language, original=True)


def publish(*, actor: Any, report: Report) -> Report:
    """Freeze the edition and show the report. Counts are taken once, on the first publication.

    Publishing again puts new translations and the board's comment in a new edition. Raises
    NotAllowed unless the actor publishes for the board, RuleBroken with the first gate that stops.
    """
    rules.check_board(report, actor, today())
    made = drafts.source(report)
    edition = _freeze(made, actor)
    analysis.show_themes(actor=actor, theme_ids=[each.theme_id for each in made.statements])
    return _show(report, edition, actor)


def publish_final(*, actor: Any, report: Report) -> Report:
    """Freeze a final report and show it, as a second person. Numbers are taken once.

    The approval it leaves at the consultation lets the lead move that on. Raises RuleBroken with
    the first gate that stops, for a report that is the board's, and while people may still answer
    in a format that came late.
    """
    rules.check_final(report)
    made = drafts.source(report)
    asked = made.consultation
    format_rules.check_all_closed(asked, consultation_formats.of(asked.id), now())
    edition = _freeze(made, actor)
    analysis.show_themes(actor=actor, theme_ids=final.shown_themes(edition.id))
    out = ApprovalKind.FINAL_REPORT
    publishing.approve(actor=actor, kind=out, subject=made.consultation, text_hash=edition.hash)
    return _show(report, edition, actor)


def _freeze(made: Source, actor: Any) -> Edition:
    gates = drafts.gates(made, publisher=actor.id)
    publishing_rules.check_gates(gates)
    if made.report.people is None:
        _keep_counts(made)
    papers = documents.documents(made, drafts.missed(gates))
    return publishing.freeze(
        actor=actor,
        subject=made.report,
        documents=papers,
        cards={key: documents.card(body) for key, body in papers.items()},
        meaning=documents.meaning(made),
        texts_of=[*(row.id for row, _fields in made.parts), *(each.id for each in made.themes)],
    )


def _show(report: Report, edition: Edition, actor: Any) -> Report:
    second = ApprovalKind.SECOND_PERSON
    publishing.approve(actor=actor, kind=second, subject=report, text_hash=edition.hash)
    report.edition_id = edition.id
    report.published_on = report.published_on or today()
    report.state = ReportState.PUBLISHED
    record(Action.REPORT_PUBLISHED, report, actor=actor, edition=edition.hash)
    return report


def _keep_counts(made: Source) -> None:
    for each in made.statements:
        each.people = made.people[each.theme_id]
    made.report.people, made.report.late = made.everyone, made.late
