"""Change a form piece by piece while it may still be changed.

Every change ends the reading panel's sign-off, and every save is refused when somebody saved the
same piece after it was opened.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import rules
from engage.consultations.commands.form import add_option, add_page, add_paper, add_question
from engage.consultations.models import (
    Choice,
    Consultation,
    Kind,
    Option,
    Paper,
    Question,
    QuestionPage,
)
from engage.consultations.queries import building as queries
from engage.consultations.queries import launch, sources
from engage.consultations.rules import building
from engage.consultations.rules.building import ChoiceText
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import RuleBroken, Stale
from engage.core.i18n import SOURCE, _dl
from engage.languages import commands as languages
from engage.reading import commands as reading

Piece = Option | Paper | QuestionPage | Question
DONT_KNOW = "dont_know"


def reopen(*, actor: Any, consultation: Consultation) -> None:
    """End the panel's sign-off where the text it read is no longer the text that stands."""
    db.session.flush()
    reading.supersede(
        actor=actor,
        subject_kind="consultation",
        subject_id=consultation.id,
        text=launch.panel_text(sources.source(consultation)),
    )


def save_page(
    *,
    actor: Any,
    consultation: Consultation,
    title: str,
    page: QuestionPage | None = None,
    version: int = 0,
) -> QuestionPage:
    """Change the title of a page, or add a page at the end.

    Raises RuleBroken for an empty title and for a public form, Stale when somebody saved first.
    """
    building.check_writable(consultation)
    building.check_title(title)
    if page is None:
        have = len(queries.pages(consultation))
        if have >= building.MOST_PAGES:
            raise RuleBroken(_dl("Use %(most)s pages or fewer."), "title", most=building.MOST_PAGES)
        page = add_page(actor=actor, consultation=consultation, position=have)
    else:
        _check_fresh(page, version, {"title": title})
    _put(actor, page, {"title": title})
    return page


def save_titled(
    *,
    actor: Any,
    consultation: Consultation,
    kind: str,
    title: str,
    body: str,
    row: Option | Paper | None = None,
    version: int = 0,
) -> Option | Paper:
    """Change an option or a paper, or add one at the end; `kind` is `option` or `paper`.

    Words of a paper that are saved stand for its English file as it is now, changed or not.
    Raises RuleBroken for an empty title and for a public form, Stale when somebody saved first.
    """
    building.check_writable(consultation)
    building.check_title(title)
    building.check_text(body, "body")
    texts = {"title": title, "body": body}
    if row is None:
        add: Any = add_option if kind == "option" else add_paper
        place = len(queries.titled(consultation, kind))
        row = add(actor=actor, consultation=consultation, position=place)
    else:
        _check_fresh(row, version, texts)
    if isinstance(row, Paper):
        row.words_hold(SOURCE)
    _put(actor, row, texts)
    return row


def save_question(
    *,
    actor: Any,
    consultation: Consultation,
    page: QuestionPage,
    kind: Kind,
    texts: Mapping[str, str],
    facts: Mapping[str, Any],
    choices: Sequence[ChoiceText],
    question: Question | None = None,
    version: int = 0,
) -> Question:
    """Change a question, or add one at the end of a page. Its kind and its keys never change.

    `texts`: label, hint and facts. `facts`: columns; those its kind does not take stay empty, and
    `dont_know` offers that beside the scale. `choices`: all of them in order; a key that is no
    longer there is taken out. Raises RuleBroken with the field that is wrong, and Stale.
    """
    building.check_writable(consultation)
    typed = list(choices) if kind in building.NEEDS_CHOICES else []
    building.check_question(kind, texts, facts, typed)
    if question is None:
        question = _new_question(actor, consultation, page, kind)
    else:
        _check_fresh(question, version, {**texts, **{each.key: each.label for each in typed}})
    for name, value in building.bounds_of(kind, facts).items():
        setattr(question, name, value)
    if kind is Kind.AGREE_SCALE:
        _scale(question, dont_know=bool(facts.get("dont_know")))
    else:
        _put_choices(actor, consultation, question, typed)
    _put(actor, question, texts)
    record(Action.CONSULTATION_CHANGED, consultation, actor=actor, question=question.key)
    reopen(actor=actor, consultation=consultation)
    return question


def _new_question(
    actor: Any, consultation: Consultation, page: QuestionPage, kind: Kind
) -> Question:
    have = sum(len(each.questions) for each in queries.pages(consultation))
    if have >= building.MOST_QUESTIONS:
        said = _dl("Use %(most)s questions or fewer.")
        raise RuleBroken(said, "label", most=building.MOST_QUESTIONS)
    place = len(page.questions)
    return add_question(
        actor=actor, consultation=consultation, page=page, kind=kind, position=place
    )


def _scale(question: Question, *, dont_know: bool) -> None:
    """“Don’t know” stands beside the scale, or it does not."""
    have = {each.key: each for each in question.choices}
    if dont_know and DONT_KNOW not in have:
        question.choices.append(Choice(key=DONT_KNOW, position=len(have)))
    elif not dont_know and DONT_KNOW in have:
        question.choices.remove(have[DONT_KNOW])


def _put_choices(
    actor: Any, consultation: Consultation, question: Question, typed: Sequence[ChoiceText]
) -> None:
    """Keep the choices that are still there, under their keys, and make keys for new ones."""
    have = {each.key: each for each in question.choices}
    gone = set(have) - {each.key for each in typed}
    _check_not_asked(consultation, {question.key} if gone else set(), gone)
    rows = []
    for place, each in enumerate(typed):
        row = have.get(each.key) or Choice(key=building.new_key())
        row.position, row.alone = place, each.alone
        rows.append(row)
    question.choices = rows
    db.session.flush()
    for row, each in zip(rows, typed, strict=True):
        languages.put(actor=actor, subject=row, texts={"label": each.label})


def _check_not_asked(consultation: Consultation, keys: set[str], choices: set[str]) -> None:
    """Raises RuleBroken when a condition asks about a choice that is to go."""
    conditions = [
        page.condition
        for page in queries.pages(consultation)
        if any(part.get("question") in keys for part in rules.parts(page.condition))
    ]
    if choices and building.pages_about(conditions, set(), choices):
        said = _dl("A page is shown only after this choice. Change its condition first.")
        raise RuleBroken(said, "label")


def _check_fresh(row: Piece, version: int, mine: Mapping[str, str]) -> None:
    """Raises Stale, with both texts, when somebody saved this piece after `version`."""
    if row.version != version:
        theirs = queries.said(row)
        if isinstance(row, Question):
            theirs |= queries.choice_labels(row)
        raise Stale(theirs, dict(mine))


def _put(actor: Any, row: Piece, texts: Mapping[str, str]) -> None:
    """Put down English words and let the version of the piece rise."""
    db.session.flush()
    have = queries.said(row)
    new = {name: text for name, text in texts.items() if text or name in have}
    languages.put(actor=actor, subject=row, texts=new)
    row.changed_at = now()
    db.session.flush()
