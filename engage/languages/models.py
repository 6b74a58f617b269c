"""A wording: one field of one thing in one language. Who reads which language; agreed terms."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base, JsonText

FILE = "file"


class Wording(Base):
    """One text. `source_hash` is that of the English it was made from; empty for English itself.

    `source_text` is that English, to show what has changed since. `made_by` is empty for a person,
    FILE for an agency’s file, else the name of a machine. `written_by` wrote it, or brought it.
    """

    __tablename__ = "wording"
    __table_args__ = (
        Index(
            "uq_wording_subject",
            "subject_kind",
            "subject_id",
            "field",
            "language",
            "variant",
            unique=True,
        ),
        Index("ix_wording_subject_id", "subject_id"),
    )

    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    field: Mapped[str]
    language: Mapped[str]
    variant: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    source_hash: Mapped[str] = mapped_column(default="")
    source_text: Mapped[str] = mapped_column(default="")
    made_by: Mapped[str] = mapped_column(default="")
    written_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime | None]
    checked_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[datetime | None]


class LanguageReader(Base):
    """Somebody who reads a language well enough to check it, as a lead or administrator said."""

    __tablename__ = "language_reader"
    __table_args__ = (UniqueConstraint("account_id", "language"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    language: Mapped[str]


class Term(Base):
    """One English term and the words agreed for it in a language. `folded` tells it from others."""

    __tablename__ = "glossary_term"
    __table_args__ = (UniqueConstraint("language", "folded"),)

    language: Mapped[str]
    english: Mapped[str]
    folded: Mapped[str]
    agreed: Mapped[str]
    note: Mapped[str] = mapped_column(default="")


class MachineRun(Base):
    """Texts that a machine was asked to put into a language, and how far it is.

    Into English it puts what people answered (responses), into every other what we publish.
    `texts` are [kind, id, field]. `refused`: what it gave had lost a number or a placeholder, or
    the text was too long; these stay missing. `failed`: why it was given up.
    """

    __tablename__ = "machine_run"

    about_kind: Mapped[str]
    about_id: Mapped[UUID] = mapped_column(index=True)
    language: Mapped[str]
    variant: Mapped[str] = mapped_column(default="")
    texts: Mapped[list[Any]] = mapped_column(JsonText)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    done: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    failed: Mapped[str] = mapped_column(default="")

    @property
    def total(self) -> int:
        """How many texts were asked for."""
        return len(self.texts)


class WrongWords(Base):
    """Somebody told us of words that are wrong or still in English on a page, in a language.

    `page` is its path without the language. Nothing of who told is kept.
    """

    __tablename__ = "wrong_words"

    language: Mapped[str]
    page: Mapped[str]
    wrong: Mapped[str]
    better: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
