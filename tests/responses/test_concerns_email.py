"""A concern about a dropped email that is not yet an answer."""

import pytest
import sqlalchemy as sa

from engage.accounts.models import Role
from engage.audit.models import Action, Entry
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.turning import Turn
from engage.jobs.models import Job
from engage.responses import queries as responses
from engage.responses.commands import concerns as commands
from engage.responses.commands import inbound
from engage.responses.models import Channel, Concern, ConcernState, Contact, Inbound
from engage.responses.queries import arrivals, export
from engage.responses.queries import concerns as queries
from tests.factories.accounts import AccountFactory, SiteFactory
from tests.factories.arrivals import dropped, facts, form_of
from tests.factories.consultations import open_consultation
from tests.factories.publication import analyst
from tests.factories.responses import entered

DESK = "/desk/consultations/evenings/inbound/"
CONCERNS = "/desk/concerns/"
PDF = b"%PDF-1.7\nletter\n%%EOF"
WORDS = "She says she will not wake up."
RELEASED, KEPT = {"outcome": "Rang her.", "release": "yes"}, {"outcome": "Police.", "release": "no"}


@pytest.fixture
def asked(database):
    SiteFactory()
    return open_consultation()


@pytest.fixture
def lead(database):
    return AccountFactory(role=Role.SAFEGUARDING_LEAD)


@pytest.fixture
def waiting(asked):
    return dropped(asked, WORDS, subject="Help her", files=[("a.pdf", PDF), ("b.zip", b"PK\x03")])


def page_of(waiting):
    return f"{DESK}{waiting.id}/"


def press(client, waiting, note="In danger."):
    here = page_of(waiting)
    return client.send(here, {"note": note}, to=f"{here}concern/")


def of_lead(database):
    return f"{CONCERNS}{database.scalars(sa.select(Concern.id)).one()}/"


def made_answer(consultation, waiting):
    return inbound.make_answer(
        actor=analyst(),
        inbound=waiting,
        consultation=consultation,
        asked=form_of(consultation),
        answers={"hard": WORDS},
        facts=facts(Channel.EMAIL),
    )


def test_the_email_leaves_the_queue_and_stays_whole(asked, waiting, lead, as_analyst, database):
    before = (waiting.text, waiting.sender, list(waiting.files))
    sent = as_analyst.get(press(as_analyst, waiting).location).text
    assert "The safeguarding leads were told just now." in sent
    assert "The email is held." in sent
    here = page_of(waiting)
    assert waiting.subject not in as_analyst.get(DESK).text
    assert "Settled so far: 0." in as_analyst.get(DESK).text
    for page in (here, f"{here}files/1/", f"{here}files/3/"):
        assert as_analyst.get(page).status_code == 404
    for deed in ("", "set-aside/", "concern/"):
        assert as_analyst.send(DESK, {"q-hard": WORDS}, to=f"{here}{deed}").status_code == 404
    database.refresh(waiting)
    assert (waiting.text, waiting.sender, waiting.files) == before
    assert waiting.settled_at is None


def test_it_is_counted_and_exported_as_no_answer(asked, waiting, lead):
    answer = entered(asked)
    commands.raise_about_email(actor=analyst(), inbound=waiting, note="", address="/")
    assert sum(each.count for each in responses.work_counts(asked.id)) == 1
    assert export.held_back(asked.id) == 0
    assert answer.held is False
    assert arrivals.inbound_waiting(asked.id, Turn()).items == []


def test_no_mail_and_no_line_of_history_holds_a_word_or_an_address(
    waiting, lead, as_analyst, database
):
    press(as_analyst, waiting)
    mails = [each.payload for each in database.scalars(sa.select(Job).where(Job.kind == "mail"))]
    assert [each["to"] for each in mails] == [lead.email]
    line = database.scalars(sa.select(Entry).where(Entry.action == Action.CONCERN_RAISED)).one()
    assert line.details == {"email": str(waiting.id)}
    for words in ("Help her", "wake", "In danger", "ana@"):
        assert words not in f"{mails} {line.details}"


