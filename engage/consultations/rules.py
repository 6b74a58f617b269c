"""When a consultation is open, what may be published, and what the public form asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from engage.consultations.models import Consultation, Kind, Stage, Weight
from engage.core.clock import day_of, start_of
from engage.core.errors import RuleBroken
from engage.core.i18n import _, _dl, _l, format_day, ngettext
from engage.publishing.rules import Gate

CLOSING_SOON_DAYS = 7
READ_FIELDS = (
    "title",
    "summary",
    "asked",
    "undecided",
    "fixed",
    "why_now",
    "effects",
    "costs",
    "decision",
)
AGREE_KEYS = ("strongly_agree", "agree", "neither", "disagree", "strongly_disagree")


@dataclass(frozen=True)
class AskedChoice:
    """A choice as it is shown: its lasting key and its words."""

    key: str
    label: str


@dataclass(frozen=True)
class AskedQuestion:
    """A question as it is shown. `most` limits choices, `limit` characters; None means no limit."""

    key: str
    kind: Kind
    label: str
    hint: str
    required: bool
    most: int | None
    limit: int | None
    choices: tuple[AskedChoice, ...]


@dataclass(frozen=True)
class AskedPage:
    """One page of the form."""

    title: str
    questions: tuple[AskedQuestion, ...]


@dataclass(frozen=True)
class Questionnaire:
    """The form of one edition in one language. `language` is the one it is really in."""

    edition_id: UUID
    hash: str
    language: str
    pages: tuple[AskedPage, ...]

    @property
    def questions(self) -> tuple[AskedQuestion, ...]:
        """Every question, in order."""
        return tuple(question for page in self.pages for question in page.questions)


def questionnaire_of(
    edition_id: UUID, hash_: str, language: str, body: Mapping[str, Any]
) -> Questionnaire:
    """The form that stands in an edition's document."""
    pages = tuple(
        AskedPage(page["title"], tuple(_asked(question) for question in page["questions"]))
        for page in body["pages"]
    )
    return Questionnaire(edition_id, hash_, language, pages)


def _asked(question: Mapping[str, Any]) -> AskedQuestion:
    return AskedQuestion(
        key=question["key"],
        kind=Kind(question["kind"]),
        label=question["label"],
        hint=question["hint"],
        required=question["required"],
        most=question["most"],
        limit=question["limit"],
        choices=tuple(AskedChoice(each["key"], each["label"]) for each in question["choices"]),
    )


def opens_at(consultation: Consultation) -> datetime:
    """The first moment it is open: 00:00 of its first day in the site's zone (settled 20)."""
    return start_of(consultation.opens_on)


def closes_at(consultation: Consultation) -> datetime:
    """The first moment after it: 24:00 of its last day in the site's zone (settled 20)."""
    return start_of(consultation.closes_on + timedelta(days=1))


def stage_in_force(consultation: Consultation, at: datetime) -> Stage:
    """The stage at a moment. Opening and closing follow the clock; the row may lag behind."""
    if consultation.stage not in {Stage.SCHEDULED, Stage.OPEN, Stage.CLOSED}:
        return consultation.stage
    if at < opens_at(consultation):
        return Stage.SCHEDULED
    return Stage.OPEN if at < closes_at(consultation) else Stage.CLOSED


def time_left(consultation: Consultation, at: datetime) -> str:
    """How long there is, in the reader's words: one short sentence for a card."""
    stage = stage_in_force(consultation, at)
    if stage is Stage.SCHEDULED:
        return _("Opens on %(day)s", day=format_day(consultation.opens_on))
    if stage is not Stage.OPEN:
        return _("Closed on %(day)s", day=format_day(consultation.closes_on))
    days = (consultation.closes_on - day_of(at)).days
    if days == 0:
        return _("Closes today at midnight")
    return ngettext("%(num)s day left", "%(num)s days left", days)


