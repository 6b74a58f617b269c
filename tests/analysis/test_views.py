"""The desk where answers are read and sorted, and the public page of results."""

import re

import pytest

from engage.accounts.models import Role
from engage.analysis import commands, queries
from engage.audit.models import Action, Entry
from engage.consultations.models import Stage
from tests.factories.accounts import AccountFactory, SiteFactory
from tests.factories.analysis import analyst, consultation_with_answers, tagged, theme
from tests.factories.consultations import open_consultation
from tests.factories.figures import counted
from tests.factories.responses import entered

DESK = "/desk/analysis/evenings"


@pytest.fixture
def desk(client, database):
    SiteFactory()
    client.sign_in(analyst())
    return client


def text(answer) -> str:
    return answer.get_data(as_text=True)


def looks(database) -> list:
    wanted = database.query(Entry).filter_by(action=Action.LOOKED).order_by(Entry.id)
    return [each.details["ids"] for each in wanted]


def test_start_reading_comes_first(desk):
    consultation, _responses = consultation_with_answers(3)
    theme(consultation, "Bus")
    page = text(desk.get(f"{DESK}/"))
    assert "Answers left to read: 3 of 3." in page
    assert page.index("Start reading") < page.index("By channel")
    assert f'href="{DESK}/answers/?untagged=1"' in page
    assert "On a paper form" in page
    assert "Bus" in page


def test_areas_are_shown_with_small_numbers_hidden(desk):
    consultation, _responses = consultation_with_answers(3)
    commands.count_anew(actor=None, consultation=consultation)
    entered(consultation)
    page = text(desk.get(f"{DESK}/"))
    assert "hidden, fewer than 8" in page
    assert "Answers that came since the areas were counted: 1." in page


def test_an_empty_consultation_says_what_will_come(desk):
    open_consultation()
    assert "There are no answers yet" in text(desk.get(f"{DESK}/"))


def test_when_all_is_read_the_page_says_so(desk):
    _consultation, (response,) = consultation_with_answers(1)
    commands.mark_read(actor=analyst(), response=response)
    page = text(desk.get(f"{DESK}/"))
    assert "You have read all 1 answers." in page
    assert "Make the first theme" in page


def test_each_page_of_answers_is_one_look(desk, database):
    _consultation, responses = consultation_with_answers(21)
    page = text(desk.get(f"{DESK}/answers/"))
    assert "Person 0 says: the bus stops at eight." in page
    assert "Person 20" not in page
    assert "Page 1 of 2" in page
    assert looks(database) == [[str(each.id) for each in responses[:20]]]
    assert "Person 20" in text(desk.get(f"{DESK}/answers/?page=2"))


def test_an_answer_is_sorted_in_the_list_and_the_reader_stays_there(desk):
    consultation, (response,) = consultation_with_answers(1)
    bus = theme(consultation, "Bus")
    page = text(desk.get(f"{DESK}/answers/?question=hard"))
    action = re.search(r'action="([^"]+list=1[^"]*)"', page)[1].replace("&amp;", "&")
    fields = {"question_key": "hard", "themes": str(bus.id), "about": ["age", "carers"]}
    answer = desk.send(f"{DESK}/answers/", fields, to=action)
    assert answer.status_code == 302
    assert answer.location.startswith(f"{DESK}/answers/?")
    assert "question=hard" in answer.location
    assert answer.location.endswith(f"#answer-{response.id}")
    coding = queries.codings_of([response])[response.id]["hard"][0]
    assert (coding.theme_id, coding.about) == (bus.id, ["age", "carers"])
    assert "The answer is sorted." in text(desk.get(answer.location))


