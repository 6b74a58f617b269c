"""What residents said and what was done: a report, from the first draft to the board’s button."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from engage.accounts.models import Role
from engage.consultations import queries as consultations
from engage.core.db import db
from engage.core.i18n import SOURCE
from engage.demo import files, panel, translations
from engage.demo.calendar import day, work_on
from engage.demo.codings import theme_ids
from engage.demo.world import person, put
from engage.reports import commands
from engage.reports.models import (
    NOTE_FIELD,
    AnswerKind,
    PromiseNote,
    PromiseState,
    Report,
    Statement,
)
from engage.reports.queries import drafts

_WRITTEN, _READ = -14, -9
_FIELDS = ("you_said", "we_did", "because")


def tell(slug: str) -> None:
    """The whole way of one report to its day, and the news of its promises since."""
    written = files.read(f"report_{slug}")
    published = written["published"]
    _write(slug, written, published + _WRITTEN)
    panel.sign("report", _report(slug).id, published + _READ)
    _publish(slug, written, published)
    for number, said in enumerate(written["statements"]):
        for update in said["updates"]:
            _tell_news(slug, number, update)


def draft(slug: str, offset: int) -> None:
    """A report written so many days from today and signed: it waits for the board."""
    _write(slug, files.read(f"report_{slug}"), offset)
    panel.sign("report", _report(slug).id, offset + _READ - _WRITTEN)


def _report(slug: str) -> Report:
    return drafts.source_of(slug).report


def _write(slug: str, written: Any, offset: int) -> None:
    lead, words = person(Role.ENGAGEMENT_LEAD), written["words"][SOURCE]
    with work_on(offset):
        report = commands.create(
            actor=lead,
            consultation_id=consultations.by_slug(slug).id,
            slug=slug,
            title=words["title"],
            intro=words["intro"],
        )
        themes = theme_ids(slug)
        for said in written["statements"]:
            statement = _state(report, said, themes[said["theme"]])
            if "quote" in said:
                translations.quote(report, statement, said["quote"])
        _translate(report, written)
        commands.send_to_panel(actor=lead, report=report)


def _state(report: Report, said: Any, theme: UUID) -> Statement:
    return commands.add_statement(
        actor=person(Role.ENGAGEMENT_LEAD),
        report=report,
        theme_id=theme,
        kind=AnswerKind(said["response"]),
        due_on=day(said["due"]) if said["due"] else None,
        done_on=day(said["done"]) if said["done"] else None,
        **_texts(said, SOURCE),
    )


def _texts(said: Any, language: str) -> dict[str, str]:
    texts = {field: said["words"][language][field] for field in _FIELDS}
    return {**texts, "owner": (said["owner"] or {}).get(language, "")}


def _translate(report: Report, written: Any) -> None:
    lead, made = person(Role.ENGAGEMENT_LEAD), drafts.source(report)
    for language in written["languages"][1:]:
        words = written["words"][language]
        own = {field: words[field] for field in ("title", "intro")}
        put(report, {language: own}, actor=lead)
        for row, said in zip(made.statements, written["statements"], strict=True):
            put(row, {language: _texts(said, language)}, actor=lead)


def _publish(slug: str, written: Any, offset: int) -> None:
    publisher, said = person(Role.BOARD_PUBLISHER), written["board_comment"]["words"]
    with work_on(offset):
        for language in written["languages"]:
            commands.comment(
                actor=publisher,
                report=_report(slug),
                text=said[language]["text"],
                version=drafts.source_of(slug).comment_version,
                language=language,
            )
        commands.publish(actor=publisher, report=_report(slug))


def _tell_news(slug: str, number: int, update: Any) -> None:
    """What became of a promise, in every language it was written in."""
    lead, words = person(Role.ENGAGEMENT_LEAD), update["words"]
    with work_on(update["day"]):
        made = drafts.source_of(slug)
        promise = commands.move_promise(
            actor=lead,
            promise=made.promise(made.statements[number]),
            to=PromiseState.OPEN,
            note=words[SOURCE]["text"],
        )
        wanted = select(PromiseNote).where(PromiseNote.promise_id == promise.id)
        note = db.session.scalars(wanted.order_by(PromiseNote.id.desc())).first()
        assert note is not None, "it was made just now"
        put(note, {code: {NOTE_FIELD: said["text"]} for code, said in words.items()}, actor=lead)
