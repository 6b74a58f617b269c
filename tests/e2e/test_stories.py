"""Stories that must come true, each told by the people in it. Scripts are off for all of them."""

import email
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from engage.accounts import commands as accounts
from engage.accounts import queries as who
from engage.accounts.models import Account, Role
from engage.bundle import queries as bundle
from engage.consultations import commands, queries
from engage.consultations.commands.beginning import begin
from engage.consultations.models import Consultation, RecordKind, Weight
from engage.consultations.queries import formats, launch, sources
from engage.core.clock import now, today
from engage.core.db import db
from engage.reading import commands as reading
from engage.reading.models import Found
from engage.responses.models import Response
from tests.e2e.people import LEAD, READERS, Link, Window, comes_by_link, sends, signs_in
from tests.e2e.reader import Reader, until

pytestmark = [pytest.mark.browser, pytest.mark.once]

Inside = Callable[[], AbstractContextManager[None]]
EVENINGS = "/consultations/gp-evenings/"
DESK = "/desk/consultations/"
WORD = """Reading corner survey

1. What should we call it?
a) The Nook
b) The Quiet Shelf
c) Other (please say) ________

2. When would you come? Tick all that apply
a) Mornings
b) Afternoons
c) Evenings

3. What else should we know?
"""


def test_a_new_lead_opens_a_light_survey_with_five_forms(
    person: Window, plain: Reader, inside: Inside
) -> None:
    """Story 1. After signing in: begin, paste, add, privacy notice, launch. Five forms in all."""
    with inside():
        accounts.create_account(
            actor=None,
            email="new.lead@example.org",
            name="Odalys Brackenbury",
            role=Role.ENGAGEMENT_LEAD,
            password="a password of nobody else",
        )
    lead = signs_in(person, "new.lead@example.org", "a password of nobody else")
    sent: list[str] = []
    lead.page.on("request", lambda each: sent.append(each.url) if each.method == "POST" else None)

    lead.follows("Consultations").follows("Begin a consultation").follows("Light")
    lead.passes_axe().takes_pictures("builder-begin", 1280)
    lead.writes("Title", "What shall we call the reading corner?").chooses("Greenwich").presses(
        "Begin"
    )
    lead.follows("Questions, options and papers").follows("Paste questions from a document")
    lead.writes("Paste your questions", WORD).presses("Find the questions")
    lead.sees_heading("We found 3 questions. Check them").passes_axe()
    lead.takes_pictures("builder-found", 1280).presses("Add the ticked questions")
    lead.follows("Back").follows("Check what is missing, and launch")
    assert lead.page.locator("main li", has_text="To do").count() == 1, lead.text()
    lead.follows("Enter it Privacy notice").presses("Save")
    assert lead.page.locator("main li", has_text="To do").count() == 0, lead.text()
    lead.passes_axe().takes_pictures("checklist-light", 1280)
    lead.presses("Launch on its opening day").sees("Open")
    assert len(sent) == 5, sent

    slug = lead.path.rstrip("/").rpartition("/")[2]
    lead.follows("Launch kit").follows("Poster to print (A4)")
    assert lead.page.locator(".poster__code svg").count() == 1
    lead.sees(f"/consultations/{slug}/").sees("What shall we call the reading corner?")
    lead.takes_pictures("poster", 1280)

    plain.opens(f"/consultations/{slug}/").follows("Have your say").presses("Start")
    plain.chooses("The Nook").presses("Continue").presses("Continue").presses("Continue")
    sends(plain).sees("Thank you. We have your answer.")


def _answers_now(inside: Inside, slug: str) -> list[tuple[object, ...]]:
    columns = (Response.reference, Response.version, Response.edition_id, Response.answers)
    with inside():
        row = queries.by_slug(slug)
        wanted = select(*columns).where(Response.consultation_id == row.id)
        return [tuple(each) for each in db.session.execute(wanted.order_by(Response.reference))]


def test_one_person_corrects_a_phone_number_everywhere_with_one_form(
    person: Window, plain: Reader, link_for: Link, inside: Inside
) -> None:
    """Story 2, in six languages and one: a button, and old and new are public in each."""
    old, new = "020 7946 0101", "020 7946 0109"
    before = _answers_now(inside, "gp-evenings")
    lead = signs_in(person, LEAD).opens(f"{DESK}gp-evenings/")
    lead.follows("Correct a fact in every language")
    lead.writes("What stands there now", old).writes("What should stand there", new)
    lead.presses("Show where it stands").sees("Where it stands:").passes_axe()
    lead.takes_pictures("correct", 1280).presses("Correct it everywhere")
    lead.sees_heading("Evening and weekend")

    for prefix in ("", "/ne", "/ro", "/pl", "/pa", "/ta", "/ar"):
        plain.opens(prefix + EVENINGS)
        said = plain.page.locator("main").inner_text()
        assert said.count(new) >= 2, (prefix, said[:2000])
        assert old in said
        assert plain.page.locator(f'a[href="tel:{new.replace(" ", "")}"]').count() == 1
        assert plain.page.locator(f'a[href="tel:{old.replace(" ", "")}"]').count() == 0
    plain.takes_pictures("corrected-ar", 320)
    plain.opens(EVENINGS).sees("We corrected a mistake.").passes_axe()
    assert "Not yet read by residents" not in plain.text()
    member = comes_by_link(person, link_for, READERS[0]).opens("/desk/reading/")
    assert "Evening and weekend" not in member.text()
    assert _answers_now(inside, "gp-evenings") == before


