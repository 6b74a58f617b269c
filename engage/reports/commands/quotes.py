"""Choose words of answers for a report, and take them out again."""

import secrets
from typing import Any
from uuid import UUID

from engage.audit.commands import record
from engage.audit.models import Action
from engage.core.db import db
from engage.core.errors import NotFound
from engage.reports import rules
from engage.reports.models import Quote, Report
from engage.reports.queries import quotes as queries
from engage.reports.rules import quotes as quoting


def add_quote(
    *,
    actor: Any,
    report: Report,
    one: quoting.Quotable,
    words: str,
    translated: str = "",
    statement_id: UUID | None = None,
) -> Quote:
    """Quote words of a published answer in a draft report; `translated` are those of its checked
    translation, which words in another language need.

    Raises RuleBroken as the rules of quotes say, and once the report is published.
    """
    rules.check_draft(report)
    quoting.check_room(len(queries.kept(queries.of_report(report.id), statement_id)))
    quoting.check_answer(one)
    span, salt = quoting.place_of(one, words), secrets.token_hex(16)
    quote = Quote(
        report_id=report.id,
        statement_id=statement_id,
        response_id=one.response.id,
        response_version=one.response.current_version,
        question_key=span.key,
        start=span.start,
        stop=span.stop,
        salt=salt,
        mark=quoting.mark_of(salt, words),
        chosen_by=actor.id,
    )
    if quoting.needs_translation(one):
        row, told = quoting.translation_of(one, span, translated)
        quote.translation_id, quote.translation_mark = row.id, quoting.mark_of(salt, translated)
        quote.translation_start, quote.translation_stop = told.start, told.stop
    db.session.add(quote)
    db.session.flush()
    record(Action.REPORT_CHANGED, report, actor=actor, quoted=str(quote.id))
    return quote


def remove_quote(*, actor: Any, report: Report, quote_id: UUID) -> None:
    """Take a quote out of a draft report. Raises RuleBroken once it is published, NotFound."""
    rules.check_draft(report)
    quote = db.session.get(Quote, quote_id)
    if quote is None or quote.report_id != report.id:
        raise NotFound
    record(Action.REPORT_CHANGED, report, actor=actor, unquoted=str(quote.id))
    db.session.delete(quote)
    db.session.flush()
