"""What staff have written for one consultation, what is missing, and the documents made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engage.consultations import rules
from engage.consultations.models import (
    FIELDS,
    Consultation,
    Option,
    Paper,
    QuestionPage,
)
from engage.core.db import db
from engage.core.i18n import SOURCE
from engage.languages import queries as languages
from engage.languages import rules as language_rules
from engage.languages.models import Wording
from engage.publishing.rules import Gate

LISTS = ("undecided", "fixed")
Texts = dict[tuple[str, UUID, str, str], Wording]


@dataclass(frozen=True)
class Source:
    """Everything staff have written for one consultation: its rows, in order."""

    consultation: Consultation
    options: Sequence[Option]
    papers: Sequence[Paper]
    pages: Sequence[QuestionPage]
    texts: Texts

    def said(self, kind: str, subject: UUID, field: str, code: str = SOURCE) -> str:
        """One text in a language; in English where there is no other; empty where there is none."""
        row = self.texts.get((kind, subject, field, code))
        row = row or self.texts.get((kind, subject, field, SOURCE))
        return row.text if row else ""

    @property
    def words(self) -> dict[str, str]:
        """The English texts of the consultation itself, by field."""
        own = self.consultation.id
        return {field: self.said("consultation", own, field) for field in FIELDS}


def source(consultation: Consultation) -> Source:
    """The rows and texts a consultation is made of. At most six statements."""

    def of(model: type[Option] | type[Paper] | type[QuestionPage]) -> Sequence[Any]:
        wanted = select(model).where(model.consultation_id == consultation.id)
        return db.session.scalars(wanted.order_by(model.position)).all()

    options, papers, pages = of(Option), of(Paper), of(QuestionPage)
    texts = _rows(pages, [consultation], options, papers)
    return Source(consultation, options, papers, pages, texts)


def _rows(pages: Sequence[QuestionPage], *others: Sequence[Any]) -> Texts:
    """Every plain text of some things, by kind, id, field and language. One statement."""
    questions = [question for page in pages for question in page.questions]
    choices = [choice for question in questions for choice in question.choices]
    things = [*pages, *questions, *choices, *(each for some in others for each in some)]
    return {
        (row.subject_kind, row.subject_id, row.field, row.language): row
        for row in languages.wordings_of([thing.id for thing in things])
        if not row.variant
    }


def gaps(made: Source) -> dict[str, int]:
    """How many texts are missing or stale in each promised language but English."""
    rows = made.texts
    sources: dict[tuple[object, str], str] = {
        ((kind, subject), field): row.text
        for (kind, subject, field, code), row in rows.items()
        if code == SOURCE and row.text
    }
    return {
        code: len(
            language_rules.gaps(
                sources,
                {
                    ((kind, subject), field): row
                    for (kind, subject, field, each), row in rows.items()
                    if each == code
                },
                sources,
            )
        )
        for code in made.consultation.languages
        if code != SOURCE
    }


def own_words(consultation: Consultation, language: str = SOURCE) -> dict[str, str]:
    """The texts of the consultation itself: {field: text}; empty where nothing was written."""
    found = languages.words("consultation", [consultation.id], language).get(consultation.id, {})
    return {field: str(found.get(field, "")) for field in FIELDS}


def panel_text(made: Source) -> str:
    """The exact text the reading panel is asked to read: the words and the questions in English."""
    questions = [question for page in made.pages for question in page.questions]
    labels = [made.said("question", question.id, "label") for question in questions]
    return rules.panel_text(made.words, labels)


def gates(made: Source, *, signed: bool, by_author: bool) -> list[Gate]:
    """The launch gates as things stand. See LaunchFacts for the flags."""
    facts = rules.LaunchFacts(
        questions=sum(len(page.questions) for page in made.pages),
        options=len(made.options),
        gaps=sum(gaps(made).values()),
        signed=signed,
        by_author=by_author,
    )
    return rules.launch_gates(made.consultation, made.words, facts)


def documents(made: Source, honest: Sequence[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """The edition's documents, one per promised language. `honest`: lines the page must carry."""
    return {(code, ""): _document(made, code, honest) for code in made.consultation.languages}


def _names(consultation: Consultation, code: str) -> dict[str, Any]:
    """The names of the body, the topic and the areas; in English where there is no other."""

    def named(kind: str, ids: Sequence[UUID]) -> list[str]:
        table = languages.words(kind, ids, code)
        return [str(languages.name(table, subject)) for subject in ids]

    return {
        "organisation": named("organisation", [consultation.organisation_id])[0],
        "topic": named("topic", [consultation.topic_id])[0],
        "areas": named("area", [each.area_id for each in consultation.areas]),
    }


def _document(made: Source, code: str, honest: Sequence[str]) -> dict[str, Any]:
    said = partial(made.said, code=code)
    own = {field: said("consultation", made.consultation.id, field) for field in FIELDS}
    return {
        **own,
        **{field: _lines(own[field]) for field in LISTS},
        **_names(made.consultation, code),
        "options": [_titled(each, "consultation_option", said) for each in made.options],
        "papers": [_titled(each, "consultation_paper", said) for each in made.papers],
        "pages": [_page(page, said) for page in made.pages],
        "honest": list(honest),
    }


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _titled(row: Option | Paper, kind: str, said: Any) -> dict[str, str]:
    return {
        "key": row.key,
        "title": said(kind, row.id, "title"),
        "body": said(kind, row.id, "body"),
    }


def _page(page: QuestionPage, said: Any) -> dict[str, Any]:
    return {
        "title": said("question_page", page.id, "title"),
        "questions": [
            {
                "key": question.key,
                "kind": question.kind.value,
                "label": said("question", question.id, "label"),
                "hint": said("question", question.id, "hint"),
                "required": question.required,
                "most": question.most,
                "limit": question.limit,
                "choices": [
                    {"key": choice.key, "label": said("choice", choice.id, "label")}
                    for choice in question.choices
                ],
            }
            for question in page.questions
        ],
    }


def card(body: Mapping[str, Any]) -> dict[str, Any]:
    """What lists need of a document."""
    return {field: body[field] for field in ("title", "summary", "for_whom", "topic", "areas")}


def meaning(made: Source) -> list[Any]:
    """What makes answers comparable between editions: keys and kinds, never words."""
    return [
        [question.key, question.kind.value, [choice.key for choice in question.choices]]
        for page in made.pages
        for question in page.questions
    ]


def titles(rows: Sequence[Consultation]) -> dict[UUID, str]:
    """The English title of each, in one statement."""
    table = languages.words("consultation", [row.id for row in rows], SOURCE)
    return {row.id: str(languages.name(table, row.id, "title")) or row.slug for row in rows}
