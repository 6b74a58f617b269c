"""A place on a plan: pressed, or said by its square; kept, shown again, keyed, exported, sent."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from engage.answers import queries as answers
from engage.consultations.models import Kind
from engage.consultations.rules import AskedChoice, AskedPlan, AskedQuestion
from engage.core.errors import RuleBroken
from engage.responses import rules
from engage.responses.commands import exports
from engage.responses.models import Response
from engage.responses.rules import exporting, importing, keying, redaction
from tests.factories.accounts import SiteFactory
from tests.factories.beside import planned_consultation, planned_draft
from tests.responses.test_entry_views import enter
from tests.responses.test_export import table
from tests.responses.test_import import take
from tests.responses.test_trials import TRY, begun, trial_of
from tests.responses.test_views import Visitor

PLAN = AskedPlan("Words", 1000, 500)
WIDE = {"q-place.press540.x": "135", "q-place.press540.y": "135"}
REQUIRED = (
    (
        "Where",
        (("place", Kind.LOCATION, "Which place?", "", ("Clinic", "Library"), {"required": True}),),
    ),
)


def place(**more):
    facts = {"required": False, "most": None, "limit": None, "plan": PLAN, "picture": "x", **more}
    choices = (AskedChoice("clinic", "Clinic"), AskedChoice("library", "Library"))
    return AskedQuestion("p", Kind.LOCATION, "Where?", "", choices=choices, **facts)


def checked(typed, question=None):
    return rules.check_page([question or place()], typed)


# --- the rules


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"p.square": ["C4"]}, "250,700"),
        ({"p.square": ["C4"], "p.point": ["251,701"]}, "251,701"),
        ({"p.square": ["D4"], "p.point": ["251,701"]}, "350,700"),
        ({"p.square": [""], "p.point": ["251,701"]}, None),
        ({"p.point": ["251,701"]}, "251,701"),
        ({"p.press": ["9,9"], "p.square": ["C4"], "p.point": ["251,701"]}, "9,9"),
        ({"p.square": []}, None),
        ({}, None),
    ],
)
def test_a_square_moves_a_point_only_when_it_lies_in_another_one(typed, kept):
    assert checked(typed).answers.get("p.point") == kept


@pytest.mark.parametrize(
    "typed",
    [
        {"p.square": ["K1"]},
        {"p.square": ["A9"]},
        {"p.square": ["<b>"]},
        {"p.square": ["C4\x00"]},
        {"p.point": ["1001,0"]},
        {"p.point": ["1e3,5"]},
        {"p.point": ["9" * 5000 + ",1"]},
        {"p.press": [""]},
        {"p.press": ["-1,4"]},
    ],
)
def test_what_is_not_on_the_plan_is_told(typed):
    found = checked(typed)
    assert found.answers == {}
    assert str(found.errors["p"]) == "Press a place on the plan, or choose its square."


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_whatever_is_typed_is_a_point_on_the_plan_or_none(point, square, press):
    typed = {"p.point": [point], "p.square": [square], "p.press": [press] if press else []}
    try:
        kept = rules.point_in(place(), typed)
    except RuleBroken:
        return
    assert kept == "" or PLAN.square(kept)


def test_a_point_alone_answers_a_question_that_must_be_answered():
    question = place(required=True)
    assert checked({"p.square": ["A1"]}, question).answers == {"p.point": "50,100"}
    assert str(checked({}, question).errors["p"]) == "Choose an answer."
    kept = {"p.point": "50,100"}
    assert rules.problems([question], kept).answers == kept


def test_without_a_plan_a_point_is_not_kept():
    assert checked({"p.point": ["5,5"], "p.square": ["A1"]}, place(plan=None)).answers == {}


def test_a_point_is_told_as_its_square_beside_the_list_and_the_words(app):
    with app.test_request_context():
        said = rules.said(place(), {"p": "clinic", "p.point": "250,700"})
        assert said == ["Clinic", "Square C4"]
        assert rules.said(place(), {"p.point": "250,700"}) == ["Square C4"]
        assert rules.said(place(plan=None), {"p.point": "250,700"}) == []


def test_a_point_differs_between_two_who_key_it_and_is_settled_with_its_question():
    first, second = {"p": "clinic", "p.point": "5,5"}, {"p": "clinic", "p.point": "95,5"}
    assert keying.differences([place()], first, second) == ["p"]
    settled = keying.settled(["p"], {"p": keying.SECOND}, first, second, {})
    assert settled == second


def test_a_point_is_no_words_and_never_published():
    question = place()
    assert redaction._keys(question) == []


# --- the journey


@pytest.fixture
def visitor(database, client):
    SiteFactory()
    planned_consultation()
    return Visitor(client).begin()


def mark_in(page):
    found = re.search(r'eg-map__mark" cx="(\d+)" cy="(\d+)"', page)
    return found and (int(found[1]), int(found[2]))


def test_a_press_marks_the_plan_and_loses_nothing_that_was_typed(visitor):
    typed = {"q-place": "place_1", "q-miles": "2.5", "q-why": "It’s <near>.", **WIDE}
    answer = visitor.post("1/", typed)
    assert answer.location.endswith("/respond/1/#q-place-plan")
    page = visitor.get("1/").text
    assert mark_in(page) == (250, 250)
    for words in ('value="2.5"', "It’s &lt;near&gt;.", 'value="place_1" checked', ">C3</bdi>"):
        assert words in page
    assert "<option selected>C3</option>" in page
    assert 'name="q-place.point" value="250,500"' in page


def test_a_press_beside_something_wrong_shows_both(visitor):
    answer = visitor.post("1/", {"q-miles": "many", "q-why": "Near", **WIDE})
    assert answer.status_code == 422
    assert mark_in(answer.text) == (250, 250)
    assert 'value="many"' in answer.text
    assert 'value="Near"' in answer.text
    assert "Enter a number, like 12 or 2.5." in answer.text
    assert mark_in(visitor.get("1/").text) is None


def test_a_press_asks_for_nothing_that_is_still_to_be_answered(database, client):
    SiteFactory()
    planned_consultation(pages=REQUIRED)
    visitor = Visitor(client).begin()
    assert visitor.post("1/", {}).status_code == 422
    assert visitor.post("1/", WIDE).status_code == 303
    point = re.search(r'name="q-place.point" value="([^"]*)"', visitor.get("1/").text)[1]
    typed = {"q-place.point": point, "q-place.square": "C3"}
    assert visitor.post("1/", typed).location.endswith("/check/")
    assert "Square C3" in visitor.get("check/").text


@pytest.mark.parametrize(
    ("x", "y"), [("0", "0"), ("541", "3"), ("3", "271"), ("-4", "4"), ("x", "4"), ("9" * 99, "4")]
)
def test_a_press_off_the_plan_or_by_the_keyboard_says_what_to_do(visitor, x, y):
    typed = {"q-place.press540.x": x, "q-place.press540.y": y, "q-why": "Near"}
    answer = visitor.post("1/", {**typed, "q-place.point": "5,5", "q-place.square": "A1"})
    assert answer.status_code == 422
    assert "Press a place on the plan, or choose its square." in answer.text
    assert mark_in(answer.text) == (5, 2)
    assert 'value="Near"' in answer.text


def test_a_press_on_a_width_that_is_not_shown_is_no_press(visitor):
    typed = {"q-place.press9999.x": "1", "q-place.press9999.y": "1"}
    assert visitor.post("1/", typed).location.endswith("/respond/2/")


def test_the_mark_is_taken_away_and_the_rest_stays(visitor):
    visitor.post("1/", {"q-place": "place_0", **WIDE})
    typed = {"q-place": "place_0", "q-why": "Near", "q-place.square": "C3"}
    gone = {**typed, "q-place.point": "250,500", "then": "unmark place"}
    assert visitor.post("1/", gone).location.endswith("/respond/1/#q-place-plan")
    page = visitor.get("1/").text
    assert mark_in(page) is None
    assert '<div class="eg-map__said" hidden>' in page
    assert 'value="place_0" checked' in page
    assert 'value="Near"' in page


def test_enter_in_a_field_goes_on_and_is_no_press(visitor):
    page = visitor.get("1/").text
    form = page.partition('<form method="post"')[2]
    first = re.search(r'<button[^>]*>|<input[^>]*type="image"[^>]*>', form)[0]
    assert first.startswith('<button class="govuk-visually-hidden" type="submit" tabindex="-1"')
    other = visitor.get("2/").text.partition('<form method="post"')[2]
    assert "govuk-visually-hidden" not in re.search(r"<button[^>]*>", other)[0]


def test_the_plan_says_what_it_shows_and_is_never_mirrored(database, client):
    SiteFactory()
    planned_consultation(languages=("en_GB", "ar"))
    page = Visitor(client, "/ar").begin().get("1/").text
    assert "The lake lies in the east. (ar)" in page
    assert re.search(r'<div class="eg-map[^>]*dir="ltr"', page)
    assert 'aria-describedby="q-place-shows"' in page
    assert page.count('type="image"') == len(PLAN.widths)
    assert "/ar/consultations/evenings/files/" in page


def test_the_way_back_to_the_check_is_kept(visitor):
    answer = visitor.post("1/?from=check", WIDE)
    assert answer.location.endswith("/respond/1/?from=check#q-place-plan")


def test_a_point_is_checked_sent_and_told_to_the_person(visitor, database):
    visitor.post("1/", {"q-place": "place_0", "q-place.square": "J5"})
    visitor.post("2/", {})
    check = visitor.get("check/").text
    assert "Clinic<br>Square J5" in check
    visitor.get("about-you/")
    assert visitor.post("about-you/", {"then": "send"}).location.endswith("/done/")
    response = database.scalars(select(Response)).one()
    assert response.answers == {"place": "place_0", "place.point": "950,900"}
    with visitor.client.application.test_request_context():
        told = dict(answers.followed(response, "en_GB").said)
    assert told["Which place?"] == ["Clinic", "Square J5"]


def test_the_paper_and_its_file_stand_beside_the_question(visitor):
    page = visitor.get("1/").text
    assert "You can read this first:" in page
    assert "Open the file: How we worked it out (<bdi>PDF, 1 kB</bdi>)" in page


# --- other roads


def test_a_trial_takes_a_press_too(as_lead):
    planned_draft()
    address = begun(as_lead)
    page = as_lead.get(address).text
    assert "/desk/consultations/evenings/files/" in page
    pressed = as_lead.send(address, {"q-why": "Near", **WIDE})
    assert pressed.location == address
    assert mark_in(as_lead.get(address).text) == (250, 250)
    typed = {"q-why": "Near", "q-place.point": "250,500", "q-place.square": "C3"}
    following = as_lead.send(address, typed).location
    check = as_lead.send(following, {}).location
    assert "Square C3" in as_lead.get(check).text
    sent = as_lead.get(as_lead.send(check).location).text
    assert "&#34;250,500&#34;" in sent or '"250,500"' in sent
    assert trial_of().answers["place.point"] == "250,500"
    assert as_lead.get(TRY).status_code == 200


def test_the_paper_form_shows_the_plan_with_its_squares_and_a_line(database, client):
    SiteFactory()
    planned_consultation()
    page = client.get("/consultations/evenings/paper/").text
    assert "The lake lies in the east." in page
    assert "eg-map__squares" in page
    assert "Square, like C4:" in page
    assert 'type="image"' not in page


@pytest.mark.once
def test_the_plan_stands_in_the_pdf(database, client):
    SiteFactory()
    planned_consultation()
    answer = client.get("/consultations/evenings/paper/pdf/")
    assert answer.mimetype == "application/pdf"
    assert b"/Subtype /Image" in answer.data


def test_staff_enter_a_square_and_press_nothing(database, as_analyst):
    SiteFactory()
    planned_consultation()
    form = "/desk/consultations/evenings/enter/"
    for address in (form, f"{form}?by=letters"):
        page = as_analyst.get(address).text
        assert 'name="q-place.square"' in page
        assert 'type="image"' not in page
    wrong = enter(as_analyst, {"q-place.square": "Z9", "q-why": "Near"})
    assert "Press a place on the plan, or choose its square." in wrong.text
    assert enter(as_analyst, {"q-place.square": "B2"}).status_code == 302
    assert database.scalars(select(Response)).one().answers["place.point"] == "150,300"


# --- out and in again


def asking(**more):
    labels = {"en_GB": "Where?"}
    return exporting.Asking(place(**more), labels, {}, (1,), {"en_GB": "Words"})


def test_an_export_has_a_column_for_each_way_to_say_a_point():
    columns = {each.name: each.take for each in exporting.columns([asking()])}
    point = {"p.point": "250,700"}
    found = {name: take(point) for name, take in columns.items()}
    assert found == {
        "p": None,
        "p.code": None,
        "p.other": None,
        "p.point": "250,700",
        "p.x": 250,
        "p.y": 700,
        "p.square": "C4",
    }
    assert {take({}) for take in columns.values()} == {None}
    assert "p.x" not in {each.name for each in exporting.columns([asking(plan=None)])}


def test_the_dictionary_says_what_each_column_means_and_what_the_plan_shows():
    rows = [row for row in exporting.dictionary([asking()]) if row[0].startswith("p.")]
    assert {row[0]: row[4] for row in rows}["p.plan"] == "Words"
    assert [row[0] for row in rows] == ["p.point", "p.x", "p.y", "p.square", "p.plan"]


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        ({"p.point": "250,700"}, "250,700"),
        ({"p.x": "250", "p.y": "700"}, "250,700"),
        ({"p.square": "c4"}, "250,700"),
        ({"p.x": "251", "p.y": "701", "p.square": "C4"}, "251,701"),
        ({"p.square": "Z9"}, None),
        ({"p.x": "9999", "p.y": "1"}, None),
        ({"p.x": "5"}, None),
        ({"p.point": "over there"}, None),
    ],
)
def test_a_point_is_taken_in_as_a_point_by_its_distances_or_by_its_square(cells, kept):
    reader = importing.Reader([asking()], ())
    wanted = importing.Map({name: name for name in cells}, {"received_on": "2026-11-01"})
    if kept is None:
        with pytest.raises(RuleBroken, match="is not on the plan"):
            reader.read(cells, wanted)
    else:
        assert reader.read(cells, wanted).answers == {"p.point": kept}


def test_points_that_were_exported_can_be_imported_into_a_copy(database, as_analyst, tmp_path):
    SiteFactory()
    made = planned_consultation()
    enter(as_analyst, {"q-place.square": "B2", "q-place": "place_1"})
    copy = planned_consultation("copy")
    database.commit()
    target = tmp_path / "out.csv"
    exports.write_file(actor=None, consultation=made, format_="csv", target=target)
    (row,) = table(target)
    assert (row["place.x"], row["place.y"], row["place.square"]) == ("150", "300", "B2")
    assert take(copy, target).taken == 1
    found = database.scalars(select(Response.answers).filter_by(consultation_id=copy.id)).one()
    assert found == {"place": "place_1", "place.point": "150,300"}
