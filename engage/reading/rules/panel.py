"""When a panel has signed, what an edit re-opens, and who may do what to a text before it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher

from engage.accounts.models import Account
from engage.core.errors import RuleBroken
from engage.core.i18n import _l
from engage.core.text import is_longer, sentences
from engage.reading.models import Answer, Found, Mark, Reading, Submission, SubmissionState
from engage.reading.rules.fixes import is_small_fix

MAX_TEXT = 20_000
ASKED, NEEDED = 3, 2
"""So many readers are asked, and so many of them must agree (people.md)."""
WORKING_DAYS = 5
_WEEKEND = 5


def due_on(start: date, working_days: int = WORKING_DAYS) -> date:
    """The day so many working days after `start`.

    Saturdays and Sundays do not count; bank holidays are not known here.
    """
    day = start
    while working_days > 0:
        day += timedelta(days=1)
        working_days -= day.weekday() < _WEEKEND
    return day


def had_its_time(submission: Submission, today: date) -> bool:
    """Whether the days that the readers were given have passed."""
    return today > submission.due_on


def about(texts: Iterable[Submission], text: str | None, text_hash: str) -> Submission | None:
    """The version of a text that speaks for the one with this fingerprint; None where none does.

    That is the same text, or one that a spelling, a date, a number or a link sets apart, for such a
    fix needs no new reading (people.md). What was signed comes first, then what readers still have
    before them, then the very same text. `texts`: the newest first; without `text` only the very
    same counts.
    """
    same = [
        each
        for each in texts
        if each.text_hash == text_hash or (text is not None and is_small_fix(each.text, text))
    ]
    return max(same, key=lambda each: _speaks(each, text_hash), default=None)


def _speaks(submission: Submission, text_hash: str) -> tuple[bool, bool, bool]:
    asked = submission.state is not SubmissionState.SUPERSEDED
    return submission.signed_at is not None, asked, submission.text_hash == text_hash


def signed(submission: Submission | None, text_hash: str) -> bool:
    """True only if the panel signed the text with exactly this fingerprint."""
    return (
        submission is not None
        and submission.signed_at is not None
        and submission.text_hash == text_hash
    )


def check_text(text: str, asked: int, needed: int) -> None:
    """Raises RuleBroken for a text that cannot go to a panel of `asked`, of whom `needed` agree."""
    if not sentences(text):
        raise RuleBroken(_l("Write the text before you send it to the reading panel."))
    if is_longer(text, MAX_TEXT):
        raise RuleBroken(_l("Make the text shorter. A panel can read 20,000 characters at most."))
    if not 1 <= needed <= asked:
        raise RuleBroken(_l("Ask at least as many readers as must agree."))


def check_reads(submission: Submission, account: Account) -> None:
    """Raises RuleBroken unless this person may read the text for the panel now."""
    if submission.state is not SubmissionState.SENT:
        raise RuleBroken(_l("This text is not with the panel any more. Choose another text."))
    if submission.sent_by == account.id:
        raise RuleBroken(_l("You sent this text. Ask somebody else to read it."))


def check_sentence(submission: Submission, sentence: int) -> str:
    """The words of sentence number `sentence`, from 1. Raises RuleBroken if there is none."""
    listed = sentences(submission.text, submission.language)
    if not 1 <= sentence <= len(listed):
        raise RuleBroken(_l("Choose a sentence of this text."))
    return listed[sentence - 1]


def check_finding(found: Found | None, hard: int, comment: str) -> None:
    """Raises RuleBroken unless a reader says whether the text is clear, and if not, what is not."""
    if found is None:
        raise RuleBroken(_l("Choose “Clear” or “Not clear yet”."), "found")
    if found is Found.NOT_CLEAR and not hard and not comment.strip():
        raise RuleBroken(_l("Mark a hard sentence, or say below what is not clear."), "comment")


def check_answer(mark: Mark, account: Account, answer: Answer, because: str) -> None:
    """Raises RuleBroken unless the author may answer a mark like this."""
    if mark.account_id == account.id:
        raise RuleBroken(_l("You marked this sentence. Ask the author to answer."))
    if answer is Answer.KEPT and not because.strip():
        raise RuleBroken(_l("Say why you kept this sentence."), "because")


def readers(readings: Iterable[Reading]) -> int:
    """How many readers have said whether the text is clear."""
    return sum(reading.found is not None for reading in readings)


def still_needed(submission: Submission, readings: Sequence[Reading]) -> int:
    """How many more readers must find the text clear before it can be signed."""
    clear = sum(reading.found is Found.CLEAR for reading in readings)
    return max(0, submission.needed - clear)


def check_sign(
    submission: Submission, readings: Sequence[Reading], marks: Sequence[Mark], account: Account
) -> None:
    """Raises RuleBroken unless this person may sign the text for the panel now.

    Enough readers found it clear, each mark is answered, and whoever signs has read it. A mark
    answered "changed" says that a newer text is coming, so this one cannot be signed.
    """
    check_reads(submission, account)
    if still_needed(submission, readings):
        raise RuleBroken(_l("Wait until enough readers have found this text clear."))
    if any(mark.answer is None for mark in marks):
        raise RuleBroken(_l("Wait until the author has answered each marked sentence."))
    if any(mark.answer is Answer.CHANGED for mark in marks):
        raise RuleBroken(_l("The author has changed this text. Wait for the new one."))
    if not any(reading.account_id == account.id and reading.found for reading in readings):
        raise RuleBroken(_l("Read the text and say what you found before you sign."))


def may_sign(
    submission: Submission, readings: Sequence[Reading], marks: Sequence[Mark], account: Account
) -> bool:
    """True when `check_sign` has nothing against it."""
    try:
        check_sign(submission, readings, marks, account)
    except RuleBroken:
        return False
    return True


def check_close(submission: Submission, today: date) -> None:
    """Raises RuleBroken unless the reading may be ended without a signature: its time is over."""
    if submission.state is not SubmissionState.SENT:
        raise RuleBroken(_l("This text is not with the panel any more."))
    if not had_its_time(submission, today):
        raise RuleBroken(_l("Wait until the day the readers were given has passed."))


def reopened(old: str, new: str, language: str) -> list[int]:
    """The sentences of the new text, from 1, that a signature on the old one does not cover.

    A changed sentence re-opens itself. Adding, deleting or moving one re-opens its neighbours too.
    """
    before, after = sentences(old, language), sentences(new, language)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    found: set[int] = set()
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        found.update(range(j1, j2))
        if i2 - i1 != j2 - j1:
            found.update({j1 - 1, j2})
    return [number + 1 for number in sorted(found) if 0 <= number < len(after)]


@dataclass(frozen=True)
class Change:
    """A sentence somebody marked, as it was and as it is now. `now` is empty when it is gone."""

    sentence: int
    before: str
    now: str
    why: str

    @property
    def same(self) -> bool:
        return self.before == self.now


def changes(marks: Iterable[Mark], old: str, new: str, language: str) -> list[Change]:
    """What became of the sentences somebody marked in an older text, in the order of that text."""
    before, after = sentences(old, language), sentences(new, language)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    became: dict[int, str] = {}
    for _tag, i1, i2, j1, j2 in matcher.get_opcodes():
        for place in range(i1, i2):
            last = place == i2 - 1
            became[place + 1] = " ".join(
                after[j1 + place - i1 : j2 if last else min(j2, j1 + place - i1 + 1)]
            )
    return [
        Change(mark.sentence, mark.words, became.get(mark.sentence, ""), mark.why)
        for mark in sorted(marks, key=lambda mark: mark.sentence)
    ]


def read_so_far(reading: Reading | None, hard: Iterable[int]) -> int:
    """How many sentences a reader has called clear or hard."""
    return len(set(reading.clear if reading else ()) | set(hard))