def test_an_answer_can_be_sorted_on_its_own_page(desk, database):
    consultation, (response,) = consultation_with_answers(1)
    bus, address = theme(consultation, "Bus"), f"{DESK}/answers/{response.id}/"
    answer = desk.send(address, {"question_key": "hard", "themes": str(bus.id)})
    page = text(desk.get(answer.location))
    assert "The answer is sorted." in page
    assert "Evenings, Sundays" in page
    assert "DA6" not in page
    off = re.search(r'action="([^"]+/untag/[^"]+)"', page)[1]
    assert "taken off" in text(desk.get(desk.send(address, to=off).location))
    assert queries.codings_of([response])[response.id] == {}
    assert [str(response.id)] in looks(database)


def test_a_group_without_a_theme_is_refused_with_a_sentence(desk):
    consultation, (response,) = consultation_with_answers(1)
    theme(consultation, "Bus")
    answer = desk.send(f"{DESK}/answers/{response.id}/", {"question_key": "hard", "about": "age"})
    assert answer.status_code == 200
    assert "Choose a theme before you say whom the words are about." in text(answer)


def test_a_read_answer_leads_to_the_next_and_the_last_to_the_overview(desk):
    _consultation, (first, second) = consultation_with_answers(2)
    address = f"{DESK}/answers/{first.id}/"
    assert desk.send(address, to=f"{address}read/").location == f"{DESK}/answers/{second.id}/"
    last = f"{DESK}/answers/{second.id}/"
    assert desk.send(last, to=f"{last}read/").location == f"{DESK}/"


def test_a_changed_answer_and_one_without_words_say_so(desk):
    consultation, (response,) = consultation_with_answers(1)
    response.current_version = 2
    theme(consultation)
    assert "changed the answer" in text(desk.get(f"{DESK}/answers/{response.id}/"))
    silent = entered(consultation, answers={"bus": "agree"})
    assert "wrote no words" in text(desk.get(f"{DESK}/answers/{silent.id}/"))


def test_words_keep_their_own_language_and_direction(desk):
    consultation, _responses = consultation_with_answers(0, languages=("en_GB", "ar"))
    entered(consultation, language="ar", answers={"bus": "agree", "hard": "الحافلة بعيدة"})
    page = text(desk.get(f"{DESK}/answers/"))
    assert re.search(r'lang="ar"\s+dir="rtl"', page)


def test_a_list_without_answers_or_themes_says_what_to_do(desk):
    consultation_with_answers(1)
    assert "Make a theme first" in text(desk.get(f"{DESK}/answers/"))
    assert "No answer fits" in text(desk.get(f"{DESK}/answers/?language=es"))
    assert desk.get(f"{DESK}/answers/?theme=bus").status_code == 404


def test_a_theme_is_added_and_a_second_of_that_name_refused(desk):
    consultation, (response,) = consultation_with_answers(1)
    assert "There is no theme yet" in text(desk.get(f"{DESK}/themes/"))
    fields = {"name": "Bus", "description": "Times and stops", "public_name": "Getting there"}
    assert desk.send(f"{DESK}/themes/", fields).status_code == 302
    tagged(response, queries.themes(consultation.id)[0], about=["age"])
    page = text(desk.get(f"{DESK}/themes/"))
    assert "People: 1" in page
    assert "Whom the words are about" in page
    assert "There is a theme with this name" in text(desk.send(f"{DESK}/themes/", fields))
    assert "Enter a name for the theme" in text(desk.send(f"{DESK}/themes/"))


def test_a_comparison_shows_numbers_with_their_share_and_why_some_are_hidden(desk):
    consultation, _responses = consultation_with_answers(60)
    entered(consultation, answers={"where": "where_2", "bus": "agree"})
    commands.count_anew(actor=None, consultation=consultation)
    page = text(desk.get(f"{DESK}/cross-tab/?question=where&by=channel"))
    assert "30 (50%)" in page
    assert "hidden, fewer than 8" in page
    assert "We hide any number from 1 to 7 to protect people." in page


def test_a_comparison_that_cannot_be_shown_says_why(desk):
    consultation, _responses = consultation_with_answers(3)
    assert "Choose a question and a group" in text(desk.get(f"{DESK}/cross-tab/"))
    address = f"{DESK}/cross-tab/?question=where&by=age_band"
    assert "There are no numbers for this yet." in text(desk.get(address))
    commands.count_anew(actor=None, consultation=consultation)
    assert "Fewer than 50 people answered" in text(desk.get(address))


