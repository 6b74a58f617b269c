"""The panel's deeds: what changes, the line of history, the refusals."""

import pytest
from sqlalchemy import select

from engage.audit.models import Action, Entry
from engage.core.clock import days_away, today
from engage.core.errors import RuleBroken
from engage.core.text import fingerprint
from engage.reading import commands, queries
from engage.reading.models import Answer, Found, SubmissionState
from engage.reading.rules.panel import due_on
from tests.factories.accounts import AccountFactory
from tests.factories.reading import (
    TEXT,
    MarkFactory,
    ReaderFactory,
    ReadingFactory,
    SubmissionFactory,
)

EDITED = "We plan new clinics. Tell us what you want. Then we will decide."


def lines(database, action) -> list:
    database.flush()
    return list(database.scalars(select(Entry).where(Entry.action == action).order_by(Entry.id)))


def sent(author, subject, text=TEXT, **more):
    return commands.send(
        actor=author, subject_kind="report", subject_id=subject, title="A title", text=text, **more
    )


def test_a_text_is_sent_with_its_fingerprint_and_its_day(database):
    author = AccountFactory()
    row = sent(author, author.id)
    (line,) = lines(database, Action.TEXT_SENT_TO_PANEL)
    assert (row.state, row.asked, row.needed) == (SubmissionState.SENT, 3, 2)
    assert row.text_hash == fingerprint(TEXT)
    assert row.due_on == due_on(today())
    assert (line.subject_id, line.actor_id) == (row.id, author.id)
    assert "clinics" not in str(line.details)


def test_the_same_text_is_sent_once(database):
    author = AccountFactory()
    first = sent(author, author.id)
    database.flush()
    assert sent(author, author.id) is first
    assert len(lines(database, Action.TEXT_SENT_TO_PANEL)) == 1


def test_an_empty_text_is_not_sent(database):
    author = AccountFactory()
    with pytest.raises(RuleBroken, match="Write the text"):
        sent(author, author.id, text=" ")


def test_an_edit_takes_the_sign_off_away_and_names_the_sentences(database):
    author, reader = AccountFactory(), ReaderFactory()
    first = sent(author, author.id, needed=1)
    database.flush()
    commands.read(actor=reader, submission=first, found=Found.CLEAR, clear=[1, 2, 3], hard={})
    commands.sign(actor=reader, submission=first)
    signed = queries.panel_state("report", author.id, fingerprint(TEXT))
    assert signed.signed
    open_again = commands.supersede(
        actor=author, subject_kind="report", subject_id=author.id, text=EDITED
    )
    database.flush()
    assert open_again == [2]
    assert first.state is SubmissionState.SUPERSEDED
    (line,) = lines(database, Action.TEXT_REOPENED)
    assert line.details == {"sentences": [2]}
    state = queries.panel_state("report", author.id, fingerprint(EDITED), EDITED)
    assert not state.signed
    assert state.changed_sentences == ((2, "Tell us what you want."),)


def test_saving_the_same_text_takes_nothing_away(database):
    text = SubmissionFactory()
    open_again = commands.supersede(
        actor=AccountFactory(), subject_kind="consultation", subject_id=text.subject_id, text=TEXT
    )
    assert open_again == []
    assert text.state is SubmissionState.SENT


def test_a_small_fix_leaves_the_text_with_its_readers_and_sent_again_it_keeps_its_days(database):
    text = SubmissionFactory(text="Ring 020 7946 0100. Tell us what you need.")
    about = {"subject_kind": "consultation", "subject_id": text.subject_id}
    fixed = text.text.replace("0100", "0199")
    assert commands.supersede(actor=AccountFactory(), text=fixed, **about) == []
    assert text.state is SubmissionState.SENT
    state = queries.panel_state(**about, text_hash=fingerprint(fixed), text=fixed)
    assert (state.signed, state.agreed, state.asked) == (False, False, text)
    assert state.changed_sentences == ((1, "Ring 020 7946 0199."),)
    with days_away(3):
        again = commands.send(actor=AccountFactory(), title="New", text=fixed, **about)
    database.flush()
    assert (again.due_on, text.state) == (text.due_on, SubmissionState.SUPERSEDED)
    state = queries.panel_state(**about, text_hash=fingerprint(fixed), text=fixed)
    assert state.asked is again


