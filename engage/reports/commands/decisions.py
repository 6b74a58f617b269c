"""Open the final report, write the decision, publish it as a second person."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations.queries.formats import in_whole_time
from engage.core.clock import now, today
from engage.core.db import db
from engage.core.errors import RuleBroken, Stale
from engage.core.i18n import _dl
from engage.languages import commands as languages
from engage.publishing import commands as publishing
from engage.publishing import rules as publishing_rules
from engage.publishing.models import ApprovalKind
from engage.reading import commands as reading
from engage.reports import rules
from engage.reports.models import (
    DECISION_FIELDS,
    POSITION,
    WEIGHED,
    Decision,
    DecisionTheme,
    ReportOpening,
)
from engage.reports.queries import decisions
from engage.reports.queries.decisions import Source


def open_report(*, actor: Any, made: Source, position: str) -> ReportOpening:
    """Say that the actor, who holds `position`, has opened and read the final report today.

    Raises RuleBroken for a second time, or without a position.
    """
    if any(each.account_id == actor.id for each in made.openings):
        raise RuleBroken(_dl("You have said that you read it. It is recorded."), POSITION)
    return _opening(actor, made, position, today(), account_id=actor.id)


def state_reading(*, actor: Any, made: Source, position: str, opened_on: date) -> ReportOpening:
    """State that somebody who decides has read the final report on paper.

    Raises RuleBroken for a day before closing or in the future, or without a position.
    """
    rules.check_opened(in_whole_time(made.consultation), opened_on, today())
    return _opening(actor, made, position, opened_on, stated_by=actor.id)


def _opening(actor: Any, made: Source, position: str, day: date, **who: UUID) -> ReportOpening:
    if not position:
        raise RuleBroken(_dl("Enter a position, such as Chair of the board."), POSITION)
    row = ReportOpening(
        report_id=made.report.id, edition_id=made.report.edition_id, opened_on=day, **who
    )
    db.session.add(row)
    record(Action.REPORT_OPENED, made.report, actor=actor, on_paper=row.on_paper)
    languages.put(actor=actor, subject=row, texts={POSITION: position})
    return row


def save_decision(
    *,
    actor: Any,
    made: Source,
    version: int,
    decided_on: date | None,
    equality_read_on: date | None,
    texts: Mapping[str, str],
    themes: Mapping[UUID, tuple[str, bool]],
) -> Decision:
    """Save the decision as a draft; the public sees it when it is published (again).

    `texts` by field; `themes`: how each was weighed, and whether people got what they asked for.
    Raises RuleBroken as `rules.check_days`, or for a theme the final report does not tell of;
    Stale, with both texts, when somebody saved after `version`.
    """
    if version != made.version:
        raise Stale(_flat(made.own_words, made.weighed), _flat(texts, _weighed(themes)))
    rules.check_days(in_whole_time(made.consultation), decided_on, equality_read_on, today())
    if not set(themes) <= set(made.order):
        raise RuleBroken(_dl("Choose themes of the final report."))
    row = made.decision or Decision(consultation_id=made.consultation.id)
    row.decided_on, row.equality_read_on = decided_on, equality_read_on
    row.changed_at = now()
    db.session.add(row)
    record(Action.DECISION_CHANGED, row, actor=actor)
    said = {field: texts.get(field) or "" for field in DECISION_FIELDS}
    languages.put(actor=actor, subject=row, texts=said)
    for theme_id, (weighed, answered) in themes.items():
        _weigh(actor, row, made.lines.get(theme_id), theme_id, weighed, answered=answered)
    return row


def _weighed(themes: Mapping[UUID, tuple[str, bool]]) -> dict[UUID, str]:
    return {key: text for key, (text, _answered) in themes.items()}


def _flat(words: Mapping[str, str], weighed: Mapping[UUID, str]) -> dict[str, str]:
    return {**words, **{f"{WEIGHED} {key}": text for key, text in weighed.items()}}


def _weigh(
    actor: Any,
    decision: Decision,
    line: DecisionTheme | None,
    theme_id: UUID,
    weighed: str,
    *,
    answered: bool,
) -> None:
    """Write the line of one theme; an empty one is not begun."""
    if line is None:
        if not weighed and not answered:
            return
        line = DecisionTheme(decision_id=decision.id, theme_id=theme_id)
        db.session.add(line)
    line.answered = answered
    db.session.flush()
    languages.put(actor=actor, subject=line, texts={WEIGHED: weighed})


def send_decision_to_panel(*, actor: Any, made: Source) -> None:
    """Ask the reading panel to read the English text as it stands.

    Raises RuleBroken before anything was saved.
    """
    if made.decision is None:
        raise RuleBroken(_dl("Write the decision first."))
    title = made.said("consultation", made.consultation.id, "title")
    reading.send(
        actor=actor,
        subject_kind="decision",
        subject_id=made.decision.id,
        title=title,
        text=made.panel_text,
    )


def publish_decision(*, actor: Any, made: Source) -> Decision:
    """Freeze the decision and show it, as a second person; again after changes, as a new version.

    The approval it leaves at the consultation lets the lead move that on. Raises RuleBroken with
    the first gate that stops, or when nothing has changed since it was published.
    """
    gates = decisions.gates(made, publisher=actor.id)
    publishing_rules.check_gates(gates)
    decision = made.decision
    assert decision is not None, "the gates ask for its words"
    honest = [gate.name for gate in gates if not gate.stops and not gate.passed]
    papers = decisions.documents(made, honest)
    edition = publishing.freeze(
        actor=actor,
        subject=decision,
        documents=papers,
        cards={key: decisions.card(body) for key, body in papers.items()},
        meaning=decisions.meaning(made),
        texts_of=[row.id for row, _fields in made.parts],
    )
    if edition.id == decision.edition_id:
        raise RuleBroken(_dl("Nothing has changed since this was published."))
    kind = ApprovalKind.DECISION_RECORD
    publishing.approve(actor=actor, kind=kind, subject=made.consultation, text_hash=edition.hash)
    decision.edition_id, decision.published_on = edition.id, today()
    record(Action.DECISION_PUBLISHED, decision, actor=actor, edition=edition.hash)
    return decision
