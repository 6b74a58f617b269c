"""A change to services, as in 2016: built, launched, answered on every road, closed, handed out.

Everybody does with forms what they do, and scripts are off for all of them.
"""

import csv
import re
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from email.utils import format_datetime
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from engage.accounts import queries as who
from engage.consultations import queries
from engage.consultations.models import RecordKind
from engage.consultations.queries import sources
from engage.core.clock import now, today
from engage.core.db import db
from engage.core.i18n import SOURCE
from engage.languages import commands as languages
from engage.responses.models import Channel, Response
from tests.e2e.people import (
    AFTER,
    ANALYST,
    APPROVER,
    LEAD,
    READERS,
    TRANSLATOR,
    Link,
    Window,
    agrees_for_the_panel,
    finds_it_clear,
    sends,
    signs_in,
    stands,
)
from tests.e2e.reader import Reader
from tests.e2e.spanish import ES, TITLE, WORDS
from tests.factories.films import FILM

pytestmark = [pytest.mark.browser, pytest.mark.once]

Inside = Callable[[], AbstractContextManager[None]]
SLUG = "where-should-planned-operations-happen"
DESK = f"/desk/consultations/{SLUG}/"
RESPOND = f"/consultations/{SLUG}/respond/"
PAGES = 7
CHECK_ALL = "Save, and mark all shown as checked"
WHETHER = ("Duty to involve people", "Scrutiny committee")
MAIL = """From: Perpetua Lindqvist-Adjei <perpetua@example.net>
To: have-your-say@example.org
Subject: Planned operations
Date: {}
Content-Type: text/plain; charset=utf-8

Two centres are fine, if there is a bus.
"""


def _begins(lead: Reader) -> None:
    lead.follows("Consultations").follows("Begin a consultation").follows("Formal")
    lead.writes("Title", TITLE).chooses("Lewisham")
    lead.page.get_by_label("Start from").select_option("template:service-change")
    lead.page.get_by_label("Spanish").check()
    lead.writes("Closes on", (today() + timedelta(days=20)).isoformat())
    lead.presses("Begin").sees_heading(TITLE)
    lead.follows("Questions, options and papers").follows("Take out The change")
    lead.page.locator("main form button").first.click()


GATES = {
    "Two or more options",
    "Enough time to answer",
    "What is not yet decided",
    "The reasons",
    "What it could mean for people",
    "How the decision will be made",
    "Who decides, and when",
    "How this could affect different people",
    "Options we turned down",
    "The duty to involve people",
    "What the councils’ scrutiny committee said",
    "No start near an election",
    "Privacy notice",
    "Languages",
    "A second person",
    "Reading panel",
    "Costs",
}


def _writes(lead: Reader) -> None:
    lead.opens(f"{DESK}words/")
    for field, text in WORDS.items():
        lead.page.locator(f"#{field}").fill(text)
    lead.presses("Save").follows("Change the facts")
    lead.page.get_by_label("Lewisham", exact=True).uncheck()
    lead.chooses("Greenwich").writes("Phone to reply by", "020 7946 0133")
    lead.writes("Closes on", (today() + timedelta(days=83)).isoformat())
    decision = today() + timedelta(days=AFTER + 20)
    lead.writes("Day of the decision", decision.isoformat()).presses("Save")
    lead.follows("Questions, options and papers").takes_pictures("builder-questions", 1280)
    lead.follows("Change Stay as we are")
    lead.page.locator("#body").fill("Four hospitals go on as they do now.")
    lead.presses("Save").follows("Add an option").page.locator("#title").fill("The change")
    lead.page.locator("#body").fill("Two centres do all planned operations.")
    lead.presses("Save")
    lead.follows("Change Planned operations should be done")
    lead.page.locator("#label").fill("Planned operations should be done in two centres.")
    lead.passes_axe().takes_pictures("builder-question", 320).presses("Save")
    lead.follows("Check the route").passes_axe().takes_pictures("route", 1280)


