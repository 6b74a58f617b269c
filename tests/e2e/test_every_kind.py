"""Every kind of question in a browser without scripts: first wrongly, then rightly, then sent."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select

from engage.accounts import queries as who
from engage.consultations import queries
from engage.consultations.models import Kind
from engage.consultations.queries import sources
from engage.core.db import db
from engage.demo.world import check
from engage.languages import commands as languages
from engage.responses.models import Response
from tests.e2e.kinds import ARABIC, EVERY_KIND
from tests.e2e.people import LEAD, Window, sends, signs_in, stands
from tests.e2e.reader import Reader
from tests.factories.beside import SHOWS, picture
from tests.factories.films import FILM

pytestmark = [pytest.mark.browser, pytest.mark.once]

Inside = Callable[[], AbstractContextManager[None]]
SLUG = "how-are-our-clinics"
DESK = f"/desk/consultations/{SLUG}/"
RESPOND = f"/consultations/{SLUG}/respond/"


HARD = (
    "Notwithstanding the aforementioned considerations, the reconfiguration of ambulatory services"
    " was necessitated by unprecedented organisational interdependencies, the ramifications of"
    " which were comprehensively documented throughout the implementation. "
) * 6


def test_a_file_with_every_kind_is_brought_in_and_opened(
    person: Window, inside: Inside, later: str
) -> None:
    """On the way each gate of a light one stands in the way once, and is met by a form."""
    kinds = [each["kind"] for page in EVERY_KIND["pages"] for each in page["questions"]]
    assert set(kinds) == set(Kind)
    lead = signs_in(person, LEAD).opens("/desk/consultations/new/light/")
    lead.writes("Title", "How are our clinics?").chooses("Greenwich")
    lead.page.get_by_label("Arabic").check()
    lead.presses("Begin").follows("Check what is missing, and launch")
    lead.sees("Add a question before you open it.")
    assert stands(lead, SLUG) == {"Questions", "Privacy notice", "Languages"}
    lead.opens(f"{DESK}questions/import/").page.locator("input[type=file]").set_input_files(
        {
            "name": "every-kind.json",
            "mimeType": "application/json",
            "buffer": json.dumps(EVERY_KIND).encode(),
        }
    )
    lead.presses("Read it").sees(f"We found {len(kinds)} questions on 6 pages.").passes_axe()
    lead.presses("Take it in").sees("Shown only if").passes_axe()
    _plan(lead)
    _in_arabic(inside)
    assert "Languages" in stands(lead, SLUG)
    lead.sees("texts are not checked")
    _checked(inside)
    _goes_wrong_and_right_again(lead)
    late = person()
    late.site = later
    assert "Opening and closing days" in stands(signs_in(lambda: late, LEAD), SLUG)
    late.presses("Launch on its opening day").sees("Choose a closing day that is still to come.")
    lead.opens(f"{DESK}checklist/").follows("Enter it Privacy notice").presses("Save")
    assert stands(lead, SLUG) == set()
    lead.presses("Launch on its opening day").sees("Open")


def _plan(lead: Reader) -> None:
    lead.follows("Add a plan to point at").page.locator("input[type=file]").set_input_files(
        {"name": "plan.png", "mimeType": "image/png", "buffer": picture()}
    )
    lead.writes("What the plan shows, in words", SHOWS).presses("Save").passes_axe()


def _in_arabic(inside: Inside) -> None:
    """The lead has put the rest into Arabic; nobody else has checked it."""
    with inside():
        subject = queries.by_slug(SLUG)
        asked = [each for page in sources.source(subject).pages for each in page.questions]
        plan = next(each for each in asked if each.kind is Kind.LOCATION)
        for thing, texts in ((subject, ARABIC), (plan, {"plan": "طريق وبحيرة."})):
            actor = who.account_by_email(LEAD)
            languages.put(actor=actor, subject=thing, texts=texts, language="ar")


def _checked(inside: Inside) -> None:
    """Somebody who reads Arabic has checked every text."""
    with inside():
        for thing in sources.things(sources.source(queries.by_slug(SLUG))):
            check(thing, "ar", actor=who.account_by_email(LEAD))


def _goes_wrong_and_right_again(lead: Reader) -> None:
    """Gates that a draft of ours meets from the first day: each is shut once, and met by a form."""
    before = {"Privacy notice"}
    assert stands(lead, SLUG) == before
    lead.opens(f"{DESK}questions/").presses("Move up Your bus")
    assert stands(lead, SLUG) == {*before, "The way through the questions"}
    lead.opens(f"{DESK}questions/").presses("Move down Your bus")

    lead.opens(f"{DESK}formats/").chooses("Audio").presses("Promise it")
    assert stands(lead, SLUG) == {*before, "Easy Read, sign language, audio"}
    lead.follows("Do it Easy Read, sign language, audio").follows("Audio")
    lead.presses("Do not promise this format")

    lead.opens(f"{DESK}words/").page.locator("#title").fill("")
    lead.presses("Save").sees("Enter a title")
    lead.opens(f"{DESK}words/").page.locator("#why_now").fill(HARD)
    lead.presses("Save")
    assert stands(lead, SLUG) == {*before, "Languages", "Plain English check"}
    lead.follows("Do it Plain English check").page.locator("#why_now").fill("")
    lead.presses("Save")


def _refused(reader: Reader, *words: str) -> Reader:
    reader.presses("Continue")
    assert reader.page.title().startswith("Error: ")
    for each in words:
        reader.sees(each)
    return reader.does_not_scroll_sideways()


def _choices(reader: Reader) -> None:
    reader.passes_axe().takes_pictures("kinds-choices", 320)
    reader.chooses("By bus").chooses("More seats").chooses("More lifts").chooses("Better signs")
    _refused(reader, "You can choose up to 2").page.get_by_label("Better signs").uncheck()
    reader.presses("Continue").sees_heading("Your bus")
    reader.writes("Which bus", "The one that never comes")
    _refused(reader).writes("Which bus", "Bus 51").presses("Continue")


def _order(reader: Reader) -> None:
    reader.sees_heading("What matters").passes_axe().takes_pictures("kinds-order", 320)
    reader.chooses("Agree")
    for place, words in ((1, "On foot"), (1, "By bus")):
        reader.writes(f"{words}: place", str(place))
    _refused(reader).writes("By bus: place", "2").writes("By car: place", "3").presses("Continue")


def _numbers(reader: Reader) -> None:
    reader.sees_heading("How often").passes_axe().takes_pictures("kinds-numbers", 320)
    reader.writes("Visits in a year?", "many")
    for part, said in (("Day", "31"), ("Month", "2"), ("Year", "2026")):
        reader.page.get_by_label(part, exact=True).fill(said)
    _refused(reader).writes("Visits in a year?", "4")
    assert reader.page.locator(".govuk-error-summary a").count() == 2
    reader.page.get_by_label("Day", exact=True).fill("3")
    reader.presses("Continue")


def _words(reader: Reader) -> None:
    reader.sees_heading("Your words").passes_axe().takes_pictures("kinds-words", 320)
    reader.writes("Tell us about a visit.", "long " * 60).writes("your postcode?", "nowhere")
    _refused(reader).writes("Tell us about a visit.", "It was kind and quick. 🙂")
    reader.writes("your postcode?", "SE10 8EJ").chooses("By the park")
    plan = reader.page.locator("input[type=image]:visible")
    assert plan.count() == 1
    plan.click(position={"x": 60, "y": 30})
    reader.sees("Your mark is in this square: C2").passes_axe().takes_pictures("kinds-plan", 320)
    assert reader.page.get_by_label("By the park").is_checked()
    assert reader.page.get_by_label("Tell us about a visit.").input_value().startswith("It was")
    reader.presses("Continue")


def _files(reader: Reader) -> None:
    reader.sees_heading("To finish").passes_axe().takes_pictures("kinds-files", 320)
    assert "Add another file" not in reader.text()
    box = reader.page.locator("input[type=file]")
    box.set_input_files({"name": "a.exe", "mimeType": "application/x", "buffer": b"MZ\x00\x01"})
    _refused(reader).page.locator("input[type=file]").set_input_files(
        {"name": "hands.mov", "mimeType": "video/quicktime", "buffer": FILM}
    )
    reader.chooses("Yes, I agree").presses("Continue")


def test_each_kind_is_refused_when_wrong_and_kept_when_right(plain: Reader, inside: Inside) -> None:
    plain.opens(RESPOND).presses("Start")
    for step in (_choices, _order, _numbers, _words, _files):
        step(plain)
    plain.sees_heading("Check your answers").sees("Bus 51").sees("hands.mp4").sees(
        "C2"
    ).passes_axe()
    plain.takes_pictures("kinds-check", 320)
    sends(plain).sees("Thank you. We have your answer.")
    with inside():
        row = queries.by_slug(SLUG)
        wanted = select(Response.answers).where(Response.consultation_id == row.id)
        kept = db.session.scalars(wanted).one()
    asked = [each["kind"] for page in EVERY_KIND["pages"] for each in page["questions"]]
    assert len({key.partition(".")[0] for key in kept}) == len(asked) - 1


def test_a_square_of_the_plan_is_chosen_from_a_list(plain: Reader) -> None:
    plain.opens(RESPOND).presses("Start")
    while "Your words" not in plain.heading:
        plain.presses("Continue")
    plain.page.get_by_label("Square, like C4").select_option("H4")
    plain.presses("Continue").presses("Continue").sees_heading("Check your answers").sees("H4")
    plain.follows("Change Where should a new clinic be?").sees("Your mark is in this square: H4")


def test_each_page_of_it_reads_from_right_to_left(plain: Reader) -> None:
    plain.opens("/ar" + RESPOND).page.locator("main form button").first.click()
    number = 0
    while not plain.path.endswith("/check/"):
        number += 1
        assert plain.page.locator("html").get_attribute("dir") == "rtl"
        plain.takes_pictures(f"kinds-{number}-ar", 320)
        plain.page.locator("main form button:visible:not(.govuk-visually-hidden)").first.click()
    assert number == 5
    plain.takes_pictures("kinds-check-ar", 320).passes_axe()
