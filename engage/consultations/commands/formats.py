"""Promise a format, make it, call it ready; move its days in public."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import queries
from engage.consultations.commands.notices import Texts, tell_format_moved
from engage.consultations.models import (
    WRITABLE,
    Choice,
    Consultation,
    ConsultationFormat,
    Format,
    FormatMedia,
    MediaKind,
    Notice,
    NoticeKind,
)
from engage.consultations.queries import corrections, easy_read, launch, sources, variants
from engage.consultations.rules import check_renamed
from engage.consultations.rules import formats as rules
from engage.consultations.rules.formats import Days
from engage.consultations.rules.media import Added, check_added, check_alt
from engage.core import files
from engage.core.clock import now, today
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.core.i18n import SOURCE, _dl
from engage.core.settings import setting
from engage.core.text import LONGEST, is_longer
from engage.languages import commands as languages
from engage.publishing import commands as publishing
from engage.reading import commands as reading

EASY = variants.EASY
Easy = Mapping[tuple[UUID, str], str]
"""Easy Read words by the id of their subject and the field."""


def promise_format(
    *, actor: Any, consultation: Consultation, format_: Format
) -> ConsultationFormat:
    """Promise a format. Where it comes late its days are set next.

    Raises RuleBroken for one that is promised, for large print, and when nobody can answer any
    more.
    """
    rules.check_may_change(consultation, None, now())
    have = _source(consultation).formats
    if format_ is Format.LARGE_PRINT or any(each.format is format_ for each in have):
        raise RuleBroken(_dl("Choose a format that is not promised yet."), "format_")
    row = ConsultationFormat(consultation_id=consultation.id, format=format_, media=[])
    db.session.add(row)
    db.session.flush()
    record(Action.FORMAT_PROMISED, consultation, actor=actor, format=format_.value)
    return row


def drop_format(*, actor: Any, consultation: Consultation, row: ConsultationFormat) -> None:
    """Take a promise back. Raises RuleBroken once it is public: people count on it."""
    if consultation.stage not in WRITABLE:
        raise RuleBroken(_dl("People count on this. Move its day later, in public."))
    db.session.delete(row)
    record(Action.FORMAT_DROPPED, consultation, actor=actor, format=row.format.value)


def set_format_days(
    *,
    actor: Any,
    consultation: Consultation,
    row: ConsultationFormat,
    days: Days,
    texts: Texts | None = None,
) -> Notice | None:
    """Say by which day a format comes, and until when people who need it may answer.

    Once it is public a day moves later only, with a reason that people read: `texts`, by language.
    Raises RuleBroken with the field that is wrong.
    """
    rules.check_may_change(consultation, row, now())
    first = row.promised_on is None and row.closes_on is None
    notice = None
    if consultation.stage in WRITABLE or first:
        rules.check_days(consultation, days, today(), setting("FORMAT_DAYS"))
        facts = {name: _day(getattr(days, name)) for name in ("promised_on", "closes_on")}
        record(Action.FORMAT_PROMISED, consultation, actor=actor, format=row.format.value, **facts)
    else:
        notice = _moved(actor, consultation, row, days, texts or {})
    row.promised_on, row.closes_on = days.promised_on, days.closes_on
    return notice


def _moved(
    actor: Any, consultation: Consultation, row: ConsultationFormat, days: Days, texts: Texts
) -> Notice:
    rules.check_later(row, days)
    if row.ready_on is None:
        rules.check_days(consultation, days, today(), setting("FORMAT_DAYS"))
    else:
        rules.check_own_closing(consultation, days)
    facts = {
        "format": row.format.value,
        "old": _day(row.promised_on),
        "new": _day(days.promised_on),
        "old_until": _day(row.closes_on),
        "until": _day(days.closes_on),
    }
    return tell_format_moved(actor=actor, consultation=consultation, facts=facts, texts=texts)


def _day(day: Any) -> str:
    return day.isoformat() if day else ""


def add_media(
    *, actor: Any, consultation: Consultation, row: ConsultationFormat, added: Added
) -> FormatMedia:
    """Put a file or a link beside the words of a format, in the place of one of its sort.

    A file was kept already. Raises RuleBroken for what cannot stand there; where the public sees
    the format a new edition is made at once.
    """
    rules.check_may_change(consultation, row, now())
    made = _source(consultation)
    places = frozenset(place for place, _name in variants.places(made))
    check_added(row.format, added, places)
    _check_length(added.transcript)
    old = [each for each in row.media if _takes_the_place_of(added, each)]
    media = _media(made, row, added)
    row.media = [*(each for each in row.media if each not in old), media]
    _forget_files(consultation, row, old)
    words = {"transcript": added.transcript.strip(), "alt": added.alt.strip()}
    _put(actor, media, {name: text for name, text in words.items() if text})
    record(
        Action.FORMAT_CHANGED,
        consultation,
        actor=actor,
        format=row.format.value,
        added=added.kind.value,
        sha256=media.sha256,
    )
    _publish_again(actor, consultation, row)
    return media


_SHOWN = {MediaKind.VIDEO, MediaKind.AUDIO, MediaKind.LINK}


def _takes_the_place_of(added: Added, media: FormatMedia) -> bool:
    same = media.kind is added.kind or {media.kind, added.kind} <= _SHOWN
    return media.place == added.place and same


def _media(made: sources.Source, row: ConsultationFormat, added: Added) -> FormatMedia:
    file = added.upload
    facts = (
        {
            "stored": file.stored,
            "media_type": file.media_type,
            "size": file.size,
            "sha256": file.sha256,
        }
        if file
        else {"link": added.link}
    )
    shown = added.kind in _SHOWN
    source_hash = variants.source_hash(made, added.place) if shown else ""
    return FormatMedia(
        format_id=row.id, kind=added.kind, place=added.place, source_hash=source_hash, **facts
    )


def _check_length(text: str) -> None:
    if is_longer(text, LONGEST):
        raise RuleBroken(_dl("Make this shorter. It takes 20,000 letters."), "transcript")


def edit_media(
    *,
    actor: Any,
    consultation: Consultation,
    row: ConsultationFormat,
    media: FormatMedia,
    transcript: str = "",
    alt: str = "",
    still_right: bool = False,
) -> None:
    """Change what a video says in words, or the words of a picture.

    `still_right`: somebody looked, and it says what the English says now. Raises RuleBroken.
    """
    rules.check_may_change(consultation, row, now())
    _check_length(transcript)
    if media.kind is MediaKind.PICTURE:
        check_alt(alt, media.place)
        _put(actor, media, {"alt": alt.strip()})
    else:
        _put(actor, media, {"transcript": transcript.strip()})
    if still_right and media.kind in _SHOWN:
        media.source_hash = variants.source_hash(_source(consultation), media.place)
    record(Action.FORMAT_CHANGED, consultation, actor=actor, format=row.format.value)
    _publish_again(actor, consultation, row)


def remove_media(
    *, actor: Any, consultation: Consultation, row: ConsultationFormat, media: FormatMedia
) -> None:
    """Take a file or a link away. Its file stays where an edition shows it.

    Raises RuleBroken where the public would be left with less than the format promises.
    """
    rules.check_may_change(consultation, row, now())
    row.media.remove(media)
    _forget_files(consultation, row, [media])
    record(Action.FORMAT_CHANGED, consultation, actor=actor, format=row.format.value, removed=1)
    _publish_again(actor, consultation, row)


def _forget_files(
    consultation: Consultation, row: ConsultationFormat, gone: Sequence[FormatMedia]
) -> None:
    """Remove files that no edition shows, and no copy of this consultation."""
    db.session.flush()
    if row.ready_on is not None and consultation.edition_id is not None:
        return
    for media in gone:
        wanted = select(FormatMedia.id).where(FormatMedia.stored == media.stored).limit(1)
        if media.stored and db.session.scalar(wanted) is None:
            files.remove(media.stored)


def write_easy_read(
    *,
    actor: Any,
    consultation: Consultation,
    row: ConsultationFormat,
    texts: Easy,
    same_meaning: bool = False,
) -> int:
    """Write Easy Read words beside the English; gives how many texts changed.

    What is sent again with the same words counts as looked at: it is fresh against the English.
    A choice that people read gets other words only where the lead says that its meaning stays
    (settled 18). Raises RuleBroken, and where the public version would no longer be complete.
    """
    rules.check_may_change(consultation, row, now())
    made = _source(consultation)
    if variants.published(consultation, EASY) is not None:
        _check_renamed(made, texts, same_meaning=same_meaning)
    changed = 0
    for piece in variants.pieces(made):
        text = texts.get(piece.key)
        if text is not None and (text.strip() or piece.easy):
            said = {piece.field: text.strip()}
            changed += len(
                languages.put(actor=actor, subject=piece.subject, texts=said, variant=EASY)
            )
    if changed:
        text = variants.easy_read_text(_source(consultation))
        about: Any = {"subject_kind": row.__tablename__, "subject_id": row.id}
        reading.supersede(actor=actor, text=text, **about)
    _publish_again(actor, consultation, row)
    return changed


def _check_renamed(made: sources.Source, texts: Easy, *, same_meaning: bool) -> None:
    choices = [each for each in variants.pieces(made) if isinstance(each.subject, Choice)]
    words = [(each.easy, texts.get(each.key, "").strip()) for each in choices if each.easy]
    check_renamed([(old, new) for old, new in words if new], same_meaning=same_meaning)


def set_easy_read_languages(
    *, actor: Any, consultation: Consultation, row: ConsultationFormat, wanted: Collection[str]
) -> None:
    """Say in which languages Easy Read is offered besides English: each as soon as it is checked.

    Raises RuleBroken for a language that the consultation is not offered in, and for one taken
    back that people read already.
    """
    rules.check_may_change(consultation, row, now())
    offered = [code for code in consultation.languages if code != SOURCE]
    if row.format is not Format.EASY_READ or not set(wanted) <= set(offered):
        raise RuleBroken(_dl("Choose languages from the list."), "languages")
    for code in set(row.languages) - set(wanted):
        if variants.published(consultation, EASY, code) is not None:
            raise RuleBroken(_dl("People read it in this language. It stays."), "languages")
    new = [code for code in offered if code in set(wanted) - set(row.languages)]
    row.languages = [code for code in offered if code in wanted]
    facts = {"format": row.format.value, "languages": row.languages}
    record(Action.FORMAT_CHANGED, consultation, actor=actor, **facts)
    for code in new:
        show_checked(actor=actor, consultation=consultation, code=code)


def show_checked(*, actor: Any, consultation: Consultation, code: str) -> None:
    """Show people Easy Read in a language, once its last text is checked.

    The lead chose the language, and somebody who reads it checked every text: nobody has to press
    again. Where the English is not complete, or people cannot answer any more, nothing changes.
    """
    made = _source(consultation)
    row = next((each for each in made.formats if each.format is Format.EASY_READ), None)
    if row is None or variants.problems(made, row) or easy_read.unready(made, code):
        return
    if rules.may_change(consultation, row, now()):
        _publish_again(actor, consultation, row)


def make_format_ready(*, actor: Any, consultation: Consultation, row: ConsultationFormat) -> None:
    """Call a format ready. Where the consultation is public, people see it at once.

    The new edition means the same and needs no new approval (settled 15). Raises RuleBroken with
    the first thing that is missing.
    """
    rules.check_may_change(consultation, row, now())
    _check_complete(_source(consultation), row)
    row.ready_on = today()
    record(Action.FORMAT_READY, consultation, actor=actor, format=row.format.value)
    if consultation.stage not in WRITABLE and consultation.edition_id is not None:
        notice = Notice(kind=NoticeKind.FORMAT_READY, facts={"format": row.format.value})
        notice.consultation_id, notice.said_by = consultation.id, actor.id
        db.session.add(notice)
        _publish_again(actor, consultation, row)


def _check_complete(made: sources.Source, row: ConsultationFormat) -> None:
    mine = next(each for each in made.formats if each.id == row.id)
    for problem in variants.problems(made, mine):
        raise RuleBroken(problem)


def _publish_again(actor: Any, consultation: Consultation, row: ConsultationFormat) -> None:
    """A new edition, where the public sees this format. What is half done is refused."""
    if row.ready_on is None or consultation.edition_id is None:
        return
    made = _source(consultation)
    _check_complete(made, row)
    lines = corrections.lines(consultation)
    papers = launch.documents(made, lines["honest"], lines["set_aside"])
    _tell_reworded(actor, consultation, papers)
    edition = publishing.freeze(
        actor=actor,
        subject=consultation,
        documents=papers,
        cards={key: launch.card(body) for key, body in papers.items()},
        meaning=launch.meaning(made),
        unsought=launch.UNSOUGHT,
        texts_of=launch.texts_of(made),
    )
    consultation.edition_id = edition.id


def _tell_reworded(actor: Any, consultation: Consultation, papers: Mapping[Any, Any]) -> None:
    """After opening, other words in a question of Easy Read are a correction that is published."""
    if consultation.opens_on > today():
        return
    changes = [
        {"language": code, "old": old, "new": new}
        for code, variant in papers
        if variant == EASY
        for old, new in rules.reworded(
            variants.published(consultation, EASY, code), papers[code, EASY]
        )
    ]
    if changes:
        notice = Notice(kind=NoticeKind.CORRECTED, consultation_id=consultation.id)
        notice.facts = {"what": "question", "changes": changes, "closed": []}
        notice.said_by = actor.id if actor else None
        db.session.add(notice)


def _source(consultation: Consultation) -> sources.Source:
    db.session.flush()
    return sources.source(queries.by_id(consultation.id))


def _put(actor: Any, media: FormatMedia, texts: Mapping[str, str]) -> None:
    """Words of a file. Those of a picture are Easy Read: they stand with its other words."""
    if texts:
        variant = EASY if media.kind is MediaKind.PICTURE else ""
        languages.put(actor=actor, subject=media, texts=texts, variant=variant)


def send_easy_read(*, actor: Any, consultation: Consultation, row: ConsultationFormat) -> None:
    """Send the Easy Read words to the reading panel, which signs them too (settled 19)."""
    made = _source(consultation)
    reading.send(
        actor=actor,
        subject_kind=row.__tablename__,
        subject_id=row.id,
        title=f"{row.format.label}: {made.words['title']}",
        text=variants.easy_read_text(made),
    )
