"""What the panel has before it, what it said, and whether it signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from engage.accounts.models import Account, Role
from engage.accounts.rules import Waiting
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.i18n import _, _d, _l, format_day
from engage.core.text import sentences
from engage.reading import rules
from engage.reading.models import Found, Mark, Reading, Submission, SubmissionState
from engage.reading.rules import panel

LONGEST_LIST = 100


def report(text: str, language: str = "en_GB") -> rules.Check:
    """The plain-English check of a text, with the words of our house known."""
    return rules.check(text, language, rules.HOUSE_WORDS)


def level(text: str, language: str = "en_GB") -> dict[str, Any]:
    """The reading level of a text as it is kept beside it: verdict, reasons as codes, figures.

    `check` is the number of the check that judged. It holds no words, so that none can change.
    """
    said = rules.as_dict(report(text, language))
    kept = {name: said[name] for name in ("verdict", "reason_codes", "figures")}
    return {"check": rules.NUMBER, **kept}


def submission(submission_id: UUID) -> Submission:
    """One text before the panel. Raises NotFound."""
    found = db.session.get(Submission, submission_id)
    if found is None:
        raise NotFound
    return found


def mark(mark_id: UUID) -> Mark:
    """One marked sentence. Raises NotFound."""
    found = db.session.get(Mark, mark_id)
    if found is None:
        raise NotFound
    return found


def readings(submission_id: UUID) -> Sequence[Reading]:
    """What each reader said of a text, first reader first."""
    wanted = select(Reading).where(Reading.submission_id == submission_id)
    return db.session.scalars(wanted.order_by(Reading.id)).all()


def reading(submission_id: UUID, account_id: UUID) -> Reading | None:
    """What one reader said of a text, if anything."""
    wanted = select(Reading).where(
        Reading.submission_id == submission_id, Reading.account_id == account_id
    )
    return db.session.scalars(wanted).first()


def marks(submission_id: UUID, account_id: UUID | None = None) -> Sequence[Mark]:
    """The marked sentences of a text in its order; of one reader where one is named."""
    wanted = select(Mark).where(Mark.submission_id == submission_id)
    if account_id:
        wanted = wanted.where(Mark.account_id == account_id)
    return db.session.scalars(wanted.order_by(Mark.sentence, Mark.id)).all()


def reader_names(account_ids: set[UUID]) -> dict[UUID, str]:
    """The names of readers, for the pages of staff."""
    wanted = select(Account.id, Account.name).where(Account.id.in_(account_ids))
    return {row.id: row.name for row in db.session.execute(wanted.order_by(Account.id))}


@dataclass(frozen=True)
class InQueue:
    """A text in a reader's queue: how much of it they have read, and what they found."""

    submission: Submission
    read: int
    of: int
    found: Found | None


def queue(account: Account) -> list[InQueue]:
    """The texts this reader may read now, the one that is due first at the top."""
    wanted = (
        select(Submission)
        .where(Submission.state == SubmissionState.SENT, Submission.sent_by != account.id)
        .order_by(Submission.due_on, Submission.id)
        .limit(LONGEST_LIST)
    )
    texts = db.session.scalars(wanted).all()
    ids = [text.id for text in texts]
    mine = {each.submission_id: each for each in _of_reader(Reading, ids, account.id)}
    hard: dict[UUID, set[int]] = {}
    for each in _of_reader(Mark, ids, account.id):
        hard.setdefault(each.submission_id, set()).add(each.sentence)
    return [_in_queue(text, mine.get(text.id), hard.get(text.id, set())) for text in texts]


def _of_reader(model: Any, ids: list[UUID], account_id: UUID) -> Sequence[Any]:
    wanted = select(model).where(model.submission_id.in_(ids), model.account_id == account_id)
    return db.session.scalars(wanted.order_by(model.id)).all()


def _in_queue(text: Submission, mine: Reading | None, hard: set[int]) -> InQueue:
    read = panel.read_so_far(mine, hard)
    of = len(sentences(text.text, text.language))
    return InQueue(text, read, of, mine.found if mine else None)


@dataclass(frozen=True)
class Sent:
    """A text that was sent to the panel, with counts for staff."""

    submission: Submission
    readers: int
    marks: int
    unanswered: int


