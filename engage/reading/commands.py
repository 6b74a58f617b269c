"""Send a text to the panel, read it, mark it, answer, sign."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engage.audit.commands import record
from engage.audit.models import Action
from engage.core.clock import now, today
from engage.core.db import db
from engage.core.text import fingerprint, sentences
from engage.reading import queries
from engage.reading.models import Answer, Found, Mark, Reading, Submission, SubmissionState
from engage.reading.rules import is_small_fix, panel


def send(
    *,
    actor: Any,
    subject_kind: str,
    subject_id: UUID,
    title: str,
    text: str,
    language: str = "en_GB",
    asked: int = panel.ASKED,
    needed: int = panel.NEEDED,
) -> Submission:
    """Send an exact text to the panel, due in five working days.

    Sending the same text again gives the submission there is. Another text of the same subject
    takes the place of the one before; where that differs by a spelling, a date, a number or a link
    only, its days go on. Raises RuleBroken for an empty or too long text.
    """
    panel.check_text(text, asked, needed)
    about: Any = {"subject_kind": subject_kind, "subject_id": subject_id, "language": language}
    text_hash = fingerprint(text)
    before = queries.live(**about)
    for version in before:
        if version.text_hash == text_hash:
            return version
    asked_before = [each.due_on for each in before if is_small_fix(each.text, text)]
    for version in before:
        _take_away(actor, version, text)
    row = Submission(title=title, text=text, text_hash=text_hash, sent_by=actor.id, **about)
    row.due_on = min(asked_before, default=panel.due_on(today()))
    row.asked, row.needed = asked, needed
    row.level = queries.level(text, language)
    db.session.add(row)
    record(Action.TEXT_SENT_TO_PANEL, row, actor=actor, about=str(subject_id))
    return row


def supersede(
    *, actor: Any, subject_kind: str, subject_id: UUID, text: str, language: str = "en_GB"
) -> list[int]:
    """Take away what the panel said of older texts, because the text is now `text`.

    Gives the numbers of the sentences that a signature no longer covers. Called by whoever saves
    an edit; it does nothing when the text is the one before the panel, or differs from it by a
    spelling, a date, a number or a link only: readers go on with what they have (people.md).
    """
    open_again = list[int]()
    for version in queries.live(subject_kind, subject_id, language):
        if not is_small_fix(version.text, text):
            open_again = _take_away(actor, version, text)
    return open_again


def _take_away(actor: Any, version: Submission, text: str) -> list[int]:
    """End what the panel said of a version; the sentences of the new text that open again."""
    open_again = panel.reopened(version.text, text, version.language)
    version.state = SubmissionState.SUPERSEDED
    record(Action.TEXT_REOPENED, version, actor=actor, sentences=open_again)
    return open_again


def mark(*, actor: Any, submission: Submission, sentence: int, why: str = "") -> Mark:
    """Mark one sentence, from 1, as hard. Marking it again changes the why."""
    panel.check_reads(submission, actor)
    words = panel.check_sentence(submission, sentence)
    mine = {each.sentence: each for each in queries.marks(submission.id, actor.id)}
    row = mine.get(sentence)
    if row is None:
        row = Mark(submission_id=submission.id, account_id=actor.id, sentence=sentence, words=words)
        db.session.add(row)
        record(Action.SENTENCE_MARKED, submission, actor=actor, sentence=sentence)
    row.why = why.strip()
    return row


def keep_place(
    *,
    actor: Any,
    submission: Submission,
    clear: list[int],
    hard: Mapping[int, str],
    comment: str = "",
) -> Reading:
    """Keep what a reader has chosen so far: clear sentences, hard ones with why, a comment.

    A mark that the reader took back is removed, unless the author has answered it.
    """
    panel.check_reads(submission, actor)
    last = len(sentences(submission.text, submission.language))
    for each in queries.marks(submission.id, actor.id):
        if each.sentence not in hard and each.answer is None:
            db.session.delete(each)
            record(Action.MARK_REMOVED, submission, actor=actor, sentence=each.sentence)
    for sentence, why in sorted(hard.items()):
        mark(actor=actor, submission=submission, sentence=sentence, why=why)
    row = queries.reading(submission.id, actor.id)
    if row is None:
        row = Reading(submission_id=submission.id, account_id=actor.id)
        db.session.add(row)
    row.clear = sorted({number for number in clear if 1 <= number <= last and number not in hard})
    row.comment = comment.strip()
    return row


def read(
    *,
    actor: Any,
    submission: Submission,
    found: Found | None,
    clear: list[int],
    hard: Mapping[int, str],
    comment: str = "",
) -> Reading:
    """Give a reader's verdict on the whole text. It may be given again until the text is signed."""
    panel.check_finding(found, len(hard), comment)
    row = keep_place(actor=actor, submission=submission, clear=clear, hard=hard, comment=comment)
    row.found = found
    record(Action.TEXT_READ, submission, actor=actor, found=str(found))
    return row


def answer_mark(*, actor: Any, mark: Mark, answer: Answer, because: str = "") -> Mark:
    """Say what the author did about a marked sentence: changed it, or kept it and why."""
    panel.check_answer(mark, actor, answer, because)
    mark.answer, mark.because, mark.answered_by = answer, because.strip(), actor.id
    record(Action.MARK_ANSWERED, mark, actor=actor, answer=answer.value)
    return mark


def sign(*, actor: Any, submission: Submission) -> Submission:
    """Sign the exact text for the panel. Raises RuleBroken while something is open."""
    readings, marks = queries.readings(submission.id), queries.marks(submission.id)
    panel.check_sign(submission, readings, marks, actor)
    submission.state = SubmissionState.SIGNED
    submission.signed_at, submission.signed_by = now(), actor.id
    record(Action.TEXT_SIGNED, submission, actor=actor, text_hash=submission.text_hash)
    return submission


def close(*, actor: Any, submission: Submission) -> Submission:
    """End the reading without a signature, after its last day."""
    panel.check_close(submission, today())
    submission.state = SubmissionState.CLOSED
    record(Action.TEXT_CLOSED, submission, actor=actor)
    return submission
