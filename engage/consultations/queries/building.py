"""The pieces of a form as staff see them while they build it."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engage.accounts.models import Organisation
from engage.consultations.models import (
    Consultation,
    Kind,
    Option,
    Paper,
    Question,
    QuestionPage,
)
from engage.consultations.queries.sources import Source
from engage.consultations.rules.describing import SCALE_WORDS, Names
from engage.core.db import Base, db
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE, _dl
from engage.languages import queries as languages
from engage.languages.models import Wording
from engage.places.models import Area

TITLED: Mapping[str, type[Option] | type[Paper]] = {"option": Option, "paper": Paper}


def pages(consultation: Consultation) -> Sequence[QuestionPage]:
    """The pages of a form in order."""
    wanted = select(QuestionPage).where(QuestionPage.consultation_id == consultation.id)
    return db.session.scalars(wanted.order_by(QuestionPage.position, QuestionPage.id)).all()


def titled(consultation: Consultation, kind: str) -> Sequence[Option] | Sequence[Paper]:
    """The options or the papers of a consultation in order; `kind` is `option` or `paper`."""
    model: Any = TITLED[kind]
    wanted = select(model).where(model.consultation_id == consultation.id)
    return db.session.scalars(wanted.order_by(model.position, model.id)).all()


def page(consultation: Consultation, page_id: UUID) -> QuestionPage:
    """One page of this form. Raises NotFound."""
    found = db.session.get(QuestionPage, page_id)
    if found is None or found.consultation_id != consultation.id:
        raise NotFound
    return found


def titled_by_key(consultation: Consultation, kind: str, key: str) -> Option | Paper:
    """One option or paper by its key. Raises NotFound."""
    model: Any = TITLED[kind]
    wanted = select(model).where(model.consultation_id == consultation.id, model.key == key)
    found: Option | Paper | None = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound
    return found


def question(consultation: Consultation, key: str) -> tuple[QuestionPage, Question]:
    """One question by its key, with its page. Raises NotFound."""
    for each in pages(consultation):
        for asked in each.questions:
            if asked.key == key:
                return each, asked
    raise NotFound


def said(row: Base) -> dict[str, str]:
    """The English texts of one row by field."""
    found = languages.words(row.__tablename__, [row.id], SOURCE).get(row.id, {})
    return {name: str(words) for name, words in found.items()}


def choice_labels(asked: Question) -> dict[str, str]:
    """The English words of each choice of a question by key. One statement."""
    table = languages.words("choice", [each.id for each in asked.choices], SOURCE)
    return {each.key: str(languages.name(table, each.id, "label")) for each in asked.choices}


def paper_titles(consultation: Consultation) -> list[tuple[str, str]]:
    """The papers of a consultation in order: key and English title. Two statements."""
    rows = titled(consultation, "paper")
    table = languages.words("consultation_paper", [row.id for row in rows], SOURCE)
    return [(row.key, str(languages.name(table, row.id, "title")) or row.key) for row in rows]


def order_mark(
    pages_now: Sequence[QuestionPage], *titled_now: Sequence[Option] | Sequence[Paper]
) -> str:
    """What a list of pieces carries, so that a change by somebody else meanwhile is noticed."""
    ids = [str(row.id) for rows in titled_now for row in rows]
    for each in pages_now:
        ids += [str(each.id), *(str(asked.id) for asked in each.questions)]
    return hashlib.sha256(" ".join(ids).encode()).hexdigest()[:16]


def mark_of(made: Source) -> str:
    """The mark of a form that was read whole."""
    return order_mark(made.pages, made.options, made.papers)


def texts_of(ids: Sequence[UUID]) -> dict[UUID, list[Wording]]:
    """Every text of some rows, in every language and variant, by row. One statement."""
    found: dict[UUID, list[Wording]] = {}
    for each in languages.wordings_of(ids):
        found.setdefault(each.subject_id, []).append(each)
    return found


def organisations() -> list[tuple[str, str]]:
    """Every organisation that may ask: (id, English name), by name. Two statements."""
    return _named("organisation", db.session.scalars(select(Organisation.id)).all())


def areas_named() -> list[tuple[str, str]]:
    """Every area: (id, English name), biggest first. Two statements."""
    order = (Area.tier.desc(), Area.position, Area.slug)
    return _named("area", db.session.scalars(select(Area.id).order_by(*order)).all(), sort=False)


def topics_named(ids: Sequence[UUID]) -> list[tuple[str, str]]:
    """These topics: (id, English name), in the order given. One statement."""
    return _named("topic", ids, sort=False)


def _named(kind: str, ids: Sequence[UUID], *, sort: bool = True) -> list[tuple[str, str]]:
    table = languages.words(kind, ids, SOURCE)
    rows = [(str(each), str(languages.name(table, each)) or str(each)) for each in ids]
    return sorted(rows, key=lambda row: row[1].casefold()) if sort else rows


def areas_of(ids: Sequence[UUID]) -> list[Area]:
    """The areas with these ids, in their order. Ids that are no area are left out."""
    order = (Area.tier.desc(), Area.position, Area.slug)
    return list(db.session.scalars(select(Area).where(Area.id.in_(ids)).order_by(*order)))


def slugs() -> list[str]:
    """Every address that a consultation has, in order."""
    return list(db.session.scalars(select(Consultation.slug).order_by(Consultation.slug)))


def organisation_name(organisation_id: UUID) -> str:
    """The English name of an organisation."""
    table = languages.words("organisation", [organisation_id], SOURCE)
    return str(languages.name(table, organisation_id))


def names_of(made: Source) -> Names:
    """What questions and choices are called where a condition is told in words."""
    asked = [question for page in made.pages for question in page.questions]
    return Names(
        {
            each.key: _dl("question %(number)s", number=number)
            for number, each in enumerate(asked, start=1)
        },
        {each.key: labels_of(made, each) for each in asked},
    )


def labels_of(made: Source, asked: Question) -> dict[str, str]:
    """The words of each choice of a question by key, “other” among them where it is offered."""
    labels = {
        each.key: made.said("choice", each.id, "label") or SCALE_WORDS.get(each.key, each.key)
        for each in asked.choices
    }
    if asked.other or asked.kind is Kind.LOCATION:
        labels["other"] = _dl("Other")
    return labels


def before(made: Source, page_now: QuestionPage) -> list[tuple[str, str]]:
    """The questions on pages before one, that have an answer: key, and number with words."""
    found, number = [], 0
    for each in made.pages:
        if each is page_now:
            break
        for asked in each.questions:
            number += 1
            if asked.kind is not Kind.INFO:
                label = made.said("question", asked.id, "label")
                found.append((asked.key, f"{number}. {label[:80]}"))
    return found
