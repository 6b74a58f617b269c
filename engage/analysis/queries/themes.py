"""Themes, and the people behind them. People are counted, not mentions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Text, and_, case, func, select, type_coerce

from engage.analysis.models import Coding, Tally, Theme
from engage.core.db import db
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE
from engage.figures.rules import Cell, Mode, safe_count
from engage.languages import queries as languages
from engage.languages.rules import Words
from engage.responses.models import RespondentKind, Response, ResponseState

COUNTS = and_(
    Response.id == Coding.response_id,
    Response.current_version == Coding.response_version,
    Response.state == ResponseState.SUBMITTED,
)
"""A coding counts when its answer is still there and was not changed since."""


@dataclass(frozen=True)
class ThemeLine:
    """A theme in a list for staff, with how many people are behind it, exact.

    `voices`: how many groups and organisations spoke of it; they are no people (settled 28).
    """

    theme: Theme
    people: int
    voices: int = 0


def themes(consultation_id: UUID) -> Sequence[Theme]:
    """The themes of a consultation, in their order."""
    wanted = select(Theme).where(Theme.consultation_id == consultation_id)
    return db.session.scalars(wanted.order_by(Theme.position, Theme.id)).all()


def theme_lines(consultation_id: UUID, kept: Tally | None = None) -> list[ThemeLine]:
    """The themes of a consultation in their order, with the people behind each. One statement.

    Somebody who answered twice is one person, whichever of the two answers speaks of the theme.
    With a tally the numbers are those it holds; nought for a theme that is newer.
    """
    if kept is not None:
        told = kept.numbers["themes"]
        return [
            ThemeLine(each, *told.get(str(each.id), (0, 0))) for each in themes(consultation_id)
        ]
    person = func.coalesce(Response.duplicate_of, Response.id)
    alone = Response.respondent_kind == RespondentKind.INDIVIDUAL
    people, voices = case((alone, person)), case((~alone, person))
    wanted = (
        select(Theme, func.count(people.distinct()), func.count(voices.distinct()))
        .outerjoin(Coding, Coding.theme_id == Theme.id)
        .outerjoin(Response, COUNTS)
        .where(Theme.consultation_id == consultation_id)
        .group_by(Theme.id)
        .order_by(Theme.position, Theme.id)
    )
    return [ThemeLine(*row) for row in db.session.execute(wanted)]


def people_per_theme(consultation_id: UUID) -> dict[UUID, int]:
    """How many people are behind each theme, exact; for staff and for figures."""
    return {line.theme.id: line.people for line in theme_lines(consultation_id)}


def responses_of_theme(theme_id: UUID) -> Sequence[Response]:
    """The answers that speak of a theme, in the order they came; none that is held."""
    wanted = select(Response).where(
        Response.held.is_(False),
        Response.id.in_(
            select(Response.id).join(Coding, COUNTS).where(Coding.theme_id == theme_id)
        ),
    )
    return db.session.scalars(wanted.order_by(Response.submitted_at, Response.id)).all()


@dataclass(frozen=True)
class FiledUnder:
    """A theme that an answer was filed under, by its public name where it has one."""

    theme_id: UUID
    question_key: str
    name: Words


def themes_of(response_id: UUID, language: str = SOURCE) -> list[FiledUnder]:
    """The themes of one answer as it is now, for the person who gave it. Two statements."""
    wanted = (
        select(Theme, Coding.question_key)
        .join(Coding, Coding.theme_id == Theme.id)
        .join(Response, COUNTS)
        .where(Response.id == response_id)
        .order_by(Theme.position, Theme.id, Coding.question_key)
        .distinct()
    )
    found = db.session.execute(wanted).all()
    names = languages.words("theme", {theme.id for theme, _key in found}, language)
    return [FiledUnder(theme.id, key, public_name(names, theme)) for theme, key in found]


def public_name(names: languages.Table, theme: Theme) -> Words:
    """What the public reads; the name staff gave where no other was written."""
    said = languages.name(names, theme.id)
    return said if said.text else Words(theme.name, SOURCE)


def codings_of(responses: Iterable[Response]) -> dict[UUID, dict[str, list[Coding]]]:
    """The codings of some answers as they are now: by response, then by question. One statement."""
    versions = {response.id: response.current_version for response in responses}
    wanted = select(Coding).where(Coding.response_id.in_(versions)).order_by(Coding.id)
    found: dict[UUID, dict[str, list[Coding]]] = {key: {} for key in versions}
    for each in db.session.scalars(wanted):
        if each.response_version == versions[each.response_id]:
            found[each.response_id].setdefault(each.question_key, []).append(each)
    return found


def coding(response_id: UUID, coding_id: UUID) -> Coding:
    """One coding of a response. Raises NotFound."""
    found = db.session.get(Coding, coding_id)
    if found is None or found.response_id != response_id:
        raise NotFound
    return found


def about_of(consultation_id: UUID, mode: Mode, kept: Tally | None = None) -> dict[str, Cell]:
    """How many people spoke about each group, small numbers hidden; never who is speaking.

    With a tally the numbers are those it holds.
    """
    people = kept.numbers["about"] if kept else people_about(consultation_id)
    return {code: safe_count(number, mode) for code, number in sorted(people.items())}


def people_about(consultation_id: UUID) -> Counter[str]:
    """How many people spoke about each group, exact; it must go through `safe_count`."""
    wanted: Any = (
        select(Coding.response_id, Coding.about)
        .join(Response, COUNTS)
        .where(Response.consultation_id == consultation_id)
        .where(type_coerce(Coding.about, Text) != "[]")
        .order_by(Coding.id)
    )
    told = {(response, code) for response, codes in db.session.execute(wanted) for code in codes}
    return Counter(code for _response, code in told)
