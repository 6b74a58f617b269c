"""A resident answers, stops and comes back, and follows the answer. Mostly without scripts."""

import re

import pytest

from tests.e2e.reader import Reader

pytestmark = [pytest.mark.browser, pytest.mark.once]

EVENINGS = "/consultations/gp-evenings/"


def _goes_on(reader: Reader) -> Reader:
    reader.page.locator("main form button, main a.govuk-button").first.click()
    return reader


def test_a_resident_finds_a_consultation_and_answers_it(plain: Reader) -> None:
    plain.opens("/").sees_heading("Have your say").takes_pictures("home")
    plain.follows("Evening and weekend GP appointments").takes_pictures("consultation")
    plain.sees("What is not yet decided").sees("What cannot change, and why")
    plain.follows("Have your say").takes_pictures("start")
    plain.chooses("Myself").presses("Start").takes_pictures("question")
    plain.chooses("Saturday morning").presses("Continue").takes_pictures("question-agree")
    plain.chooses("Disagree").presses("Continue").takes_pictures("question-text")
    while not plain.path.endswith("/check/"):
        boxes = plain.page.locator("main textarea")
        if boxes.count():
            boxes.first.fill("The last bus goes at nine. I cannot walk home in the dark.")
        plain.presses("Continue")
    plain.sees("Saturday morning").sees("The last bus goes at nine").takes_pictures("check")
    _goes_on(plain).takes_pictures("before-you-send")
    plain.presses("Skip these questions").takes_pictures("about-you")
    plain.presses("No, send my answer now").sees("Thank you. We have your answer.").takes_pictures(
        "receipt"
    )


def test_someone_stops_in_arabic_and_goes_on_in_english_with_digits(
    plain: Reader, reader: Reader
) -> None:
    plain.opens("/ar" + EVENINGS + "respond/").takes_pictures("start-ar")
    _goes_on(plain).takes_pictures("question-ar")
    plain.page.locator("main input[type=checkbox]").first.check()
    plain.page.locator("main form button").nth(1).click()
    plain.takes_pictures("saved-ar")
    digits = re.search(r"\d{4}[  -]?\d{4}[  -]?\d{4}", plain.text())
    assert digits, plain.text()
    reader.opens("/continue/").passes_axe().takes_pictures("continue")
    reader.page.locator("main input[type=text]").first.fill(digits[0])
    reader.presses("Continue").sees_heading("Getting there").passes_axe()
    reader.follows("Back").sees_heading("Times")
    assert reader.page.locator("main input[type=checkbox]").first.is_checked()


def test_the_questions_about_you_come_one_by_one_and_can_be_left(reader: Reader) -> None:
    reader.opens(EVENINGS + "respond/").passes_axe().presses("Start")
    while not reader.path.endswith("/check/"):
        reader.passes_axe().presses("Continue")
    _goes_on(reader).passes_axe().presses("Skip these questions").passes_axe()
    reader.presses("Yes, ask me these questions").passes_axe().takes_pictures("about-age")
    reader.sees_heading("How old are you?").chooses("Prefer not to say").presses("Continue")
    reader.passes_axe().presses("Skip the rest")
    reader.sees("Thank you. We have your answer.").passes_axe()


def test_a_whole_answer_by_keyboard_only(reader: Reader) -> None:
    reader.opens(EVENINGS + "respond/")
    press = reader.page.keyboard.press
    for _page in range(12):
        if "Thank you" in reader.heading:
            break
        here = reader.page.url
        button = reader.page.locator("main form button, main a.govuk-button").first
        for _tab in range(80):
            press("Tab")
            if button.evaluate("node => node === document.activeElement"):
                break
        press("Enter")
        reader.page.wait_for_url(lambda url, here=here: url != here)
    reader.sees("Thank you. We have your answer.")


def test_a_wrong_answer_is_named_at_the_top_and_beside_the_field(reader: Reader) -> None:
    reader.opens(EVENINGS + "respond/").presses("Start")
    for box in reader.page.locator("main input[type=checkbox]").all()[:4]:
        box.check()
    reader.presses("Continue").passes_axe().takes_pictures("question-error")
    assert reader.page.title().startswith("Error: ")
    assert reader.page.locator(".govuk-error-summary a").count() == 1
    assert reader.page.locator("main input[type=checkbox]:checked").count() == 4


@pytest.mark.parametrize("path", ["/no-such-page/", "/es/no-such-page/", "/ar/desk/nothing/"])
def test_a_page_that_is_not_there_says_what_to_do(reader: Reader, path: str) -> None:
    answer = reader.page.goto(reader.site + path)
    assert answer is not None
    assert answer.status == 404
    reader.passes_axe().takes_pictures("not-found" + path.replace("/", "-").rstrip("-"))
