"""What the panel has before it and what it said."""

from uuid import uuid4

import pytest

from engage.accounts.models import Role
from engage.core.clock import now
from engage.core.errors import NotFound
from engage.core.text import fingerprint
from engage.reading import queries
from engage.reading.models import Answer, Found, SubmissionState
from tests.factories.accounts import AccountFactory
from tests.factories.reading import (
    TEXT,
    MarkFactory,
    ReaderFactory,
    ReadingFactory,
    SubmissionFactory,
)


def test_a_report_knows_the_words_of_our_house():
    assert not [
        flag for flag in queries.report("Our equality.").flags if flag.kind.value == "hard_word"
    ]


def test_what_is_not_there_is_not_found(database):
    with pytest.raises(NotFound):
        queries.submission(uuid4())
    with pytest.raises(NotFound):
        queries.mark(uuid4())


def test_a_reader_sees_what_is_due_first_and_how_far_they_are(database):
    reader = ReaderFactory()
    later, sooner = SubmissionFactory(), SubmissionFactory()
    sooner.due_on = later.due_on.replace(year=2020)
    ReadingFactory(submission=later, reader=reader, found=None, clear=[1])
    MarkFactory(submission=later, reader=reader, sentence=2)
    SubmissionFactory(author=reader)
    SubmissionFactory(state=SubmissionState.CLOSED)
    database.flush()
    listed = queries.queue(reader)
    assert [(item.submission.id, item.read, item.of) for item in listed] == [
        (sooner.id, 0, 3),
        (later.id, 2, 3),
    ]
    assert listed[1].found is None


def test_staff_see_newest_first_with_counts(database):
    old, new = SubmissionFactory(), SubmissionFactory()
    ReadingFactory(submission=old)
    ReadingFactory(submission=old, found=None)
    MarkFactory(submission=old)
    MarkFactory(submission=old, answer=Answer.CHANGED, answered_by=old.sent_by)
    listed = queries.sent_texts()
    assert [item.submission.id for item in listed] == [new.id, old.id]
    assert (listed[1].readers, listed[1].marks, listed[1].unanswered) == (1, 2, 1)
    assert (listed[0].readers, listed[0].marks, listed[0].unanswered) == (0, 0, 0)


def test_the_state_of_a_text_nobody_sent(database):
    state = queries.panel_state("report", uuid4(), fingerprint("x"), "x")
    assert (state.signed, state.readers, state.changed_sentences) == (False, 0, ())
    assert str(state.line) == "Not yet read by residents"


def test_the_state_of_a_text_says_how_many_read_it(database):
    text = SubmissionFactory()
    ReadingFactory(submission=text)
    ReadingFactory(submission=text, found=Found.NOT_CLEAR)
    state = queries.panel_state("consultation", text.subject_id, text.text_hash)
    assert (state.signed, state.readers) == (False, 2)
    assert str(state.line) == "Residents who read this: 2"


def test_going_back_to_the_exact_signed_text_brings_the_signature_back(database):
    text = SubmissionFactory(state=SubmissionState.SUPERSEDED, signed_at=now())
    SubmissionFactory(subject_id=text.subject_id, text="Other words. Here.")
    state = queries.panel_state("consultation", text.subject_id, fingerprint(TEXT))
    assert state.signed
    assert str(state.line) == "Read and agreed by residents"


def test_a_sent_text_names_what_changed_since_it_was_signed(database):
    signed = SubmissionFactory(state=SubmissionState.SUPERSEDED, signed_at=now())
    new = SubmissionFactory(subject_id=signed.subject_id, text=TEXT + " One more.")
    state = queries.panel_state("consultation", signed.subject_id, new.text_hash)
    assert state.changed_sentences == ((3, "Then we will decide."), (4, "One more."))
    unknown = queries.panel_state("consultation", signed.subject_id, fingerprint("y"))
    assert unknown.changed_sentences == ()


def test_a_reader_sees_what_became_of_the_sentences_they_marked(database):
    reader = ReaderFactory()
    first = SubmissionFactory(state=SubmissionState.SUPERSEDED, signed_at=now())
    MarkFactory(submission=first, reader=reader)
    MarkFactory(submission=first)
    SubmissionFactory(
        subject_id=first.subject_id, state=SubmissionState.SUPERSEDED, text="Between."
    )
    new = SubmissionFactory(
        subject_id=first.subject_id, text=TEXT.replace("what you need", "how we can help")
    )
    page = queries.reader_page(new.id, reader)
    assert [(change.before, change.now) for change in page.changes] == [
        ("Tell us what you need.", "Tell us how we can help.")
    ]
    assert page.open_again == {2}
    assert page.read == 0
    assert queries.reader_page(new.id, ReaderFactory()).changes == []
    assert queries.reader_page(first.id, reader).open_again == frozenset()


def test_the_author_sees_marks_in_the_order_of_the_text_with_names(database):
    text, reader = SubmissionFactory(), ReaderFactory(name="Ada")
    MarkFactory(submission=text, reader=reader, sentence=3)
    MarkFactory(
        submission=text, reader=reader, sentence=1, answer=Answer.CHANGED, answered_by=text.sent_by
    )
    ReadingFactory(submission=text, reader=reader, found=Found.NOT_CLEAR)
    page = queries.author_page(text.id)
    assert [mark.sentence for mark in page.marks] == [1, 3]
    assert page.names == {reader.id: "Ada"}
    assert (page.unanswered, page.still_needed) == (1, 2)


def test_texts_to_read_and_marks_to_answer_wait_for_people(database):
    author, reader = AccountFactory(), ReaderFactory()
    text = SubmissionFactory(author=author)
    done = SubmissionFactory(author=author)
    ReadingFactory(submission=done, reader=reader)
    MarkFactory(submission=text, reader=reader)
    (to_read,) = queries.waiting(reader, frozenset({Role.READER}))
    assert (to_read.endpoint, to_read.values) == ("reading_desk.show", {"submission_id": text.id})
    (to_answer,) = queries.waiting(author, frozenset({Role.ENGAGEMENT_LEAD}))
    assert (to_answer.endpoint, to_answer.title) == ("reading_desk.marks", "New clinics")
    assert "1" in to_answer.what
