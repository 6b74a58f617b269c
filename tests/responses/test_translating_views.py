"""The desk of translations, and the pages where a translation stands beside the words."""

import re

import pytest

from engage.accounts.models import Role
from engage.audit.models import Action, Entry
from engage.responses.commands import concerns
from engage.responses.commands import translating as commands
from engage.responses.models import AnswerLanguage
from engage.responses.queries import concerns as worries
from tests.factories.accounts import AccountFactory, SiteFactory
from tests.factories.consultations import closed_consultation
from tests.factories.figures import counted
from tests.factories.publication import analyst, queued, seen
from tests.factories.translations import (
    ENGLISH,
    SOMALI,
    confirmed,
    drafted,
    foreign,
    listened,
    one_of,
    written,
)

DESK = "/desk/consultations/evenings/translations/"
READ = "/desk/analysis/evenings/answers/"


@pytest.fixture
def asked(database):
    SiteFactory()
    return closed_consultation()


@pytest.fixture
def desk(client, asked):
    client.account = analyst()
    client.sign_in(client.account)
    return client


def text(answer) -> str:
    return answer.get_data(as_text=True)


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text(answer)).split())


def page_of(response, key="hard") -> str:
    return f"{DESK}{response.reference}/{key}/"


def looks(database) -> list:
    wanted = database.query(Entry).filter_by(action=Action.LOOKED).order_by(Entry.id)
    return [(each.details["reason"], each.details["ids"]) for each in wanted]


def test_a_translation_is_written_by_one_and_checked_by_another(desk, asked, app):
    response = foreign(asked)
    page = page_of(response)
    said = words(desk.get(page))
    assert "Written in Somali." in said
    assert SOMALI in said
    assert "No more and no less" not in said
    assert "I am worried about this person" in said
    answer = desk.send(page, {"text": ENGLISH})
    assert answer.location == f"{page}?said=written"
    said = words(desk.get(answer.location))
    assert "The translation is saved. Another person must check it." in said
    assert f"Translated from Somali by {desk.account.name}. Not checked yet." in said
    assert "You wrote this translation" in said
    other = analyst()
    desk.sign_in(other)
    answer = desk.send(page, {"version": 1}, to=f"{page}check/")
    assert answer.location == f"{page}?said=checked"
    assert f"Checked by {other.name} on" in words(desk.get(answer.location))
    assert "must be checked again" in words(desk.get(page))


def test_each_page_of_words_is_one_look_and_a_list_is_none(desk, asked, database):
    response = foreign(asked)
    listened()
    assert SOMALI not in text(desk.get(DESK))
    assert looks(database) == []
    desk.get(page_of(response))
    assert looks(database) == [("translating", [str(response.id)])]


def test_words_and_translation_each_carry_their_language(desk, asked):
    response = foreign(asked, "الحافلة بعيدة", language="ar")
    confirmed(asked, response)
    for page in (page_of(response), READ, f"{READ}{response.id}/"):
        shown = text(desk.get(page))
        assert re.search(r'lang="ar"\s+dir="rtl"[^>]*>الحافلة', shown)
        assert re.search(rf'lang="en-GB"\s+dir="ltr"[^>]*>{ENGLISH}', shown)


def test_whoever_wrote_it_is_refused_the_check_with_a_sentence(desk, asked):
    response = foreign(asked)
    written(asked, response, actor=desk.account)
    said = words(desk.send(page_of(response), {"version": 1}, to=f"{page_of(response)}check/"))
    assert "You wrote this translation. Another person must check it." in said
    written(asked, response, "The bus stops at 8.")
    answer = desk.send(page_of(response), {"version": 1}, to=f"{page_of(response)}check/")
    assert answer.status_code == 200
    assert "Somebody changed this translation. Read it again." in words(answer)


def test_an_empty_or_late_save_is_told_and_keeps_both_texts(desk, asked):
    response = foreign(asked)
    page = page_of(response)
    assert "Write the translation" in words(desk.send(page, {"text": " "}))
    written(asked, response)
    answer = desk.send(page, {"text": "Mine", "version": 0})
    assert answer.status_code == 409
    assert ENGLISH in text(answer)
    assert "Mine" in text(answer)


def test_a_long_translation_of_a_long_answer_fits(desk, asked):
    response = foreign(asked)
    assert desk.send(page_of(response), {"text": "word " * 10_000}).status_code == 302
    answer = desk.send(page_of(response), {"text": "a" * 60_001, "version": 1})
    assert "Make this text shorter" in words(answer)


def test_the_language_is_put_right_on_the_page(desk, asked, database):
    response = foreign(asked, language="en_GB")
    page = page_of(response)
    assert "These words are in English" in words(desk.get(page))
    answer = desk.send(page, {"language": "so"}, to=f"{page}language/")
    assert "The language is saved." in words(desk.get(answer.location))
    assert "Somali" in words(desk.get(READ))
    wrong = desk.send(page, {"language": "xx"}, to=f"{page}language/")
    assert wrong.status_code == 200
    assert "Error:" in words(wrong)
    assert database.query(AnswerLanguage).one().language == "so"
    easy = re.search(r'value="en_x_easyread"', text(desk.get(page)))
    assert easy is None