def test_a_new_text_takes_the_place_of_the_old_and_other_languages_stay(database):
    text = SubmissionFactory()
    spanish = SubmissionFactory(subject_id=text.subject_id, language="es", text="Hola.")
    new = commands.send(
        actor=AccountFactory(),
        subject_kind="consultation",
        subject_id=text.subject_id,
        title="New",
        text=EDITED,
    )
    database.flush()
    assert text.state is SubmissionState.SUPERSEDED
    assert spanish.state is SubmissionState.SENT
    assert queries.live("consultation", text.subject_id, "en_GB") == [new]


def test_a_sentence_is_marked_once_and_its_why_may_change(database):
    text, reader = SubmissionFactory(), ReaderFactory()
    commands.mark(actor=reader, submission=text, sentence=2, why=" What? ")
    database.flush()
    again = commands.mark(actor=reader, submission=text, sentence=2, why="Which need?")
    database.flush()
    assert [mark.why for mark in queries.marks(text.id)] == ["Which need?"]
    assert again.words == "Tell us what you need."
    (line,) = lines(database, Action.SENTENCE_MARKED)
    assert line.details == {"sentence": 2}


def test_a_place_is_kept_without_a_verdict(database):
    text, reader = SubmissionFactory(), ReaderFactory()
    row = commands.keep_place(
        actor=reader, submission=text, clear=[1, 3, 9, 0], hard={2: "x"}, comment=" Nice "
    )
    database.flush()
    assert (row.clear, row.comment, row.found) == ([1, 3], "Nice", None)
    assert lines(database, Action.TEXT_READ) == []


def test_a_mark_is_taken_back_unless_it_was_answered(database):
    text, reader = SubmissionFactory(), ReaderFactory()
    MarkFactory(submission=text, reader=reader, sentence=1)
    MarkFactory(
        submission=text, reader=reader, sentence=2, answer=Answer.KEPT, answered_by=text.sent_by
    )
    commands.keep_place(actor=reader, submission=text, clear=[], hard={3: ""})
    database.flush()
    assert [mark.sentence for mark in queries.marks(text.id, reader.id)] == [2, 3]


def test_a_verdict_is_written_down_and_may_be_given_again(database):
    text, reader = SubmissionFactory(), ReaderFactory()
    commands.read(
        actor=reader, submission=text, found=Found.NOT_CLEAR, clear=[1], hard={2: "Need?"}
    )
    database.flush()
    row = commands.read(actor=reader, submission=text, found=Found.CLEAR, clear=[1, 2], hard={})
    database.flush()
    assert row.found is Found.CLEAR
    assert queries.marks(text.id) == []
    found = [line.details["found"] for line in lines(database, Action.TEXT_READ)]
    assert found == ["not_clear", "clear"]


def test_a_mark_is_answered_by_the_author(database):
    mark, author = MarkFactory(), AccountFactory()
    commands.answer_mark(actor=author, mark=mark, answer=Answer.KEPT, because=" The law says so ")
    assert (mark.answer, mark.because, mark.answered_by) == (
        Answer.KEPT,
        "The law says so",
        author.id,
    )
    (line,) = lines(database, Action.MARK_ANSWERED)
    assert line.details == {"answer": "kept"}


def test_the_panel_signs_the_exact_text(database):
    text, reader = SubmissionFactory(), ReaderFactory()
    ReadingFactory(submission=text)
    with pytest.raises(RuleBroken, match="enough readers"):
        commands.sign(actor=reader, submission=text)
    ReadingFactory(submission=text, reader=reader)
    commands.sign(actor=reader, submission=text)
    (line,) = lines(database, Action.TEXT_SIGNED)
    assert (text.state, text.signed_by) == (SubmissionState.SIGNED, reader.id)
    assert line.details == {"text_hash": text.text_hash}


def test_a_reading_ends_without_a_signature_after_its_day(database):
    text = SubmissionFactory(due_on=today())
    with pytest.raises(RuleBroken, match="Wait"):
        commands.close(actor=ReaderFactory(), submission=text)
    late = SubmissionFactory(due_on=today().replace(year=2020))
    commands.close(actor=ReaderFactory(), submission=late)
    assert late.state is SubmissionState.CLOSED
    assert len(lines(database, Action.TEXT_CLOSED)) == 1
