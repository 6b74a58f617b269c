"""Texts, all of a subject in one statement."""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import or_, select, tuple_

from engage.core.db import db
from engage.core.i18n import SOURCE
from engage.languages import rules
from engage.languages.models import Wording
from engage.languages.rules import Words

Table = dict[UUID, dict[str, Words]]


def words(kind: str, ids: Iterable[UUID], language: str, variant: str = "") -> Table:
    """The texts of some things: {id: {field: Words}}. What is missing is there in English.

    One statement, whatever the number of things.
    """
    wanted = (
        select(Wording)
        .where(Wording.subject_kind == kind, Wording.subject_id.in_(list(ids)))
        .where(
            or_(
                tuple_(Wording.language, Wording.variant).in_([(SOURCE, ""), (language, "")]),
                (Wording.language == language) & (Wording.variant == variant),
            )
        )
        .order_by(Wording.subject_id, Wording.field)
    )
    found = db.session.scalars(wanted).all()
    table: Table = {}
    for wording in sorted(found, key=lambda each: _nearness(each, language, variant)):
        fields = table.setdefault(wording.subject_id, {})
        shown = wording.text and rules.may_show(wording)
        if shown or wording.field not in fields:
            checked = wording.language == SOURCE or wording.checked_by is not None
            fields[wording.field] = Words(wording.text, wording.language, checked)
    return table


def _nearness(wording: Wording, language: str, variant: str) -> int:
    """How near a text is to what was asked for; the nearest is put down last and stands."""
    return 2 * (wording.language == language) + (wording.variant == variant)


def name(table: Table, subject_id: UUID | None, field: str = "name") -> Words:
    """One text out of a table; empty when there is none."""
    if subject_id is None:
        return Words("", SOURCE)
    return table.get(subject_id, {}).get(field, Words("", SOURCE))


def wordings_of(ids: Iterable[UUID], languages: Collection[str] = ()) -> list[Wording]:
    """Every text of some things of any kind, in every language or in some. One statement."""
    wanted = (
        select(Wording)
        .where(Wording.subject_id.in_(list(ids)))
        .order_by(Wording.subject_id, Wording.field, Wording.language, Wording.variant)
    )
    if languages:
        wanted = wanted.where(Wording.language.in_(languages))
    return list(db.session.scalars(wanted).all())


def texts_of(kind: str, subject_id: UUID, language: str, variant: str = "") -> dict[str, Wording]:
    """The texts of one thing in one language and variant, by field. One statement."""
    wanted = select(Wording).where(
        Wording.subject_kind == kind,
        Wording.subject_id == subject_id,
        Wording.language == language,
        Wording.variant == variant,
    )
    return {row.field: row for row in db.session.scalars(wanted.order_by(Wording.field))}
