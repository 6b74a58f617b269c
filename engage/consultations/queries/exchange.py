"""A questionnaire as a file: everything in it, in every language."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from engage.consultations.models import Choice, Option, Paper, Question, QuestionPage
from engage.consultations.queries.sources import Source
from engage.consultations.rules.exchange import FORMAT, VERSION
from engage.core.db import Base
from engage.core.i18n import SOURCE
from engage.languages import rules as language_rules
from engage.languages.models import Wording

_ByRow = dict[tuple[str, Any], list[Wording]]


def exported(made: Source) -> dict[str, Any]:
    """The questionnaire of a consultation in the shape of rules.exchange."""
    by_row: _ByRow = {}
    for (_kind, subject, field, _code), row in made.texts.items():
        by_row.setdefault((field, subject), []).append(row)
    return {
        "format": FORMAT,
        "version": VERSION,
        "options": [_titled(by_row, row) for row in made.options],
        "papers": [_titled(by_row, row) for row in made.papers],
        "pages": [_page(by_row, row) for row in made.pages],
    }


def _text(by_row: _ByRow, row: Base, field: str) -> dict[str, Any]:
    """One text in every language; one that no longer matches the English says so.

    What a machine wrote and nobody checked is left out: a file would lose its label.
    """
    rows: Sequence[Wording] = by_row.get((field, row.id), [])
    source = next((each.text for each in rows if each.language == SOURCE), "")
    return {
        each.language: {"text": each.text, "stale": True}
        if language_rules.is_stale(each, source)
        else each.text
        for each in sorted(rows, key=lambda each: each.language)
        if each.text and language_rules.may_show(each)
    }


def _titled(by_row: _ByRow, row: Option | Paper) -> dict[str, Any]:
    texts = {field: _text(by_row, row, field) for field in ("title", "body")}
    return {"key": row.key, **texts}


def _page(by_row: _ByRow, page: QuestionPage) -> dict[str, Any]:
    return {
        "title": _text(by_row, page, "title"),
        "condition": page.condition,
        "questions": [_question(by_row, each) for each in page.questions],
    }


def _question(by_row: _ByRow, question: Question) -> dict[str, Any]:
    texts = {field: _text(by_row, question, field) for field in ("label", "hint", "facts")}
    plain = ("required", "other", "least", "most", "limit", "films")
    days = ("earliest_on", "latest_on")
    return {
        "key": question.key,
        "kind": question.kind.value,
        **texts,
        **{name: getattr(question, name) for name in plain},
        **{name: _day(getattr(question, name)) for name in days},
        "paper": question.paper_key,
        "choices": [_choice(by_row, each) for each in question.choices],
    }


def _choice(by_row: _ByRow, choice: Choice) -> dict[str, Any]:
    flags = {"alone": choice.alone, "closed": choice.closed}
    return {"key": choice.key, "label": _text(by_row, choice, "label"), **flags}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
