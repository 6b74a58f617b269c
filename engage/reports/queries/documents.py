"""The documents of a report's edition: words in each promised language, and safe counts."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from engage.core.i18n import SOURCE
from engage.figures.rules import Mode, SafeTable
from engage.languages import queries as languages
from engage.reports import rules
from engage.reports.models import BOARD_COMMENT, STATEMENT_FIELDS
from engage.reports.queries import drafts
from engage.reports.queries.drafts import Source


def counts(made: Source) -> SafeTable:
    """What may be shown of the numbers a report stands on, in the consultation's one mode."""
    behind = drafts.people_behind(made)
    people = {str(each.theme_id): behind.themes.get(each.theme_id, 0) for each in made.statements}
    mode = Mode(made.consultation.disclosure_mode.value)
    return rules.safe_counts(people, behind.everyone, mode)


def documents(made: Source, honest: Sequence[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """The edition's documents, one per promised language. `honest`: courtesies that were missed."""
    themes = [each.theme_id for each in made.statements]
    board, consultation_id = made.report.board_id, made.consultation.id
    names = {
        (row.subject_id, row.language): row.text
        for kind, ids, field in (
            ("theme", themes, "name"),
            ("organisation", [board], "name"),
            ("consultation", [consultation_id], "title"),
        )
        for row in languages.all_wordings(kind, ids)
        if row.field == field
    }
    table = counts(made)
    return {(code, ""): _document(made, code, names, table, honest) for code in made.languages}


def _document(
    made: Source,
    code: str,
    names: Mapping[tuple[UUID, str], str],
    table: SafeTable,
    honest: Sequence[str],
) -> dict[str, Any]:
    def named(subject: UUID) -> str:
        return names.get((subject, code)) or names.get((subject, SOURCE)) or ""

    report = made.report
    comment = ("report", report.id, BOARD_COMMENT)
    return {
        **made.words(report, code),
        "consultation": named(made.consultation.id),
        "board": named(report.board_id),
        "board_comment": made.said(*comment, code),
        "board_comment_language": code if (*comment, code) in made.texts else SOURCE,
        "everyone": rules.kept(table.grand_total),
        "notes": [note.value for note in table.notes],
        "statements": [
            {
                **made.words(each, code),
                "id": str(each.id),
                "number": each.position,
                "kind": each.kind.value,
                "theme": str(each.theme_id),
                "theme_name": named(each.theme_id),
                "people": rules.kept(table.cell(str(each.theme_id))),
            }
            for each in made.statements
        ],
        "honest": list(honest),
    }


_OF_CARD = ("id", "number", "kind", "theme", *STATEMENT_FIELDS)


def card(body: Mapping[str, Any]) -> dict[str, Any]:
    """What lists need of a document."""
    lines = [{field: each[field] for field in _OF_CARD} for each in body["statements"]]
    return {"title": body["title"], "intro": body["intro"], "lines": lines}


def meaning(made: Source) -> list[Any]:
    """What makes editions of a report comparable: what was answered, and how; never words."""
    return [[str(each.id), str(each.theme_id), each.kind.value] for each in made.statements]
