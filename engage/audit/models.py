"""One line of history."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.clock import now
from engage.core.db import Base, JsonText


class Action(enum.StrEnum):
    """What happened, in the past tense: subject.action."""

    ACCOUNT_CREATED = "account.created"
    ACCOUNT_CLOSED = "account.closed"
    ACCOUNT_SIGNED_IN = "account.signed_in"
    ACCOUNT_SIGNED_OUT = "account.signed_out"
    ACCOUNT_LINK_ASKED = "account.link_asked"
    ORGANISATION_CREATED = "organisation.created"
    SITE_SET = "site.set"
    AREA_CREATED = "area.created"
    WORDS_CHANGED = "words.changed"
    WORDS_CHECKED = "words.checked"
    LOOKED = "looked"
    TEXT_SENT_TO_PANEL = "text.sent_to_panel"
    SENTENCE_MARKED = "sentence.marked"
    MARK_ANSWERED = "mark.answered"
    TEXT_READ = "text.read"
    TEXT_SIGNED = "text.signed"
    TEXT_REOPENED = "text.reopened"
    APPROVAL_GIVEN = "approval.given"
    EDITION_FROZEN = "edition.frozen"
    CONSULTATION_CREATED = "consultation.created"
    CONSULTATION_CHANGED = "consultation.changed"
    CONSULTATION_SCHEDULED = "consultation.scheduled"
    CONSULTATION_MOVED = "consultation.moved"
    RESPONSE_SUBMITTED = "response.submitted"
    RESPONSE_ENTERED = "response.entered"
    RESPONSE_WITHDRAWN = "response.withdrawn"
    FIGURES_REBUILT = "figures.rebuilt"
    THEME_CREATED = "theme.created"
    THEME_SHOWN = "theme.shown"
    MARK_REMOVED = "mark.removed"
    ANSWER_TAGGED = "answer.tagged"
    ANSWER_UNTAGGED = "answer.untagged"
    ANSWERS_READ = "answers.read"
    REPORT_CREATED = "report.created"
    REPORT_CHANGED = "report.changed"
    REPORT_PUBLISHED = "report.published"
    PROMISE_MADE = "promise.made"
    PROMISE_MOVED = "promise.moved"
    TEXT_CLOSED = "text.closed"


class Entry(Base):
    """A line: ids and field names only, never words or contact data.

    `position`, `previous` and `hash` stay empty until the worker seals the line into the chain.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (CheckConstraint("(position IS NULL) = (hash IS NULL)", name="sealed_whole"),)

    at: Mapped[datetime] = mapped_column(default=now, index=True)
    action: Mapped[Action]
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    subject_kind: Mapped[str] = mapped_column(default="")
    subject_id: Mapped[UUID | None] = mapped_column(index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    position: Mapped[int | None] = mapped_column(unique=True)
    previous: Mapped[str | None]
    hash: Mapped[str | None]
