"""The pages on which staff type in an answer, list what they entered, and take one back."""

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from engage.audit.models import Action, Entry
from engage.core.clock import today
from engage.core.turning import Turn
from engage.equality.models import MonitoringAnswer
from engage.responses import rules as answer_rules
from engage.responses.forms import site_salt
from engage.responses.models import Response, ResponseFile, ResponseState
from engage.responses.queries import arrivals
from engage.responses.rules import entry as rules
from tests.factories.accounts import SiteFactory
from tests.factories.consultations import draft_consultation, open_consultation
from tests.factories.responses import sent

PDF = b"%PDF-1.7\nscan\n%%EOF"
FORM = "/desk/consultations/evenings/enter/"
TYPED = {
    "q-where": "where_1",
    "q-times": ["times_0"],
    "q-bus": "agree",
    "q-hard": "It’s dark.",
    "q-postcode": "da6 7ab",
}


@pytest.fixture
def asked(database):
    SiteFactory()
    return open_consultation(languages=("en_GB", "es"))


def enter(client, data=None, address=FORM, **more):
    page = client.get(address).text
    key = re.search(r'name="key"[^>]*value="([0-9a-f]+)"', page)[1]
    typed = {
        "channel": "phone",
        "received_on": today().isoformat(),
        "kind": "individual",
        "key": key,
    }
    typed |= {"permission": "no", "age_group": "adult", **TYPED, **more, **(data or {})}
    return client.send(address, {name: said for name, said in typed.items() if said is not None})


def only(database):
    return database.scalars(select(Response)).one()


def test_the_page_asks_everything_at_once_in_each_language(asked, as_analyst):
    page = as_analyst.get(FORM).text
    for words in ("By phone", "Where?", "What is your postcode?", "Question 6", "Posted before"):
        assert words in page
    assert "On a paper form" not in re.search(r"How did it reach us.*?Day it", page, re.DOTALL)[0]
    spanish = as_analyst.get(f"{FORM}?language=es").text
    assert "Where? (es)" in spanish
    assert 'lang="es" dir="ltr"' in spanish
    assert "Where? (es)" not in as_analyst.get(f"{FORM}?language=forged").text


def test_an_answer_by_phone_ends_with_a_code_that_is_shown_once(asked, as_analyst, database):
    answer = enter(as_analyst)
    response = only(database)
    assert answer.location.endswith(f"/entered/{response.reference}/about-you/")
    assert response.answers["hard"] == "It’s dark."
    assert response.district == "DA6"
    here = f"/desk/consultations/evenings/entered/{response.reference}/"
    page = as_analyst.get(here)
    words = re.search(r'eg-code--large"[^>]*>([^<]+)<', page.text)[1]
    assert page.headers["Cache-Control"] == "no-store"
    number = answer_rules.number_of(words)
    assert answer_rules.derive(number, site_salt())[1] == response.code_lookup
    assert "Read this code" not in as_analyst.get(here).text
    assert "It’s dark." not in page.text


def test_a_letter_has_no_code_to_read_out(asked, as_lead, database):
    enter(as_lead, channel="letter")
    response = only(database)
    assert response.code_lookup is None
    page = as_lead.get(f"/desk/consultations/evenings/entered/{response.reference}/").text
    assert "Read this code" not in page


def test_nothing_typed_is_lost_by_a_mistake(asked, as_analyst, database):
    page = enter(as_analyst, {"q-where": "forged", "channel": None, "name": "Our group"})
    for words in ("It’s dark.", "Choose how the answer reached us.", "Our group", "da6 7ab"):
        assert words in page.text
    assert 'href="#q-where"' in page.text
    assert "<title>Error: Enter an answer" in page.text
    assert database.scalars(select(Response)).all() == []


@pytest.mark.parametrize(
    "wrong", [{"received_on": "2001-01-01"}, {"received_on": ""}, {"kind": "king"}]
)
def test_facts_typed_wrongly_store_nothing(asked, as_analyst, database, wrong):
    assert enter(as_analyst, wrong).status_code == 200
    assert database.scalars(select(Response)).all() == []


def test_the_web_is_no_road_for_staff(asked, as_analyst, database):
    for forged in ("web", "paper", "pigeon"):
        assert enter(as_analyst, channel=forged).status_code == 200
    assert database.scalars(select(Response)).all() == []


def test_two_clicks_make_one_entry(asked, as_analyst, database):
    first = enter(as_analyst, key="0123abcd")
    second = enter(as_analyst, key="0123abcd")
    assert first.location == second.location
    assert only(database).draft_key == "entry-0123abcd"


def test_options_may_be_typed_as_letters(asked, as_analyst, database):
    typed = {
        "q-where": "",
        "q-times": [],
        "l-where": "c",
        "l-times": "AC",
        "q-bus": "",
        "l-bus": "b",
    }
    page = as_analyst.get(f"{FORM}?by=letters").text
    assert "<strong>A</strong> North" in page
    enter(as_analyst, typed, f"{FORM}?by=letters")
    found = only(database).answers
    assert (found["where"], found["times"]) == ("where_2", ["times_0", "times_2"])
    assert found["bus"] == "agree"


