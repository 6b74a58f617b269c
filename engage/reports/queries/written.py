"""Texts that staff wrote for one thing in every promised language: what is there, what lacks."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engage.consultations.models import Consultation
from engage.core.db import Base, db
from engage.core.i18n import SOURCE
from engage.languages import rules as language_rules
from engage.languages.models import Wording

Key = tuple[str, UUID, str]
Texts = Mapping[tuple[str, UUID, str, str], Wording]


class Written:
    """A thing with texts by (kind, id, field, language). `parts` are its rows with their fields."""

    consultation: Consultation
    texts: Texts

    @property
    def parts(self) -> Sequence[tuple[Base, Sequence[str]]]:
        """The rows whose texts are translated, each with its fields, in order."""
        raise NotImplementedError

    def said(self, kind: str, subject: UUID, field: str, language: str = SOURCE) -> str:
        """One text; in English where the language has none; empty where nothing was written.

        What a machine wrote counts only once a person has checked it.
        """
        row = self.texts.get((kind, subject, field, language))
        if row is None or not language_rules.may_show(row):
            row = self.texts.get((kind, subject, field, SOURCE))
        return row.text if row else ""

    def words(self, row: Base, language: str = SOURCE) -> dict[str, str]:
        """All texts of one part, by field."""
        fields = next(fields for part, fields in self.parts if part.id == row.id)
        kind = row.__tablename__
        return {field: self.said(kind, row.id, field, language) for field in fields}

    @property
    def languages(self) -> list[str]:
        """The promised languages, English first."""
        return [SOURCE, *(code for code in self.consultation.languages if code != SOURCE)]

    @property
    def wanted(self) -> list[tuple[str, UUID, str, str]]:
        """Every text that each promised language needs: (kind, id, field, English)."""
        return [
            (row.__tablename__, row.id, field, text)
            for row, _fields in self.parts
            for field, text in self.words(row).items()
            if text
        ]


def texts_of(ids: Sequence[UUID]) -> Texts:
    """Every text of some things of any kind, in one statement."""
    wanted = select(Wording).where(Wording.subject_id.in_(ids), Wording.variant == "")
    rows = db.session.scalars(wanted.order_by(Wording.subject_id, Wording.field, Wording.language))
    return {(row.subject_kind, row.subject_id, row.field, row.language): row for row in rows}


def gaps(made: Written) -> dict[str, list[Key]]:
    """The texts that nobody has checked as they stand, by promised language: (kind, id, field).

    The board's comment is not among them: it is shown in the language it was written in.
    """
    sources: dict[tuple[object, str], str] = {
        ((kind, subject), field): text for kind, subject, field, text in made.wanted
    }
    missing: dict[str, list[Key]] = {}
    for code in made.languages[1:]:
        have: dict[tuple[object, str], Wording] = {
            ((kind, subject), field): row
            for (kind, subject, field, language), row in made.texts.items()
            if language == code
        }
        found: Any = language_rules.unready(sources, have, sources)
        missing[code] = [(kind, subject, field) for (kind, subject), field in found]
    return missing
