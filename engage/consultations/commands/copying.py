"""Copy what one consultation says and asks into another, in every language."""

from collections.abc import Sequence
from typing import Any

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations.commands.building import reopen
from engage.consultations.models import (
    Choice,
    Consultation,
    ConsultationFormat,
    FormatMedia,
    Kind,
    MediaKind,
    Option,
    Paper,
    Question,
    QuestionPage,
)
from engage.consultations.queries import building as queries
from engage.consultations.queries import launch
from engage.consultations.rules import building
from engage.consultations.rules.building import NewKey
from engage.core.db import Base, db
from engage.core.i18n import SOURCE
from engage.languages.models import Wording

Pairs = list[tuple[Base, Base]]
_COLUMNS = (
    "kind",
    "position",
    "required",
    "least",
    "most",
    "limit",
    "earliest_on",
    "latest_on",
    "other",
    "picture",
)
_FILE = ("kind", "stored", "media_type", "size", "sha256")


def copy_form(*, actor: Any, source: Consultation, consultation: Consultation) -> None:
    """Copy the words, options, papers, pages and questions of `source` into a new draft.

    Keys are new, and conditions follow them. Every language and variant is kept, with what is
    stale still stale; nobody has checked the copies. The title in English stays the draft's own.
    Formats are promised again, without days; pictures of Easy Read come along, films do not.
    """
    made = launch.source(source)
    pairs: Pairs = [(source, consultation)]
    _titled(made.options, consultation, Option, pairs)
    papers = _titled(made.papers, consultation, Paper, pairs)
    _pages(made.pages, consultation, papers, pairs)
    _formats(made.formats, consultation, pairs)
    db.session.flush()
    _texts(pairs)
    record(Action.CONSULTATION_CHANGED, consultation, actor=actor, copied_from=str(source.id))
    reopen(actor=actor, consultation=consultation)


def _titled(
    rows: Sequence[Any],
    consultation: Consultation,
    model: type[Option] | type[Paper],
    pairs: Pairs,
) -> dict[str, str]:
    keys = {}
    for row in rows:
        new = model(consultation_id=consultation.id, key=building.new_key(), position=row.position)
        db.session.add(new)
        keys[row.key] = new.key
        pairs.append((row, new))
    return keys


def _pages(
    rows: Sequence[QuestionPage],
    consultation: Consultation,
    papers: dict[str, str],
    pairs: Pairs,
) -> None:
    names: dict[str, NewKey] = {}
    made = []
    for row in rows:
        page = QuestionPage(consultation_id=consultation.id, position=row.position, questions=[])
        db.session.add(page)
        pairs.append((row, page))
        made.append((row, page))
        for question in row.questions:
            names[question.key] = _question(question, page, papers, pairs)
    for row, page in made:
        page.condition = building.renamed(row.condition, names)


def _question(row: Question, page: QuestionPage, papers: dict[str, str], pairs: Pairs) -> NewKey:
    """Copy a question; choices that were closed are left behind with the answers they had."""
    facts = {name: getattr(row, name) for name in _COLUMNS}
    paper_key = papers.get(row.paper_key, "")
    new = Question(key=building.new_key(), paper_key=paper_key, choices=[], **facts)
    page.questions.append(new)
    pairs.append((row, new))
    keys = {}
    for choice in row.choices:
        if not choice.closed:
            scale = row.kind is Kind.AGREE_SCALE
            key = choice.key if scale else building.new_key()
            copy = Choice(key=key, position=choice.position, alone=choice.alone)
            new.choices.append(copy)
            keys[choice.key] = key
            pairs.append((choice, copy))
    return NewKey(new.key, keys)


def _formats(rows: Sequence[ConsultationFormat], consultation: Consultation, pairs: Pairs) -> None:
    """The promised formats, with the pictures that stand beside what was copied."""
    keys = {old.key: getattr(new, "key", "") for old, new in pairs if hasattr(old, "key")}
    for row in rows:
        new = ConsultationFormat(consultation_id=consultation.id, format=row.format, media=[])
        db.session.add(new)
        for media in row.media:
            if media.kind is MediaKind.PICTURE:
                facts = {name: getattr(media, name) for name in _FILE}
                copy = FormatMedia(place=keys.get(media.place, media.place), **facts)
                new.media.append(copy)
                pairs.append((media, copy))


def _texts(pairs: Pairs) -> None:
    """Every text of each row for its copy. What the copy says already is left."""
    texts = queries.texts_of([old.id for old, _new in pairs])
    have = {
        (new.id, each.field, each.language, each.variant)
        for _old, new in pairs
        if isinstance(new, Consultation)
        for each in queries.texts_of([new.id]).get(new.id, [])
    }
    for old, new in pairs:
        for each in texts.get(old.id, []):
            if (new.id, each.field, each.language, each.variant) not in have:
                db.session.add(_copied(each, new))


def _copied(old: Wording, new: Base) -> Wording:
    return Wording(
        subject_kind=new.__tablename__,
        subject_id=new.id,
        field=old.field,
        language=old.language,
        variant=old.variant,
        text=old.text,
        source_hash=old.source_hash if old.variant or old.language != SOURCE else "",
    )
