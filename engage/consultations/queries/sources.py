"""The rows that staff have written for one consultation, in order, with their texts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.consultations.models import (
    FIELDS,
    PRIVACY,
    Consultation,
    ConsultationFormat,
    FormatMedia,
    MediaKind,
    Option,
    Paper,
    Question,
    QuestionPage,
    privacy_field,
)
from engage.consultations.queries import variants
from engage.core.db import db
from engage.core.i18n import SOURCE
from engage.languages import queries as languages
from engage.languages.models import Wording
from engage.languages.rules import Target, may_show

Texts = dict[tuple[str, UUID, str, str], Wording]


@dataclass(frozen=True)
class Source:
    """Everything staff have written for one consultation: its rows, in order.

    `texts` are the plain words, `beside` those of other formats and of their files.
    """

    consultation: Consultation
    options: Sequence[Option]
    papers: Sequence[Paper]
    pages: Sequence[QuestionPage]
    texts: Texts
    formats: Sequence[ConsultationFormat] = ()
    beside: variants.Beside = field(default_factory=dict)

    def said(self, kind: str, subject: UUID, field: str, code: str = SOURCE) -> str:
        """One text in a language; in English where there is no other; empty where there is none."""
        row = self.texts.get((kind, subject, field, code))
        row = row if row and may_show(row) else self.texts.get((kind, subject, field, SOURCE))
        return row.text if row else ""

    @property
    def pictures(self) -> list[FormatMedia]:
        """The pictures that stand beside the words of a format."""
        media = [each for row in self.formats for each in row.media]
        return [each for each in media if each.kind is MediaKind.PICTURE]

    @property
    def words(self) -> dict[str, str]:
        """The English texts of the consultation itself, by field."""
        own = self.consultation.id
        return {field: self.said("consultation", own, field) for field in FIELDS}

    def privacy(self, code: str = SOURCE) -> dict[str, str]:
        """The privacy notice in a language, by part; empty where nothing was written."""
        own = self.consultation.id
        return {part: self.said("consultation", own, privacy_field(part), code) for part in PRIVACY}


def source(consultation: Consultation) -> Source:
    """The rows and texts a consultation is made of. At most four statements."""
    made = shape(consultation)
    rows = languages.wordings_of([thing.id for thing in things(made)])
    return replace(made, texts=_plain(rows), beside=_beside(rows))


def shape(consultation: Consultation) -> Source:
    """The rows of a consultation without their texts. At most three statements."""

    def of(model: type[Any], order: Any, *how: Any) -> Sequence[Any]:
        wanted = select(model).where(model.consultation_id == consultation.id).options(*how)
        return db.session.scalars(wanted.order_by(order)).unique().all()

    whole = joinedload(QuestionPage.questions).joinedload(Question.choices)
    options, papers = _titled_rows(consultation)
    pages = of(QuestionPage, QuestionPage.position, whole)
    formats = of(ConsultationFormat, ConsultationFormat.id, joinedload(ConsultationFormat.media))
    return Source(consultation, options, papers, pages, {}, formats)


def _titled_rows(consultation: Consultation) -> tuple[list[Option], list[Paper]]:
    """The options and the papers with their files, which are few, in one statement."""
    found = (
        db.session.execute(
            select(Option, Paper)
            .select_from(Consultation)
            .outerjoin(Option, Option.consultation_id == Consultation.id)
            .outerjoin(Paper, Paper.consultation_id == Consultation.id)
            .options(joinedload(Paper.files))
            .where(Consultation.id == consultation.id)
            .order_by(Option.position, Paper.position)
        )
        .unique()
        .all()
    )
    options = {row[0].id: row[0] for row in found if row[0] is not None}
    papers = {row[1].id: row[1] for row in found if row[1] is not None}
    return list(options.values()), sorted(papers.values(), key=lambda row: row.position)


def things(made: Source) -> list[Any]:
    """Every row of a consultation that has texts."""
    questions = [question for page in made.pages for question in page.questions]
    choices = [choice for question in questions for choice in question.choices]
    return [*around(made), *made.pages, *questions, *choices]


def around(made: Source) -> list[Any]:
    """The same without the form: no page of it, no question and no choice."""
    media = [media for each in made.formats for media in each.media]
    return [made.consultation, *made.options, *made.papers, *media]


def has_files(made: Source) -> bool:
    """Whether a plan or a file stands beside anything that is asked."""
    plans = any(question.plan for page in made.pages for question in page.questions)
    return plans or any(paper.files for paper in made.papers)


def _plain(rows: Sequence[Wording]) -> Texts:
    """The plain texts among these, by kind, id, field and language."""
    return {
        (row.subject_kind, row.subject_id, row.field, row.language): row
        for row in rows
        if not row.variant and row.subject_kind != FormatMedia.__tablename__
    }


def _beside(rows: Sequence[Wording]) -> variants.Beside:
    """The texts of formats and of their files among these, by id, field and target."""
    return {
        (row.subject_id, row.field, Target(row.language, row.variant)): row
        for row in rows
        if row.variant or row.subject_kind == FormatMedia.__tablename__
    }
