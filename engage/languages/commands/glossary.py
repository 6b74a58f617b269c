"""Agree on words, change them, drop them, or bring a list of them."""

from typing import Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.formats import csv
from engage.core.formats.sheet import Unreadable
from engage.core.i18n import SOURCE, _dl, languages
from engage.languages.models import Term
from engage.languages.queries import glossary as queries
from engage.languages.rules import exchange
from engage.languages.rules.glossary import MOST_TERMS, check_term, folded

MOST_BYTES = 1024 * 1024


def set_term(
    *,
    actor: Any,
    language: str,
    english: str,
    agreed: str,
    note: str = "",
    term: Term | None = None,
    version: int = 0,
) -> Term:
    """Agree on the words for an English term; `term` is the one to change, opened at `version`.

    Raises RuleBroken for words that are missing or too long, a term that is there already, or one
    that somebody changed meanwhile.
    """
    if language not in languages() or language == SOURCE:
        raise RuleBroken(_dl("Choose a language from the list."), "language")
    check_term(english, agreed, note)
    same = queries.same_term(language, english)
    if same is not None and (term is None or same.id != term.id):
        raise RuleBroken(_dl("This term is in the list. Change it there."), "english")
    if term is not None and term.version != version:
        raise RuleBroken(_dl("Somebody changed this term just now. Look at it, then save again."))
    row = term or Term(language=language)
    _write(row, english, agreed, note)
    record(Action.TERM_SET, row, actor=actor, language=language)
    return row


def _write(row: Term, english: str, agreed: str, note: str) -> None:
    row.english, row.folded = exchange.cleaned(english), folded(english)
    row.agreed, row.note = exchange.cleaned(agreed), exchange.cleaned(note)
    db.session.add(row)
    db.session.flush()


def remove_term(*, actor: Any, term: Term) -> None:
    """Drop an agreed term. No text changes."""
    record(Action.TERM_REMOVED, term, actor=actor, language=term.language)
    db.session.delete(term)


def take_in_terms(*, actor: Any, language: str, data: bytes) -> int:
    """Bring a list of terms as CSV: English, agreed words, note. How many were written.

    A term that is there is changed. Raises RuleBroken with the row; then nothing is taken in.
    """
    if len(data) > MOST_BYTES:
        raise RuleBroken(_dl("This file is too large. Send one of 1 MB or less."), "file")
    try:
        rows = list(csv.read(data))[1:]
    except Unreadable as error:
        raise RuleBroken(_dl("We could not read this file. Save it as CSV."), "file") from error
    if not rows or len(rows) > MOST_TERMS:
        raise RuleBroken(_dl("Send a heading and up to 2,000 rows."), "file")
    wanted = [_read_row(number, row) for number, row in enumerate(rows, start=2) if any(row)]
    for english, agreed, note in wanted:
        row = queries.same_term(language, english) or Term(language=language)
        _write(row, english, agreed, note)
    record(Action.TERMS_TAKEN_IN, None, actor=actor, language=language, number=len(wanted))
    return len(wanted)


def _read_row(number: int, row: list[str]) -> tuple[str, str, str]:
    cells = [each.strip() for each in [*row, "", ""]]
    try:
        check_term(cells[0], cells[1], cells[2])
    except RuleBroken as broken:
        said = _dl("Nothing was taken in. Row %(row)s: %(reason)s", row=number, reason=broken)
        raise RuleBroken(said, "file") from broken
    return cells[0], cells[1], cells[2]
