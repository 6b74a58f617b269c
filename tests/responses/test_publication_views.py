"""The desk where words are checked, and the public list of what is left."""

import html
import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from engage.accounts.models import Role
from engage.audit.models import Action, Entry
from engage.consultations.models import Weight
from engage.core.db import db
from engage.responses import tasks
from engage.responses.commands import publication as commands
from engage.responses.models import (
    AgeGroup,
    GroupVoice,
    PublicationState,
    RedactionReason,
    RespondentKind,
)
from engage.responses.queries import publication as queries
from engage.responses.queries import published as lists
from engage.responses.rules import redaction as rules
from tests.factories.accounts import AccountFactory, SiteFactory
from tests.factories.consultations import closed_consultation, open_consultation
from tests.factories.publication import (
    again,
    allowed,
    analyst,
    checked,
    nobody_drawn,
    published,
    queued,
    settled,
)

DESK = "/desk/consultations/evenings/publish/"
LIST = "/consultations/evenings/responses/"
PRIVATE = "My name is Jane Smith and the bus is late."


@pytest.fixture
def asked(database, monkeypatch):
    SiteFactory()
    nobody_drawn(monkeypatch)
    return closed_consultation()


@pytest.fixture
def desk(client, asked):
    client.sign_in(analyst())
    return client


def text(answer) -> str:
    return answer.get_data(as_text=True)


def link(answer, rel) -> str:
    """Where the next or the previous page is; empty when there is none."""
    found = re.search(rf'href="([^"]*)" rel="{rel}"', text(answer))
    return html.unescape(found[1]) if found else ""


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text(answer)).split())


@contextmanager
def statements():
    seen = []

    def note(_c, _cursor, statement, *_rest):
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE)\b", statement):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def cost(client, address) -> int:
    client.get(address)
    with statements() as run:
        assert client.get(address).status_code == 200
    return len(run)


def page_of(one) -> str:
    return f"{DESK}{one.publication.id}/"


# --- The queue ------------------------------------------------------------------------------------


def test_the_queue_is_empty_until_answers_come(desk, asked):
    page = text(desk.get(DESK))
    assert "No answer stands here" in page
    assert "Check the next answer" not in page
    allowed(asked)
    assert desk.send(DESK, to=f"{DESK}find/").status_code == 302
    page = text(desk.get(DESK))
    assert "Waiting for a check: 1" in page
    assert "Check the next answer" in page


def test_the_queue_is_filtered_by_its_address_and_shows_no_words(desk, asked):
    one = queued(asked, PRIVATE)
    page = text(desk.get(f"{DESK}?state=waiting"))
    assert one.response.reference in page
    assert "We found something that may show who this is" in page
    assert "Jane" not in page
    assert one.response.reference not in text(desk.get(f"{DESK}?state=published"))
    assert one.response.reference in text(desk.get(f"{DESK}?state=nonsense"))


def test_a_light_consultation_says_that_it_shows_themes(client, database):
    SiteFactory()
    closed_consultation(weight=Weight.LIGHT)
    client.sign_in(analyst())
    assert "never one by one" in text(client.get(DESK))
    assert client.get(LIST).status_code == 404


def test_what_waits_stands_on_the_desk_of_those_who_check(desk, asked):
    queued(asked)
    assert "Answers to check before they are published: 1." in text(desk.get("/desk/"))


@pytest.mark.parametrize("role", [Role.ADMIN, Role.READER, Role.APPROVER])
def test_others_do_not_check_answers(client, asked, role):
    client.sign_in(AccountFactory(role=role))
    assert client.get(DESK).status_code == 403


# --- One answer -----------------------------------------------------------------------------------


def test_each_look_is_recorded_and_nothing_of_the_person_is_there(desk, asked, database):
    one = queued(asked, PRIVATE)
    page = text(desk.get(page_of(one)))
    assert "say yes or no" in page
    assert "DA6" not in page
    (look,) = database.query(Entry).filter_by(action=Action.LOOKED)
    assert look.details == {"ids": [str(one.response.id)], "reason": "publishing"}


