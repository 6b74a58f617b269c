"""What people told us of wrong words."""

from uuid import UUID

from sqlalchemy import func, select

from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.pages import Page
from engage.languages.models import WrongWords

SIZE = 25


def told(number: int, *, settled: bool = False) -> Page[WrongWords]:
    """One page of the lines that wait, newest first; or of those that are settled."""
    closed = WrongWords.settled_at.is_not(None)
    which = closed if settled else ~closed
    total = db.session.scalar(select(func.count()).select_from(WrongWords).where(which)) or 0
    wanted = select(WrongWords).where(which).order_by(WrongWords.id.desc())
    rows = db.session.scalars(wanted.limit(SIZE).offset((number - 1) * SIZE)).all()
    return Page(rows, number, SIZE, total)


def waiting() -> dict[str, int]:
    """How many lines wait, by language."""
    wanted = (
        select(WrongWords.language, func.count())
        .where(WrongWords.settled_at.is_(None))
        .group_by(WrongWords.language)
        .order_by(WrongWords.language)
    )
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def line(row_id: UUID) -> WrongWords:
    """One line. Raises NotFound."""
    found = db.session.get(WrongWords, row_id)
    if found is None:
        raise NotFound
    return found
