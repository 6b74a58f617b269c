"""Put a plan beside a question, or a file to a paper; take them away again."""

import hashlib
from datetime import date, timedelta
from typing import Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations.models import Consultation, Kind, Paper, PaperFile, Plan, Question
from engage.consultations.queries import beside as queries
from engage.consultations.queries import building as pieces
from engage.consultations.rules import beside, building, plans
from engage.core import files
from engage.core.clock import now, today
from engage.core.db import db
from engage.core.errors import RuleBroken, Stale
from engage.core.formats.picture import Drawn
from engage.core.i18n import SOURCE, _dl
from engage.languages import commands as languages

_KEPT_FOR = timedelta(hours=1)
"""So long a file is kept that nothing shows: whoever sent it may not have been answered yet."""


def put_plan(
    *,
    actor: Any,
    consultation: Consultation,
    question: Question,
    drawn: Drawn | None,
    words: str,
    version: int,
) -> None:
    """Put a plan beside a question about a place, or change it; `words` say what it shows.

    Without a picture the one that is there stays. What an edition showed is never changed.
    Raises RuleBroken, and Stale when somebody saved the question after `version`.
    """
    building.check_writable(consultation)
    if question.kind is not Kind.LOCATION:
        raise RuleBroken(_dl("Only a question about a place takes a plan."), "file")
    plans.check_plan_words(words)
    _check_fresh(question, version, {"plan": words})
    if drawn is not None:
        _draw(question, drawn)
    elif question.plan is None:
        raise RuleBroken(_dl("Choose a picture of the plan."), "file")
    languages.put(actor=actor, subject=question, texts={"plan": words.strip()})
    _changed(actor, consultation, question, plan=question.key)


def _draw(question: Question, drawn: Drawn) -> None:
    plan = question.plan or Plan()
    plan.media_type, plan.width, plan.height = drawn.media_type, drawn.width, drawn.height
    plan.size, plan.sha256 = len(drawn.data), hashlib.sha256(drawn.data).hexdigest()
    question.plan = plan
    question.picture = files.store(beside.FOLDER, drawn.data, drawn.ending)


def drop_plan(*, actor: Any, consultation: Consultation, question: Question, version: int) -> None:
    """Take the plan of a question away, with its words. Raises RuleBroken and Stale."""
    building.check_writable(consultation)
    _check_fresh(question, version, {"plan": ""})
    question.plan, question.picture = None, ""
    languages.put(actor=actor, subject=question, texts={"plan": ""})
    _changed(actor, consultation, question, plan=question.key)


def put_file(
    *,
    actor: Any,
    consultation: Consultation,
    paper: Paper,
    language: str,
    ready: beside.Ready,
    version: int,
) -> PaperFile:
    """Put the file of a paper in one language, in the place of one that was there.

    The words of the paper stay those for the file before: see keep_words. English comes first.
    Raises RuleBroken, and Stale when somebody saved the paper after `version`.
    """
    building.check_writable(consultation)
    _check_fresh(paper, version, {"file": language})
    beside.check_language(language, consultation.languages, [each.language for each in paper.files])
    row = _file(paper, language)
    if row is None:
        row = PaperFile(language=language, words_for=paper.gone.get(language, ""))
        paper.files.append(row)
    row.stored = files.store(beside.FOLDER, ready.data, ready.ending)
    row.media_type, row.size = ready.media_type, len(ready.data)
    row.sha256 = hashlib.sha256(ready.data).hexdigest()
    row.words_for = row.words_for or row.sha256
    _match(paper, row)
    _changed(actor, consultation, paper, file=paper.key)
    return row


def _file(paper: Paper, language: str) -> PaperFile | None:
    return next((each for each in paper.files if each.language == language), None)


def _match(paper: Paper, row: PaperFile) -> None:
    """A file of another language says what the English one says now."""
    english = _file(paper, SOURCE)
    if row.language != SOURCE and english is not None:
        row.made_from = english.sha256


def drop_file(
    *, actor: Any, consultation: Consultation, paper: Paper, language: str, version: int
) -> None:
    """Take the file of a paper in one language away; without the English one none is left.

    For which file its words stood is remembered. Raises RuleBroken and Stale.
    """
    building.check_writable(consultation)
    _check_fresh(paper, version, {"file": language})
    left = beside.left_without(paper.files, language)
    gone = {each.language: each.words_for for each in paper.files if each not in left}
    paper.gone = {**paper.gone, **gone}
    paper.files = left
    _changed(actor, consultation, paper, file=paper.key)


def keep_words(
    *, actor: Any, consultation: Consultation, paper: Paper, language: str, version: int
) -> None:
    """Say that the words of a paper in one language still hold for the file that is there now.

    And that this file says what the English one says. Nothing happens where it has no file in that
    language. Raises RuleBroken and Stale.
    """
    building.check_writable(consultation)
    _check_fresh(paper, version, {"file": language})
    paper.words_hold(language)
    row = _file(paper, language)
    if row is not None:
        _match(paper, row)
    _changed(actor, consultation, paper, words_hold=paper.key)


def promise(
    *, actor: Any, consultation: Consultation, paper: Paper, promised_on: date | None
) -> None:
    """Say by when another version of a paper’s files comes, or that no day is set.

    It is a fact and no wording: it may be said while the form is public. Raises RuleBroken.
    """
    beside.check_promised(promised_on, today())
    if not paper.files:
        raise RuleBroken(_dl("This paper has no file."), "promised_on")
    for each in paper.files:
        each.promised_on = promised_on
    record(Action.CONSULTATION_CHANGED, consultation, actor=actor, promised=paper.key)


def _check_fresh(piece: Question | Paper, version: int, mine: dict[str, str]) -> None:
    """Raises Stale, with both texts, when somebody saved this piece after `version`."""
    if piece.version != version:
        raise Stale(pieces.said(piece), mine)


def _changed(actor: Any, consultation: Consultation, piece: Any, **about: str) -> None:
    """Let the version of the piece rise, and write a line of history."""
    piece.changed_at = now()
    db.session.flush()
    record(Action.CONSULTATION_CHANGED, consultation, actor=actor, **about)


def remove_unused(*, actor: Any = None) -> int:
    """Delete the files that no draft and no edition shows; returns how many.

    A new one is left for an hour: the change that shows it may not be written yet.
    """
    old = files.older_than(beside.FOLDER, now() - _KEPT_FOR)
    unused = [name for name in old if not queries.is_used(name)]
    for name in unused:
        files.remove(name)
    if unused:
        record(Action.FILES_REMOVED, None, actor=actor, count=len(unused))
    return len(unused)