def test_a_whole_check_by_two_people_without_scripts(desk, client, asked):
    one = queued(asked, PRIVATE)
    where = page_of(one)
    assert "Say yes or no to each suggestion first." in text(
        desk.send(where, {"seen": one.seen}, to=f"{where}finish/")
    )
    (mark,) = one.redactions
    yes = {"do": "take_out", "reason": "personal"}
    answer = desk.send(where, yes, to=f"{where}marks/{mark.id}/")
    assert answer.location.endswith(f"#mark-{mark.id}")
    assert "<del data-own-words>Jane Smith</del>" in text(desk.get(where))
    answer = desk.send(
        where, {"question_key": "hard", "words": "the bus", "reason": "other_person"}
    )
    assert answer.status_code == 302
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', text(desk.get(where)))[1]
    answer = desk.send(where, {"seen": seen}, to=f"{where}finish/")
    assert answer.location.endswith(f"{DESK}?said=done")
    assert "Nothing is left that you can check now." in text(desk.get(answer.location))
    assert "another person must do the second" in text(desk.get(where))
    client.sign_in(analyst())
    assert client.send(where, {"seen": seen}, to=f"{where}finish/").status_code == 302
    tasks.publish_ready()
    db.session.commit()
    page = words(client.get(LIST))
    assert "My name is [Part taken out, because: It could show who wrote this.] and [Part" in page
    assert "Jane" not in page


def test_words_that_are_not_there_are_told_beside_the_field(desk, asked):
    one = queued(asked)
    page = text(
        desk.send(page_of(one), {"question_key": "hard", "words": "train", "reason": "law"})
    )
    assert "These words are not in the answer." in page
    assert 'href="#words"' in page
    assert "Enter" not in page
    page = text(desk.send(page_of(one), {"question_key": "hard", "words": "", "reason": "law"}))
    assert "Copy the words to take out" in page


def test_a_mark_can_be_undone(desk, asked):
    one = settled(asked, queued(asked, PRIVATE), analyst())
    (mark,) = one.redactions
    where = page_of(one)
    no = {"do": "leave_in", "reason": "personal"}
    assert desk.send(where, no, to=f"{where}marks/{mark.id}/").status_code == 302
    assert not rules.counts(again(asked, one).redactions[0])
    assert "left in" in text(desk.get(where))
    wrong = desk.send(where, {"do": "burn", "reason": "law"}, to=f"{where}marks/{mark.id}/")
    assert wrong.status_code == 400


def test_an_answer_can_be_refused_and_taken_back(desk, asked):
    one, following = queued(asked), queued(asked)
    where = page_of(one)
    page = text(desk.send(where, {}, to=f"{where}refuse/"))
    assert 'href="#refuse-reason"' in page
    answer = desk.send(where, {"reason": "harm"}, to=f"{where}refuse/")
    assert answer.location.endswith(page_of(following))
    assert "This answer is not shown." in text(desk.get(where))
    assert desk.send(where, to=f"{where}reopen/").status_code == 302
    assert again(asked, one).publication.state is PublicationState.WAITING


def test_a_child_is_not_quoted_before_the_second_check(desk, asked):
    one = queued(asked, age_group=AgeGroup.CHILD)
    assert "No report may quote this answer" in text(desk.get(page_of(one)))
    checked(asked, checked(asked, one))
    assert "A report may quote this answer." in text(desk.get(page_of(one)))


def test_a_page_of_the_desk_asks_the_database_little(desk, asked):
    one = queued(asked, PRIVATE)
    for _each in range(4):
        queued(asked)
    assert cost(desk, DESK) <= 12
    assert cost(desk, page_of(one)) <= 12


