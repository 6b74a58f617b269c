"""Agreed terms."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from engage.core.db import db
from engage.core.errors import NotFound
from engage.languages.models import Term
from engage.languages.rules.glossary import folded


def terms(language: str) -> Sequence[Term]:
    """The agreed terms of a language, by their English."""
    wanted = select(Term).where(Term.language == language).order_by(Term.folded)
    return db.session.scalars(wanted).all()


def term(language: str, term_id: UUID) -> Term:
    """One agreed term of a language. Raises NotFound."""
    found = db.session.get(Term, term_id)
    if found is None or found.language != language:
        raise NotFound
    return found


def same_term(language: str, english: str) -> Term | None:
    """The term of a language with this English, if there is one."""
    wanted = select(Term).where(Term.language == language, Term.folded == folded(english))
    return db.session.scalars(wanted).first()


def numbers() -> dict[str, int]:
    """How many terms are agreed in each language that has any."""
    wanted = select(Term.language, func.count()).group_by(Term.language).order_by(Term.language)
    return {row[0]: row[1] for row in db.session.execute(wanted)}
