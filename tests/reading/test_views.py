"""The public check, the reader's page, the author's page."""

import pytest
from sqlalchemy import func, select

from engage.accounts.models import Role
from engage.core.clock import now, today
from engage.reading import queries
from engage.reading.models import Answer, Found, Mark, Reading, SubmissionState
from tests.factories.accounts import AccountFactory
from tests.factories.reading import (
    MarkFactory,
    ReaderFactory,
    ReadingFactory,
    SubmissionFactory,
)

CHECK = "/plain-english/"


def page_of(text) -> str:
    return f"/desk/reading/{text.id}/"


def words_of(answer) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def test_anyone_checks_a_text_and_sees_each_flag_in_its_place(client):
    text = "The ICB was asked.\nIt's about <stakeholders> & place."
    answer = client.post(CHECK, data={"text": text, "language": "en_GB"})
    page = words_of(answer)
    assert answer.status_code == 200
    assert "Needs a look" in page
    assert '<mark class="eg-mark" data-own-words>ICB</mark>' in page
    assert "&lt;" in page
    assert "<stakeholders>" not in page
    assert "people and groups who are affected" in page
    assert "It may be fine here." in page
    assert 'id="place-1"' in page
    assert 'href="#note-1"' in page
    assert "Set-Cookie" not in answer.headers


def test_a_clear_text_is_told_so_with_its_figures(client):
    text = "We will ring you at home when the room is free. " * 11
    page = words_of(client.post(CHECK, data={"text": text, "language": "en_GB"}))
    assert "Likely clear" in page
    assert "Flesch-Kincaid grade" in page
    assert "Notes" not in page


def test_an_arabic_text_is_never_scored(client):
    page = words_of(client.post(CHECK, data={"text": "نريد أن نسمع منك. " * 40, "language": "ar"}))
    assert "We know no score we trust for this language." in page
    assert 'dir="rtl"' in page


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "Paste or write the text"), ("a" * 20_001, "20,000 characters at a time")],
)
def test_a_text_that_cannot_be_checked_is_kept_and_told_what_to_do(client, text, said):
    page = words_of(client.post(CHECK, data={"text": text, "language": "en_GB"}))
    assert said in page
    assert text in page
    assert "What we found" not in page


def test_a_text_of_twenty_thousand_characters_is_checked(client):
    text = ("We want to hear from you. " * 800)[:20_000]
    assert "What we found" in words_of(client.post(CHECK, data={"text": text, "language": "en_GB"}))


def test_the_check_is_there_in_other_languages_and_offers_the_one_of_the_page(client):
    page = client.get("/es/plain-english/").get_data(as_text=True)
    assert '<option selected value="es">' in page


def test_the_queue_says_how_far_the_reader_is(client):
    reader, text = ReaderFactory(), SubmissionFactory()
    ReadingFactory(submission=text, reader=reader, found=None, clear=[1, 2])
    ReadingFactory(submission=SubmissionFactory(title="The other"), reader=reader)
    client.sign_in(reader)
    page = words_of(client.get("/desk/reading/"))
    assert "You have read 2 of 3 sentences." in page
    assert "Your turn" in page
    assert "You have read this" in page
    assert "You have read all of this text." in page
    assert "0 of 3 sentences" not in page
    assert "Texts sent to the panel" not in page


def test_an_empty_queue_says_what_comes_next(client):
    client.sign_in(ReaderFactory())
    assert "No text waits for you" in words_of(client.get("/desk/reading/"))


def test_staff_see_the_texts_they_sent_with_their_state(client):
    text = SubmissionFactory(state=SubmissionState.SIGNED, signed_at=now())
    MarkFactory(submission=text)
    client.sign_in(AccountFactory())
    page = words_of(client.get("/desk/reading/"))
    assert "Read and agreed by residents" in page
    assert "1 of 1" in page
    assert "Texts to read" not in page


def test_staff_without_texts_are_told_how_to_send_one(client):
    client.sign_in(AccountFactory())
    assert "Nothing was sent to the panel yet" in words_of(client.get("/desk/reading/"))


