"""Make themes, file answers under them, and count anew what people answered."""

import time
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from engage.accounts.models import Account
from engage.analysis import queries, rules
from engage.analysis.models import AnswerRead, Coding, Tally, Theme
from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import queries as consultations
from engage.consultations.models import Consultation
from engage.core.clock import now, today
from engage.core.db import db, writing
from engage.core.errors import NotFound
from engage.core.i18n import SOURCE
from engage.figures import commands as figures
from engage.figures.rules.columns import ROW_KEY
from engage.languages import commands as languages
from engage.responses import queries as responses
from engage.responses.models import Response


def create_theme(
    *,
    actor: Account,
    consultation: Consultation,
    name: str,
    description: str = "",
    public_name: str = "",
) -> Theme:
    """Add a theme after the others. `public_name` is what the public will read, in English.

    Raises RuleBroken for a name that is empty, too long or taken.
    """
    taken = queries.themes(consultation.id)
    rules.check_name(name, [each.name for each in taken])
    theme = Theme(
        consultation_id=consultation.id,
        name=name.strip(),
        description=description.strip(),
        position=len(taken),
    )
    db.session.add(theme)
    record(Action.THEME_CREATED, theme, actor=actor)
    languages.put(actor=actor, subject=theme, texts={"name": public_name.strip() or theme.name})
    return theme


def tag(
    *,
    actor: Account,
    response: Response,
    question_key: str,
    themes: Collection[UUID],
    about: Collection[str] = (),
) -> list[Coding]:
    """File one answer under these themes and no others; `about` says whom the words are about.

    Codings that stay keep who made them. Raises RuleBroken for an answer that is gone or not
    given, NotFound for a theme of another consultation.
    """
    rules.check_tags(response, question_key, about, len(themes))
    _check_themes(response.consultation_id, themes)
    wanted, groups = set(themes), sorted(set(about))
    kept = queries.codings_of([response])[response.id].get(question_key, [])
    whole = [each for each in kept if each.start is None]
    moved = any(each.about != groups for each in whole if each.theme_id in wanted)
    for each in whole:
        each.about = groups
        if each.theme_id not in wanted:
            untag(actor=actor, coding=each)
    new = sorted(wanted - {each.theme_id for each in whole})
    made = [_coding(response, question_key, theme, groups, actor) for theme in new]
    db.session.add_all(made)
    if made or moved:
        told = {"question": question_key, "themes": [str(theme) for theme in new]}
        record(Action.ANSWER_TAGGED, response, actor=actor, **told)
    db.session.flush()
    return made


def show_themes(*, actor: Account, theme_ids: Collection[UUID]) -> None:
    """Make the names of themes public, because something published speaks of them."""
    wanted = select(Theme).where(Theme.id.in_(theme_ids), Theme.shown_on.is_(None))
    for theme in db.session.scalars(wanted.order_by(Theme.position)):
        theme.shown_on = today()
        record(Action.THEME_SHOWN, theme, actor=actor)


def _coding(
    response: Response, question_key: str, theme: UUID, about: list[str], actor: Account
) -> Coding:
    return Coding(
        response_id=response.id,
        response_version=response.current_version,
        question_key=question_key,
        theme_id=theme,
        about=about,
        coded_by=actor.id,
    )


def _check_themes(consultation_id: UUID, themes: Iterable[UUID]) -> None:
    wanted = select(func.count()).select_from(Theme)
    ours = wanted.where(Theme.consultation_id == consultation_id, Theme.id.in_(set(themes)))
    if db.session.scalar(ours) != len(set(themes)):
        raise NotFound


def untag(*, actor: Account, coding: Coding) -> None:
    """Take one theme off an answer."""
    record(
        Action.ANSWER_UNTAGGED,
        coding,
        actor=actor,
        response=str(coding.response_id),
        theme=str(coding.theme_id),
    )
    db.session.delete(coding)
    db.session.flush()


def mark_read(*, actor: Account, response: Response) -> None:
    """Note that the present version of an answer was read, with nothing to sort in it."""
    version = response.current_version
    wanted = select(AnswerRead.id).where(
        AnswerRead.response_id == response.id, AnswerRead.response_version == version
    )
    if db.session.scalar(wanted) is not None:
        return
    db.session.add(AnswerRead(response_id=response.id, response_version=version, read_by=actor.id))
    record(Action.ANSWERS_READ, response, actor=actor)
    db.session.flush()


def count_tallies(*, actor: Any = None) -> int:
    """Count consultations with many answers anew, for their pages; returns how many.

    Counting takes seconds, so it only reads; then the numbers are written. Commits.
    """
    done = 0
    for key, values in _counted():
        kept = queries.tally(key)
        if kept is None:
            db.session.add(Tally(consultation_key=key, **values))
        else:
            for name, value in values.items():
                setattr(kept, name, value)
        db.session.commit()
        done += 1
    return done


def _counted() -> list[tuple[UUID, dict[str, Any]]]:
    """The numbers of each consultation that is due, read while others may write."""
    found = []
    db.session.commit()
    token = writing.set(False)
    try:
        for key in queries.to_count(now()):
            at, began = now(), time.monotonic()
            values = {
                "counted_at": at,
                "numbers": queries.everything(key),
                "first_waiting": queries.first_waiting(key),
            }
            found.append((key, {**values, "took": time.monotonic() - began}))
    finally:
        db.session.rollback()
        writing.reset(token)
    return found


def count_anew(*, actor: Account | None, consultation: Consultation) -> None:
    """Hand the codes of a consultation's answers to figures, all of them.

    Of many answers that takes long: what stands in the session is committed first, and they are
    read without a lock.
    """
    form = consultations.questionnaire(consultation, SOURCE)
    keys = [question.key for question in rules.closed_questions(form)]
    db.session.commit()
    parts = _unlocked(responses.closed_columns(consultation, keys))
    figures.rebuild(
        actor=actor,
        consultation_id=consultation.id,
        parts=({ROW_KEY: read.keys, **read.columns} for read in parts),
    )


def _unlocked(parts: Iterator[responses.Columns]) -> Iterator[responses.Columns]:
    """The parts, read in a transaction that only reads and ends with the last one."""
    token = writing.set(False)
    try:
        yield from parts
    finally:
        db.session.rollback()
        writing.reset(token)
