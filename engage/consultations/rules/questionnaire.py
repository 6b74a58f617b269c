"""The public form, as it stands in an edition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from engage.consultations.models import Kind
from engage.consultations.rules.plans import AskedPlan, asked_plan

AGREE_KEYS = ("strongly_agree", "agree", "neither", "disagree", "strongly_disagree")


@dataclass(frozen=True)
class AskedChoice:
    """A choice as it is shown: its lasting key and its words.

    `alone`: it stands for none of the others. `closed`: kept for old answers, no longer offered.
    """

    key: str
    label: str
    alone: bool = False
    closed: bool = False


@dataclass(frozen=True)
class AskedQuestion:
    """A question as it is shown; the bounds are those of the model. None means no bound.

    `facts` are lines of a fact bank; `paper_key` names the paper that belongs to it; `picture`
    names the plan on which a place may be pointed at, and `plan` says what it shows. `films`: the
    most megabytes of a film, where films are taken beside other files.
    """

    key: str
    kind: Kind
    label: str
    hint: str
    required: bool
    most: int | None
    limit: int | None
    choices: tuple[AskedChoice, ...]
    least: int | None = None
    earliest_on: date | None = None
    latest_on: date | None = None
    other: bool = False
    facts: tuple[str, ...] = ()
    paper_key: str = ""
    picture: str = ""
    plan: AskedPlan | None = None
    films: int | None = None

    @property
    def offered(self) -> tuple[AskedChoice, ...]:
        """The choices that can be chosen now."""
        return tuple(each for each in self.choices if not each.closed)


@dataclass(frozen=True)
class AskedPage:
    """One page of the form, and who sees it."""

    title: str
    questions: tuple[AskedQuestion, ...]
    condition: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Questionnaire:
    """The form of one edition in one language. `language` is the one it is really in.

    `variant`: the format it is really in, empty for the plain words; `media`: what stands beside a
    question in that format, by its key.
    """

    edition_id: UUID
    hash: str
    language: str
    pages: tuple[AskedPage, ...]
    variant: str = ""
    media: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict, compare=False)

    @property
    def questions(self) -> tuple[AskedQuestion, ...]:
        """Every question, in order."""
        return tuple(question for page in self.pages for question in page.questions)


def questionnaire_of(
    edition_id: UUID, hash_: str, language: str, body: Mapping[str, Any], variant: str = ""
) -> Questionnaire:
    """The form that stands in an edition's document."""
    pages = tuple(asked_page(page) for page in body["pages"])
    return Questionnaire(edition_id, hash_, language, pages, variant, body.get("media", {}))


def asked_page(page: Mapping[str, Any]) -> AskedPage:
    """One page out of a document; documents of older editions lack what came later."""
    questions = tuple(asked_question(question) for question in page["questions"])
    return AskedPage(page["title"], questions, page.get("condition"))


def asked_question(question: Mapping[str, Any]) -> AskedQuestion:
    """One question out of a document."""
    bounds = {name: question.get(name) for name in ("least", "most", "limit", "films")}
    return AskedQuestion(
        key=question["key"],
        kind=Kind(question["kind"]),
        label=question["label"],
        hint=question["hint"],
        required=question["required"],
        choices=tuple(_asked_choice(each) for each in question["choices"]),
        other=question.get("other", False),
        facts=tuple(question.get("facts", ())),
        paper_key=question.get("paper_key", ""),
        picture=question.get("picture", ""),
        plan=asked_plan(question.get("plan")),
        **bounds,
        earliest_on=_day(question.get("earliest_on")),
        latest_on=_day(question.get("latest_on")),
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _asked_choice(choice: Mapping[str, Any]) -> AskedChoice:
    flags = {name: choice.get(name, False) for name in ("alone", "closed")}
    return AskedChoice(choice["key"], choice["label"], **flags)
