"""The privacy notice of a consultation: its parts, and the words that a new one begins with.

Source: UK GDPR articles 13 and 14: who asks, what is kept, why and on what ground, for how long,
who sees it, people’s rights, and how to complain. The words say what this product does. What only
an organisation knows, such as days of deletion, it writes itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engage.consultations.models import PRIVACY, privacy_field
from engage.consultations.rules.building import check_text
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl, _l, said_in

LONGEST = 5_000
HEADINGS: Mapping[str, Any] = {
    "who": _l("Who looks after it"),
    "kept": _l("What we keep"),
    "why": _l("Why we keep it, and our legal reasons"),
    "long": _l("How long we keep it"),
    "seen": _l("Who sees it"),
    "rights": _l("What you can ask us to do"),
    "complain": _l("If you are not happy with our answer"),
}
_WORDS: Mapping[str, Sequence[Any]] = {
    "who": (
        _l("This page is about this one piece of work. Ask us if anything here is not clear."),
    ),
    "kept": (
        _l("You do not need an account. You do not need to give your name."),
        _l(
            "We keep your answers, the language you used and the day you sent them. "
            "We also keep how you sent them: online, on paper or by phone."
        ),
        _l("If you give a postcode, we keep its first part only."),
        _l("We do not keep the address of your phone or computer with your answer."),
        _l("We also keep what you choose to add: files, who helped you, and your age group."),
        _l(
            "If you are under 13, we keep that a parent or carer said yes. "
            "We do not keep their name."
        ),
        _l("If you answer by email, we keep your address apart from your answer."),
        _l(
            "At the end you can tell us how easy this was. "
            "We keep that with no link to your answer."
        ),
    ),
    "why": (
        _l("We use your answers to help us decide."),
        _l("Asking people about services is part of our public task. That is our legal reason."),
        _l(
            "You can skip the questions about you. They show us who we have not heard from yet. "
            "We never use them to decide anything about you."
        ),
        _l(
            "For the questions about you, the law is the Data Protection Act 2018, "
            "schedule 1, paragraph 8."
        ),
    ),
    "long": (
        _l("You can take back your answer at any time. Then we no longer count it."),
        _l("We delete an answer that you did not send four weeks after the closing day."),
        _l("This site does not yet delete answers on a set day. Ask us, and we will delete yours."),
        _l(
            "We keep what you say about yourself apart from your answer. One link joins the two. "
            "Once we cut that link, nobody can join them again. "
            "Then we can no longer find, show or delete what you said about yourself."
        ),
    ),
    "seen": (
        _l("Our staff read the answers."),
        _l(
            "If we are worried that someone is in danger, we tell the people here "
            "who keep people safe."
        ),
        _l(
            "We publish what people talked about, and how many people said it. "
            "We hide small numbers, so that nobody can find you in them."
        ),
        _l(
            "If you say yes, we may show your words too. "
            "People check them first and take out private parts."
        ),
        _l("If you are under 16, or we do not know your age, two people check them."),
    ),
    "rights": (
        _l("You can ask us to show you what we keep about you, to put it right or to delete it."),
        _l("You can ask us to stop using your answers to the questions about you."),
        _l("If we no longer know which answer is yours, we will need your code to find it."),
    ),
    "complain": (
        _l("Please tell us first, so that we can put it right."),
        _l("You can complain to the Information Commissioner’s Office."),
    ),
}


def default_words(code: str) -> dict[str, str]:
    """The notice that a new consultation begins with, by field, a paragraph on each line.

    In another language only parts of which every sentence is in our own catalogue.
    """
    found = {}
    for part in PRIVACY:
        said = [said_in(code, each) for each in _WORDS[part]]
        if all(said):
            found[privacy_field(part)] = "\n".join(said)
    return found


def notice_is_whole(said: Mapping[str, str]) -> bool:
    """Whether every part of the notice has words. `said`: the words by part."""
    return all(said.get(part, "").strip() for part in PRIVACY)


def check_notice(texts: Mapping[str, str]) -> None:
    """Raises RuleBroken, with the field, for a part that is empty or too long."""
    for part in PRIVACY:
        field = privacy_field(part)
        said = texts.get(field, "")
        if not said.strip():
            raise RuleBroken(_dl("Write something here. People must be told this."), field)
        check_text(said, field, LONGEST)


@dataclass(frozen=True)
class Part:
    """One part of a notice as people read it."""

    name: str
    heading: str
    paragraphs: Sequence[str]


def parts_of(body: Mapping[str, Any]) -> list[Part]:
    """The notice in a document of an edition; empty for an edition that has none of its own."""
    kept: Mapping[str, Sequence[str]] = body.get("privacy", {})
    if not all(kept.get(part) for part in PRIVACY):
        return []
    return [Part(part, str(HEADINGS[part]), kept[part]) for part in PRIVACY]
