"""How answers came by other roads: for whom, from whom, on which paper, in which file."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.clock import now
from engage.core.db import Base, JsonText
from engage.equality.models import this_day


class GroupVoice(Base):
    """Who an organisation or a group is, and how it came to what it says."""

    __tablename__ = "group_voice"

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), unique=True)
    name: Mapped[str] = mapped_column(default="")
    gathered: Mapped[str] = mapped_column(default="")
    disagreed: Mapped[str] = mapped_column(default="")


class Contact(Base):
    """How to reach somebody who answered. No row order and no time to read (settled 24).

    One email, in small letters, is one contact.
    """

    __tablename__ = "contact"
    __table_args__ = (
        Index(
            "uq_contact_email",
            "email",
            unique=True,
            sqlite_where=text("email <> ''"),
            postgresql_where=text("email <> ''"),
        ),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, sort_order=-10)
    email: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=this_day, sort_order=90)
    changed_at: Mapped[datetime] = mapped_column(default=this_day, onupdate=this_day, sort_order=91)


class ResponseContact(Base):
    """The one way from a response to whoever sent it. Dropped on schedule (settled 24).

    The consultation stands here so that answers of one contact are found without the others.
    """

    __tablename__ = "response_contact"
    __table_args__ = (
        Index("ix_response_contact_shared", "consultation_id", "contact_id", "response_id"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, sort_order=-10)
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), unique=True)
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=this_day, sort_order=90)
    changed_at: Mapped[datetime] = mapped_column(default=this_day, onupdate=this_day, sort_order=91)


class FileUse(enum.StrEnum):
    """What a stored file is to an answer."""

    ANSWER = "answer"
    MEMBERS = "members"
    SCAN = "scan"


class ResponseFile(Base):
    """A file of an answer. `stored` is its random name; `question_key` may be empty."""

    __tablename__ = "response_file"

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), index=True)
    use: Mapped[FileUse]
    question_key: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    stored: Mapped[str] = mapped_column(unique=True)

    @property
    def is_film(self) -> bool:
        """Whether it is a film, which can be played beside the answer."""
        return self.media_type.startswith("video/")


class DraftFile(Base):
    """A file of an unfinished answer, sealed like the draft; its name stands in the draft."""

    __tablename__ = "draft_file"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("saved_draft.id"), index=True)
    stored: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int]


class PaperBatch(Base):
    """Printed forms of one edition in one language and format. `size`: how many were printed.

    `variant`: the format, empty for plain words.
    """

    __tablename__ = "paper_batch"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"))
    number: Mapped[int]
    language: Mapped[str]
    variant: Mapped[str] = mapped_column(default="")
    size: Mapped[int]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    all_twice: Mapped[bool] = mapped_column(default=False)


class PaperForm(Base):
    """One printed form with a code of its own; `response_id` once it was keyed."""

    __tablename__ = "paper_form"
    __table_args__ = (UniqueConstraint("batch_id", "number"),)

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("paper_batch.id"))
    number: Mapped[int]
    code_lookup: Mapped[str] = mapped_column(unique=True)
    response_id: Mapped[UUID | None] = mapped_column(ForeignKey("response.id"), unique=True)


class Keying(Base):
    """A paper answer as one person typed it. The second one is compared with the first.

    `chosen`: it was drawn for second keying. `differs`: the keys on which the two differ. Of so
    many `fields` that were compared, the first person had so many `wrong`. The second answers go
    when they are settled.
    """

    __tablename__ = "keying"
    __table_args__ = (UniqueConstraint("response_id"),)

    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"))
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("paper_batch.id"), index=True)
    keyed_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    chosen: Mapped[bool] = mapped_column(default=False)
    second_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    second_answers: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    differs: Mapped[list[str]] = mapped_column(JsonText, default=list)
    fields: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0)
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    settled_at: Mapped[datetime | None]


class Likeness(Base):
    """Two answers that may come from one person, and what somebody decided about them.

    `same`: one person; the newer answer counts. Taking the decision back removes the row.
    """

    __tablename__ = "response_likeness"
    __table_args__ = (
        UniqueConstraint("older_id", "newer_id"),
        Index("ix_response_likeness_list", "consultation_id", "id"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    older_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"))
    newer_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), index=True)
    same: Mapped[bool]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))


class ImportBatch(Base):
    """One file of answers that was taken in: how many rows, and how many were left out.

    `undone_at`: its answers were removed again; the row stays, so that all that counts look anew.
    """

    __tablename__ = "import_batch"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    name: Mapped[str]
    file_hash: Mapped[str]
    mapping: Mapped[dict[str, Any]] = mapped_column(JsonText)
    taken: Mapped[int]
    refused: Mapped[int]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None]


class Export(Base):
    """A file of answers that somebody asked for, and how far it is. `stored` once it is ready.

    `started_at`: a worker has it in hand; it tells how far it is by and by, so one that has not
    for a while has stopped and another may take it over. `outdated_at`: an answer that is in the
    file may be seen no more, so nobody fetches it. `removed_at`: the file was deleted.
    """

    __tablename__ = "response_export"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    format: Mapped[str]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    stored: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime | None]
    ready_at: Mapped[datetime | None]
    outdated_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    failed: Mapped[str] = mapped_column(default="")

    @property
    def outdated(self) -> bool:
        """Whether it was begun before an answer had to leave it; one that still waits was not."""
        return self.outdated_at is not None and self.started_at is not None


class Inbound(Base):
    """A dropped email that waits to become an answer. The words go when it is settled.

    `held`: somebody raised a concern, and only the named leads see it.
    """

    __tablename__ = "inbound_answer"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    message_id: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    sender: Mapped[str] = mapped_column(default="")
    came_at: Mapped[datetime] = mapped_column(default=now)
    files: Mapped[list[dict[str, Any]]] = mapped_column(JsonText, default=list)
    dropped_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    response_id: Mapped[UUID | None] = mapped_column(ForeignKey("response.id"), unique=True)
    settled_at: Mapped[datetime | None]
    held: Mapped[bool] = mapped_column(default=False)


class Trial(Base):
    """A run through the form by staff before it is public. A table of its own: never counted.

    `answers` by question key; `sent_at` once it was sent; `body` is the form it was tried on.
    """

    __tablename__ = "trial"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    language: Mapped[str]
    respondent_kind: Mapped[str]
    body: Mapped[dict[str, Any]] = mapped_column(JsonText)
    answers: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    sent_at: Mapped[datetime | None]
