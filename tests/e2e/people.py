"""People of the journeys: who they are and how they come in."""

import re
from collections.abc import Callable

from engage.demo.world import PASSWORD
from tests.e2e.reader import Reader

LEAD = "tamsin.okorley@example.org"
ANALYST = "devan.marwood@example.org"
TRANSLATOR = "nadira.castellane@example.org"
APPROVER = "philippa.nwosgrange@example.org"
READERS = (
    "ivy.pellingham@example.org",
    "rukhsana.thornby@example.org",
    "sefton.adomakor@example.org",
)
AFTER = 100
"""Days from now to a day on which everything that journeys begin has closed."""
Window = Callable[[], Reader]
Link = Callable[[str], str]


def signs_in(window: Window, email: str, password: str = PASSWORD) -> Reader:
    """Staff, with a password."""
    staff = window().opens("/sign-in/")
    staff.writes("Email address", email).writes("Password", password).presses("Sign in")
    return staff.sees_heading("My work")


def comes_by_link(window: Window, link_for: Link, email: str) -> Reader:
    """Somebody of the panel or the board, with the link of a mail."""
    member = window().opens(link_for(email)).presses("Sign in")
    return member.sees_heading("My work")


def finds_it_clear(window: Window, link_for: Link, email: str, title: str) -> Reader:
    """A reader of the panel reads a whole text and finds it clear."""
    member = comes_by_link(window, link_for, email).opens("/desk/reading/")
    member.page.locator("main a", has_text=title).first.click()
    member.page.get_by_label("Clear", exact=True).last.check()
    return member.presses("Send my answer")


def agrees_for_the_panel(member: Reader, title: str) -> Reader:
    """The reader signs the exact text."""
    member.opens("/desk/reading/").page.locator("main a", has_text=title).first.click()
    return member.presses("Agree to this exact text")


def sends(respondent: Reader, *, about: bool = False) -> Reader:
    """From the check to the receipt, leaving out what may be left out."""
    respondent.page.locator("main a.govuk-button").first.click()
    respondent.page.locator("main form button").nth(1).click()
    respondent.page.locator("main form button").nth(1 if about else 0).click()
    return respondent


def stands(staff: Reader, slug: str) -> set[str]:
    """The gates on the checklist that stop a launch, or that it is better with, by their names."""
    staff.opens(f"/desk/consultations/{slug}/checklist/")
    lines = staff.page.locator("main .eg-gates > li", has_text=re.compile("To do|Better with"))
    names = [each.locator("div > strong").inner_text() for each in lines.all()]
    return {each.rstrip(".") for each in names}
