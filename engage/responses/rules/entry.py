"""An answer that somebody else types in: what is asked, what stands on the path it makes."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from engage.consultations import rules as consultation_rules
from engage.consultations.models import Consultation, Format, Kind
from engage.consultations.rules import AskedPage, AskedQuestion, Questionnaire
from engage.core.errors import RuleBroken
from engage.core.i18n import _dl, format_day
from engage.responses.models import (
    Channel,
    RespondentKind,
    Response,
    ResponseState,
)
from engage.responses.rules.values import whole
from engage.responses.rules.voices import MOST_PEOPLE, check_voice

SPOKEN = frozenset({Channel.PHONE, Channel.FACE_TO_FACE, Channel.EVENT})
"""Roads on which a person hears their code at once."""
BY_STAFF = tuple(each for each in Channel if each is not Channel.WEB)


class Mistake(enum.StrEnum):
    """Why an entry is taken back. The history holds the word, never a sentence."""

    TWICE = "entered_twice"
    WRONG_CONSULTATION = "wrong_consultation"
    WRONG_ANSWERS = "wrong_answers"
    ASKED = "person_asked"

    @property
    def label(self) -> Any:
        """The reason in words for staff."""
        return _MISTAKES[self]


_MISTAKES = {
    Mistake.TWICE: _dl("It was entered twice"),
    Mistake.WRONG_CONSULTATION: _dl("It belongs to another consultation"),
    Mistake.WRONG_ANSWERS: _dl("It was typed wrongly and will be entered again"),
    Mistake.ASKED: _dl("The person asked for it"),
}


@dataclass(frozen=True)
class Facts:
    """What is known of an answer besides the answers. `key` makes a double click one entry.

    `voice`: name, people, gathered, disagreed, for a group or an organisation. `before`: helper,
    own_words, permission, age_group, parent. A form that leaves out any of them is taken all the
    same; a child under 13 needs a parent. `variant`: the format the person used, empty for plain
    words.
    """

    channel: Channel
    received_on: date
    key: str
    kind: RespondentKind = RespondentKind.INDIVIDUAL
    voice: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    variant: str = ""

    @property
    def draft_key(self) -> str:
        """What the answer's row is found by, when the same page is sent twice."""
        return f"entry-{self.key}"


@dataclass(frozen=True)
class OnPath:
    """The answers that count, and the questions whose answers were left out, by their words."""

    answers: dict[str, Any]
    left_out: list[str]


def used_variant(channel: Channel, variant: str) -> str:
    """The format an answer came in: a sign language video is one in itself."""
    return variant or (Format.BSL.variant if channel is Channel.BSL_VIDEO else "")


def asked_of_others(asked: Questionnaire) -> Questionnaire:
    """The form as staff fill it in for somebody: nothing must be answered, files come as scans.

    A person who left out a question on paper has still answered.
    """
    return replace(asked, pages=tuple(_page(each) for each in asked.pages))


def _page(page: AskedPage) -> AskedPage:
    kept = [each for each in page.questions if each.kind is not Kind.FILE]
    return replace(page, questions=tuple(map(_eased, kept)))


def _eased(question: AskedQuestion) -> AskedQuestion:
    """A question that may be left out; a number keeps its bounds."""
    least = None if question.kind.has_choices else question.least
    return replace(question, required=False, least=least)


def on_path(asked: Questionnaire, answers: Mapping[str, Any], kind: RespondentKind) -> OnPath:
    """The answers that stand on the path they make themselves; the others are only named."""
    kept = consultation_rules.path(asked.pages, answers, kind.value).answers
    lost = [each.label for each in asked.questions if each.key in answers and each.key not in kept]
    return OnPath(kept, lost)


def district_of(asked: Questionnaire, answers: Mapping[str, Any]) -> str:
    """The first part of the postcode, from the question that asks for one; else empty."""
    typed = (answers.get(each.key) for each in asked.questions if each.kind is Kind.POSTCODE)
    return next((str(each) for each in typed if each), "")


def check_facts(facts: Facts) -> None:
    """Raises RuleBroken for the web, for what is too long, or people that are no number.

    A field is named as in `voice`. How many people a group speaks for may be left out: not every
    paper form says so.
    """
    if facts.channel is Channel.WEB:
        raise RuleBroken(_dl("Choose how the answer reached us."), "channel")
    if facts.kind is RespondentKind.INDIVIDUAL:
        return
    kind = facts.kind if facts.voice.get("people") else RespondentKind.ORGANISATION
    for broken in check_voice(kind, facts.voice).errors.values():
        raise broken
    people = facts.voice.get("people")
    if people and whole(people) not in range(1, MOST_PEOPLE + 1):
        raise RuleBroken(_dl("Enter how many people they speak for, like 25."), "people")


def check_not_frozen(consultation: Consultation) -> None:
    """Raises RuleBroken once the answers are frozen: the report counts what there was (settled 23).

    Until then a late answer is taken and flagged.
    """
    if consultation.frozen_on is not None:
        message = _dl("The answers are frozen since %(day)s. Tell whoever leads this consultation.")
        raise RuleBroken(message, day=format_day(consultation.frozen_on))


def check_take_back(response: Response) -> None:
    """Raises RuleBroken for an answer that was sent on the web, or taken back before."""
    if response.channel is Channel.WEB:
        raise RuleBroken(_dl("The person sent this answer on the web. Only they can take it back."))
    if response.state is not ResponseState.SUBMITTED:
        raise RuleBroken(_dl("This answer was taken back before."))
