"""The button under an answer, and the desk of safeguarding leads."""

import pytest

from engage.accounts.models import Role
from engage.audit.models import Action, Entry
from engage.responses.models import Concern, Contact, Keying, ResponseContact
from tests.factories.accounts import AccountFactory, SiteFactory
from tests.factories.analysis import analyst, consultation_with_answers, theme
from tests.factories.arrivals import keyed_form, printed_batch
from tests.factories.publication import queued

DESK = "/desk/concerns/"
BUTTON = "I am worried about this person"


@pytest.fixture
def made(client, database):
    SiteFactory()
    return consultation_with_answers(2)


@pytest.fixture
def lead(made):
    return AccountFactory(role=Role.SAFEGUARDING_LEAD)


def text(answer) -> str:
    return answer.get_data(as_text=True)


def press(client, response, note="She is in danger."):
    """Press the button on the page of an answer."""
    client.sign_in(analyst())
    page = f"/desk/analysis/evenings/answers/{response.id}/"
    return client.send(page, {"note": note}, to=f"/desk/answers/{response.id}/concern/")


def test_the_button_stands_wherever_answers_are_read(client, made):
    consultation, responses = made
    theme(consultation)
    client.sign_in(analyst())
    listed = text(client.get("/desk/analysis/evenings/answers/"))
    assert listed.count('/concern/"') == 2
    assert BUTTON in text(client.get(f"/desk/analysis/evenings/answers/{responses[0].id}/"))
    one = queued(consultation)
    assert BUTTON in text(client.get(f"/desk/consultations/evenings/publish/{one.publication.id}/"))


def test_the_button_stands_where_paper_and_calls_are_typed_in(client, made, database):
    consultation, _responses = made
    batch, _codes = printed_batch(consultation, 1)
    response = keyed_form(consultation, batch, 1)
    keying = database.query(Keying).one()
    client.sign_in(analyst())
    desk = "/desk/consultations/evenings/"
    entry = f"{desk}entered/{response.reference}/"
    pages = [
        entry,
        *(f"{desk}paper/1/{step}/{response.reference}/" for step in ("again", "settle")),
    ]
    keying.second_answers, keying.differs = dict(response.answers), ["where"]
    for page in pages:
        assert f'action="/desk/answers/{response.id}/concern/"' in text(client.get(page))
    client.send(entry, {"note": ""}, to=f"/desk/answers/{response.id}/concern/")
    assert BUTTON not in text(client.get(entry))
    assert [client.get(page).status_code for page in pages[1:]] == [404, 404]


def test_the_answer_is_gone_for_whoever_pressed_the_button(client, made, lead):
    _consultation, (response, _other) = made
    answer = press(client, response)
    page = text(client.get(answer.location))
    assert "The safeguarding leads were told just now." in page
    assert "call 999" in page
    assert client.get(f"/desk/analysis/evenings/answers/{response.id}/").status_code == 404
    assert response.reference not in text(client.get("/desk/analysis/evenings/answers/"))
    assert client.get(DESK).status_code == 403


def test_where_there_is_no_lead_the_page_says_so(client, made):
    admin = AccountFactory(role=Role.ADMIN)
    answer = press(client, made[1][0])
    assert "Nobody is a safeguarding lead here." in text(client.get(answer.location))
    client.sign_in(admin)
    assert "Open concerns: 1." in text(client.get("/desk/"))
    assert client.get(DESK).status_code == 200
    AccountFactory(role=Role.SAFEGUARDING_LEAD)
    assert client.get(DESK).status_code == 403


def test_a_note_that_is_far_too_long_is_refused(client, made, lead):
    answer = press(client, made[1][0], "a" * 20_001)
    assert answer.status_code == 400
    assert "Make the note shorter." in text(answer)


@pytest.mark.parametrize("role", [Role.READER, Role.BOARD_PUBLISHER])
def test_who_reads_no_answers_raises_no_concern(client, made, role):
    client.sign_in(AccountFactory(role=role))
    answer = client.send("/desk/", to=f"/desk/answers/{made[1][0].id}/concern/")
    assert answer.status_code == 403


def test_a_lead_takes_it_writes_what_was_done_and_releases_the_answer(client, made, lead, database):
    _consultation, (response, _other) = made
    press(client, response)
    client.sign_in(lead)
    assert "Concerns" in text(client.get("/desk/"))
    listed = text(client.get(DESK))
    assert "Evening appointments: where and when?" in listed
    assert "She is in danger." not in listed
    (concern,) = database.query(Concern)
    where = f"{DESK}{concern.id}/"
    page = text(client.get(where))
    assert "She is in danger." in page
    assert "Person 0 says: the bus stops at eight." in page
    assert client.send(where, to=f"{where}take/").location.endswith(where)
    assert "Somebody has it" in text(client.get(DESK))
    assert "I look after this" not in text(client.get(where))
    page = text(client.send(where, {"outcome": "", "release": "yes"}))
    assert "Enter what was done" in page
    assert client.send(where, {"outcome": "Rang her.", "release": "yes"}).status_code == 302
    page = text(client.get(where))
    assert "It was released." in page
    assert "Rang her." in page
    assert "No concern here" in text(client.get(DESK))
    assert "Closed" in text(client.get(f"{DESK}?state=closed"))
    client.sign_in(analyst())
    assert client.get(f"/desk/analysis/evenings/answers/{response.id}/").status_code == 200


def test_each_look_of_a_lead_is_recorded_and_the_contact_apart(client, made, lead, database):
    _consultation, (response, _other) = made
    press(client, response)
    contact = Contact(email="jane@example.org")
    database.add(contact)
    database.flush()
    database.add(
        ResponseContact(
            response_id=response.id, contact_id=contact.id, consultation_id=response.consultation_id
        )
    )
    (concern,) = database.query(Concern)
    client.sign_in(lead)
    where = f"{DESK}{concern.id}/"
    assert "jane@example.org" not in text(client.get(where))
    assert "jane@example.org" in text(client.get(f"{where}?reach=1"))
    looks = database.query(Entry).filter_by(action=Action.LOOKED, actor_id=lead.id)
    assert [each.details["reason"] for each in looks.order_by(Entry.id)] == [
        "concern",
        "concern contact",
    ]


def test_a_person_who_left_no_contact_cannot_be_reached(client, made, lead, database):
    press(client, made[1][0], "")
    (concern,) = database.query(Concern)
    client.sign_in(lead)
    page = text(client.get(f"{DESK}{concern.id}/?reach=1"))
    assert "left no name and no address" in page
    assert "No note was left." in page