def _records(lead: Reader) -> None:
    for _kind in RecordKind:
        lead.opens(f"{DESK}checklist/")
        lead.page.locator("main a", has_text="Enter it").first.click()
        heading = lead.heading
        if heading in WHETHER:
            lead.chooses("Yes").writes("Who decided this?", "The programme board")
        lead.page.locator("#text").fill("It agreed on 3 November. The paper is on its page.")
        if heading == "Equality screening":
            lead.presses("Save").sees("Enter a link to the screening. Words alone are not enough.")
            lead.passes_axe().takes_pictures("screening", 320)
            lead.writes("Link to it", f"/consultations/{SLUG}/#effects")
        lead.presses("Save").sees_heading("Before it can open")


def _in_spanish(inside: Inside, person: Window) -> None:
    """The lead has put everything into Spanish; somebody else who reads it checks every text."""
    with inside():
        lead, row = who.account_by_email(LEAD), queries.by_slug(SLUG)
        made = sources.source(row)
        things = {thing.id: thing for thing in sources.things(made)}
        for (_kind, subject, field, code), wording in made.texts.items():
            ours = field.startswith("privacy_")  # its first words are there in Spanish too
            if code == SOURCE and wording.text and not ours:
                texts = {field: ES[wording.text]}
                languages.put(actor=lead, subject=things[subject], texts=texts, language="es")
    checker = signs_in(person, TRANSLATOR).opens("/desk/translations/").passes_axe()
    checker.opens(f"/desk/translations/consultations/{SLUG}/es/?show=draft")
    checker.passes_axe().takes_pictures("bench", 320, 1280)
    while checker.page.get_by_role("button", name=CHECK_ALL).count():
        checker.presses(CHECK_ALL).opens(f"/desk/translations/consultations/{SLUG}/es/?show=draft")
    checker.sees("No text is in this state")


def _signed(person: Window, link_for: Link, lead: Reader) -> None:
    lead.opens(f"{DESK}checklist/").presses("Send this text to the panel")
    lead.sees("The panel reads it until the end of").sees("With The reading panel since")
    lead.passes_axe().takes_pictures("checklist-panel", 320, 1280)
    for email in READERS[:2]:
        member = finds_it_clear(person, link_for, email, TITLE)
    agrees_for_the_panel(member, TITLE)


def test_a_formal_consultation_passes_every_gate_and_a_second_person_opens_it(
    person: Window, link_for: Link, inside: Inside, plain: Reader
) -> None:
    lead = signs_in(person, LEAD)
    _begins(lead)
    assert stands(lead, SLUG) == GATES
    lead.takes_pictures("checklist-formal", 320)
    lead.presses("Launch on its opening day").sees("It was not launched")
    _writes(lead)
    _records(lead)
    assert stands(lead, SLUG) == {"Languages", "A second person", "Reading panel"}
    _in_spanish(inside, person)
    _signed(person, link_for, lead)
    assert stands(lead, SLUG) == {"A second person"}
    lead.sees("The panel signed this exact text.").presses("Launch on its opening day")
    lead.sees("It was not launched").sees("Ask a second person to launch it.")

    second = signs_in(person, APPROVER)
    assert stands(second, SLUG) == set()
    second.takes_pictures("checklist-done", 320).presses("Launch on its opening day").sees("Open")
    plain.opens(f"/consultations/{SLUG}/").sees("How many places there will be.")
    plain.passes_axe().takes_pictures("formal", 320, 1280)
    plain.follows("How this could affect different people").sees("Some people would travel further")
    assert "Not yet read by residents" not in plain.text()
    plain.opens(f"/es/consultations/{SLUG}/").sees("Cuántos lugares habrá.")


def _answers(respondent: Reader, words: str, pages: int = PAGES) -> Reader:
    """Page after page: agree, and say why."""
    for _page in range(pages):
        if respondent.page.locator("main input[type=radio]").count():
            respondent.page.locator("main input[type=radio]").nth(1).check()
        respondent.page.locator("main textarea").fill(words)
        respondent.page.locator("main form button").first.click()
    return respondent