def test_digits_bring_an_answer_from_nepali_to_a_helper_in_english(
    plain: Reader, person: Window, inside: Inside
) -> None:
    """Story 3: stopped at question 3. One response; both languages, the helper, whose words."""
    before = {row[0] for row in _answers_now(inside, "gp-evenings")}
    plain.opens("/ne" + EVENINGS + "respond/").page.locator("main form button").first.click()
    plain.page.locator("main input[type=checkbox]").nth(3).check()
    plain.page.locator("main form button").first.click()
    plain.page.locator("main input[type=radio]").nth(1).check()
    plain.page.locator("main textarea").fill("अन्तिम बस राति नौ बजे जान्छ।")
    plain.page.locator("main form button").nth(1).click()
    plain.passes_axe().takes_pictures("saved-ne", 320)
    digits = re.search(r"\d{4}[  -]?\d{4}[  -]?\d{4}", plain.text())
    assert digits, plain.text()
    plain.page.context.clear_cookies()

    helper = person().opens("/continue/")
    helper.writes("Your code", re.sub(r"\D", "", digits[0])).presses("Continue")
    helper.sees("Page 2 of 4").takes_pictures("continued", 1280)
    words = helper.page.locator("main textarea")
    words.fill(f"{words.input_value()}\nShe says: my mother cannot walk in the dark.")
    helper.presses("Continue").presses("Continue").presses("Continue")
    helper.sees_heading("Check your answers").sees("Saturday morning")
    helper.sees("अन्तिम बस राति नौ बजे जान्छ।").sees("She says: my mother")
    helper.page.locator("main a.govuk-button").first.click()
    helper.passes_axe().takes_pictures("who-helped", 1280)
    helper.chooses("A family member or friend")
    helper.page.locator("input[name=q-own_words][value=mostly]").check()
    helper.presses("Continue").presses("No, send my answer now")
    helper.sees("Thank you. We have your answer.")

    with inside():
        row = queries.by_slug("gp-evenings")
        wanted = select(Response).where(Response.consultation_id == row.id)
        fresh = [each for each in db.session.scalars(wanted) if each.reference not in before]
        kept = [(each.begun_language, each.language, each.helper) for each in fresh]
        own = [each.own_words for each in fresh]
    assert (kept, own) == ([("ne", "en_GB", "family")], ["mostly"])


@pytest.mark.parametrize("way", ["sent", "saved and taken off the device"])
def test_going_back_on_a_shared_phone_shows_none_of_her_words(plain: Reader, way: str) -> None:
    """Story 4. Every page of the history is opened again; none shows a word, nor its title."""
    words = "He shouts when I go out"
    plain.opens(EVENINGS).follows("Have your say").presses("Start").presses("Continue")
    plain.presses("Continue").page.locator("main textarea").fill(words)
    if way == "sent":
        plain.presses("Continue").presses("Continue").sees(words)
        sends(plain).sees("Thank you. We have your answer.")
    else:
        plain.presses("Save and finish later").sees_heading("We have saved your answer")
        plain.presses("Remove my answer from this device").sees_heading("Evening and weekend")
    steps = plain.page.evaluate("history.length")
    assert steps > 5
    seen = []
    for _step in range(steps - 2):
        plain.page.go_back()
        typed = [each.input_value() for each in plain.page.locator("textarea").all()]
        seen += [plain.page.url, plain.page.title(), plain.text(), *typed]
    assert seen
    assert not [each for each in seen if "shouts" in each]
    plain.opens(EVENINGS + "respond/3/")
    assert "shouts" not in plain.page.content()


