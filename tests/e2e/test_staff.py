"""The lead reads and sorts, the panel signs, the board publishes, the resident follows it all.

Scripts are off for everybody here.
"""

import json
from pathlib import Path

import pytest

from tests.e2e.people import (
    LEAD,
    READERS,
    Link,
    Window,
    agrees_for_the_panel,
    comes_by_link,
    finds_it_clear,
    signs_in,
)
from tests.e2e.reader import Reader

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_the_lead_counts_reads_sorts_and_compares(person: Window) -> None:
    lead = signs_in(person, LEAD).takes_pictures("desk")
    lead.opens("/desk/analysis/gp-evenings/").takes_pictures("desk-analysis")
    lead.page.locator("main summary").first.click()
    for words in ("On this website", "Nepali", "Greenwich"):
        lead.sees(words)
    lead.follows("Start reading").takes_pictures("desk-answers")
    form = lead.page.locator("main form[method=post]").first
    theme = form.get_by_label("Getting there").first
    theme.check()
    form.locator("summary").click()
    form.get_by_label("Disability").check()
    form.get_by_role("button", name="Save").click()
    lead.opens("/desk/analysis/hips-and-knees/cross-tab/").presses("Compare")
    lead.sees("hidden").takes_pictures("desk-cross-tab")


def test_the_panel_signs_the_exact_text_and_an_edit_takes_it_away(
    person: Window, link_for: Link
) -> None:
    lead = signs_in(person, LEAD)
    lead.opens("/desk/consultations/health-visitors/").takes_pictures("desk-draft")
    lead.follows("Check what is missing, and launch")
    lead.sees("The panel has not signed the text as it stands now.").takes_pictures("checklist")
    lead.follows("Back")

    first = comes_by_link(person, link_for, READERS[1]).opens("/desk/reading/")
    first.page.locator("main a", has_text="ealth visitor").first.click()
    first.page.locator("#s-3-hard").check()
    first.presses("Keep my place").takes_pictures("panel-reader")

    lead.follows("Change the words").takes_pictures("desk-words")
    summary = lead.page.locator("#summary")
    summary.fill("We want to move some clinics. You can help us choose where.")
    lead.presses("Save").follows("Check what is missing, and launch")
    lead.presses("Send this text to the panel")

    for email in READERS[:2]:
        member = finds_it_clear(person, link_for, email, "ealth visitor")
    agrees_for_the_panel(member, "ealth visitor")

    lead.opens("/desk/consultations/health-visitors/checklist/")
    lead.sees("The panel signed this exact text.").follows("Back").follows("Change the words")
    lead.page.locator("#summary").fill("We want to move some clinics. Tell us where to go.")
    lead.presses("Save").follows("Check what is missing, and launch")
    lead.sees("The panel has not signed the text as it stands now.")
    lead.sees("Tell us where to go.").takes_pictures("desk-reopened")


def test_the_board_comments_and_publishes_its_report(person: Window, link_for: Link) -> None:
    board = comes_by_link(person, link_for, "clement.abarawell@example.org")
    board.opens("/desk/board-reports/hips-and-knees/").takes_pictures("board")
    board.page.locator("main textarea").fill("We are glad that the buses were looked at.")
    board.presses("Save our comment").presses("Publish this report")
    board.opens("/reports/hips-and-knees/").takes_pictures("report")
    board.sees("We are glad that the buses were looked at.")
    for answer in ("We did this", "We will do this", "We could not, because"):
        board.sees(answer)


def test_a_resident_opens_the_secret_link_and_sees_what_came_of_it(
    plain: Reader, home: Path
) -> None:
    receipt = json.loads((home / "demo.json").read_text(encoding="utf-8"))["receipt"]
    plain.opens(f"/answers/{receipt['reference']}/{receipt['secret']}/")
    assert receipt["secret"] not in plain.page.url
    plain.sees_heading("See what happened to my answer").takes_pictures("answer")
    plain.sees("What your answer was about").sees("What came of it").sees("Late")
    plain.presses("Do not show my words on this page").sees("Show my words on this page")
    plain.follows("Leave this page quickly")
    answer = plain.page.goto(plain.site + f"/answers/{receipt['reference']}/")
    assert answer is not None
    assert answer.status == 404 or "/answers/" not in plain.page.url.rstrip("/")[-12:]


def test_the_report_reads_from_right_to_left(plain: Reader) -> None:
    plain.opens("/ar/reports/hospital-letters/").takes_pictures("report-ar")
    plain.opens("/bn/promises/").takes_pictures("promises-bn")
    plain.opens("/ar/").takes_pictures("home-ar")
    plain.opens("/ar/consultations/gp-evenings/").takes_pictures("consultation-ar")
    assert plain.page.locator("html").get_attribute("dir") == "rtl"