def test_the_queue_is_turned_page_by_page(desk, asked, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    made = [queued(asked).response.reference for _each in range(5)]
    page, seen = desk.get(DESK), []
    assert "Page 1 of 3" in words(page)
    while following := link(page, "next"):
        seen.append(re.findall(r"Answer ([A-Z0-9]{3}-[A-Z0-9]{4}-[A-Z0-9]{2})", words(page)))
        page = desk.get(following)
    assert [*seen, re.findall(r"Answer ([A-Z0-9]{3}-[A-Z0-9]{4}-[A-Z0-9]{2})", words(page))] == [
        made[:2],
        made[2:4],
        made[4:],
    ]
    assert "Page 2 of 3" in words(desk.get(link(page, "prev")))
    assert "Page 1 of 3" in words(desk.get(f"{DESK}?after=x&before=1"))


# --- The public list ------------------------------------------------------------------------------


def test_the_list_is_empty_while_people_may_still_answer(client, database):
    SiteFactory()
    published(open_consultation())
    page = text(client.get(LIST))
    assert "We show them after the last day" in page
    assert "The bus stops" not in page
    assert client.get(f"{LIST}taken-out/").status_code == 404


def test_a_list_with_nothing_in_it_says_what_will_come(client, asked):
    assert "Nothing to read yet" in text(client.get(LIST))
    assert "Nothing was taken out" in text(client.get(f"{LIST}taken-out/"))


def test_an_answer_has_a_page_of_its_own_without_its_reference(client, asked):
    one = published(asked, "The bus stops at eight. " * 40)
    page = text(client.get(LIST))
    address = f"{LIST}{one.publication.id}/"
    assert f'href="{address}"' in page
    assert "Read the whole answer" in page
    whole = text(client.get(address))
    assert "Read the whole answer" not in whole
    assert "One answer" in whole
    for each in (page, whole):
        assert one.response.reference not in each
        assert str(one.response.id) not in each
    assert client.get(f"{LIST}{one.response.id}/").status_code == 404


def test_the_list_is_searched_in_what_is_left(client, asked):
    published(asked, PRIVATE)
    published(asked, "The street is dark.")
    page = text(client.get(f"{LIST}?q=DARK"))
    assert "The street is dark." in page
    assert "bus is late" not in page
    for odd in ("Jane", '"', "OR NOT *", "NEAR(a b)", "%5C'", "dim%1B%C2%9F", "·§", "x" * 999):
        assert "No answer has these words" in text(client.get(f"{LIST}?q={odd}"))


def test_words_keep_their_own_language_and_direction(client, database, monkeypatch):
    SiteFactory()
    nobody_drawn(monkeypatch)
    asked = closed_consultation(languages=("en_GB", "ar"))
    published(asked, "الحافلة بعيدة", language="ar")
    page = text(client.get(LIST))
    assert "Written in العربية" in page
    assert '<blockquote class="eg-quote" lang="ar" dir="rtl" data-own-words>' in page
    assert "Written in" not in words(client.get(f"/ar{LIST}"))


def test_an_organisation_stands_under_its_name(client, asked, database):
    one = published(asked, respondent_kind=RespondentKind.ORGANISATION)
    database.add(GroupVoice(response_id=one.response.id, name="Walkers of Sidcup"))
    group = published(asked, respondent_kind=RespondentKind.GROUP)
    page = text(client.get(LIST))
    assert "<bdi>Walkers of Sidcup</bdi>" in page
    assert "A group of people" in page
    assert "Walkers of Sidcup" in text(client.get(f"{LIST}{one.publication.id}/"))
    assert "A group of people" in text(client.get(f"{LIST}{group.publication.id}/"))


def test_the_log_says_what_was_taken_out_and_why(client, asked):
    published(asked, PRIVATE, reason=RedactionReason.STAFF_NAMED)
    refused = queued(asked)
    commands.refuse(actor=analyst(), one=refused, reason=RedactionReason.HARM)
    page = words(client.get(f"{LIST}taken-out/"))
    assert "Part of an answer It names a member of staff." in page
    assert "A whole answer It is abuse or a threat." in page


def test_a_long_list_has_pages(client, asked):
    for at in range(11):
        published(asked, f"The bus stops at {at}.")
    first = client.get(LIST)
    assert "Page 1 of 2" in words(first)
    second = client.get(link(first, "next"))
    assert "Page 2 of 2" in words(second)
    assert "Answer 11" in words(second)
    assert "The bus stops at 0." in text(second)
    back = client.get(link(second, "prev"))
    assert words(back) == words(first)
    for wrong in ("after=x", "before=-1", f"after={2**70}", "page=7"):
        assert "Page 1 of 2" in words(client.get(f"{LIST}?{wrong}"))


def test_a_list_too_long_to_count_goes_on_all_the_same(client, asked, monkeypatch):
    monkeypatch.setattr(lists, "COUNTED", 3)
    monkeypatch.setattr(lists, "ANSWERS", 2)
    for at in range(5):
        published(asked, f"The bus stops at {at}.")
    for address in (LIST, f"{LIST}?q=bus"):
        page, seen = client.get(address), []
        while following := link(page, "next"):
            assert " of " not in words(page).partition("Next page")[0][-30:]
            seen += re.findall(r"stops at (\d+)", text(page))
            page = client.get(following)
        seen += re.findall(r"stops at (\d+)", text(page))
        assert seen == [str(at) for at in reversed(range(5))]


def test_a_public_page_asks_the_database_little(client, asked):
    first = published(asked, PRIVATE)
    for _each in range(3):
        published(asked)
    for address in (LIST, f"{LIST}?q=bus", f"{LIST}{first.publication.id}/", f"{LIST}taken-out/"):
        assert cost(client, address) <= 6


def test_no_public_page_sets_a_cookie(client, asked):
    published(asked)
    assert "Set-Cookie" not in client.get(LIST).headers
