"""What is printed: sign-ins that work, and walks whose addresses are real."""

import re

from engage import demo
from engage.accounts.models import Role
from engage.demo.make import kept_file
from engage.responses import queries as responses
from engage.responses import rules
from engage.responses.forms.cookies import site_salt


def test_each_role_can_sign_in(whole, visitor):
    ways = {each.role: each for each in demo.sign_ins("http://localhost")}
    assert ways.keys() == set(Role)
    assert {role for role, way in ways.items() if not way.password} == {
        Role.READER,
        Role.BOARD_PUBLISHER,
    }
    assert all(len(way.password) >= 12 for way in ways.values() if way.password)


def test_a_link_lets_a_reader_in_once(whole, visitor):
    way = next(each for each in demo.sign_ins("") if each.role is Role.READER)
    path = way.address.removeprefix("http://127.0.0.1:5000")
    assert visitor.get(path).status_code == 200


def test_three_walks_are_told_with_addresses_that_lead_somewhere(whole, visitor):
    told = demo.tours("http://localhost")
    assert told.count("FIVE MINUTES") == 3
    paths = re.findall(r"\d\. http://localhost(/\S*)", told)
    assert len(paths) == 26
    for path in paths:
        assert visitor.get(path).status_code in {200, 302, 303}, path


def test_the_receipt_that_is_shown_was_sorted_and_led_to_a_line_of_the_report(whole, visitor):
    told = demo.tours("http://localhost")
    path = re.search(r"http://localhost(/answers/\S+)", told)[1]
    page = visitor.get(path, follow_redirects=True).text
    assert "Nobody knows who to ring" in page
    assert "We will put one phone number at the top of every letter." in page


def test_the_digits_that_are_shown_open_an_answer_begun_in_bengali(whole):
    digits = re.search(r"Type ([\d ]+):", demo.tours(""))[1]
    visit = responses.found_by_code(rules.number_of(digits), site_salt())
    draft = responses.draft(visit)
    assert (draft.language, draft.sent) == ("bn", False)
    assert draft.answers


def test_without_the_kept_secrets_the_walks_leave_those_steps_out(whole):
    path = kept_file()
    kept = path.read_text()
    path.unlink()
    try:
        assert "http://localhost/answers/" not in demo.tours("http://localhost")
    finally:
        path.write_text(kept)
