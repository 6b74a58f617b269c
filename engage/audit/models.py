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
    WORDS_TAKEN_IN = "words.taken_in"
    WRONG_WORDS_TOLD = "wrong_words.told"
    WRONG_WORDS_SETTLED = "wrong_words.settled"
    LANGUAGES_READ_SET = "languages_read.set"
    TERM_SET = "term.set"
    TERM_REMOVED = "term.removed"
    TERMS_TAKEN_IN = "terms.taken_in"
    MACHINE_ASKED = "machine.asked"
    MACHINE_WROTE = "machine.wrote"
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
    RESPONSE_CHANGED = "response.changed"
    FIGURES_REBUILT = "figures.rebuilt"
    THEME_CREATED = "theme.created"
    THEME_SHOWN = "theme.shown"
    MARK_REMOVED = "mark.removed"
    ANSWER_TAGGED = "answer.tagged"
    ANSWER_UNTAGGED = "answer.untagged"
    ANSWERS_READ = "answers.read"
    ANSWER_TRANSLATED = "answer.translated"
    ANSWER_TRANSLATION_CHECKED = "answer.translation_checked"
    ANSWER_LANGUAGE_SET = "answer.language_set"
    ANSWER_LANGUAGES_FOUND = "answers.languages_found"
    REPORT_CREATED = "report.created"
    REPORT_CHANGED = "report.changed"
    REPORT_PUBLISHED = "report.published"
    PROMISE_MADE = "promise.made"
    PROMISE_MOVED = "promise.moved"
    TEXT_CLOSED = "text.closed"
    APPROVAL_ASKED = "approval.asked"
    APPROVAL_REFUSED = "approval.refused"
    APPROVAL_REMINDED = "approval.reminded"
    APPROVAL_ENDED = "approval.ended"
    CONSULTATION_RECORDED = "consultation.recorded"
    CONSULTATION_REMINDED = "consultation.reminded"
    CONSULTATION_EXTENDED = "consultation.extended"
    CONSULTATION_PAUSED = "consultation.paused"
    CONSULTATION_RESUMED = "consultation.resumed"
    CONSULTATION_WITHDRAWN = "consultation.withdrawn"
    CONSULTATION_DELAYED = "consultation.delayed"
    CONSULTATION_FROZEN = "consultation.frozen"
    CONSULTATION_CORRECTED = "consultation.corrected"
    FORMAT_PROMISED = "format.promised"
    FORMAT_DROPPED = "format.dropped"
    FORMAT_MOVED = "format.moved"
    FORMAT_CHANGED = "format.changed"
    FORMAT_READY = "format.ready"
    POLL_ADDED = "poll.added"
    POLL_REMOVED = "poll.removed"
    PAPER_ORDERED = "paper.ordered"
    PAPER_MADE = "paper.made"
    PAPER_PRINTED = "paper.printed"
    PAPER_KEYED = "paper.keyed"
    KEYING_DRAWN = "keying.drawn"
    KEYED_AGAIN = "paper.keyed_again"
    KEYING_SETTLED = "keying.settled"
    SCAN_KEPT = "scan.kept"
    ENTRY_TAKEN_BACK = "entry.taken_back"
    EMAIL_DROPPED = "email.dropped"
    EMAIL_SETTLED = "email.settled"
    LIKENESS_DECIDED = "likeness.decided"
    LIKENESS_UNDONE = "likeness.undone"
    REPORT_OPENED = "report.opened"
    DECISION_CHANGED = "decision.changed"
    DECISION_PUBLISHED = "decision.published"
    RECORD_ASKED = "record.asked"
    RECORD_MADE = "record.made"
    EXPORT_ASKED = "export.asked"
    EXPORT_MADE = "export.made"
    EXPORT_REMOVED = "export.removed"
    EXPORT_OUTDATED = "export.outdated"
    RESPONSES_IMPORTED = "responses.imported"
    IMPORT_UNDONE = "import.undone"
    IMPORT_UPLOADED = "import.uploaded"
    IMPORT_MATCHED = "import.matched"
    IMPORT_CHECK_ASKED = "import.check_asked"
    IMPORT_ASKED = "import.asked"
    IMPORT_CANCELLED = "import.cancelled"
    IMPORT_FAILED = "import.failed"
    IMPORT_REMOVED = "import.removed"
    PROGRAMME_CREATED = "programme.created"
    PROGRAMME_CHANGED = "programme.changed"
    PHASE_MOVED = "phase.moved"
    PHASE_DONE = "phase.done"
    FILES_REMOVED = "files.removed"
    DRAFTS_FORGOTTEN = "drafts.forgotten"
    PUBLICATIONS_FOUND = "publications.found"
    PUBLICATION_CHECKED = "publication.checked"
    PUBLICATION_REFUSED = "publication.refused"
    PUBLICATION_REOPENED = "publication.reopened"
    PUBLICATION_TAKEN_DOWN = "publication.taken_down"
    RESPONSE_PUBLISHED = "response.published"
    REDACTION_MADE = "redaction.made"
    REDACTION_LIFTED = "redaction.lifted"
    CONCERN_RAISED = "concern.raised"
    CONCERN_TAKEN = "concern.taken"
    CONCERN_CLOSED = "concern.closed"
    TRIAL_BEGUN = "trial.begun"
    TRIAL_SENT = "trial.sent"
    TRIAL_REMOVED = "trial.removed"


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
