"""The documents of a report's edition: words in each promised language, and safe counts."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from engage.core.i18n import SOURCE
from engage.figures.rules import Mode, SafeTable, protect_part
from engage.languages.rules import State, state_of
from engage.reports import rules
from engage.reports.models import BOARD_COMMENT, STATEMENT_FIELDS, Statement
from engage.reports.queries import final, quotes
from engage.reports.queries.drafts import Source
from engage.reports.queries.quotes import QuoteRow


def counts(made: Source) -> SafeTable:
    """What may be shown of the numbers a report stands on, in the consultation's one mode."""
    people = {str(each.theme_id): made.people.get(each.theme_id, 0) for each in made.statements}
    mode = Mode(made.consultation.disclosure_mode.value)
    return rules.safe_counts(people, made.everyone, mode)


def late(made: Source) -> dict[str, Any] | None:
    """How many answers came after closing, as an edition keeps it; None where it may not say."""
    mode = Mode(made.consultation.disclosure_mode.value)
    cell = protect_part(made.late, made.everyone, mode)
    return rules.kept(cell) if cell else None


def documents(made: Source, honest: Sequence[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """The edition's documents, one per promised language. `honest`: courtesies that were missed."""
    return _documents(made, made.languages, honest)


def english(made: Source, honest: Sequence[str]) -> dict[str, Any]:
    """The English document alone, as it would stand in an edition."""
    return _documents(made, [SOURCE], honest)[SOURCE, ""]


def _documents(
    made: Source, codes: Sequence[str], honest: Sequence[str]
) -> dict[tuple[str, str], dict[str, Any]]:
    table = counts(made)
    papers = {(code, ""): _document(made, code, table, honest) for code in codes}
    for body in papers.values():
        _put_quotes(body, made.quotes)
    if made.report.is_final:
        kept = final.numbers(made)
        for (code, _variant), body in papers.items():
            body |= {"numbers": kept, "number_words": final.words(made, code, kept)}
    return papers


def _document(made: Source, code: str, table: SafeTable, honest: Sequence[str]) -> dict[str, Any]:
    report = made.report
    return {
        **made.words(report, code),
        "consultation": made.said("consultation", made.consultation.id, "title", code),
        "board": made.said("organisation", report.board_id, "name", code)
        if report.board_id
        else "",
        **_comment(made, code),
        "everyone": rules.kept(table.grand_total),
        "late": late(made),
        "notes": [note.value for note in table.notes],
        "statements": [_statement(made, each, code, table) for each in made.statements],
        "honest": list(honest),
    }


def _comment(made: Source, code: str) -> dict[str, Any]:
    """What the board thinks: its own words in a language, or a checked translation, which says so.

    Else its English.
    """
    key = ("report", made.report.id, BOARD_COMMENT)
    english, row = made.said(*key), made.texts.get((*key, code))
    own = row is not None and bool(row.text) and not row.source_hash
    checked = not own and state_of(row, english) is State.CHECKED
    there = row is not None and (own or checked)
    return {
        "board_comment": row.text if row and there else english,
        "board_comment_language": code if there else SOURCE,
        **({"board_comment_translated": True} if checked else {}),
    }


def _statement(made: Source, row: Statement, code: str, table: SafeTable) -> dict[str, Any]:
    return {
        **made.words(row, code),
        "id": str(row.id),
        "number": row.position,
        "kind": row.kind.value,
        "theme": str(row.theme_id),
        "theme_name": made.said("theme", row.theme_id, "name", code),
        "people": rules.kept(table.cell(str(row.theme_id))),
    }


def _put_quotes(body: dict[str, Any], chosen: Sequence[QuoteRow]) -> None:
    """Put down which words are quoted where, by their keys and marks: never the words."""
    body["quotes"] = quotes.kept(chosen, None)
    for each in body["statements"]:
        each["quotes"] = quotes.kept(chosen, UUID(each["id"]))


_OF_CARD = ("id", "number", "kind", "theme", *STATEMENT_FIELDS)


def card(body: Mapping[str, Any]) -> dict[str, Any]:
    """What lists need of a document."""
    lines = [{field: each[field] for field in _OF_CARD} for each in body["statements"]]
    return {"title": body["title"], "intro": body["intro"], "lines": lines}


def meaning(made: Source) -> list[Any]:
    """What makes editions of a report comparable: what was answered, and how; never words."""
    return [[str(each.id), str(each.theme_id), each.kind.value] for each in made.statements]