def test_the_leads_alone_read_it_with_who_raised_it_and_why(
    waiting, lead, as_analyst, client, database
):
    press(as_analyst, waiting)
    here = of_lead(database)
    assert as_analyst.get(here).status_code == 403
    client.sign_in(lead)
    listed = client.get(CONCERNS).text
    assert f'href="{here}"' in listed
    assert "Evening appointments: where and when?" in listed
    page = client.get(here).text
    for words in (as_analyst.account.name, "In danger.", WORDS, "Help her", "Not made an answer"):
        assert words in page
    assert "ana@example.org" not in page.lower()
    assert "ana@example.org" in client.get(f"{here}?reach=1").text
    assert database.query(Contact).count() == 0
    file = client.get(f"{page_of(waiting)}files/1/")
    assert (file.data, file.headers["X-Content-Type-Options"]) == (PDF, "nosniff")
    looks = database.query(Entry).filter_by(action=Action.LOOKED, actor_id=lead.id)
    reasons = [each.details["reason"] for each in looks.order_by(Entry.id)]
    assert reasons == ["concern", "concern contact", "inbound"]


def test_a_released_email_waits_again_and_its_concern_follows_it(
    asked, waiting, lead, as_analyst, client, database
):
    press(as_analyst, waiting)
    here = of_lead(database)
    client.sign_in(lead)
    assert client.send(here, RELEASED).status_code == 302
    assert client.get(f"{page_of(waiting)}files/1/").status_code == 404
    client.sign_in(analyst())
    assert waiting.subject in client.get(DESK).text
    assert client.get(page_of(waiting)).status_code == 200
    answer = made_answer(asked, waiting)
    client.sign_in(lead)
    page = client.get(here).text
    for words in ("It was released.", "Rang her.", answer.reference, WORDS):
        assert words in page
    assert "ana@example.org" in client.get(f"{here}?reach=1").text


def test_an_email_may_be_held_for_good(asked, waiting, lead, as_analyst, client, database):
    press(as_analyst, waiting)
    here = of_lead(database)
    client.sign_in(lead)
    client.send(here, KEPT)
    page = client.get(here).text
    assert "It is held." in page
    assert WORDS in page
    assert arrivals.inbound_waiting(asked.id, Turn()).items == []


def test_two_concerns_about_one_email_are_both_closed_before_it_is_released(waiting, database):
    for note in ("First", "Second"):
        commands.raise_about_email(actor=analyst(), inbound=waiting, note=note, address="/")
    first, second = (
        queries.raised(key) for key in database.scalars(sa.select(Concern.id).order_by(Concern.id))
    )
    assert (first.others, second.others) == (1, 1)
    with pytest.raises(RuleBroken, match="other concerns"):
        commands.close(actor=analyst(), raised=first, outcome="Rang.", release=True)
    commands.close(actor=analyst(), raised=first, outcome="Rang.", release=False)
    commands.close(
        actor=analyst(), raised=queries.raised(second.concern.id), outcome="Rang.", release=True
    )
    assert waiting.held is False
    assert queries.concerns(ConcernState.CLOSED, 1).total == 2


def test_what_is_forgotten_after_a_release_leaves_its_concern_without_words(
    waiting, lead, as_analyst, client, database
):
    press(as_analyst, waiting)
    here = of_lead(database)
    client.sign_in(lead)
    client.send(here, RELEASED)
    inbound.set_aside(actor=analyst(), inbound=waiting)
    page = client.get(f"{here}?reach=1").text
    for words in ("This person wrote no words, or they were erased.", "Rang her.", "left no name"):
        assert words in page


def test_where_there_is_no_lead_administrators_read_it(waiting, as_analyst, client, database):
    admin = AccountFactory(role=Role.ADMIN)
    assert (
        "Nobody is a safeguarding lead"
        in as_analyst.get(press(as_analyst, waiting, "").location).text
    )
    client.sign_in(admin)
    assert "No note was left." in client.get(of_lead(database)).text
    assert client.get(f"{page_of(waiting)}files/1/").data == PDF
    AccountFactory(role=Role.SAFEGUARDING_LEAD)
    assert client.get(f"{page_of(waiting)}files/1/").status_code == 404


def test_who_reads_no_emails_raises_no_concern(waiting, client):
    for role in (Role.READER, Role.APPROVER, Role.ADMIN):
        client.sign_in(AccountFactory(role=role))
        assert press_anywhere(client, waiting).status_code == 403
    assert waiting.held is False


def press_anywhere(client, waiting):
    return client.send("/desk/", to=f"{page_of(waiting)}concern/")


def test_a_concern_is_about_one_thing(database, waiting, asked):
    both = {"response_id": entered(asked).id, "inbound_id": waiting.id}
    for about in ({}, both):
        wrong = sa.insert(Concern).values(raised_by=analyst().id, **about)
        with db.session.begin_nested() as tried:
            with pytest.raises(sa.exc.IntegrityError):
                db.session.execute(wrong)
            tried.rollback()
    assert database.query(Inbound).one().held is False
