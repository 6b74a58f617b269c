"""The whole of an email that became an answer stays beside it; who sent it does not."""

import email

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.accounts.models import Role
from engage.audit.models import Action, Entry
from engage.core.files import stored_bytes
from engage.core.formats import eml
from engage.responses import commands as responses
from engage.responses.commands import inbound as commands
from engage.responses.models import Channel, ResponseState
from engage.responses.queries import arrivals
from tests.factories.accounts import AccountFactory, SiteFactory
from tests.factories.arrivals import dropped, email_bytes, facts, form_of, staff
from tests.factories.consultations import open_consultation

OLD_WORD = b"\xd0\xcf\x11\xe0 an old Word file"
VIDEO = b"\x00\x00\x00\x18ftypmp42 signed"
FILES = (("story.doc", OLD_WORD), ("signed.mp4", VIDEO))
WAY = (
    b"Return-Path: <ana@example.org>\nReceived: from ana-phone.example.org\n\tby mx; today\n"
    b"Reply-To: ana@example.org\nSender: ana@example.org\nX-Original-From: Ana\n"
    b"To: desk@council.example\nCc: bo@example.org\nDKIM-Signature: d=example.org\n"
)
INNER = (
    b"From: Desk <desk@council.example>\nSubject: Fwd\n"
    b'Content-Type: multipart/mixed;\n boundary="a:b"\n\n--a:b\n'
    b"Content-Type: message/rfc822\n\nFrom: Ana <ana@example.org>\nSubject: My answer\n\n"
    b"From here I walk.\n--a:b\nContent-Type: text/plain\n\nX-ray: yes\n--a:b--\n"
)


@pytest.fixture
def asked(database):
    SiteFactory()
    return open_consultation()


def answered(consultation, **more):
    """An answer made of an email, and the whole email beside it."""
    response = commands.make_answer(
        actor=staff(),
        inbound=dropped(consultation, **more),
        consultation=consultation,
        asked=form_of(consultation),
        answers={"hard": "I like it."},
        facts=facts(Channel.EMAIL),
    )
    *_others, whole = arrivals.files_of(response.id)
    return response, whole


def page_of(response):
    return f"/desk/consultations/evenings/entered/{response.reference}/"


# --- What tells who sent it -----------------------------------------------------------------------


def test_the_heads_lose_their_sender_and_all_below_them_stays():
    data = WAY + email_bytes("From: the stop I walk.\n", files=FILES)
    kept = eml.without_sender(data)
    head, _blank, body = kept.partition(b"\n\n")
    assert body == data.partition(b"\n\n")[2]
    names = {line.partition(b":")[0] for line in head.splitlines() if line[:1] not in b" \t"}
    assert names == {b"Subject", b"Date", b"MIME-Version", b"Content-Type"}
    assert b"example" not in head.lower()
    assert b"Ana" not in head


def test_an_email_inside_an_email_loses_its_sender_too():
    kept = eml.without_sender(INNER)
    assert b"ana@" not in kept
    assert b"desk@" not in kept
    for words in (b"Subject: Fwd", b"Subject: My answer", b"From here I walk."):
        assert words in kept
    assert eml.read_email(kept).text == eml.read_email(INNER).text


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_it_reads_as_before_whatever_its_lines_end_with(end):
    data = (WAY + email_bytes("Hello\n", files=FILES)).replace(b"\n", end)
    kept, before = eml.read_email(eml.without_sender(data)), eml.read_email(data)
    assert (kept.subject, kept.sent_at, kept.text) == (before.subject, before.sent_at, before.text)
    assert kept.files == before.files
    assert (kept.name, kept.address) == ("", "")


@given(st.binary(max_size=600))
def test_no_bytes_below_a_plain_head_are_lost(body):
    head = b"Subject: x\nContent-Type: text/plain\n\n"
    assert eml.without_sender(b"From: a@b.example\n" + head + body) == head + body


@given(st.binary(max_size=600))
def test_any_bytes_can_be_asked_for_their_sender(data):
    assert len(eml.without_sender(data)) <= len(data)


# --- The file beside the answer -------------------------------------------------------------------


def test_files_of_kinds_that_we_do_not_take_stay_in_the_whole_email(asked):
    _response, whole = answered(asked, files=FILES)
    kept = email.message_from_bytes(stored_bytes(whole.stored))
    found = {each.get_filename(): each.get_payload(decode=True) for each in kept.walk()}
    assert found["story.doc"] == OLD_WORD
    assert found["signed.mp4"] == VIDEO
    assert (whole.name, kept["Subject"], kept["From"], kept["Message-ID"]) == (
        "email.eml",
        "My answer",
        None,
        None,
    )
    assert whole.size == len(stored_bytes(whole.stored))


def test_the_whole_email_is_saved_by_staff_only(asked, as_analyst, client, database):
    response, whole = answered(asked, files=FILES)
    here = f"{page_of(response)}files/{whole.id}/"
    assert f'href="{here}"' in as_analyst.get(page_of(response)).text
    answer = as_analyst.get(here)
    assert answer.headers["Content-Disposition"] == f"attachment; filename={whole.id.hex}.eml"
    assert b"ana@example.org" not in answer.data.lower()
    looks = database.query(Entry).filter_by(action=Action.LOOKED).all()
    assert [each.details["reason"] for each in looks] == ["scan"]
    read = f"/desk/analysis/evenings/answers/{response.id}/"
    assert "/files/" not in as_analyst.get(read).text
    client.sign_in(AccountFactory(role=Role.READER))
    assert client.get(here).status_code == 403


def test_the_whole_email_goes_with_an_answer_taken_back_erased_or_held(asked, as_analyst):
    response, whole = answered(asked)
    here = f"{page_of(response)}files/{whole.id}/"
    assert as_analyst.get(here).status_code == 200
    response.held = True
    assert as_analyst.get(here).status_code == 404
    response.held = False
    responses.withdraw(response=response)
    assert as_analyst.get(here).status_code == 404
    response.state = ResponseState.ERASED
    assert as_analyst.get(here).status_code == 404
