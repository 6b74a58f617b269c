"""Pages compiled once, what was typed, cookies, and the budget for guessing."""

from dataclasses import replace

import pytest
from flask import Response

from engage.core.errors import RuleBroken
from engage.core.limits import TooMany
from engage.responses import commands, forms, rules
from engage.responses.forms import codes, pages
from tests.factories.consultations import open_consultation
from tests.factories.responses import asked_of, begun


def test_a_fragment_is_filled_slot_by_slot(app):
    fragment = forms.Fragment(f"<p>{pages.slot('a')} and {pages.slot('b')}</p>")
    assert fragment.fill({"a": "one", "b": "two"}) == "<p>one and two</p>"
    assert fragment.fill() == "<p> and </p>"


def test_a_value_is_never_taken_for_a_slot(app):
    fragment = forms.Fragment(pages.slot("a"))
    assert fragment.fill({"a": pages.slot("b"), "b": "x"}) == pages.slot("b")


def test_each_response_has_its_own_mark_for_scripts(app):
    fragment = forms.Fragment(pages.slot("nonce"))
    marks = set()
    for _ in range(2):
        with app.app_context():
            marks.add(fragment.fill())
    assert len(marks) == 2


def test_a_page_is_made_once_for_each_key_and_the_store_stays_small(app, monkeypatch):
    monkeypatch.setattr(pages, "_kept", {})
    monkeypatch.setattr(pages, "_MOST_KEPT", 2)
    with app.test_request_context("/continue/"):
        first = forms.compiled("responses/go_on.html", "a", form=None, typed="")
        assert forms.compiled("responses/go_on.html", "a", form=None, typed="") is first
        for key in "bc":
            assert forms.compiled("responses/go_on.html", key, form=None, typed="") is not first
        assert len(pages._kept) <= 2


def test_the_language_of_the_address_is_part_of_the_key(app):
    with app.test_request_context("/continue/"):
        english = forms.compiled("responses/go_on.html", "a", form=None, typed="")
    with app.test_request_context("/continue/", environ_overrides={"SCRIPT_NAME": "/es"}):
        assert forms.compiled("responses/go_on.html", "a", form=None, typed="") is not english


def test_what_was_typed_is_shown_again_escaped(database):
    second = asked_of(open_consultation()).pages[1]
    values = forms.page_values(second, {"bus": ["agree", '"x'], "hard": ['<b>"it’s\x00']})
    assert values["bus:agree"] == " checked"
    assert values["hard"] == "&lt;b&gt;&quot;it’s"


def test_errors_lead_to_their_fields():
    form = forms.AskedForm({"bus": RuleBroken("Choose %(n)s", "bus", n=2)})
    assert form.all_errors == [("q-bus", "Choose 2")]
    assert form.by_key == {"bus": "Choose 2"}


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(app):
    visit = rules.new_visit()
    with app.test_request_context():
        kept = forms.give_visit(Response(), "evenings", visit).headers["Set-Cookie"]
    for part in ("engage-answer-evenings=", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in kept
    assert "Expires" not in kept


def test_the_ticket_of_an_answer_cannot_be_made_up(app):
    with app.test_request_context():
        header = forms.give_answer_ticket(Response(), "HBX-7K4M-29").headers["Set-Cookie"]
    cookie = header.split(";")[0]
    with app.test_request_context(headers={"Cookie": cookie}):
        assert forms.answer_ticket() == "HBX-7K4M-29"
        assert forms.owns_answer_token(forms.answer_token())
        assert not forms.owns_answer_token("é")
    with app.test_request_context(headers={"Cookie": f"{cookie}x"}):
        assert forms.answer_ticket() == ""
    with app.test_request_context():
        assert forms.answer_ticket() == ""


def from_address(app, address):
    return app.test_request_context(environ_overrides={"REMOTE_ADDR": address})


def test_guessing_is_slowed_for_who_guesses_and_never_for_who_did_not(database, app, monkeypatch):
    few = replace(codes.GUESSES, every="12 per 10 minutes")
    monkeypatch.setattr(codes, "GUESSES", few)
    monkeypatch.setattr(rules, "derive", lambda number, _salt: (b"k" * 32, str(number)))
    wrong = rules.code_digits(1)
    with from_address(app, "192.0.2.1"):
        for _ in range(10):
            assert forms.found_by_typed_code(wrong) is None
        with pytest.raises(TooMany):
            forms.found_by_typed_code(wrong)
    with from_address(app, "192.0.2.2"):
        for _ in range(2):
            assert forms.found_by_typed_code(wrong) is None
        with pytest.raises(TooMany):
            forms.found_by_typed_code(wrong)
    with from_address(app, "192.0.2.3"):
        assert forms.found_by_typed_code(wrong) is None


def test_a_slip_of_the_pen_is_not_a_guess(database, app):
    with from_address(app, "192.0.2.4"):
        for _ in range(30):
            assert forms.found_by_typed_code("apple bread") is None


def test_a_code_that_was_saved_opens_its_visit(database, app):
    visit, draft = begun(open_consultation())
    with from_address(app, "192.0.2.5"):
        code = rules.mint(forms.site_salt())
        commands.make_code(visit=visit, draft=draft, code=code)
        assert forms.found_by_typed_code(rules.code_words(code.number, "bn")) == visit