def test_a_letter_that_is_none_is_told_and_kept(asked, as_analyst, database):
    page = enter(as_analyst, {"l-where": "X"}, f"{FORM}?by=letters").text
    assert "Type letters from A to C." in page
    assert 'value="X"' in page
    assert database.scalars(select(Response)).all() == []


def test_what_was_left_out_is_named_on_the_next_page_once(asked, as_analyst, database, monkeypatch):
    lost = rules.OnPath({"bus": "agree"}, ["When could you come?"])
    monkeypatch.setattr(rules, "on_path", lambda *_given: lost)
    enter(as_analyst)
    here = f"/desk/consultations/evenings/entered/{only(database).reference}/"
    assert "When could you come?" in as_analyst.get(here).text
    assert "When could you come?" not in as_analyst.get(here).text


def test_about_the_person_is_asked_apart_and_never_shown_again(asked, as_analyst, database):
    here = enter(as_analyst).location
    assert "you can skip this" in as_analyst.get(here).text
    answer = as_analyst.send(here, {"q-sex": "female", "q-age_band": "25_34"})
    assert answer.location.endswith(f"/entered/{only(database).reference}/")
    assert database.query(MonitoringAnswer).one().answers == {"sex": "female", "age_band": "25_34"}
    assert as_analyst.get(here).status_code == 302
    page = as_analyst.get(answer.location).text
    assert "themselves" not in page


def test_a_forged_answer_about_the_person_is_refused(asked, as_analyst, database):
    here = enter(as_analyst).location
    assert as_analyst.send(here, {"q-sex": "forged"}).status_code == 200
    assert database.query(MonitoringAnswer).count() == 0


def scan(name="form.pdf", data=PDF):
    return (BytesIO(data), name)


def test_a_scan_comes_back_as_a_file_for_staff_only(asked, as_analyst, client, database):
    enter(as_analyst, {"scan": scan("../<b>form.pdf")}, channel="letter")
    kept = database.query(ResponseFile).one()
    here = f"/desk/consultations/evenings/entered/{only(database).reference}/files/{kept.id}/"
    answer = as_analyst.get(here)
    assert answer.data == PDF
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={kept.id.hex}.pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(here).status_code == 302
    assert "<" not in kept.name
    looks = database.query(Entry).filter_by(action=Action.LOOKED).all()
    assert [each.details["reason"] for each in looks] == ["scan"]


def test_a_scan_of_an_answer_that_is_held_back_is_for_the_leads(asked, as_analyst, database):
    enter(as_analyst, {"scan": scan()}, channel="letter")
    kept, response = database.query(ResponseFile).one(), only(database)
    response.held = True
    here = f"/desk/consultations/evenings/entered/{response.reference}/files/{kept.id}/"
    assert as_analyst.get(here).status_code == 404


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("form.pdf", b"<html>no</html>"),
        ("form.pdf", b"MZ\x00\x01"),
        ("a.png", b"\x89PNG\r\n\x1a\nno"),
    ],
)
def test_a_scan_of_another_kind_is_refused_and_nothing_is_kept(
    asked, as_analyst, database, name, data
):
    page = enter(as_analyst, {"scan": scan(name, data)})
    assert 'href="#q-scan"' in page.text
    assert database.scalars(select(Response)).all() == []
    assert database.query(ResponseFile).count() == 0


def test_entries_are_listed_and_one_is_taken_back(asked, as_analyst, database):
    sent(asked)
    enter(as_analyst)
    response = arrivals.entered(asked.id, Turn()).items[0]
    listed = as_analyst.get("/desk/consultations/evenings/entered/").text
    assert listed.count('href="/desk/consultations/evenings/entered/') == 1
    assert response.reference in listed
    here = f"/desk/consultations/evenings/entered/{response.reference}/take-back/"
    assert "Choose why you take it back." in as_analyst.send(here, {}).text
    assert as_analyst.send(here, {"why": "entered_twice"}).status_code == 302
    assert response.state is ResponseState.WITHDRAWN
    page = as_analyst.get(here.removesuffix("take-back/")).text
    assert "Taken back" in page
    assert "Take this entry back" not in page


def test_an_answer_of_the_web_has_no_page_here(asked, as_analyst):
    response = sent(asked)
    here = f"/desk/consultations/evenings/entered/{response.reference}/"
    for path in ("", "about-you/", "take-back/"):
        assert as_analyst.get(here + path).status_code == 404


def test_readers_and_publishers_enter_nothing(asked, as_reader, as_publisher):
    for client in (as_reader, as_publisher):
        for path in ("enter/", "entered/", "paper/", "inbound/", "duplicates/"):
            assert client.get(f"/desk/consultations/evenings/{path}").status_code == 403


def test_before_the_launch_nothing_is_entered(database, as_lead):
    SiteFactory()
    draft_consultation("hidden")
    assert as_lead.get("/desk/consultations/hidden/enter/").status_code == 404


def test_the_desk_leads_to_every_road(asked, as_lead):
    page = as_lead.get("/desk/consultations/evenings/").text
    for path in ("enter/", "entered/", "paper/", "inbound/", "duplicates/"):
        assert f'href="/desk/consultations/evenings/{path}"' in page
