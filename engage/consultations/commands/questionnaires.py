"""Take a whole questionnaire into a consultation: out of a file, a template or pasted text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations.commands.building import reopen
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
from engage.consultations.rules import AGREE_KEYS, building
from engage.consultations.rules.building import NewKey
from engage.consultations.rules.exchange import (
    Document,
    FilePage,
    FileQuestion,
    Text,
    Texts,
    Titled,
)
from engage.core.clock import now
from engage.core.db import Base, db
from engage.core.errors import RuleBroken
from engage.core.i18n import SOURCE, _dl
from engage.core.text import fingerprint
from engage.languages.models import Wording


@dataclass(frozen=True)
class Taken:
    """What was taken in."""

    pages: int
    questions: int
    languages: tuple[str, ...]


def take_in(*, actor: Any, consultation: Consultation, document: Document) -> Taken:
    """Add a whole questionnaire after what is there, under new keys; conditions follow them.

    Every language is kept; a text that was stale stays stale. Raises RuleBroken when the form is
    public or would grow too long; then nothing is taken.
    """
    building.check_writable(consultation)
    pages = list(queries.pages(consultation))
    have = sum(len(page.questions) for page in pages)
    if have + document.questions > building.MOST_QUESTIONS:
        said = _dl("Use %(most)s questions or fewer.")
        raise RuleBroken(said, "file", most=building.MOST_QUESTIONS)
    if len(pages) + len(document.pages) > building.MOST_PAGES:
        raise RuleBroken(_dl("Use %(most)s pages or fewer."), "file", most=building.MOST_PAGES)
    texts: list[tuple[Base, str, Texts]] = []
    papers = _titled(consultation, document.papers, Paper, texts)
    _titled(consultation, document.options, Option, texts)
    _pages(consultation, document, len(pages), papers, texts)
    db.session.flush()
    spoken = _write(actor, texts)
    record(Action.CONSULTATION_CHANGED, consultation, actor=actor, taken_in=document.questions)
    reopen(actor=actor, consultation=consultation)
    return Taken(len(document.pages), document.questions, spoken)


def _titled(
    consultation: Consultation,
    given: Any,
    model: type[Option] | type[Paper],
    texts: list[tuple[Base, str, Texts]],
) -> dict[str, str]:
    """Add options or papers; returns their new keys by their old ones."""
    kind = "option" if model is Option else "paper"
    first = len(queries.titled(consultation, kind))
    keys = {}
    for place, each in enumerate(given, start=first):
        assert isinstance(each, Titled)
        row = model(consultation_id=consultation.id, key=building.new_key(), position=place)
        db.session.add(row)
        keys[each.key] = row.key
        texts += [(row, "title", each.title), (row, "body", each.body)]
    return keys


def _pages(
    consultation: Consultation,
    document: Document,
    first: int,
    papers: Mapping[str, str],
    texts: list[tuple[Base, str, Texts]],
) -> None:
    names: dict[str, NewKey] = {}
    rows: list[tuple[QuestionPage, FilePage]] = []
    for place, given in enumerate(document.pages, start=first):
        page = QuestionPage(consultation_id=consultation.id, position=place, questions=[])
        db.session.add(page)
        texts.append((page, "title", given.title))
        for asked in given.questions:
            names[asked.key] = _question(page, asked, papers, texts)
        rows.append((page, given))
    for page, given in rows:
        page.condition = building.renamed(given.condition, names)


def _question(
    page: QuestionPage,
    given: FileQuestion,
    papers: Mapping[str, str],
    texts: list[tuple[Base, str, Texts]],
) -> NewKey:
    """Add a question at the end of a page; returns its new keys."""
    facts = building.bounds_of(given.kind, given.columns)
    facts["paper_key"] = papers.get(facts["paper_key"], "")
    place = len(page.questions)
    row = Question(key=building.new_key(), kind=given.kind, position=place, choices=[], **facts)
    page.questions.append(row)
    texts += [(row, field, said) for field, said in given.texts.items()]
    return NewKey(row.key, _choices(row, given, texts))


def _choices(
    row: Question, given: FileQuestion, texts: list[tuple[Base, str, Texts]]
) -> dict[str, str]:
    keys = {}
    if given.kind is Kind.AGREE_SCALE and not given.choices:
        row.choices = [Choice(key=key, position=at) for at, key in enumerate(AGREE_KEYS)]
    elif given.kind.has_choices:
        for place, each in enumerate(given.choices):
            key = each.key if given.kind is Kind.AGREE_SCALE else building.new_key()
            choice = Choice(key=key, position=place, alone=each.alone, closed=each.closed)
            row.choices.append(choice)
            keys[each.key] = key
            texts.append((choice, "label", each.label))
    return keys


def _write(actor: Any, texts: list[tuple[Base, str, Texts]]) -> tuple[str, ...]:
    """Put down every text in every language; returns the languages, English first."""
    spoken = dict.fromkeys([SOURCE])
    for row, field, said in texts:
        english = said.get(SOURCE, Text(""))
        for code, text in said.items():
            if not text.words:
                continue
            spoken[code] = None
            made_from = "" if code == SOURCE or text.stale else fingerprint(english.words)
            db.session.add(
                Wording(
                    subject_kind=row.__tablename__,
                    subject_id=row.id,
                    field=field,
                    language=code,
                    text=text.words,
                    source_hash=made_from,
                    source_text=english.words if made_from else "",
                    written_by=actor.id if actor else None,
                    written_at=now(),
                )
            )
    return tuple(spoken)
