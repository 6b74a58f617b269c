"""When the panel has signed, what an edit re-opens, and who may do what."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.accounts.models import Account
from engage.core.clock import now
from engage.core.errors import RuleBroken
from engage.core.text import fingerprint
from engage.reading.models import Answer, Found, Mark, Reading, Submission, SubmissionState
from engage.reading.rules import panel

AUTHOR, READER, OTHER = (Account(id=uuid4()) for _number in range(3))


def a_text(text="One. Two.", **more) -> Submission:
    facts = {"state": SubmissionState.SENT, "sent_by": AUTHOR.id, "needed": 2, "language": "en_GB"}
    return Submission(text=text, text_hash=fingerprint(text), **{**facts, **more})


def read_by(account, found=Found.CLEAR, **more) -> Reading:
    return Reading(account_id=account.id, found=found, **more)


def marked(sentence=1, answer=None, **more) -> Mark:
    return Mark(account_id=READER.id, sentence=sentence, answer=answer, **more)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(2026, 11, 23), date(2026, 11, 30)),  # a Monday
        (date(2026, 11, 27), date(2026, 12, 4)),  # a Friday
        (date(2026, 11, 28), date(2026, 12, 4)),  # a Saturday
    ],
)
def test_a_text_is_due_in_five_working_days(start, expected):
    assert panel.due_on(start) == expected


def test_a_signature_counts_only_for_the_exact_text():
    text = a_text(signed_at=now())
    assert panel.signed(text, fingerprint("One. Two."))
    assert not panel.signed(text, fingerprint("One. Two"))
    assert not panel.signed(a_text(), fingerprint("One. Two."))
    assert not panel.signed(None, fingerprint(""))


@pytest.mark.parametrize(
    ("text", "asked", "needed", "said"),
    [
        ("  ", 3, 2, "Write"),
        ("a" * 20_001, 3, 2, "shorter"),
        ("A.", 1, 2, "readers"),
        ("A.", 3, 0, "readers"),
    ],
)
def test_a_text_is_refused_with_what_to_do(text, asked, needed, said):
    with pytest.raises(RuleBroken, match=said):
        panel.check_text(text, asked, needed)


def test_a_plain_text_may_go_to_the_panel():
    panel.check_text("A text.", 3, 2)
    panel.check_text("A text.", 1, 1)


def test_only_a_text_before_the_panel_is_read_and_never_by_its_author():
    panel.check_reads(a_text(), READER)
    with pytest.raises(RuleBroken, match="somebody else"):
        panel.check_reads(a_text(), AUTHOR)
    for state in set(SubmissionState) - {SubmissionState.SENT}:
        with pytest.raises(RuleBroken, match="not with the panel"):
            panel.check_reads(a_text(state=state), READER)


def test_a_sentence_is_one_of_the_text():
    assert panel.check_sentence(a_text(), 2) == "Two."
    for number in (0, 3, -1):
        with pytest.raises(RuleBroken, match="Choose"):
            panel.check_sentence(a_text(), number)


@pytest.mark.parametrize(
    ("found", "hard", "comment", "field"),
    [(None, 1, "x", "found"), (Found.NOT_CLEAR, 0, "  ", "comment")],
)
def test_a_verdict_says_what_is_not_clear(found, hard, comment, field):
    with pytest.raises(RuleBroken) as refused:
        panel.check_finding(found, hard, comment)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("found", "hard", "comment"),
    [(Found.CLEAR, 0, ""), (Found.NOT_CLEAR, 1, ""), (Found.NOT_CLEAR, 0, "Too long")],
)
def test_a_whole_verdict_is_taken(found, hard, comment):
    panel.check_finding(found, hard, comment)


def test_a_kept_sentence_needs_its_reason_and_nobody_answers_their_own_mark():
    panel.check_answer(marked(), AUTHOR, Answer.CHANGED, "")
    panel.check_answer(marked(), AUTHOR, Answer.KEPT, "It is the name of the law.")
    with pytest.raises(RuleBroken, match="Say why"):
        panel.check_answer(marked(), AUTHOR, Answer.KEPT, " ")
    with pytest.raises(RuleBroken, match="Ask the author"):
        panel.check_answer(marked(), READER, Answer.CHANGED, "")


BOTH = [read_by(READER), read_by(OTHER)]
SIGNING = [
    (BOTH, [], ""),
    (BOTH, [marked(answer=Answer.KEPT)], ""),
    ([read_by(READER)], [], "enough readers"),
    ([read_by(READER), read_by(OTHER, Found.NOT_CLEAR)], [], "enough readers"),
    ([read_by(READER), read_by(OTHER, None)], [], "enough readers"),
    (BOTH, [marked()], "answered"),
    (BOTH, [marked(answer=Answer.CHANGED)], "new one"),
    ([read_by(OTHER), read_by(AUTHOR)], [], "before you sign"),
    ([read_by(READER, None), read_by(OTHER), read_by(AUTHOR)], [], "before you sign"),
]


@pytest.mark.parametrize(("readings", "marks", "refused"), SIGNING)
def test_the_panel_signs_when_enough_found_it_clear_and_each_mark_is_answered(
    readings, marks, refused
):
    assert panel.may_sign(a_text(), readings, marks, READER) is not bool(refused)
    if refused:
        with pytest.raises(RuleBroken, match=refused):
            panel.check_sign(a_text(), readings, marks, READER)


def test_a_signed_text_is_not_signed_again():
    assert not panel.may_sign(a_text(state=SubmissionState.SIGNED), BOTH, [], READER)


def test_readers_and_those_still_needed_are_counted():
    half = [read_by(READER), read_by(OTHER, None)]
    assert panel.readers(half) == 1
    assert panel.still_needed(a_text(), half) == 1
    assert panel.still_needed(a_text(needed=1), BOTH) == 0


def test_a_reading_is_closed_only_after_its_last_day():
    text = a_text(due_on=date(2026, 11, 27))
    panel.check_close(text, date(2026, 11, 28))
    with pytest.raises(RuleBroken, match="Wait"):
        panel.check_close(text, date(2026, 11, 27))
    with pytest.raises(RuleBroken, match="not with"):
        panel.check_close(a_text(state=SubmissionState.SIGNED), date(2026, 11, 28))


OLD = "One. Two. Three. Four. Five."
SENTENCE = st.sampled_from(["One", "Two", "Three", "Four", "Five", "Six"])
REOPENED = [
    (OLD, []),
    ("One. Two. Changed. Four. Five.", [3]),
    ("One. Two. New. Three. Four. Five.", [2, 3, 4]),
    ("One. Two. Four. Five.", [2, 3]),
    ("New. One. Two. Three. Four. Five.", [1, 2]),
    ("Two. Three. Four. Five.", [1]),
    ("One. Two. Three. Four.", [4]),
    ("One. Two. Three. Four. Five. New.", [5, 6]),
    ("One. Two. Four. Three. Five.", [2, 3, 4, 5]),
    ("Else. Other.", [1, 2]),
    ("", []),
]


@pytest.mark.parametrize(("new", "expected"), REOPENED)
def test_a_changed_sentence_opens_itself_and_a_moved_or_lost_one_its_neighbours(new, expected):
    assert panel.reopened(OLD, new, "en_GB") == expected


@given(st.lists(SENTENCE, max_size=8), st.lists(SENTENCE, max_size=8))
def test_every_new_sentence_is_open_again(old, new):
    before, after = ". ".join(old) + ".", ". ".join(new) + "."
    open_again = panel.reopened(before, after, "en_GB")
    assert open_again == sorted(set(open_again))
    for number, word in enumerate(new, 1):
        if word not in old:
            assert number in open_again


def test_what_became_of_a_marked_sentence_is_told():
    old, marks = (
        "One. Two. Three. Four.",
        [marked(4, words="Four.", why=""), marked(2, words="Two.", why="Why?")],
    )
    told = panel.changes(marks, old, "One. Too. Three.", "en_GB")
    assert [(each.before, each.now, each.same) for each in told] == [
        ("Two.", "Too.", False),
        ("Four.", "", False),
    ]
    assert told[0].why == "Why?"
    (kept,) = panel.changes([marked(1, words="One.", why="")], old, old, "en_GB")
    assert kept.same


def test_a_sentence_that_was_split_is_shown_with_both_parts():
    (told,) = panel.changes(
        [marked(1, words="Long one.", why="")], "Long one. End.", "Long. One. End.", "en_GB"
    )
    assert told.now == "Long. One."


def test_sentences_called_clear_and_hard_are_counted_once():
    assert panel.read_so_far(None, []) == 0
    assert panel.read_so_far(read_by(READER, clear=[1, 2]), [2, 3]) == 3