def test_it_is_answered_on_the_web_in_english_and_spanish(plain: Reader, person: Window) -> None:
    plain.opens(RESPOND).presses("Start").passes_axe().takes_pictures("topic", 320)
    _answers(plain, "Fewer places are fine, with a bus.").sees_heading("Check your answers")
    sends(plain, about=True)
    plain.sees_heading("How old are you?").presses("Skip the rest")
    plain.sees("Thank you. We have your answer.")

    other = person().opens("/es" + RESPOND)
    other.page.locator("main form button").first.click()
    other.sees("Totalmente de acuerdo").takes_pictures("topic-es", 320)
    _answers(other, "Está demasiado lejos de mi casa.")
    sends(other)
    assert "/es/" in other.path
    assert other.path.endswith("/respond/done/")


def test_a_spoken_code_from_the_web_is_gone_on_with_by_phone(plain: Reader, person: Window) -> None:
    plain.opens("/es" + RESPOND).page.locator("main form button").first.click()
    plain.page.locator("main input[type=radio]").first.check()
    plain.page.locator("main textarea").fill("Hay que coger dos autobuses.")
    plain.page.locator("main form button").nth(1).click()
    spoken = plain.page.locator(".eg-code--large").inner_text()

    staff = signs_in(person, ANALYST).opens(DESK)
    staff.follows("Enter an answer by phone, letter or otherwise")
    staff.follows("The person has a code: go on with their answer")
    staff.writes("Your code", spoken.upper().replace("-", " ")).presses("Continue")
    if staff.path.endswith("/1/"):
        staff.presses("Continue")
    _answers(staff, "Said by phone: the bus is the problem.", PAGES - 1)
    staff.sees_heading("Check your answers").sees("Hay que coger dos autobuses.")
    staff.page.locator("main a.govuk-button").first.click()
    staff.chooses("One of our staff").presses("Continue").presses("No, send my answer now")
    staff.sees("Thank you. We have your answer.")


ROADS = (
    Channel.PHONE,
    Channel.FACE_TO_FACE,
    Channel.EVENT,
    Channel.LETTER,
    Channel.BSL_VIDEO,
)


def test_every_road_but_paper_is_entered_by_staff(person: Window) -> None:
    staff = signs_in(person, ANALYST)
    for road in ROADS:
        staff.opens(f"{DESK}enter/?language=en_GB")
        staff.page.locator(f"input[name=channel][value={road.value}]").check()
        staff.page.locator("main textarea[name^=q-]").last.fill(f"Heard by {road.value}.")
        if road is Channel.BSL_VIDEO:
            film = {"name": "hands.mov", "mimeType": "video/quicktime", "buffer": FILM}
            staff.page.locator("input[type=file]").set_input_files(film)
        if road is Channel.PHONE:
            staff.passes_axe().takes_pictures("enter", 1280)
        staff.presses("Keep this answer").follows("Skip: they said nothing about themselves")
        told = staff.page.locator(".eg-code--large").count()
        assert told == (road in ROADS[:3]), road
    assert staff.page.locator("main video").count() == 1
    staff.takes_pictures("entered", 320)

    mail = MAIL.format(format_datetime(now())).encode()
    staff.opens(DESK).follows("Answers by email").page.locator("input[type=file]").set_input_files(
        {"name": "answer.eml", "mimeType": "message/rfc822", "buffer": mail}
    )
    staff.presses("Drop this email").sees("Two centres are fine, if there is a bus.")
    staff.passes_axe().takes_pictures("email", 1280)
    staff.presses("Keep this answer")
    staff.follows("Skip: they said nothing about themselves").sees("Answer ")


def _keys(staff: Reader, number: int, letter: str) -> Reader:
    staff.opens(f"{DESK}paper/1/key/?by=letters").writes("Number on the form", str(number))
    for box in staff.page.locator("main input[name^=l-]").all():
        box.fill(letter)
    staff.page.locator("main textarea[name^=q-]").first.fill("Written by hand.")
    return staff


