"""What waits for somebody at the desk of reports."""

from uuid import UUID

from sqlalchemy import select

from engage.accounts.models import Account, Role
from engage.accounts.rules import Waiting
from engage.core.clock import today
from engage.core.db import db
from engage.core.i18n import SOURCE, _, _d, format_day
from engage.languages import queries as languages
from engage.reports import rules
from engage.reports.models import Promise, PromiseState, Report, ReportState, Statement
from engage.reports.queries.drafts import all_reports, every_report


def waiting(account: Account, roles: frozenset[Role]) -> list[Waiting]:
    """What waits for somebody here: reports to publish for the board, promises that are late."""
    found: list[Waiting] = []
    if Role.BOARD_PUBLISHER in roles:
        found += _to_publish(rules.boards_of(account, today()))
    if Role.APPROVER in roles:
        found += _final_to_publish()
    return found + (_late_promises() if Role.ENGAGEMENT_LEAD in roles else [])


def _to_publish(boards: set[UUID | None]) -> list[Waiting]:
    return [
        Waiting(
            each.title,
            _("Publish this report by %(day)s.", day=format_day(each.due_on)),
            "reports_desk.comment",
            {"slug": each.report.slug},
        )
        for each in all_reports(boards)
        if not each.report.published
    ]


def _final_to_publish() -> list[Waiting]:
    return [
        Waiting(
            each.title,
            _d("Read this final report. Publish it when it is right."),
            "reports_desk.desk_show",
            {"slug": each.report.slug},
        )
        for each in every_report()
        if each.report.is_final and not each.report.published
    ]


def _late_promises() -> list[Waiting]:
    wanted = (
        select(Statement.id, Report.slug, Promise.due_on)
        .join(Promise, Promise.statement_id == Statement.id)
        .join(Report, Report.id == Statement.report_id)
        .where(Report.state == ReportState.PUBLISHED, Promise.state == PromiseState.OPEN)
        .where(Promise.due_on < today())
        .order_by(Promise.due_on, Promise.id)
    )
    rows = db.session.execute(wanted).all()
    said = languages.words("statement", [row[0] for row in rows], SOURCE)
    return [
        Waiting(
            str(languages.name(said, statement_id, "we_did")),
            _d("This promise was due on %(day)s. Say where it stands.", day=format_day(due_on)),
            "reports_desk.move_promise",
            {"slug": slug, "statement_id": statement_id},
        )
        for statement_id, slug, due_on in rows
    ]
