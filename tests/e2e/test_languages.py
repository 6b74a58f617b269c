"""One consultation in six languages, Easy Read and sign language. Scripts are off for everybody."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.accounts import queries as who
from engage.consultations import commands, queries
from engage.consultations.commands.beginning import begin
from engage.consultations.models import Consultation, Format, RecordKind, Weight
from engage.consultations.queries import formats, sources
from engage.consultations.rules.formats import Days
from engage.core.clock import today
from engage.core.db import db
from engage.core.formats import qr
from engage.core.i18n import SOURCE, languages
from engage.demo.world import check
from engage.responses.models import Response
from tests.e2e.people import APPROVER, LEAD, TRANSLATOR, Window, signs_in
from tests.e2e.reader import Reader

pytestmark = [pytest.mark.browser, pytest.mark.once]

Inside = Callable[[], AbstractContextManager[None]]
OFFERED = (SOURCE, "ne", "ro", "pl", "pa", "bn")
READ_BY = {
    "sabitra.elmscroft@example.org": ("ne", "pa"),
    "ilinca.farraday@example.org": ("ro", "pl"),
    TRANSLATOR: ("bn",),
}
"""Who reads which of them."""
HARD = "What would make it hard for you to use the evening or weekend clinics?"
EDITED = "What would make it hard for you to use a clinic in the evening or at the weekend?"
HELD = "It still says the same"
RIGHT = "Save, and mark all shown as checked"
BENGALI = "শেষ বাস রাত নয়টায় চলে যায়।"


@pytest.fixture
def slug(inside: Inside) -> str:
    """A draft in six languages, all checked; Easy Read is ready, sign language comes later."""
    with inside():
        lead, before = who.account_by_email(LEAD), queries.by_slug("gp-evenings")
        row = begin(
            actor=lead,
            weight=Weight.STANDARD,
            title="Evening and weekend GP appointments: where and when?",
            start="copy:gp-evenings",
            opens_on=today(),
            closes_on=today() + timedelta(days=60),
            decision_on=today() + timedelta(days=120),
            topic_id=before.topic_id,
            organisation_id=before.organisation_id,
            areas=[each.area_id for each in before.areas],
            languages_offered=OFFERED,
            phone=before.phone,
            minutes=8,
        )
        for kind in (RecordKind.PRIVACY_NOTICE, RecordKind.EQUALITY_SCREENING):
            commands.enter_record(
                actor=lead, consultation=row, kind=kind, done_on=today(), link="/privacy/"
            )
        _check_every_text(row)
        _other_formats(row)
        return str(row.slug)


def _check_every_text(row: Consultation) -> None:
    for thing in sources.things(sources.source(row)):
        for code in OFFERED[1:]:
            check(thing, code, actor=LEAD)


def _other_formats(row: Consultation) -> None:
    lead = who.account_by_email(LEAD)
    easy, film = (formats.one(row, each.variant) for each in (Format.EASY_READ, Format.BSL))
    commands.make_format_ready(actor=lead, consultation=row, row=easy)
    days = Days(today() + timedelta(days=7), today() + timedelta(days=70))
    commands.set_format_days(actor=lead, consultation=row, row=film, days=days)


def _edits_a_question(lead: Reader, slug: str) -> None:
    """After every translation was checked. The Easy Read words still hold."""
    lead.opens(f"/desk/consultations/{slug}/questions/").follows(f"Change {HARD}")
    lead.page.locator("#label").fill(EDITED)
    lead.presses("Save").opens(f"/desk/consultations/{slug}/formats/easy-read/words/")
    lead.presses("Keep these words").opens(f"/desk/consultations/{slug}/checklist/")


def _is_refused(lead: Reader) -> None:
    """The refusal names the question and every language that no longer says the same."""
    lead.presses("Launch on its opening day").sees("It was not launched")
    for code in OFFERED[1:]:
        lead.sees(f"{languages()[code].name}: question 3 no longer matches the English.")
    lead.takes_pictures("refused-languages", 320)


def _is_checked_again(lead: Reader, person: Window, slug: str) -> None:
    """The lead says that the words still hold; a second person who reads them checks them."""
    bench = f"/desk/translations/consultations/{slug}/%s/?show=%s"
    for code in OFFERED[1:]:
        lead.opens(bench % (code, "stale")).sees(EDITED).chooses(HELD).presses("Save")
    for email, read in READ_BY.items():
        checker = signs_in(person, email)
        for code in read:
            checker.opens(bench % (code, "draft")).presses(RIGHT)
            checker.sees("No text is in this state")


def _is_begun_in_bengali(plain: Reader, slug: str) -> str:
    """Half-way she looks at it in English: nothing is lost. The twelve digits beside her code."""
    plain.opens(f"/bn/consultations/{slug}/respond/")
    plain.page.locator("main form button").first.click()
    plain.page.locator("main input[type=checkbox]").nth(3).check()
    plain.page.locator("main form button").first.click()
    plain.page.locator("main textarea").fill(BENGALI)
    plain.page.locator("main form button").first.click()
    _switches(plain, "English").sees("Page 3 of 4").follows("Back").sees(EDITED)
    assert plain.page.locator("main textarea").input_value() == BENGALI
    _switches(plain, "বাংলা").page.locator("main form button").nth(1).click()
    spoken = plain.page.locator(".eg-code--large").inner_text()
    assert re.fullmatch(r"(?:[\u0980-\u09ff\u200c\u200d]+ ){3}\d{4}", spoken)
    plain.passes_axe().takes_pictures("code-bn", 320)
    digits = re.search(r"\d{4}[  -]?\d{4}[  -]?\d{4}", plain.text())
    assert digits, plain.text()
    return re.sub(r"\D", "", digits[0])


def _switches(reader: Reader, language: str) -> Reader:
    """By the one link at the top of every page."""
    reader.page.locator("header a[href*='/languages/']").click()
    return reader.follows(language)


def _is_finished_by_a_helper(helper: Reader, digits: str) -> None:
    helper.opens("/continue/").writes("Your code", digits).presses("Continue").sees("Page 2 of 4")
    for _page in range(2):
        helper.presses("Continue")
    helper.page.locator("main input[type=text]").fill("SE18 6HQ")
    helper.presses("Continue").sees_heading("Check your answers")
    helper.sees(BENGALI).sees("Saturday morning").page.locator("main a.govuk-button").first.click()
    helper.chooses("A family member or friend")
    helper.page.locator("input[name=q-own_words][value=yes]").check()
    helper.presses("Continue").presses("No, send my answer now")
    helper.sees("Thank you. We have your answer.")


def _opens_the_poster(lead: Reader, plain: Reader, slug: str, code: str) -> None:
    """The square of a poster holds the address that stands beside it; that opens its language."""
    own = languages()[code]
    lead.opens(f"/desk/consultations/{slug}/kit/")
    lead.page.locator(f"section[aria-labelledby=kit-{own.html_lang}] a").first.click()
    address = f"http://{lead.page.locator('.poster__address').inner_text()}"
    drawn = re.findall(r' d="[^"]+"', qr.svg(address))
    assert all(each in lead.page.content() for each in drawn)
    plain.opens(address)
    assert plain.page.locator("html").get_attribute("lang") == own.html_lang
    assert plain.page.locator("main").inner_text().count("020 7946 0101")


def test_six_languages_easy_read_and_sign_language_from_the_draft_to_one_answer(
    person: Window, plain: Reader, inside: Inside, slug: str
) -> None:
    lead = signs_in(person, LEAD)
    _edits_a_question(lead, slug)
    _is_refused(lead)
    _is_checked_again(lead, person, slug)
    second = signs_in(person, APPROVER).opens(f"/desk/consultations/{slug}/checklist/")
    second.presses("Launch on its opening day").sees("Open")
    plain.opens(f"/consultations/{slug}/").sees("नेपाली").sees("ਪੰਜਾਬੀ").sees("British Sign Language")
    plain.opens(f"/easy-read/consultations/{slug}/").sees_heading("Seeing a GP in the evening")

    _is_finished_by_a_helper(person(), _is_begun_in_bengali(plain, slug))
    with inside():
        wanted = select(Response).where(Response.consultation_id == queries.by_slug(slug).id)
        kept = [
            (each.begun_language, each.language, each.helper, each.own_words)
            for each in db.session.scalars(wanted)
        ]
    assert kept == [("bn", "en_GB", "family", "yes")]
    _opens_the_poster(lead, plain, slug, "ne")
