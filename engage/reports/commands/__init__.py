"""Write reports and decisions, publish them, and keep promises up to date."""

from engage.reports.commands.decisions import (
    open_report,
    publish_decision,
    save_decision,
    send_decision_to_panel,
    state_reading,
)
from engage.reports.commands.promises import move_promise
from engage.reports.commands.publishing import comment, publish, publish_final
from engage.reports.commands.statements import add_statement, edit_statement, remove_statement
from engage.reports.commands.writing import create, edit, send_to_panel

__all__ = [
    "add_statement",
    "comment",
    "create",
    "edit",
    "edit_statement",
    "move_promise",
    "open_report",
    "publish",
    "publish_decision",
    "publish_final",
    "remove_statement",
    "save_decision",
    "send_decision_to_panel",
    "send_to_panel",
    "state_reading",
]