def test_a_printed_paper_form_is_keyed_by_one_and_again_by_another(person: Window) -> None:
    staff = signs_in(person, ANALYST).opens(DESK).follows("Paper forms: print and key them")
    staff.writes("How many forms?", "2").presses("Make these forms").sees_heading("Batch 1")
    staff.waits_for("Print the forms").follows("Forms 1–2")
    staff.sees("Form 1-002").takes_pictures("paper", 1280)
    staff.opens(f"{DESK}paper/1/").presses("All are printed: forget the codes")
    _keys(staff, 1, "A").passes_axe().takes_pictures("key-form", 1280)
    staff.presses("Keep this form").follows("Skip: they said nothing about themselves")
    staff.opens(f"{DESK}paper/1/").presses("Draw forms for a second keying")
    staff.sees("You keyed it first. A colleague keys it again.")

    other = signs_in(person, LEAD).opens(f"{DESK}paper/1/")
    other.page.locator("main a", has_text="again").first.click()
    for box in other.page.locator("main input[type=radio][name^=q-]").all()[:1]:
        box.check()
    other.presses("Compare").sees_heading("Settle what differs")
    other.passes_axe().takes_pictures("settle", 1280)
    for right in other.page.get_by_label("The first is right").all():
        right.check()
    other.presses("Settle").sees("Settled")


def _fetched(staff: Reader, words: str, to: Path) -> Path:
    with staff.page.expect_download() as coming:
        staff.page.get_by_role("link", name=words).first.click()
    target = to / coming.value.suggested_filename
    coming.value.save_as(target)
    return target


def _csv(path: Path) -> list[dict[str, str]]:
    with ZipFile(path) as parts:
        name = next(each for each in parts.namelist() if "dictionary" not in each)
        text = parts.read(name).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_after_closing_all_answers_come_in_a_file_and_the_record_holds(
    person: Window, later: str, inside: Inside, tmp_path: Path
) -> None:
    lead = signs_in(person, LEAD)
    reader = person()
    reader.opens(f"{later}/consultations/{SLUG}/").sees("Closed")
    reader.opens(later + RESPOND).sees("You cannot answer this now.")

    lead.opens(DESK).follows("Get all answers in a file").chooses(
        "CSV, with its dictionary beside it"
    )
    lead.writes("What do you need the answers for?", "The report to the board.").passes_axe()
    lead.presses("Make the file").waits_for("Fetch the file").takes_pictures("exports", 320)
    rows = _csv(_fetched(lead, "Fetch the file", tmp_path))
    with inside():
        wanted = select(Response).where(Response.consultation_id == queries.by_slug(SLUG).id)
        found = db.session.scalars(wanted)
        kept = [(each.channel, each.begun_language, each.language, each.helper) for each in found]
    assert len(rows) == len(kept)
    assert {each[0] for each in kept} == {*ROADS, Channel.WEB, Channel.PAPER, Channel.EMAIL}
    web = sorted(each[1:] for each in kept if each[0] is Channel.WEB)
    assert web == [("en_GB", "en_GB", ""), ("es", "en_GB", "staff"), ("es", "es", "")]

    lead.opens(DESK).follows("Full record of this consultation")
    lead.presses("Make the full record as of now").waits_for("Download the record")
    lead.takes_pictures("record", 320)
    with ZipFile(_fetched(lead, "Download the record", tmp_path)) as record:
        record.extractall(tmp_path / "record")
    sums = next((tmp_path / "record").rglob("SHA256SUMS"))
    checked = subprocess.run(
        ["sha256sum", "-c", "--quiet", sums.name], cwd=sums.parent, check=False, capture_output=True
    )
    assert checked.returncode == 0, checked.stdout.decode()
    assert re.search(r"\S+  \S+", sums.read_text(encoding="utf-8"))
