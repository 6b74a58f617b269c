"""A dropped email becomes an answer; who sent it is kept apart; odd mails are refused whole."""

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from engage.audit.models import Action, Entry
from engage.core.errors import RuleBroken
from engage.core.files import storage_path
from engage.core.formats import eml
from engage.core.turning import Turn
from engage.responses.commands import inbound as commands
from engage.responses.models import (
    Channel,
    Contact,
    Inbound,
    Response,
    ResponseContact,
    ResponseFile,
)
from engage.responses.queries import alike, arrivals
from engage.responses.rules.letters import letter
from tests.factories.accounts import SiteFactory
from tests.factories.arrivals import dropped, email_bytes, facts, form_of, staff
from tests.factories.consultations import open_consultation

PDF = b"%PDF-1.7\nletter\n%%EOF"
DESK = "/desk/consultations/evenings/inbound/"


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("I like it.", "I like it."),
        ("Yes.\n\n-- \nAna\n020 7946 0100", "Yes."),
        ("Yes.\n\nOn Mon, 2 Feb 2026, Desk <a@b.example> wrote:\n> What do you think?", "Yes."),
        ("Yes.\nOn Mon, 2 Feb 2026 at 10:00, The Desk\n<a@b.example> wrote:\n> What?", "Yes."),
        ("Yes.\n-----Original Message-----\nold", "Yes."),
        ("Yes.\nFrom: Desk\nSent: Monday\nTo: Ana\nold", "Yes."),
        ("One.\n> quoted\nTwo.", "One.\nTwo."),
        ("Yes.\r\nSent from my phone", "Yes."),
        ("From: the bus stop I walk home.", "From: the bus stop I walk home."),
        ("> all of it is quoted", "> all of it is quoted"),
    ],
)
def test_signature_and_quotes_are_left_out_and_the_whole_is_kept(text, own):
    found = letter(text)
    assert found.own == own
    assert found.whole == text.replace("\r\n", "\n")
    assert found.trimmed is (own != text)


@given(st.text(max_size=2_000))
def test_any_text_can_be_trimmed_and_none_is_lost(text):
    found = letter(text)
    assert bool(found.own) is bool(found.whole.strip())


def test_an_email_is_read_with_its_sender_day_and_files():
    found = eml.read_email(email_bytes("Hello\n", files=[("a.pdf", PDF)]))
    assert (found.name, found.address, found.subject) == ("Ana", "ana@example.org", "My answer")
    assert found.sent_at == datetime(2026, 2, 2, 10, tzinfo=UTC)
    assert found.text.strip() == "Hello"
    assert [(each.name, each.data) for each in found.files] == [("a.pdf", PDF)]


def test_html_alone_becomes_plain_words():
    found = eml.read_email(email_bytes(html="<p>Hello <b>you</b></p><script>bad()</script>"))
    assert found.text == "Hello you"


def test_the_same_email_has_the_same_mark_and_it_names_nobody():
    one = email_bytes("a", message_id="<1@x.example>")
    assert eml.read_email(one).mark == eml.read_email(one).mark
    assert "x.example" not in eml.read_email(one).mark


NESTED = (
    b"From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b0\n\n"
    + b"".join(
        f"--b{at}\nContent-Type: multipart/mixed; boundary=b{at + 1}\n\n".encode()
        for at in range(400)
    )
)
PARTS = (
    b"From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\nContent-Type: text/plain\n\nhello\n" * 150
)
ODD = {
    "nothing": b"",
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00",
    "a zip": b"PK\x03\x04" + b"\x00" * 500,
    "a page": b"<html><body>hello</body></html>",
    "no sender and no subject": b"X-Thing: 1\n\nhello",
    "nested without end": NESTED,
    "too many parts": PARTS,
    "no words": b"From: a@b.example\nSubject: x\n\n   \n",
    "too long": b"From: a@b.example\nSubject: x\n\n" + b"word " * 50_000,
    "too big": b"From: a@b.example\nSubject: x\n\n" + b"x" * (10 * 1024 * 1024),
    "null bytes in the head": b"From: a\x00@b.example\nSubject: x\n\nhello",
}