@pytest.mark.parametrize(
    "path", ["", "answers/", "answers/?untagged=1", "themes/", "cross-tab/?question=where&by=area"]
)
def test_a_page_of_staff_takes_at_most_twelve_statements(desk, database, path):
    consultation, responses = consultation_with_answers(25)
    for name in ("Bus", "Dark"):
        made = theme(consultation, name)
        for response in responses[:5]:
            tagged(response, made)
    commands.count_anew(actor=None, consultation=consultation)
    desk.get(f"{DESK}/{path}")
    with counted(database.get_bind()) as said:
        assert desk.get(f"{DESK}/{path}").status_code == 200
    assert len(said) <= 12


def test_others_may_not_read_answers(client):
    SiteFactory()
    _consultation, (response,) = consultation_with_answers(1)
    client.sign_in(AccountFactory(role=Role.READER))
    for path in ("", "answers/", f"answers/{response.id}/", "themes/", "cross-tab/"):
        assert client.get(f"{DESK}/{path}").status_code == 403


def test_results_come_when_the_consultation_has_closed(client, database):
    SiteFactory()
    consultation, responses = consultation_with_answers(12, closed=True)
    commands.count_anew(actor=None, consultation=consultation)
    bus = theme(consultation, "Bus", public_name="Getting there by bus")
    for response in responses:
        tagged(response, bus)
    address = "/consultations/evenings/results/"
    page = text(client.get(address))
    assert "Answers came from 10 people." in page
    assert "Getting there by bus" in page
    assert f'id="theme-{bus.id}"' in page
    assert "hidden, fewer than 8" in page
    assert "Person 1 says" not in page
    with counted(database.get_bind()) as said:
        client.get(address)
    assert len(said) <= 6, said


def test_results_count_late_answers_apart_and_hide_a_small_number(client):
    SiteFactory()
    _consultation, responses = consultation_with_answers(20, closed=True)
    address = "/consultations/evenings/results/"
    for each in responses:
        each.late = False
    assert "after the closing day" not in text(client.get(address))
    for each in responses[:3]:
        each.late = True
    assert "answered after the closing day: fewer than 8 people." in text(client.get(address))
    for each in responses[:11]:
        each.late = True
    assert "answered after the closing day: 10 people." in text(client.get(address))


def test_late_work_is_told_apart_exactly(desk):
    _consultation, responses = consultation_with_answers(3)
    assert "in time and" not in text(desk.get(f"{DESK}/"))
    responses[0].late = True
    assert "2 in time and 1 late." in text(desk.get(f"{DESK}/"))


def test_themes_wait_until_all_is_read(client):
    SiteFactory()
    consultation, responses = consultation_with_answers(2, closed=True)
    tagged(responses[0], theme(consultation))
    page = text(client.get("/consultations/evenings/results/"))
    assert "We are reading the answers." in page
    assert "Getting there by bus" not in page


def test_a_decided_consultation_without_themes_says_so(client):
    SiteFactory()
    consultation_with_answers(1, closed=True, stage=Stage.DECIDED)
    page = text(client.get("/consultations/evenings/results/"))
    assert "There are no themes to show." in page


def test_there_are_no_results_while_people_may_still_answer(client):
    SiteFactory()
    consultation_with_answers(1)
    assert client.get("/consultations/evenings/results/").status_code == 404


def test_results_speak_the_readers_language_and_mark_what_does_not(client):
    SiteFactory()
    consultation, responses = consultation_with_answers(9, closed=True, languages=("en_GB", "ar"))
    commands.count_anew(actor=None, consultation=consultation)
    made = theme(consultation, "Bus")
    for response in responses:
        tagged(response, made)
    page = text(client.get("/ar/consultations/evenings/results/"))
    assert 'lang="en-GB"' in page
    assert "Where? (ar)" in page
