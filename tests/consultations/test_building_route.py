"""Staff say who sees a page, and check the whole route."""

import pytest

from tests.consultations.building import DESK, QUESTIONS, fields_of, form_now, said
from tests.factories.consultations import draft_consultation

# --- who sees a page


def test_a_condition_is_made_line_by_line_and_taken_out_again(as_lead):
    draft_consultation()
    page_id = form_now().pages[2].id
    address = f"{QUESTIONS}pages/{page_id}/condition/"
    page = said(as_lead.get(address))
    assert "Everybody sees it" in page
    assert '<option value="where">1. Where?</option>' in page
    lines = (
        ("where", {"how": "is", "chosen": ["where_0", "where_1"]}),
        ("who", {"chosen": ["group"], "negated": "y"}),
        ("hard", {"how": "answered"}),
    )
    for about, typed in lines:
        line = f"{address}line/?about={about}"
        version = fields_of(said(as_lead.get(line)))["version"]
        assert as_lead.send(line, {**typed, "version": version}).status_code == 302
    assert form_now().pages[2].condition == {
        "all": [
            {"question": "where", "is": ["where_0", "where_1"]},
            {"not": {"speaks": ["group"]}},
            {"question": "hard", "answered": True},
        ]
    }
    page = said(as_lead.get(address))
    assert "question 1 is “North” or “South”" in page
    assert "not: the answer is for a group" in page
    typed = {"version": fields_of(page)["version"], "word": "any", "then": "out 2"}
    as_lead.send(address, typed)
    assert len(form_now().pages[2].condition["any"]) == 2
    assert "Shown only if question 1 is" in said(as_lead.get(QUESTIONS))
    typed = {"version": fields_of(said(as_lead.get(address)))["version"], "word": "any"}
    as_lead.send(address, typed | {"then": "clear"})
    assert form_now().pages[2].condition is None
    assert as_lead.send(address, typed).status_code == 409


@pytest.mark.parametrize(
    ("about", "typed", "wrong"),
    [
        ("where", {"how": "is"}, "Choose at least one"),
        ("who", {}, "Choose at least one"),
        ("where", {"how": "is", "chosen": "gone"}, "Choose from the list"),
        ("where", {"how": "loudly"}, "Not a valid choice"),
    ],
)
def test_a_line_that_says_nothing_is_refused(as_lead, about, typed, wrong):
    draft_consultation()
    address = f"{QUESTIONS}pages/{form_now().pages[2].id}/condition/line/?about={about}"
    assert wrong in said(as_lead.send(address, typed))
    assert form_now().pages[2].condition is None


def test_a_line_asks_only_about_what_comes_before(as_lead):
    draft_consultation()
    address = f"{QUESTIONS}pages/{form_now().pages[1].id}/condition/line/"
    for about in ("street", "bus", "gone", ""):
        assert as_lead.get(f"{address}?about={about}").status_code == 404
    assert as_lead.get(f"{address}?about=where").status_code == 200


def test_a_number_gives_a_range(as_lead):
    draft_consultation()
    first, last = form_now().pages[0].id, form_now().pages[2].id
    as_lead.send(
        f"{QUESTIONS}pages/{first}/add/number/", {"label": "How old are you?", "paper_key": ""}
    )
    key = form_now().pages[0].questions[-1].key
    address = f"{QUESTIONS}pages/{last}/condition/line/?about={key}"
    version = fields_of(said(as_lead.get(address)))["version"]
    empty = as_lead.send(address, {"how": "range", "version": version})
    assert "Enter a number" in said(empty)
    as_lead.send(address, {"how": "range", "lowest": "16", "highest": "24", "version": version})
    assert form_now().pages[2].condition == {"all": [{"question": key, "from": 16, "to": 24}]}
    assert "question 3 is from 16 to 24" in said(as_lead.get(f"{DESK}route/"))


def test_a_deeper_condition_is_told_in_words_and_can_be_replaced(as_lead):
    draft_consultation()
    page = form_now().pages[2]
    part = {"question": "where", "is": ["where_0"]}
    page.condition = {"any": [{"all": [part, {"speaks": ["group"]}]}, {"not": {"not": part}}]}
    address = f"{QUESTIONS}pages/{page.id}/condition/"
    shown = said(as_lead.get(address))
    assert "It came with a file" in shown
    typed = {"version": fields_of(shown)["version"], "word": "all"}
    assert as_lead.send(address, typed).status_code == 400
    line = {"how": "answered", "version": fields_of(shown)["version"]}
    assert "Take a line out first" in said(as_lead.send(f"{address}line/?about=where", line))
    as_lead.send(address, typed | {"then": "clear"})
    assert form_now().pages[2].condition is None


# --- the route


def test_the_route_is_drawn_with_a_list_beside_it(as_lead):
    draft_consultation()
    page = said(as_lead.get(f"{DESK}route/"))
    assert "Every page can be reached" in page
    assert page.count("eg-route__box") == 3
    form_now().pages[1].condition = {"question": "gone", "answered": True}
    page = said(as_lead.get(f"{DESK}route/"))
    assert "asks about a question that is not in this form" in page
    assert "shown only if a question that is gone is answered" in page
    assert "nobody can reach it" in page
    assert "Something is wrong with the route" in said(as_lead.get(QUESTIONS))