def test_a_guess_of_a_machine_says_that_it_is_one(desk, asked, database):
    response = foreign(asked)
    listened()
    database.query(AnswerLanguage).one().detected = True
    assert "A machine thinks so." in words(desk.get(page_of(response)))
    assert "A machine thinks this is Somali." in words(desk.get(READ))
    assert "a machine thinks so" in words(desk.get(DESK))


def test_a_machine_draft_is_labelled_wherever_it_is_read(desk, asked):
    response = foreign(asked)
    drafted(asked, response)
    for page in (page_of(response), READ, f"{READ}{response.id}/"):
        said = words(desk.get(page))
        assert "Machine draft Translated from Somali by a machine (Tolk 2). Not checked" in said
    written(asked, response, "The bus stops at 8.", actor=desk.account)
    said = words(desk.get(READ))
    assert f"by a machine (Tolk 2), corrected by {desk.account.name}. Not checked yet." in said


def test_readers_of_answers_see_what_lacks_and_go_to_write_it(desk, asked):
    response = foreign(asked)
    shown = text(desk.get(READ))
    assert "There is no translation yet." in shown
    assert f'href="{page_of(response)}"' in shown
    confirmed(asked, response)
    assert "There is no translation yet." not in text(desk.get(READ))
    assert "Correct the translation" in text(desk.get(READ))


def test_a_stale_translation_says_so(desk, asked):
    response = foreign(asked)
    confirmed(asked, response)
    response.current_version = 2
    for page in (page_of(response), READ):
        assert "does not count" in words(desk.get(page))


def test_other_please_say_has_its_translation_too(desk, asked):
    response = foreign(asked)
    response.answers = {**response.answers, "times": ["times_0", "other"], "times.other": "Habeen"}
    confirmed(asked, response, "At night", key="times.other")
    page = text(desk.get(f"{READ}{response.id}/"))
    assert "At night" in page
    assert page_of(response, "times.other") in page


def test_who_checks_before_publishing_sees_the_translation(desk, asked):
    one = queued(asked, SOMALI)
    one.response.language = "so"
    address = f"/desk/consultations/evenings/publish/{one.publication.id}/"
    assert "Translate these words" in words(desk.get(address))
    drafted(asked, one.response)
    said = words(desk.get(address))
    assert ENGLISH in said
    assert "Machine draft" in said


def test_words_in_another_language_than_their_page_are_read_by_two(desk, asked):
    one = queued(asked, "Autobus odjezdza o osmej.")
    assert one.flags == []
    commands.set_language(actor=analyst(), one=one_of(asked, one.response), language="pl")
    one = seen(asked, one.response)
    address = f"/desk/consultations/evenings/publish/{one.publication.id}/"
    desk.send(address, {"seen": one.seen}, to=f"{address}finish/")
    one = seen(asked, one.response)
    assert [each.value for each in one.flags] == ["language"]
    assert one.publication.state.value == "checked_once"


def test_a_safeguarding_lead_reads_the_translation_of_a_held_answer(client, asked):
    response = foreign(asked)
    confirmed(asked, response)
    lead = AccountFactory(role=Role.SAFEGUARDING_LEAD)
    concerns.raise_concern(actor=analyst(), response=response, note="", address="/")
    client.sign_in(lead)
    (line,) = worries.concerns(worries.ConcernState.OPEN, 1).items
    assert ENGLISH in words(client.get(f"/desk/concerns/{line.concern.id}/"))
    client.sign_in(analyst())
    assert client.get(page_of(response)).status_code == 404
    assert ENGLISH not in words(client.get(READ))


def test_the_list_is_filtered_by_its_address_and_says_what_comes(desk, asked):
    assert "Nothing waits here" in words(desk.get(DESK))
    response = foreign(asked)
    listened()
    said = words(desk.get(f"{DESK}?to=write&language=so"))
    assert f"Answer {response.reference}" in said
    assert "to translate: 1" in said
    assert "Nothing waits here" in words(desk.get(f"{DESK}?to=check"))
    assert "Nothing waits here" in words(desk.get(f"{DESK}?language=pl"))
    assert "Answers to translate" in words(desk.get("/desk/analysis/evenings/"))


def test_nobody_else_translates(client, asked):
    response = foreign(asked)
    for role in (Role.READER, Role.APPROVER, Role.SAFEGUARDING_LEAD, Role.ADMIN):
        client.sign_in(AccountFactory(role=role))
        for page in (DESK, page_of(response)):
            assert client.get(page).status_code == 403


@pytest.mark.parametrize("page", [DESK, READ])
def test_a_page_of_many_costs_no_more(desk, asked, database, page):
    for _each in range(5):
        drafted(asked, foreign(asked))
    listened()
    desk.get(page)
    with counted(database.get_bind()) as said:
        assert desk.get(page).status_code == 200
    assert len(said) <= 12, said
