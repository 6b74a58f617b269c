"""Which files stand beside the questions of a consultation, public and in the draft."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Text, select, type_coerce

from engage.consultations.models import Consultation, Paper, PaperFile, Question, QuestionPage
from engage.consultations.rules import beside
from engage.core.db import db
from engage.core.errors import NotFound
from engage.publishing import queries as publishing
from engage.publishing.models import Edition, EditionDocument

File = Mapping[str, Any]


def published(consultation: Consultation, name: str) -> File:
    """What an edition says of a file that it shows, by the name in its address.

    Older editions count too: people answer on them. Raises NotFound for any other file.
    """
    if consultation.edition_id is None:
        raise NotFound
    own = _found(_bodies(consultation, consultation.edition_id), name)
    older = (_found(_bodies(consultation, each), name) for each in _editions(consultation))
    file = own or next(filter(None, older), None)
    if file is None:
        raise NotFound
    return file


def _editions(consultation: Consultation) -> Iterator[UUID]:
    wanted = select(Edition.id).where(Edition.subject_id == consultation.id)
    yield from db.session.scalars(wanted.order_by(Edition.number.desc())).all()


def _bodies(consultation: Consultation, edition_id: UUID) -> Iterator[Mapping[str, Any]]:
    for code in consultation.languages:
        if found := publishing.document(edition_id, code):
            yield found.body


def _found(bodies: Iterator[Mapping[str, Any]], name: str) -> File | None:
    stored = f"{beside.FOLDER}/{name}"
    every = (file for body in bodies for file in beside.files_in(body))
    return next((file for file in every if file["name"] == stored), None)


def drafted(consultation: Consultation, name: str) -> File:
    """What is known of a file that the draft shows now. Raises NotFound."""
    stored = f"{beside.FOLDER}/{name}"
    plans = (
        select(Question)
        .join(QuestionPage, QuestionPage.id == Question.page_id)
        .where(QuestionPage.consultation_id == consultation.id, Question.picture == stored)
    )
    papers = (
        select(PaperFile)
        .join(Paper, Paper.id == PaperFile.paper_id)
        .where(Paper.consultation_id == consultation.id, PaperFile.stored == stored)
    )
    asked = db.session.scalars(plans).first()
    row = asked.plan if asked else db.session.scalars(papers).first()
    if row is None:
        raise NotFound
    return {"name": stored, "media_type": row.media_type, "size": row.size, "sha256": row.sha256}


def promised_on(consultation: Consultation, stored: str) -> date | None:
    """By when another version of a paper’s file comes, if staff set a day. One statement."""
    wanted = (
        select(PaperFile.promised_on)
        .join(Paper, Paper.id == PaperFile.paper_id)
        .where(Paper.consultation_id == consultation.id, PaperFile.stored == stored)
    )
    return db.session.scalars(wanted.order_by(PaperFile.id)).first()


def is_used(stored: str) -> bool:
    """Whether any draft or any edition shows a stored file."""
    wanted = (
        select(Question.id).where(Question.picture == stored),
        select(PaperFile.id).where(PaperFile.stored == stored),
        select(EditionDocument.id).where(
            type_coerce(EditionDocument.body, Text).contains(stored, autoescape=True)
        ),
    )
    return any(db.session.scalars(each.limit(1)).first() is not None for each in wanted)