def test_a_reader_marks_a_sentence_and_keeps_their_place(client, database):
    reader, text = ReaderFactory(), SubmissionFactory()
    client.sign_in(reader)
    data = {
        "s-1": "clear",
        "s-2": "hard",
        "why-2": "Need?",
        "s-99": "clear",
        "s-x": "clear",
        "deed": "keep",
    }
    answer = client.send(page_of(text), data)
    assert answer.status_code == 302
    page = words_of(client.get(answer.location))
    assert "Your place is kept" in page
    assert "You have read 2 of 3 sentences." in page
    assert 'value="Need?"' in page
    (mark,) = database.scalars(select(Mark)).all()
    assert (mark.sentence, mark.why) == (2, "Need?")
    assert queries.reading(text.id, reader.id).found is None


def test_a_reader_who_gave_their_answer_has_read_it_all(client):
    client.sign_in(ReaderFactory())
    text = SubmissionFactory()
    assert "You have read 0 of 3 sentences." in words_of(client.get(page_of(text)))
    answer = client.send(page_of(text), {"found": "clear", "deed": "finish"})
    page = words_of(client.get(answer.location))
    assert "You have read all of this text." in page
    assert "of 3 sentences." not in page


def test_the_score_is_hidden_until_it_is_asked_for(client):
    client.sign_in(ReaderFactory())
    page = client.get(page_of(SubmissionFactory())).get_data(as_text=True)
    closed = page.split("What the computer says of this text")[0].rsplit("<details", 1)[1]
    assert "open" not in closed.split(">")[0]


def test_a_reader_gives_a_verdict(client, database):
    reader, text = ReaderFactory(), SubmissionFactory()
    client.sign_in(reader)
    answer = client.send(page_of(text), {"found": "clear", "deed": "finish"})
    assert "Thank you" in words_of(client.get(answer.location))
    assert queries.reading(text.id, reader.id).found is Found.CLEAR


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Choose “Clear” or “Not clear yet”."),
        ({"found": "rubbish"}, "Choose “Clear” or “Not clear yet”."),
        ({"found": "not_clear"}, "Mark a hard sentence"),
        ({"comment": "a" * 5_001, "found": "clear"}, "Make your comment shorter."),
    ],
)
def test_a_half_verdict_keeps_what_was_typed(client, database, data, said):
    client.sign_in(ReaderFactory())
    answer = client.send(page_of(SubmissionFactory()), {"s-2": "clear", "deed": "finish", **data})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert said in page
    assert 'id="s-2-clear" name="s-2" type="radio" value="clear" checked' in page
    assert database.scalar(select(func.count()).select_from(Reading)) == 0


def test_a_reader_sees_their_sentences_before_and_after(client):
    reader = ReaderFactory()
    old = SubmissionFactory(state=SubmissionState.SUPERSEDED, signed_at=now())
    for sentence in (1, 2, 3):
        MarkFactory(submission=old, reader=reader, sentence=sentence)
    new = SubmissionFactory(
        subject_id=old.subject_id, text="We plan new clinics. Tell us how we can help."
    )
    client.sign_in(reader)
    page = words_of(client.get(page_of(new)))
    assert "You changed this" in page
    assert "Tell us what you need." in page
    assert "Tell us how we can help." in page
    assert "The author kept this sentence." in page
    assert "The author took this sentence out." in page
    assert "Changed since the panel agreed" in page


def test_the_panel_signs_when_the_rules_allow_and_the_text_says_so(client):
    reader, text = ReaderFactory(), SubmissionFactory()
    ReadingFactory(submission=text)
    client.sign_in(reader)
    assert "Readers still needed: 1." in words_of(client.get(page_of(text)))
    assert client.send(page_of(text), to=f"{page_of(text)}sign/").status_code == 400
    ReadingFactory(submission=text, reader=reader)
    assert "Agree to this exact text" in words_of(client.get(page_of(text)))
    answer = client.send(page_of(text), to=f"{page_of(text)}sign/")
    page = words_of(client.get(answer.location))
    assert "The panel has agreed to this exact text." in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]


