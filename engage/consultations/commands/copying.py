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
    PaperFile,
    Plan,
    Question,
    QuestionPage,
    privacy_field,
)
from engage.consultations.queries import building as queries
from engage.consultations.queries import sources
from engage.consultations.rules import building
from engage.consultations.rules.building import NewKey
from engage.core.db import Base, db
from engage.languages.models import Wording

Pairs = list[tuple[Base, Base]]
_COLUMNS = (
    "kind",
    "position",
    "required",
    "least",
    "most",
    "limit",
    "films",
    "earliest_on",
    "latest_on",
    "other",
    "picture",
)
_FILE = ("media_type", "size", "sha256")
_MEDIA = ("kind", "stored", *_FILE)


def copy_form(*, actor: Any, source: Consultation, consultation: Consultation) -> None:
    """Copy the words, options, papers, pages and questions of `source` into a new draft.

    Keys are new, and conditions follow them. Every language and variant is kept, with what is
    stale still stale; nobody has checked the copies. The title in English stays the draft's own.
    Plans and files of papers are the same files, and words for an older one stay so; a day that was
    promised for one is not copied.
    How to reach whoever looks after data is copied within one organisation only.
    Formats are promised again, without days; pictures of Easy Read come along, films do not.
    """
    made = sources.source(source)
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
        if isinstance(new, Paper):
            new.files = [_file(each) for each in row.files]
        keys[row.key] = new.key
        pairs.append((row, new))
    return keys


def _file(row: PaperFile) -> PaperFile:
    facts = {
        name: getattr(row, name)
        for name in ("language", "stored", "words_for", "made_from", *_FILE)
    }
    return PaperFile(**facts)


def _plan(row: Plan | None) -> Plan | None:
    names = (*_FILE, "width", "height")
    return Plan(**{name: getattr(row, name) for name in names}) if row else None


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
    new.plan = _plan(row.plan)
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
        new.languages = list(row.languages)
        db.session.add(new)
        for media in row.media:
            if media.kind is MediaKind.PICTURE:
                facts = {name: getattr(media, name) for name in _MEDIA}
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
            said = (new.id, each.field, each.language, each.variant) in have
            if not said and not _names_another(each, old, new):
                db.session.add(_copied(each, new))


def _names_another(text: Wording, old: Base, new: Base) -> bool:
    """Whether a text says how to reach an organisation that is not the one that asks now."""
    asker, before = getattr(new, "organisation_id", None), getattr(old, "organisation_id", None)
    return text.field == privacy_field("who") and asker != before


def _copied(old: Wording, new: Base) -> Wording:
    return Wording(
        subject_kind=new.__tablename__,
        subject_id=new.id,
        field=old.field,
        language=old.language,
        variant=old.variant,
        text=old.text,
        source_hash=old.source_hash,
        source_text=old.source_text,
        made_by=old.made_by,
        written_by=old.written_by,
        written_at=old.written_at,
    )