@pytest.mark.parametrize("data", ODD.values(), ids=ODD.keys())
def test_what_is_no_email_is_refused_in_plain_words(data):
    with pytest.raises(RuleBroken) as broken:
        eml.read_email(data)
    assert broken.value.field == "file"


@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused(data):
    head = b"From: a@b.example\nSubject: " + data
    for each in (data, head):
        try:
            eml.read_email(each)
        except RuleBroken:
            continue


@pytest.mark.parametrize(
    "head",
    [
        b"From: <<>>@@\nSubject: =?utf-8?q?=ff?=\nDate: yesterday",
        b"From: a@b.example\nContent-Type: text/plain; charset=unheard-of",
        b"From: a@b.example\nContent-Transfer-Encoding: base64\nDate: Mon, 99 Feb 2026 99:99:99",
        b"From: undisclosed:;\nSubject: x\nMessage-ID: [not<valid>",
    ],
)
def test_odd_heads_do_not_lose_the_words(head):
    assert eml.read_email(head + b"\n\nhello").text is not None


@pytest.fixture
def asked(database):
    SiteFactory()
    return open_consultation()


def answered(consultation, waiting, answers=None):
    return commands.make_answer(
        actor=staff(),
        inbound=waiting,
        consultation=consultation,
        asked=form_of(consultation),
        answers=answers or {"hard": "I like it."},
        facts=facts(Channel.EMAIL),
    )


def test_an_email_becomes_an_answer_and_its_words_leave_the_queue(asked, database):
    waiting = dropped(asked, files=[("a.pdf", PDF), ("b.zip", b"PK\x03\x04no")])
    assert [bool(each["stored"]) for each in waiting.files] == [True, False, True]
    response = answered(asked, waiting)
    assert (response.channel, response.answers) == (Channel.EMAIL, {"hard": "I like it."})
    assert (waiting.text, waiting.subject, waiting.sender, waiting.files) == ("", "", "", [])
    assert waiting.response_id == response.id
    assert [each.media_type for each in arrivals.files_of(response.id)] == [
        "application/pdf",
        "message/rfc822",
    ]
    assert arrivals.inbound_waiting(asked.id, Turn()).items == []
    assert arrivals.inbound_settled(asked.id) == 1


def test_the_sender_is_kept_apart_and_never_in_the_history(asked, database):
    response = answered(asked, dropped(asked))
    contact = database.query(Contact).one()
    assert (contact.email, contact.name) == ("ana@example.org", "Ana")
    assert database.query(ResponseContact).one().response_id == response.id
    lines = str([(each.details, each.subject_id) for each in database.query(Entry).all()])
    assert "ana@" not in lines.lower()
    assert str(contact.id) not in lines


def test_two_emails_of_one_person_lead_to_one_contact_and_a_question(asked, database):
    one, two = (
        answered(asked, dropped(asked, sender=f"{name}@example.org")) for name in ("Ana", "ANA")
    )
    assert database.query(Contact).count() == 1
    (pair,) = alike.likely(asked.id).items
    assert ({pair.older.id, pair.newer.id}, pair.why) == ({one.id, two.id}, "email")


def test_an_email_without_a_sender_leaves_no_contact(asked, database):
    data = b"Subject: x\n\nhello"
    waiting = commands.drop(actor=staff(), consultation=asked, dropped=eml.read_email(data))
    answered(asked, waiting)
    assert database.query(Contact).count() == 0


def test_what_is_no_answer_is_forgotten_with_its_files(asked, database):
    waiting = dropped(asked, files=[("a.pdf", PDF)])
    stored = [each["stored"] for each in waiting.files]
    assert [storage_path(each).exists() for each in stored] == [True, True]
    commands.set_aside(actor=staff(), inbound=waiting)
    assert [storage_path(each).exists() for each in stored] == [False, False]
    assert database.query(ResponseFile).count() == 0
    assert (waiting.text, waiting.files, waiting.response_id) == ("", [], None)