def _formal_without_an_answer(inside: Inside) -> str:
    """A formal draft like one that was launched before, with everything but two things."""
    with inside():
        lead = who.account_by_email(LEAD)
        before = queries.by_slug("gp-evenings")
        row = begin(
            actor=lead,
            weight=Weight.FORMAL,
            title="Two evening clinics: which sites?",
            start="copy:gp-evenings",
            opens_on=today() + timedelta(days=2),
            decision_on=today() + timedelta(days=120),
            topic_id=before.topic_id,
            organisation_id=before.organisation_id,
            minutes=8,
        )
        for promised in formats.of(row.id):  # a copy promises the same formats again
            commands.drop_format(actor=lead, consultation=row, row=promised)
        for kind in RecordKind:
            applies = {RecordKind.DUTY_TO_INVOLVE: True, RecordKind.SCRUTINY: None}.get(kind)
            if kind is not RecordKind.SCRUTINY:
                commands.enter_record(
                    actor=lead,
                    consultation=row,
                    kind=kind,
                    done_on=today(),
                    applies=applies,
                    said_by="The programme board",
                    text="Kept with the papers of the programme board.",
                    link="/consultations/gp-evenings/#papers",
                )
        _read(lead, row)
        return str(row.slug)


def _read(lead: Account, row: Consultation) -> None:
    """The panel reads the text as it stands and signs it."""
    text = reading.send(
        actor=lead,
        subject_kind="consultation",
        subject_id=row.id,
        title="Two evening clinics: which sites?",
        text=launch.panel_text(sources.source(row)),
    )
    for email_address in READERS[:2]:
        reader = who.account_by_email(email_address)
        reading.read(actor=reader, submission=text, found=Found.CLEAR, clear=[], hard={})
        db.session.flush()
    reading.sign(actor=reader, submission=text)


OUTSIDER = "marcellus.oyinkan@example.net"
CHAIR = "The committee next meets in March. Its chair was told."
AWAY = "Our own approver is away until Monday."


def _mailed_links(home: Path, number: int) -> list[str]:
    """The addresses in the mails to the outsider, once so many have come."""
    found: set[str] = set()

    def came() -> bool:
        for path in (home / "mail").glob("*"):
            message = email.message_from_bytes(path.read_bytes())
            body = message.get_payload(decode=True)
            if message["To"] == OUTSIDER and isinstance(body, bytes):
                found.update(re.findall(r"http\S+/approvals/\S+/", body.decode()))
        return len(found) == number

    until(came, f"{number} mails")
    return sorted(found)


def _asks(lead: Reader, slug: str, what: str, why: str) -> Reader:
    lead.opens(f"{DESK}{slug}/checklist/").follows(f"Ask an approver {what}")
    lead.writes("Name", "Marcellus Oyinkan").writes("What they do", "director of public health")
    lead.writes("Email address", OUTSIDER).page.locator("#reason").fill(why)
    lead.passes_axe().takes_pictures("ask-approver", 320)
    return lead.presses("Send the link").sees("Marcellus Oyinkan, director of public health")


def _approves(outsider: Reader, link: str) -> Reader:
    """He reads that text alone: the page leads nowhere else."""
    outsider.opens(link).sees("Two evening clinics: which sites?").passes_axe()
    outsider.takes_pictures("approve-gate" if CHAIR in outsider.text() else "approve", 320)
    assert outsider.page.locator("main a").count() == 0
    outsider.writes("Anything you want to add", "I spoke to the chair.").presses("I approve")
    return outsider.sees("You approved this text. Thank you.")


def test_an_outsider_approves_by_links_on_a_phone(
    person: Window, plain: Reader, inside: Inside, home: Path
) -> None:
    """Story 6. He has no account, sees that text alone, and the record says who, what and why."""
    slug = _formal_without_an_answer(inside)
    lead = signs_in(person, LEAD).opens(f"{DESK}{slug}/checklist/")
    lead.presses("Launch on its opening day").sees("Ask a second person")
    _asks(lead, slug, "A second person", AWAY)
    _asks(lead, slug, "What the councils’ scrutiny committee said", CHAIR)
    for link in _mailed_links(home, 2):
        _approves(plain, link)
    plain.takes_pictures("approved", 320)
    plain.page.goto(plain.site + f"{DESK}{slug}/")
    plain.sees_heading("Sign in")

    lead.opens(f"{DESK}{slug}/checklist/").sees("Set aside").takes_pictures("set-aside", 1280)
    lead.presses("Launch on its opening day").sees("Opens soon")
    plain.opens(f"/consultations/{slug}/").sees("What we left out, and why")
    plain.sees("Agreed by Marcellus Oyinkan").sees(CHAIR).takes_pictures("left-out", 320)
    with inside():
        made = bundle.built(queries.by_slug(slug), now())
    with made, ZipFile(made) as record:
        whole = "\n".join(record.read(name).decode(errors="replace") for name in record.namelist())
    for said in ("Marcellus Oyinkan", "director of public health", "I spoke to the", AWAY, CHAIR):
        assert said in whole, said