def closes_soon(consultation: Consultation, at: datetime) -> bool:
    """True when it is open and closes today or within seven days."""
    left = consultation.closes_on - day_of(at)
    open_now = stage_in_force(consultation, at) is Stage.OPEN
    return open_now and left <= timedelta(days=CLOSING_SOON_DAYS)


def may_submit(
    consultation: Consultation, begun_at: datetime, at: datetime, grace: timedelta
) -> bool:
    """Whether an answer begun at one moment may be sent at another (settled 22).

    Open: yes. Closed: only when it was begun before closing, and within the time of grace.
    """
    if stage_in_force(consultation, at) is Stage.OPEN:
        return True
    end = closes_at(consultation)
    return opens_at(consultation) <= begun_at < end <= at < end + grace


def is_late(consultation: Consultation, at: datetime) -> bool:
    """Whether an answer sent at this moment is flagged late."""
    return at >= closes_at(consultation)


NEXT = {
    Stage.CLOSED: (Stage.ANALYSING,),
    Stage.ANALYSING: (Stage.DECIDED,),
    Stage.DECIDED: (Stage.FED_BACK,),
}


def check_move(consultation: Consultation, to: Stage, at: datetime) -> None:
    """Raises RuleBroken for a move that skips a stage or comes before closing (Gunning 1)."""
    if to not in NEXT.get(stage_in_force(consultation, at), ()):
        raise RuleBroken(_dl("This consultation cannot move to that stage now."))


def check_days(opens_on: date, closes_on: date, today: date | None = None) -> None:
    """Raises RuleBroken when the days are out of order or, with `today`, already past."""
    if closes_on < opens_on:
        raise RuleBroken(_dl("Choose a closing day after the opening day."), "closes_on")
    if today and closes_on < today:
        raise RuleBroken(_dl("Choose a closing day that is still to come."), "closes_on")


def panel_text(words: Mapping[str, str], questions: Sequence[str]) -> str:
    """The one text that the reading panel reads and signs: words, then questions, a line each."""
    parts = [words[field] for field in READ_FIELDS if words.get(field)]
    return "\n\n".join([*parts, *questions])


@dataclass(frozen=True)
class LaunchFacts:
    """What the gates need to know: counts, missing or stale texts, and people.

    `signed`: the panel signed this exact text. `by_author`: whoever launches it also wrote it.
    """

    questions: int
    options: int
    gaps: int
    signed: bool
    by_author: bool


def launch_gates(
    consultation: Consultation, words: Mapping[str, str], facts: LaunchFacts
) -> list[Gate]:
    """What must be true before a consultation opens.

    Source: R v Brent LBC ex p Gunning (1985); Moseley v Haringey [2014] UKSC 56.

    What the law asks stops it; a missed courtesy puts an honest line on the page (people.md).
    """
    return [*_law(consultation, words, facts), *_courtesies(facts)]


def _law(consultation: Consultation, words: Mapping[str, str], facts: LaunchFacts) -> list[Gate]:
    light, formal = (consultation.weight is each for each in (Weight.LIGHT, Weight.FORMAL))
    undecided = _dl("Say at least one thing that is not yet decided.")
    real_choice = facts.options >= 2 or not formal  # noqa: PLR2004 - Gunning 1
    someone_else = light or not facts.by_author
    return [
        Gate("title", bool(words.get("title")), _dl("Enter a title.")),
        Gate("undecided", bool(words.get("undecided")), undecided),
        Gate("decision", bool(words.get("decision")), _dl("Say how the decision will be made.")),
        Gate("questions", facts.questions > 0, _dl("Add a question before you open it.")),
        Gate("options", real_choice, _dl("Add at least two options.")),
        Gate("languages", not facts.gaps, _dl("Complete every language you promise.")),
        Gate("second_person", someone_else, _dl("Ask a second person to launch it.")),
    ]


def _courtesies(facts: LaunchFacts) -> list[Gate]:
    ask = _dl("Ask the reading panel to sign this text.")
    honest = _l("Not yet read by residents.")
    return [Gate("reading_panel", facts.signed, ask, stops=False, label=honest)]
