"""Move the pieces of a form, take them out, and say who sees a page."""

from typing import Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import rules
from engage.consultations.commands.building import Piece, reopen
from engage.consultations.models import Consultation, Option, Paper, Question, QuestionPage
from engage.consultations.queries import building as queries
from engage.consultations.queries import sources
from engage.consultations.rules import building
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import RuleBroken, Stale
from engage.core.i18n import _dl


def set_condition(
    *,
    actor: Any,
    consultation: Consultation,
    page: QuestionPage,
    condition: dict[str, Any] | None,
    version: int,
) -> None:
    """Say who sees a page (see rules.routing); None: everybody.

    Raises RuleBroken for what is no condition and for a public form, Stale when somebody saved.
    """
    building.check_writable(consultation)
    if condition is not None:
        rules.check_condition(condition)
    if page.version != version:
        raise Stale({"condition": str(page.condition or "")}, {"condition": str(condition or "")})
    page.condition = condition
    page.changed_at = now()
    record(Action.CONSULTATION_CHANGED, consultation, actor=actor, condition=str(page.id))
    reopen(actor=actor, consultation=consultation)


def move_piece(
    *, actor: Any, consultation: Consultation, piece: Piece, up: bool, mark: str
) -> None:
    """Move a page, question, option or paper one place up or down; `mark` as in queries.

    A question at the edge of its page goes over to the next page. Raises RuleBroken for a public
    form, and Stale when the order was changed meanwhile.
    """
    building.check_writable(consultation)
    made = sources.source(consultation)
    _check_order(made, mark)
    step = -1 if up else 1
    if isinstance(piece, Question):
        _move_question(list(made.pages), piece, step)
    else:
        _swap(list(_siblings(made, piece)), piece, step)
    record(Action.CONSULTATION_CHANGED, consultation, actor=actor, moved=piece.__tablename__)
    reopen(actor=actor, consultation=consultation)


def _check_order(made: sources.Source, mark: str) -> None:
    if queries.mark_of(made) != mark:
        said = {str(row.id): made.said("question_page", row.id, "title") for row in made.pages}
        raise Stale(said, {"order": _dl("You changed the order of an older list.")})


def _siblings(made: sources.Source, piece: Piece) -> Any:
    return {Option: made.options, Paper: made.papers, QuestionPage: made.pages}[type(piece)]


def _swap(rows: list[Any], piece: Any, step: int) -> None:
    """Change places with the neighbour; at the end of the row nothing happens."""
    at = rows.index(piece)
    if 0 <= at + step < len(rows):
        rows[at], rows[at + step] = rows[at + step], rows[at]
    _number(rows)


def _number(rows: Any) -> None:
    for place, row in enumerate(rows):
        row.position = place


def _move_question(pages: list[QuestionPage], question: Question, step: int) -> None:
    """One place along its page, or over the edge to the next page."""
    here = next(at for at, page in enumerate(pages) if question in page.questions)
    own = list(pages[here].questions)
    at = own.index(question)
    if 0 <= at + step < len(own):
        _swap(own, question, step)
        pages[here].questions = own
    elif 0 <= here + step < len(pages):
        there = list(pages[here + step].questions)
        there.insert(0 if step > 0 else len(there), question)
        pages[here].questions.remove(question)
        pages[here + step].questions = there
        _number(there)
        _number(pages[here].questions)


def remove_piece(*, actor: Any, consultation: Consultation, piece: Piece, version: int) -> None:
    """Take a page with its questions, a question, an option or a paper out of a form.

    Raises RuleBroken when a condition elsewhere asks about it and for a public form, Stale when
    somebody saved it after `version`.
    """
    building.check_writable(consultation)
    made = sources.source(consultation)
    if piece.version != version:
        raise Stale(queries.said(piece), {"": _dl("You chose to remove it.")})
    _check_unasked(made, piece)
    if isinstance(piece, Question):
        page = next(each for each in made.pages if piece in each.questions)
        page.questions.remove(piece)
        _number(page.questions)
    else:
        _forget_paper(made, piece)
        db.session.delete(piece)
        _number([row for row in _siblings(made, piece) if row is not piece])
    record(Action.CONSULTATION_CHANGED, consultation, actor=actor, removed=piece.__tablename__)
    reopen(actor=actor, consultation=consultation)


def _check_unasked(made: sources.Source, piece: Piece) -> None:
    """Raises RuleBroken when another page is shown only after what is to go."""
    if not isinstance(piece, Question | QuestionPage):
        return
    going = piece.questions if isinstance(piece, QuestionPage) else [piece]
    keys = {each.key for each in going}
    conditions = [None if page is piece else page.condition for page in made.pages]
    if asking := building.pages_about(conditions, keys, set()):
        said = _dl("Page %(page)s asks about this. Change who sees that page first.")
        raise RuleBroken(said, page=asking[0])


def _forget_paper(made: sources.Source, piece: Piece) -> None:
    """No question leads to a paper that is gone."""
    if isinstance(piece, Paper):
        for page in made.pages:
            for question in page.questions:
                if question.paper_key == piece.key:
                    question.paper_key = ""
