"""What staff have written for one consultation, what is missing, and the documents made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Source:
    """Everything staff have written for one consultation: its rows, in order."""

    consultation: Consultation
    options: Sequence[Option]
    papers: Sequence[Paper]
    pages: Sequence[QuestionPage]


def source(consultation: Consultation) -> Source:
    """The rows a consultation is made of. At most five statements."""

    def of(model: type[Option] | type[Paper] | type[QuestionPage]) -> Sequence[Any]:
        wanted = select(model).where(model.consultation_id == consultation.id)
        return db.session.scalars(wanted.order_by(model.position)).all()

    return Source(consultation, of(Option), of(Paper), of(QuestionPage))


def wanted_texts(made: Source) -> list[tuple[str, UUID, tuple[str, ...]]]:
    """Every text a consultation needs in each language: (kind, id, fields)."""
    wanted: list[tuple[str, UUID, tuple[str, ...]]] = [
        ("consultation", made.consultation.id, FIELDS)
    ]
    wanted += [("consultation_option", each.id, ("title", "body")) for each in made.options]
    wanted += [("consultation_paper", each.id, ("title", "body")) for each in made.papers]
    for page in made.pages:
        wanted.append(("question_page", page.id, ("title",)))
        for question in page.questions:
            wanted.append(("question", question.id, ("label",)))
            wanted += [("choice", choice.id, ("label",)) for choice in question.choices]
    return wanted


def _rows(made: Source) -> dict[tuple[str, UUID, str, str], Wording]:
    """Every plain text of a consultation, by kind, id, field and language. One statement a kind."""
    wanted = wanted_texts(made)
    rows = {}
    for kind in sorted({kind for kind, _id, _fields in wanted}):
        ids = [subject for each, subject, _fields in wanted if each == kind]
        for row in languages.all_wordings(kind, ids):
            if not row.variant:
                rows[kind, row.subject_id, row.field, row.language] = row
    return rows


def gaps(made: Source) -> dict[str, int]:
    """How many texts are missing or stale in each promised language but English."""
    rows = _rows(made)
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
    table = languages.words("question", [question.id for question in questions], SOURCE)
    labels = [str(table.get(question.id, {}).get("label", "")) for question in questions]
    return rules.panel_text(own_words(made.consultation), labels)


def gates(made: Source, *, signed: bool, by_author: bool) -> list[Gate]:
    """The launch gates as things stand. See LaunchFacts for the flags."""
    facts = rules.LaunchFacts(
        questions=sum(len(page.questions) for page in made.pages),
        options=len(made.options),
        gaps=sum(gaps(made).values()),
        signed=signed,
        by_author=by_author,
    )
    return rules.launch_gates(made.consultation, own_words(made.consultation), facts)


def documents(made: Source, honest: Sequence[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """The edition's documents, one per promised language. `honest`: lines the page must carry."""
    rows = _rows(made)
    return {(code, ""): _document(made, rows, code, honest) for code in made.consultation.languages}


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


def _document(
    made: Source,
    rows: Mapping[tuple[str, UUID, str, str], Wording],
    code: str,
    honest: Sequence[str],
) -> dict[str, Any]:
    def said(kind: str, subject: UUID, field: str) -> str:
        row = rows.get((kind, subject, field, code)) or rows.get((kind, subject, field, SOURCE))
        return row.text if row else ""

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