def sent_texts() -> list[Sent]:
    """The texts sent to the panel, newest first, with how many read and marked them."""
    wanted = select(Submission).order_by(Submission.id.desc()).limit(LONGEST_LIST)
    texts = db.session.scalars(wanted).all()
    ids = [text.id for text in texts]
    read = _counts(Reading.submission_id, Reading.found.is_not(None), ids)
    marked = _counts(Mark.submission_id, Mark.sentence > 0, ids)
    waiting = _counts(Mark.submission_id, Mark.answer.is_(None), ids)
    return [
        Sent(text, read.get(text.id, 0), marked.get(text.id, 0), waiting.get(text.id, 0))
        for text in texts
    ]


def _counts(column: Any, condition: Any, ids: list[UUID]) -> dict[UUID, int]:
    wanted = select(column, func.count()).where(column.in_(ids), condition)
    rows = db.session.execute(wanted.group_by(column).order_by(column))
    return {row[0]: row[1] for row in rows}


def live(subject_kind: str, subject_id: UUID, language: str) -> Sequence[Submission]:
    """The versions of one text that are being read or were signed and stand, oldest first."""
    wanted = select(Submission).where(
        Submission.subject_kind == subject_kind,
        Submission.subject_id == subject_id,
        Submission.language == language,
        Submission.state.in_([SubmissionState.SENT, SubmissionState.SIGNED]),
    )
    return db.session.scalars(wanted.order_by(Submission.id)).all()


def versions(subject_kind: str, subject_id: UUID) -> Sequence[Submission]:
    """Every version of a thing's text that went to the panel, newest first."""
    wanted = select(Submission).where(
        Submission.subject_kind == subject_kind, Submission.subject_id == subject_id
    )
    return db.session.scalars(wanted.order_by(Submission.id.desc())).all()


@dataclass(frozen=True)
class PanelState:
    """What the panel has said of one exact text.

    `submission` is the version that was asked about: this text, or one that a spelling, a date, a
    number or a link sets apart. `readers` counts those who said whether that is clear.
    `changed_sentences` are the numbers and words that a signature on an older version, or the
    version that was asked about, does not cover.
    """

    signed: bool
    readers: int
    changed_sentences: tuple[tuple[int, str], ...]
    submission: Submission | None

    @property
    def agreed(self) -> bool:
        """The panel signed it, or what differs since needs no new reading."""
        return self.submission is not None and self.submission.signed_at is not None

    @property
    def asked(self) -> Submission | None:
        """What enough readers have or had before them for all their days, if it is this text."""
        row = self.submission
        if row is None or row.state is SubmissionState.SUPERSEDED or row.asked < panel.ASKED:
            return None
        return row

    @property
    def line(self) -> Any:
        """The honest line for the public page."""
        if self.signed:
            return _l("Read and agreed by residents")
        if self.readers:
            return _l("Residents who read this: %(number)s", number=self.readers)
        return _l("Not yet read by residents")


def panel_state(
    subject_kind: str, subject_id: UUID, text_hash: str, text: str | None = None
) -> PanelState:
    """Whether the panel signed exactly the text with this fingerprint, and what is open.

    `text` is that text, if it was not sent to the panel itself: with it the changed sentences can
    be named, and a small fix is known as one. A higher feature looks here before it publishes. One
    statement.
    """
    texts = _read_versions(subject_kind, subject_id)
    chosen = panel.about(texts, text, text_hash)
    signed = panel.signed(chosen, text_hash)
    now = text if text is not None or chosen is None else chosen.text
    older = next((each for each in texts if each.signed_at), chosen)
    changed: tuple[tuple[int, str], ...] = ()
    if not signed and older and now is not None:
        changed = changed_sentences(older, now)
    return PanelState(signed, texts[chosen] if chosen else 0, changed, chosen)