def test_a_late_reading_is_closed(client):
    text = SubmissionFactory(due_on=today().replace(year=2020))
    client.sign_in(ReaderFactory())
    assert "Close without agreement" in words_of(client.get(page_of(text)))
    answer = client.send(page_of(text), to=f"{page_of(text)}close/")
    assert "The reading of this text is closed." in words_of(client.get(answer.location))


def test_the_author_answers_each_mark(client, database):
    author, text = AccountFactory(), SubmissionFactory()
    mark = MarkFactory(submission=text, reader=ReaderFactory(name="Ada"))
    ReadingFactory(submission=text, found=Found.NOT_CLEAR, comment="It's dense")
    ReadingFactory(submission=text, found=None)
    client.sign_in(author)
    page = words_of(client.get(f"{page_of(text)}marks/"))
    assert "Sentence 2, marked by Ada" in page
    assert "Still reading" in page
    address = f"{page_of(text)}marks/{mark.id}/"
    refused = client.send(address, {"answer": "kept", "because": ""})
    assert "Say why you kept this sentence." in words_of(refused)
    assert "Choose what you did" in words_of(client.send(address, {}))
    answer = client.send(address, {"answer": "kept", "because": "It is the law’s own word"})
    page = words_of(client.get(answer.location))
    assert "It is the law’s own word" in page
    assert "Change your answer" in page
    assert database.get(Mark, mark.id).answer is Answer.KEPT


def test_a_text_nobody_read_has_an_empty_page_of_marks(client):
    text = SubmissionFactory()
    client.sign_in(AccountFactory())
    page = words_of(client.get(f"{page_of(text)}marks/"))
    assert "No sentence is marked" in page
    assert "Nobody has started reading." in page


def test_a_mark_belongs_to_its_text(client):
    mark, other = MarkFactory(), SubmissionFactory()
    client.sign_in(AccountFactory())
    assert client.get(f"{page_of(other)}marks/{mark.id}/").status_code == 404


def test_readers_and_staff_keep_to_their_own_pages(client):
    text = SubmissionFactory()
    client.sign_in(ReaderFactory())
    assert client.get(f"{page_of(text)}marks/").status_code == 403
    client.sign_in(AccountFactory(role=Role.ENGAGEMENT_LEAD))
    assert client.get(page_of(text)).status_code == 403
    client.sign_in(AccountFactory(role=Role.BOARD_PUBLISHER))
    assert client.get("/desk/reading/").status_code == 403


def test_a_null_byte_in_a_reason_is_left_out(client, database):
    text = SubmissionFactory()
    client.sign_in(ReaderFactory())
    answer = client.send(page_of(text), {"s-1": "hard", "why-1": "a\x00b", "deed": "keep"})
    assert answer.status_code == 302
    assert database.scalars(select(Mark.why)).all() == ["ab"]


def test_a_reason_that_is_too_long_is_told_and_never_cut(client, database):
    text = SubmissionFactory()
    client.sign_in(ReaderFactory())
    long = "e\u0301" * 1_001
    answer = client.send(page_of(text), {"s-2": "hard", "why-2": long, "deed": "keep"})
    page = answer.get_data(as_text=True)
    assert "Sentence 2: make this shorter. It takes 1,000 letters." in page
    assert 'href="#sentences"' in page
    assert page.count('id="sentences"') == 1
    assert database.scalars(select(Mark.why)).all() == []
    fits = {"s-2": "hard", "why-2": "e\u0301" * 1_000, "deed": "keep"}
    assert client.send(page_of(text), fits).status_code == 302
    assert database.scalars(select(Mark.why)).all() == ["\u00e9" * 1_000]


def test_a_comment_is_counted_as_its_reader_sees_it(client, database):
    text = SubmissionFactory()
    client.sign_in(ReaderFactory())
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert (
        client.send(page_of(text), {"comment": family * 5_000, "deed": "keep"}).status_code == 302
    )
    refused = client.send(page_of(text), {"comment": family * 5_001, "deed": "keep"})
    assert "Make your comment shorter." in refused.get_data(as_text=True)
