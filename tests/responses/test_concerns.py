"""“I am worried about this person”: the answer leaves every list, and the leads are told."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from engage.accounts.models import Role
from engage.analysis import queries as analysis
from engage.audit.models import Action, Entry
from engage.core.errors import NotFound, RuleBroken
from engage.core.turning import Turn
from engage.jobs.models import Job
from engage.responses import queries as responses
from engage.responses import waiting_for
from engage.responses.commands import concerns as commands
from engage.responses.commands import publication
from engage.responses.models import (
    Concern,
    ConcernState,
    Contact,
    ResponseContact,
    ResponseState,
)
from engage.responses.queries import concerns as queries
from engage.responses.queries import publication as on_its_way
from engage.responses.queries import published as lists
from engage.responses.rules import concerns as rules
from tests.factories.accounts import AccountFactory
from tests.factories.analysis import tagged, theme
from tests.factories.consultations import closed_consultation
from tests.factories.publication import analyst, published
from tests.factories.responses import asked_of, entered

ADDRESS = "https://engage.example.org/desk/concerns/"
LEAD, ADMIN = Role.SAFEGUARDING_LEAD, Role.ADMIN


@pytest.fixture
def asked(database):
    return closed_consultation()


def raised(response, note="She says she will not wake up.", actor=None):
    return commands.raise_concern(
        actor=actor or analyst(), response=response, note=note, address=ADDRESS
    )


def opened(database):
    return queries.raised(database.scalars(select(Concern.id).order_by(Concern.id)).first())


def history(database, action):
    return database.scalars(select(Entry).where(Entry.action == action)).all()


# --- Rules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "by"),
    [
        (date(2026, 11, 18), date(2026, 11, 19)),
        (date(2026, 11, 20), date(2026, 11, 23)),
        (date(2026, 11, 21), date(2026, 11, 23)),
        (date(2026, 11, 22), date(2026, 11, 23)),
    ],
)
def test_a_lead_looks_by_the_next_working_day(on, by):
    moment = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    concern = Concern(raised_at=moment, state=ConcernState.OPEN)
    assert rules.look_by(concern) == by
    assert (rules.is_late(concern, by), rules.is_late(concern, by.replace(day=by.day + 1))) == (
        False,
        True,
    )
    concern.state = ConcernState.CLOSED
    assert not rules.is_late(concern, by.replace(day=by.day + 1))


@pytest.mark.parametrize(
    ("roles", "has_lead", "may"),
    [
        ({LEAD}, True, True),
        ({ADMIN}, True, False),
        ({ADMIN}, False, True),
        ({Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.APPROVER}, False, False),
    ],
)
def test_only_leads_see_concerns_and_administrators_where_there_is_none(roles, has_lead, may):
    assert rules.may_see(frozenset(roles), has_lead=has_lead) is may


# --- Raise ----------------------------------------------------------------------------------------


def test_a_concern_holds_the_answer_and_tells_every_lead_without_a_word_of_it(asked, database):
    leads = [AccountFactory(role=LEAD), AccountFactory(role=LEAD)]
    AccountFactory(role=ADMIN)
    response = entered(asked)
    who = analyst()
    assert raised(response, actor=who) is True
    concern = opened(database).concern
    assert (response.held, concern.raised_by, concern.state) == (True, who.id, ConcernState.OPEN)
    mails = [each.payload for each in database.scalars(select(Job).where(Job.kind == "mail"))]
    assert {each["to"] for each in mails} == {each.email for each in leads}
    for mail in mails:
        assert ADDRESS in mail["body"]
        assert not {"wake", response.reference, "bus"} & set(str(mail).split())
    (line,) = history(database, Action.CONCERN_RAISED)
    assert line.details == {"response": str(response.id)}


def test_without_a_lead_administrators_are_told(asked, database):
    admin = AccountFactory(role=ADMIN)
    AccountFactory(role=LEAD, until_on=date(2020, 2, 1))
    assert raised(entered(asked)) is False
    assert [each.payload["to"] for each in database.scalars(select(Job))] == [admin.email]


def test_the_button_works_where_nobody_can_be_told(asked, database):
    response = entered(asked)
    assert raised(response, note=" ") is False
    assert (response.held, opened(database).concern.note) == (True, "")


def test_the_answer_leaves_the_list_of_the_public_at_once(asked, database):
    one = published(asked, "My name is Jane Smith.")
    raised(one.response)
    form = asked_of(asked)
    assert lists.published(asked, form, "", Turn()).items == []
    assert lists.taken_out(asked.id, Turn()).items == []
    assert on_its_way.of_response(one.response.id) is None
    publication.publish_ready()
    assert on_its_way.of_response(one.response.id) is None


def test_the_answer_leaves_the_lists_of_staff_and_still_counts(asked):
    response, other = entered(asked), entered(asked)
    bus = theme(asked)
    tagged(response, bus)
    raised(response)
    form, wanted = asked_of(asked), analysis.Wanted()
    assert [each.response.id for each in analysis.answers(asked, form, wanted, 1).items] == [
        other.id
    ]
    with pytest.raises(NotFound):
        analysis.answer(asked, form, response.id)
    assert analysis.next_waiting(asked.id) == other.id
    assert analysis.waiting(asked.id) == 1
    assert analysis.responses_of_theme(bus.id) == []
    assert analysis.people_per_theme(asked.id) == {bus.id: 1}
    assert sum(each.count for each in responses.work_counts(asked.id)) == 2


def test_nobody_worries_about_what_was_erased(asked, database):
    response = entered(asked)
    response.state = ResponseState.ERASED
    with pytest.raises(NotFound):
        raised(response)


# --- Look after and close -------------------------------------------------------------------------


def test_a_lead_reads_the_words_who_raised_it_and_who_has_it(asked, database):
    AccountFactory(role=LEAD)
    who, lead = analyst(), AccountFactory(role=LEAD, name="Test lead")
    raised(entered(asked), actor=who)
    one = opened(database)
    assert [each.words for each in one.texts] == ["The bus stops at eight.", "Market Place"]
    assert (one.names[who.id], one.others, one.language.code) == (who.name, 0, "en_GB")
    commands.take(actor=lead, concern=one.concern)
    assert opened(database).names[lead.id] == "Test lead"
    assert len(history(database, Action.CONCERN_TAKEN)) == 1


def test_a_released_answer_comes_back_to_every_queue(asked, database):
    one = published(asked, "The bus.")
    raised(one.response)
    commands.close(
        actor=AccountFactory(role=LEAD), raised=opened(database), outcome="Rang her.", release=True
    )
    assert not one.response.held
    concern = opened(database).concern
    assert (concern.state, concern.outcome) == (ConcernState.CLOSED, "Rang her.")
    assert concern.taken_by is not None
    publication.publish_ready()
    fresh = on_its_way.of_response(one.response.id)
    assert (fresh.state.value, fresh.first_by) == ("waiting", None)
    assert analysis.next_waiting(asked.id) == one.response.id


def test_an_answer_may_be_held_for_good(asked, database):
    response = entered(asked)
    raised(response)
    lead = AccountFactory(role=LEAD)
    commands.close(actor=lead, raised=opened(database), outcome="Police.", release=False)
    assert response.held
    assert history(database, Action.CONCERN_CLOSED)[0].details == {"released": "no"}
    with pytest.raises(RuleBroken, match="closed before"):
        commands.close(actor=lead, raised=opened(database), outcome="Again.", release=False)


def test_a_concern_is_not_closed_without_an_outcome(asked, database):
    raised(entered(asked))
    with pytest.raises(RuleBroken) as broken:
        commands.close(actor=analyst(), raised=opened(database), outcome=" ", release=False)
    assert broken.value.field == "outcome"


def test_an_answer_is_not_released_while_another_concern_is_open(asked, database):
    response = entered(asked)
    raised(response), raised(response, "And her child.")
    one = opened(database)
    assert one.others == 1
    with pytest.raises(RuleBroken, match="other concerns"):
        commands.close(actor=analyst(), raised=one, outcome="Rang.", release=True)
    commands.close(actor=analyst(), raised=one, outcome="Rang.", release=False)


def test_how_to_reach_the_person_is_there_while_the_link_stands(asked, database):
    response = entered(asked)
    assert queries.contact_of(response) is None
    contact = Contact(email="jane@example.org", name="Jane")
    database.add(contact)
    database.flush()
    database.add(
        ResponseContact(
            response_id=response.id, contact_id=contact.id, consultation_id=response.consultation_id
        )
    )
    database.flush()
    assert queries.contact_of(response).email == "jane@example.org"


# --- Lists ----------------------------------------------------------------------------------------


def test_open_concerns_stand_oldest_first_without_their_words(asked, database):
    raised(entered(asked), "First"), raised(entered(asked), "Second")
    page = queries.concerns(ConcernState.OPEN, 1)
    assert [each.concern.note for each in page.items] == ["First", "Second"]
    assert (page.total, page.items[0].title, page.items[0].late) == (
        2,
        "Evening appointments: where and when?",
        False,
    )
    assert queries.concerns(ConcernState.CLOSED, 1).items == []


def test_one_that_is_lost_is_not_found(database):
    with pytest.raises(NotFound):
        queries.raised(AccountFactory().id)


def test_concerns_wait_for_leads_and_for_administrators_where_there_is_none(asked, database):
    admin = AccountFactory(role=ADMIN)
    assert waiting_for(admin, frozenset({ADMIN})) == []
    raised(entered(asked))
    (line,) = waiting_for(admin, frozenset({ADMIN}))
    assert (line.endpoint, line.what) == ("responses.concerns", "Open concerns: 1.")
    lead = AccountFactory(role=LEAD)
    assert len(waiting_for(lead, frozenset({LEAD}))) == 1
    assert waiting_for(admin, frozenset({ADMIN})) == []
    assert waiting_for(analyst(), frozenset({Role.ANALYST})) == []