def _read_versions(subject_kind: str, subject_id: UUID) -> dict[Submission, int]:
    """Every version of a thing's text, newest first, and how many readers said what they found."""
    said = select(func.count()).where(
        Reading.submission_id == Submission.id, Reading.found.is_not(None)
    )
    wanted = select(Submission, said.scalar_subquery()).where(
        Submission.subject_kind == subject_kind, Submission.subject_id == subject_id
    )
    rows = db.session.execute(wanted.order_by(Submission.id.desc()))
    return {row[0]: row[1] for row in rows}


def changed_sentences(older: Submission, text: str) -> tuple[tuple[int, str], ...]:
    """The sentences of `text` that a signature on an older version does not cover."""
    listed = sentences(text, older.language)
    return tuple(
        (number, listed[number - 1]) for number in panel.reopened(older.text, text, older.language)
    )


@dataclass(frozen=True)
class ReaderPage:
    """All that a reader's page shows of one text."""

    submission: Submission
    sentences: list[str]
    reading: Reading | None
    hard: dict[int, str]
    open_again: frozenset[int]
    changes: list[panel.Change]

    @property
    def read(self) -> int:
        return panel.read_so_far(self.reading, self.hard)


def reader_page(submission_id: UUID, account: Account) -> ReaderPage:
    """A text with what this reader has said of it, and what became of what they marked before.

    Raises NotFound.
    """
    text = submission(submission_id)
    older = [
        each
        for each in versions(text.subject_kind, text.subject_id)
        if each.language == text.language and each.id < text.id
    ]
    signed_before = next((each for each in older if each.signed_at), None)
    open_again = (
        panel.reopened(signed_before.text, text.text, text.language) if signed_before else ()
    )
    return ReaderPage(
        submission=text,
        sentences=sentences(text.text, text.language),
        reading=reading(text.id, account.id),
        hard={each.sentence: each.why for each in marks(text.id, account.id)},
        open_again=frozenset(open_again),
        changes=_changes(older, text, account),
    )


def _changes(older: list[Submission], text: Submission, account: Account) -> list[panel.Change]:
    """What became of the sentences this reader marked in the last version they marked."""
    mine = _of_reader(Mark, [each.id for each in older], account.id)
    for each in older:
        here = [mark for mark in mine if mark.submission_id == each.id]
        if here:
            return panel.changes(here, each.text, text.text, text.language)
    return []


@dataclass(frozen=True)
class AuthorPage:
    """All that an author's page shows of one text: who read it, and the marks by sentence."""

    submission: Submission
    readings: Sequence[Reading]
    marks: Sequence[Mark]
    names: dict[UUID, str]

    @property
    def unanswered(self) -> int:
        return sum(mark.answer is None for mark in self.marks)

    @property
    def still_needed(self) -> int:
        return panel.still_needed(self.submission, self.readings)


def author_page(submission_id: UUID) -> AuthorPage:
    """A text with what its readers said of it. Raises NotFound."""
    text, said, marked = submission(submission_id), readings(submission_id), marks(submission_id)
    people = {each.account_id for each in said} | {each.account_id for each in marked}
    return AuthorPage(text, said, marked, reader_names(people))


def waiting(account: Account, roles: frozenset[Role]) -> list[Waiting]:
    """What waits for somebody here: texts to read, and marks on the texts they sent."""
    found = _texts_to_read(account) if Role.READER in roles else []
    return found + _marks_to_answer(account)


def _texts_to_read(account: Account) -> list[Waiting]:
    return [
        Waiting(
            item.submission.title,
            _("Read this text by %(day)s.", day=format_day(item.submission.due_on)),
            "reading_desk.show",
            {"submission_id": item.submission.id},
        )
        for item in queue(account)
        if item.found is None
    ]


def _marks_to_answer(account: Account) -> list[Waiting]:
    wanted = (
        select(Submission.id, Submission.title, func.count())
        .join(Mark, Mark.submission_id == Submission.id)
        .where(Submission.sent_by == account.id, Mark.answer.is_(None))
        .where(Submission.state == SubmissionState.SENT)
        .group_by(Submission.id, Submission.title)
        .order_by(Submission.id)
    )
    return [
        Waiting(
            title,
            _d("Sentences that readers marked: %(count)s. Answer them.", count=count),
            "reading_desk.marks",
            {"submission_id": text_id},
        )
        for text_id, title, count in db.session.execute(wanted)
    ]
