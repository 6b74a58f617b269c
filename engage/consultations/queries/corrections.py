"""Where a wrong fact stands, in every language and variant, and what an edition already says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engage.consultations import rules
from engage.consultations.models import SAID, Consultation, Notice, NoticeKind, Question
from engage.consultations.queries import sources
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE
from engage.languages import queries as languages
from engage.languages import rules as language_rules
from engage.languages.models import Wording
from engage.languages.rules import Target
from engage.publishing import queries as publishing

CONTACTS = ("phone", "post", "email")


@dataclass(frozen=True)
class Place:
    """A text in which a fact stands, before and after."""

    wording: Wording
    before: str
    after: str


@dataclass(frozen=True)
class Found:
    """Everywhere a fact stands. `contacts`: (column, before, after).

    `unmatched` are fresh translations of an English text that changes, in which it does not stand.
    """

    places: Sequence[Place]
    contacts: Sequence[tuple[str, str, str]]
    unmatched: Sequence[Wording]

    @property
    def number(self) -> int:
        """In how many texts it stands."""
        return len(self.places) + len(self.contacts)


def fact(consultation: Consultation, old: str, new: str) -> Found:
    """Where a fact stands: in every text in every language and variant, and in the contact facts.

    In the notes to the public too. After closing not in the form: people answered what it asked. At
    most five statements.
    """
    made = sources.shape(consultation)
    all_of_it = rules.form_may_change(consultation, now())
    things = sources.things(made) if all_of_it else sources.around(made)
    rows = languages.wordings_of([each.id for each in (*things, *_notes(consultation))])
    places = [
        Place(row, row.text, said)
        for row in rows
        if (said := rules.corrected(row.text, old, new)) != row.text
    ]
    held = [(name, str(getattr(consultation, name))) for name in CONTACTS]
    contacts = [
        (name, before, said)
        for name, before in held
        if (said := rules.corrected(before, old, new)) != before
    ]
    return Found(places, contacts, _unmatched(rows, places))


def _notes(consultation: Consultation) -> list[Notice]:
    """The public notes whose words as they were told are kept; not those that tell old and new."""
    wanted = select(Notice).where(
        Notice.consultation_id == consultation.id, Notice.kind != NoticeKind.CORRECTED
    )
    found = db.session.scalars(wanted.order_by(Notice.id))
    return [each for each in found if SAID in each.facts]


def _unmatched(rows: Sequence[Wording], places: Sequence[Place]) -> list[Wording]:
    sources = sources_among(places)
    matched = {each.wording.id for each in places}
    return [
        row
        for row in rows
        if row.text and row.id not in matched and (source := sources.get(source_of(row)))
        if not language_rules.is_stale(row, source.before)
    ]


Key = tuple[UUID, str, Target]
"""A text: its subject, its field, its language and variant."""


def sources_among(places: Sequence[Place]) -> dict[Key, Place]:
    """The English texts among some places, of which others were made; by their keys."""
    return {
        (row.subject_id, row.field, Target(row.language, row.variant)): each
        for each in places
        if (row := each.wording).language == SOURCE
    }


def source_of(row: Wording) -> Key:
    """The key of the text that another was made from."""
    return row.subject_id, row.field, Target(row.language, row.variant).source


def questions(consultation: Consultation) -> Sequence[tuple[Question, str]]:
    """The questions of a form in their order, with their English words."""
    made = sources.source(consultation)
    return [
        (question, made.said("question", question.id, "label"))
        for page in made.pages
        for question in page.questions
    ]


def question(consultation: Consultation, key: str) -> Question:
    """A question of a consultation by its key. Raises NotFound."""
    found = [each for each, _words in questions(consultation) if each.key == key]
    if not found:
        raise NotFound
    return found[0]


def said(question: Question) -> dict[tuple[UUID, str, str], str]:
    """The words of a question and its choices, by id, field and language. One statement."""
    ids = [question.id, *(choice.id for choice in question.choices)]
    return {
        (row.subject_id, row.field, row.language): row.text
        for row in languages.wordings_of(ids)
        if not row.variant
    }


def lines(consultation: Consultation) -> dict[str, list[Any]]:
    """The honest lines and what was set aside, as the edition says them now. Raises NotFound."""
    found = consultation.edition_id and publishing.document(consultation.edition_id, SOURCE)
    if not found:
        raise NotFound
    return {name: found.body.get(name, []) for name in ("honest", "set_aside")}