def test_the_same_email_is_taken_once(asked):
    data = {"message_id": "<same@example.org>"}
    answered(asked, dropped(asked, **data))
    with pytest.raises(RuleBroken, match="dropped before"):
        dropped(asked, **data)


# --- The pages ------------------------------------------------------------------------------


def drop(client, data, name="mail.eml"):
    return client.send(DESK, {"file": (io.BytesIO(data), name)})


def test_an_email_is_dropped_and_filled_in_beside_its_words(asked, as_analyst, database):
    words = "I can’t get there.\n\n-- \nAna"
    answer = drop(as_analyst, email_bytes(words, files=[("a.pdf", PDF), ("b.exe", b"MZ\x00")]))
    assert answer.status_code == 302
    page = as_analyst.get(answer.location).text
    assert page.count("I can’t get there.") >= 2
    assert "not taken by itself; it stays inside email.eml" in page
    assert "The whole email" in page
    assert "ana@example.org" not in page.lower()
    file = as_analyst.get(f"{answer.location}files/1/")
    assert (file.data, file.headers["X-Content-Type-Options"]) == (PDF, "nosniff")
    assert as_analyst.get(f"{answer.location}files/2/").status_code == 404
    assert as_analyst.get(f"{answer.location}files/9/").status_code == 404
    typed = {"received_on": "2001-01-01", "kind": "individual", "permission": "no"}
    typed |= {"age_group": "adult", "q-hard": "I can’t get there.", "q-bus": "agree"}
    assert "between opening and today" in as_analyst.send(answer.location, typed).text
    typed["received_on"] = asked.opens_on.isoformat()
    done = as_analyst.send(answer.location, typed)
    response = database.scalars(select(Response)).one()
    assert done.location.endswith(f"/entered/{response.reference}/about-you/")
    assert response.channel is Channel.EMAIL
    assert as_analyst.get(answer.location).status_code == 404


def test_every_look_at_an_email_is_in_the_history(asked, as_analyst, database):
    waiting = dropped(asked)
    as_analyst.get(DESK)
    as_analyst.get(f"{DESK}{waiting.id}/")
    looks = database.query(Entry).filter_by(action=Action.LOOKED).all()
    assert [each.details["ids"] for each in looks] == [[str(waiting.id)]] * 2


SMALL = {name: data for name, data in ODD.items() if name != "too big"}


@pytest.mark.parametrize("data", SMALL.values(), ids=SMALL.keys())
def test_odd_emails_get_a_clear_no_and_store_nothing(asked, as_analyst, database, data):
    answer = drop(as_analyst, data)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert database.query(Inbound).count() == 0


def test_no_file_is_told(asked, as_analyst, database):
    assert "Choose the file of an email." in as_analyst.send(DESK, {}).text
    assert database.query(Inbound).count() == 0


def test_an_email_above_the_limit_is_refused(asked, as_analyst, database, monkeypatch):
    monkeypatch.setattr(eml, "MOST_BYTES", 1_000)
    answer = drop(as_analyst, email_bytes("word " * 500))
    assert answer.status_code == 422
    assert "Send a file of 10 MB or less." in answer.text
    assert database.query(Inbound).count() == 0


def test_a_request_far_too_big_is_not_read(asked, as_analyst, database):
    answer = as_analyst.post(
        DESK,
        data=b"--x--",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(14 * 1024 * 1024)},
    )
    assert answer.status_code == 413
    assert database.query(Inbound).count() == 0


def test_what_is_no_answer_is_set_aside_on_its_page(asked, as_analyst, database):
    waiting = dropped(asked)
    here = f"{DESK}{waiting.id}/"
    assert as_analyst.send(here, to=f"{here}set-aside/").status_code == 302
    assert "Settled so far: 1." in as_analyst.get(DESK).text
    assert as_analyst.send(DESK, to=f"{here}set-aside/").status_code == 404


def test_an_email_of_another_consultation_is_not_shown(asked, as_analyst):
    other = open_consultation("other")
    waiting = dropped(other)
    assert as_analyst.get(f"{DESK}{waiting.id}/").status_code == 404
