"""Correct what is public: a fact in every language at once, or the wording of one question."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import queries, rules
from engage.consultations.models import (
    SAID,
    Choice,
    Consultation,
    Notice,
    NoticeKind,
    Question,
)
from engage.consultations.queries import corrections, launch, sources
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import SOURCE, _dl, _l
from engage.core.text import fingerprint, is_longer
from engage.languages import commands as languages
from engage.languages import queries as wordings
from engage.languages.models import Wording
from engage.publishing import commands as publishing
from engage.reading.rules import is_small_fix

AFTER_READING: Any = _l("A question was corrected after residents read this.")
LONGEST_REASON = 1_000


def correct_fact(
    *,
    actor: Any,
    consultation: Consultation,
    old: str,
    new: str,
    texts: Mapping[UUID, str] | None = None,
) -> Notice:
    """Correct a wrong fact wherever it stands: in every language and variant, and in the contacts.

    `texts` are new words of translations in which it does not stand, by the id of their wording.
    Nothing turns stale, keys and meaning stay, the panel's signature is carried over, answers are
    untouched, old and new are public. After closing too, but then the form stays as it was. Raises
    RuleBroken for what is more than a small fix.
    """
    rules.check_may_correct_fact(consultation, now())
    found = corrections.fact(consultation, old, new)
    rules.check_fact(old, new, places=found.number, in_signed_text=bool(found.places))
    _put_right(found, texts or {})
    for name, _before, after in found.contacts:
        setattr(consultation, name, after)
    for question in _touched(consultation, found):
        question.revision += 1
    lines = corrections.lines(consultation)
    facts = {"what": "fact", "old": old, "new": new, "texts": found.number}
    return _published(actor, consultation, lines, facts)


def _put_right(found: corrections.Found, texts: Mapping[UUID, str]) -> None:
    """Write the new words. A translation that was fresh stays fresh, whoever checked it."""
    sources = corrections.sources_among(found.places)
    said = {each.wording: each.after for each in found.places}
    said |= {row: texts.get(row.id, "").strip() or row.text for row in found.unmatched}
    for row, text in said.items():
        source = sources.get(corrections.source_of(row))
        if source and row.source_hash == fingerprint(source.before):
            row.source_hash, row.source_text = fingerprint(source.after), source.after
        row.text = text


def _touched(consultation: Consultation, found: corrections.Found) -> list[Question]:
    """The questions whose own words, or those of a choice, change."""
    ids = {each.wording.subject_id for each in found.places}
    return [
        question
        for question, _words in corrections.questions(consultation)
        if ids & {question.id, *(choice.id for choice in question.choices)}
    ]


@dataclass(frozen=True)
class Changed:
    """One text of a question that changed."""

    subject: Question | Choice
    field: str
    language: str
    old: str
    new: str

    @property
    def is_small(self) -> bool:
        return is_small_fix(self.old, self.new)


Fields = Mapping[tuple[UUID, str, str], str]
"""New words by the id of the question or choice, the field and the language."""


def correct_question(
    *,
    actor: Any,
    consultation: Consultation,
    question: Question,
    texts: Fields,
    closed: Collection[str] = (),
    same_meaning: bool = False,
    reason: str = "",
) -> Notice:
    """Correct the words of a question, or close choices by their keys, in public.

    Keys stay and the revision rises; answers stay tied to the edition they were given on. A choice
    gets other words only where the lead says that its meaning stays (settled 18).
    Raises RuleBroken.
    """
    rules.check_may_correct_question(consultation, now())
    rules.check_closing(question, closed)
    changed = _changes(question, texts)
    fresh = [each for each in question.choices if each.key in closed and not each.closed]
    _check_question(consultation, changed, fresh, same_meaning=same_meaning, reason=reason)
    for each in sorted(changed, key=lambda each: each.language != SOURCE):
        said = {each.field: each.new}
        languages.put(actor=actor, subject=each.subject, texts=said, language=each.language)
    _keep_fresh(changed)
    labels = wordings.words("choice", [each.id for each in fresh], SOURCE)
    for choice in fresh:
        choice.closed = True
    question.revision += 1
    lines = _with_reading(corrections.lines(consultation), changed)
    facts = {
        "what": "question",
        "question": question.key,
        "changes": [_told(each) for each in changed],
        "closed": [str(wordings.name(labels, each.id, "label")) for each in fresh],
        SAID: {SOURCE: reason.strip()} if reason.strip() else {},
    }
    notice = _published(actor, consultation, lines, facts)
    if reason.strip():
        languages.put(actor=actor, subject=notice, texts={"text": reason.strip()})
    return notice


def _told(changed: Changed) -> dict[str, str]:
    return {"language": changed.language, "old": changed.old, "new": changed.new}


def _changes(question: Question, texts: Fields) -> list[Changed]:
    """What differs from the words there are, in the order of the form."""
    subjects: dict[UUID, Question | Choice] = {question.id: question}
    subjects |= {choice.id: choice for choice in question.choices}
    have = {
        (row.subject_id, row.field, row.language): row.text
        for row in wordings.wordings_of(subjects)
        if not row.variant
    }
    return [
        Changed(subjects[key[0]], key[1], key[2], have.get(key, ""), text.strip())
        for key, text in texts.items()
        if key[0] in subjects and text.strip() != have.get(key, "")
    ]


def _check_question(
    consultation: Consultation,
    changed: Sequence[Changed],
    closed: Sequence[Choice],
    *,
    same_meaning: bool,
    reason: str,
) -> None:
    if not changed and not closed:
        raise RuleBroken(_dl("Change a word, or close a choice."))
    if is_longer(reason, LONGEST_REASON):
        raise RuleBroken(_dl("Make the reason shorter. It takes 1,000 letters."), "reason")
    if any(not each.new and each.field == "label" for each in changed):
        raise RuleBroken(_dl("Leave no question and no choice without words."))
    renamed = [(each.old, each.new) for each in changed if isinstance(each.subject, Choice)]
    rules.check_renamed(renamed, same_meaning=same_meaning)
    offered = [code for code in consultation.languages if code != SOURCE]
    for each in changed:
        if each.language == SOURCE and not each.is_small:
            same = (each.subject.id, each.field)
            others = [one.language for one in changed if (one.subject.id, one.field) == same]
            rules.check_in_every_language(others, offered, f"{each.field}_{each.subject.id}")


def _keep_fresh(changed: Sequence[Changed]) -> None:
    """A translation that was fresh stays so: the lead saw every language on one page.

    Easy Read was not there: in English it stays fresh where only a spelling, a date, a number or a
    link moved. In another language it is made from that.
    """
    english = {(each.subject.id, each.field): each for each in changed if each.language == SOURCE}
    rows: list[Wording] = wordings.wordings_of({key[0] for key in english})
    for row in rows:
        one = english.get((row.subject_id, row.field))
        if not one or (row.variant and (row.language != SOURCE or not one.is_small)):
            continue
        if row.source_hash == fingerprint(one.old):
            row.source_hash, row.source_text = fingerprint(one.new), one.new


def _with_reading(lines: dict[str, list[Any]], changed: Sequence[Changed]) -> dict[str, list[Any]]:
    """The honest lines; what the panel signed is no longer all that stands there."""
    big = any(each.language == SOURCE and not each.is_small for each in changed)
    known = {str(rules.READ[0]), str(AFTER_READING)} & set(lines["honest"])
    if not big or known:
        return lines
    return {**lines, "honest": [*lines["honest"], str(AFTER_READING)]}


def _published(
    actor: Any, consultation: Consultation, lines: dict[str, list[Any]], facts: dict[str, Any]
) -> Notice:
    """A new edition of the same meaning, and a public note with old and new."""
    db.session.flush()
    made = sources.source(queries.by_id(consultation.id))
    papers = launch.documents(made, lines["honest"], lines["set_aside"])
    edition = publishing.freeze(
        actor=actor,
        subject=consultation,
        documents=papers,
        cards={key: launch.card(body) for key, body in papers.items()},
        meaning=launch.meaning(made),
        unsought=launch.UNSOUGHT,
        texts_of=launch.texts_of(made),
    )
    before, after = str(consultation.edition_id), str(edition.id)
    consultation.edition_id = edition.id
    notice = Notice(kind=NoticeKind.CORRECTED, facts={**facts, "before": before, "after": after})
    notice.consultation_id, notice.said_by = consultation.id, actor.id
    db.session.add(notice)
    record(Action.CONSULTATION_CORRECTED, consultation, actor=actor, before=before, after=after)
    return notice
