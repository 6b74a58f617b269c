"""The words of published answers, sought by the index that each database keeps (settled 49)."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, cast, column, false, func, table
from sqlalchemy.dialects.postgresql import TSQUERY

from engage.core.db import db
from engage.core.search import sought, start_of
from engage.responses.models.publication import FOUND, published_words

_found = table(FOUND, column("rowid"), column(FOUND))


def mark_of(consultation_id: UUID) -> str:
    """The word that stands with the words of each answer to a consultation; nobody can type it."""
    return f"§{consultation_id.hex}"


def with_words(wanted: Select[Any], typed: str, consultation_id: UUID) -> tuple[Select[Any], Any]:
    """Those rows of the public list in which every typed word stands, and the place they have.

    `wanted` reads published_words. Signs alone stand nowhere.
    """
    starts = [start_of(word) for word in sought(typed)]
    if not all(starts):
        return wanted.where(false()), published_words.c.place
    if db.engine.dialect.name == "sqlite":
        asked = " AND ".join([f'"{mark_of(consultation_id)}"', *(f'"{each}"*' for each in starts)])
        # A sum cannot be looked up in the index, so SQLite begins there, not at each answer.
        places = wanted.join(_found, published_words.c.place == _found.c.rowid + 0)
        return places.where(_found.c[FOUND].op("MATCH")(asked)), _found.c.rowid
    asked = " & ".join(f"'{each}':*" for each in starts)
    stand = func.array_to_tsvector(func.string_to_array(published_words.c.words, " "))
    return wanted.where(stand.op("@@")(cast(asked, TSQUERY))), published_words.c.place
