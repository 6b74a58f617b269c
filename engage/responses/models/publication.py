"""How the words of an answer reach the public, and what keeps them from it."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.clock import now
from engage.core.db import Base, JsonText, UtcDateTime
from engage.core.i18n import _l


class PublicationState(enum.StrEnum):
    """How far an answer is on its way to the public list. WORDLESS: there is nothing to read."""

    WAITING = "waiting"
    CHECKED_ONCE = "checked_once"
    READY = "ready"
    PUBLISHED = "published"
    REFUSED = "refused"
    WORDLESS = "wordless"


class Publication(Base):
    """One answer on its way to the public list; its redactions are of this version.

    There is a row only while the answer may be shown. Its key, part of a public address, tells
    no time. `flags`: why a second person must look, as Flag. `second`: one must. `not_before`: an
    answer that one person may check waits a day. `why`: the RedactionReason of a refusal.
    """

    __tablename__ = "publication"
    __table_args__ = (
        Index("ix_publication_listed", "consultation_id", "state", "published_at", "id"),
        Index("ix_publication_queue", "consultation_id", "state", "response_id"),
        Index(
            "ix_publication_due",
            "not_before",
            sqlite_where=text("state = 'ready'"),
            postgresql_where=text("state = 'ready'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, sort_order=-10)
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), unique=True)
    version_number: Mapped[int]
    state: Mapped[PublicationState] = mapped_column(default=PublicationState.WAITING)
    flags: Mapped[list[str]] = mapped_column(JsonText, default=list)
    second: Mapped[bool] = mapped_column(default=False)
    first_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    second_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    not_before: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="")


published_words = Table(
    "published_words",
    Base.metadata,
    Column("place", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("consultation_id", Uuid, ForeignKey("consultation.id"), nullable=False),
    Column("publication_id", Uuid, ForeignKey("publication.id"), nullable=False, unique=True),
    Column("words", Text, nullable=False),
    Index("ix_published_words_list", "consultation_id", "place"),
)
"""The public list: an answer stands in it while it is published, newest at the highest `place`.

`words`: what may be searched, as `search.indexed` makes it, and the consultation's own word.
Each database has its own index over them (settled 49), which follows by itself.
"""

taken_out = Table(
    "taken_out",
    Base.metadata,
    Column("place", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("consultation_id", Uuid, ForeignKey("consultation.id"), nullable=False),
    Column("publication_id", Uuid, ForeignKey("publication.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("whole", Boolean, nullable=False),
    Index("ix_taken_out_list", "consultation_id", "place"),
)
"""The log that the public reads: a line for each part that was taken out of an answer on the public
list, and for each `whole` answer that was refused. Newest at the highest `place`.
"""

FOUND = "published_words_found"
"""The index over the words: a table of FTS5 on SQLite, an index of PostgreSQL."""

_SQLITE = (
    """CREATE VIRTUAL TABLE published_words_found USING fts5(
    words, content='published_words', content_rowid='place', tokenize='ascii',
    detail='none', columnsize=0, prefix='1 2 3 4 5 6')""",
    """CREATE TRIGGER published_words_found_new AFTER INSERT ON published_words BEGIN
    INSERT INTO published_words_found(rowid, words) VALUES (new.place, new.words); END""",
    """CREATE TRIGGER published_words_found_old AFTER DELETE ON published_words BEGIN
    INSERT INTO published_words_found(published_words_found, rowid, words)
    VALUES ('delete', old.place, old.words); END""",
)
_POSTGRESQL = (
    """CREATE INDEX published_words_found ON published_words
    USING gin (array_to_tsvector(string_to_array(words, ' ')))""",
)
_ddl: Any = DDL
for _line in _SQLITE:
    event.listen(published_words, "after_create", _ddl(_line).execute_if(dialect="sqlite"))
for _line in _POSTGRESQL:
    event.listen(published_words, "after_create", _ddl(_line).execute_if(dialect="postgresql"))


class PublicationLook(Base):
    """How far the clock has looked through the answers of a consultation.

    In the order in which they changed, up to the answer `until_id` that changed at `until_at`. The
    place that is `behind` follows some minutes later.
    """

    __tablename__ = "publication_look"
    __table_args__ = (UniqueConstraint("consultation_id", "behind"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    behind: Mapped[bool]
    until_at: Mapped[datetime]
    until_id: Mapped[UUID]


class RedactionReason(enum.StrEnum):
    """Why a part was taken out."""

    PERSONAL = "personal"
    HEALTH = "health"
    OTHER_PERSON = "other_person"
    STAFF_NAMED = "staff_named"
    HARM = "harm"
    LAW = "law"

    @property
    def label(self) -> Any:
        """The reason in the words the public sees."""
        return _REASONS[self]


_REASONS = {
    RedactionReason.PERSONAL: _l("It could show who wrote this."),
    RedactionReason.HEALTH: _l("It tells of somebody’s health."),
    RedactionReason.OTHER_PERSON: _l("It speaks of another person."),
    RedactionReason.STAFF_NAMED: _l("It names a member of staff."),
    RedactionReason.HARM: _l("It is abuse or a threat."),
    RedactionReason.LAW: _l("The law does not let us show it."),
}


class Redaction(Base):
    """A span of an untouched original that the public does not see: [start, end) in characters.

    `found`: what kind of thing a machine thought it was; empty when a person marked it. It counts
    once a person made or confirmed it (`made_by`); `lifted_at` takes it away again.
    """

    __tablename__ = "redaction"
    __table_args__ = (CheckConstraint('start >= 0 AND "end" > start', name="is_a_span"),)

    publication_id: Mapped[UUID] = mapped_column(ForeignKey("publication.id"), index=True)
    question_key: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    found: Mapped[str] = mapped_column(default="")
    reason: Mapped[RedactionReason | None]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]


class ConcernState(enum.StrEnum):
    """How far a concern is."""

    OPEN = "open"
    CLOSED = "closed"


class Concern(Base):
    """Somebody who read an answer, or an email, is worried about a person. For named leads only.

    It is about an answer, or about a dropped email that was not yet made one.
    """

    __tablename__ = "concern"
    __table_args__ = (
        CheckConstraint("(response_id IS NULL) <> (inbound_id IS NULL)", name="about_one_thing"),
    )

    response_id: Mapped[UUID | None] = mapped_column(ForeignKey("response.id"), index=True)
    inbound_id: Mapped[UUID | None] = mapped_column(ForeignKey("inbound_answer.id"), index=True)
    raised_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    raised_at: Mapped[datetime] = mapped_column(default=now)
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[ConcernState] = mapped_column(default=ConcernState.OPEN, index=True)
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    outcome: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]
