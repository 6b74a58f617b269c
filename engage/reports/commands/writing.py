"""Begin a report, write its own words, translate it, send it to the reading panel."""

from typing import Any
from uuid import UUID

from engage.audit.commands import record
from engage.audit.models import Action
from engage.consultations import queries as consultations
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import RuleBroken, Stale
from engage.core.i18n import _dl
from engage.languages import commands as languages
from engage.reading import commands as reading
from engage.reports import rules
from engage.reports.models import Report, ReportKind
from engage.reports.queries import drafts


def create(
    *,
    actor: Any,
    consultation_id: UUID,
    title: str,
    intro: str = "",
    slug: str = "",
    kind: ReportKind = ReportKind.YOU_SAID_WE_DID,
) -> Report:
    """Begin a report of a closed consultation as a draft. Its address is `slug`, or is made.

    Raises RuleBroken while it is open, when it needs a board and has none, for a second final
    report, or for a taken slug.
    """
    consultation = consultations.by_id(consultation_id)
    rules.check_may_begin(consultation, kind, now())
    if not title:
        raise RuleBroken(_dl("Enter a title."), "title")
    if slug and drafts.slug_is_taken(slug):
        raise RuleBroken(_dl("Choose another address. This one is in use."), "slug")
    final = kind is ReportKind.FINAL
    if final and drafts.final_report(consultation.id):
        raise RuleBroken(_dl("There is a final report already. Go on with that one."), "kind")
    report = Report(
        slug=slug or _free_slug(f"{consultation.slug}-report" if final else consultation.slug),
        kind=kind,
        consultation_id=consultation.id,
        board_id=None if final else consultation.board_id,
        created_by=actor.id,
    )
    db.session.add(report)
    record(Action.REPORT_CREATED, report, actor=actor, kind=kind.value)
    languages.put(actor=actor, subject=report, texts={"title": title, "intro": intro or ""})
    return report


def _free_slug(wanted: str) -> str:
    slug, number = wanted, 1
    while drafts.slug_is_taken(slug):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def edit(*, actor: Any, report: Report, version: int, **texts: str) -> None:
    """Change the report's own words: `texts` by field, those of its kind.

    Raises RuleBroken once it is published or for an empty title, Stale, with both texts, when
    somebody saved after `version`.
    """
    rules.check_draft(report)
    made = drafts.source(report)
    typed = {field: texts.get(field) or "" for field in report.fields}
    if report.version != version:
        raise Stale(made.words(report), typed)
    if not typed["title"]:
        raise RuleBroken(_dl("Enter a title."), "title")
    if languages.put(actor=actor, subject=report, texts=typed):
        report.changed_at = now()


def send_to_panel(*, actor: Any, report: Report) -> None:
    """Ask the reading panel to read the English text as it stands."""
    made = drafts.source(report)
    reading.send(
        actor=actor,
        subject_kind="report",
        subject_id=report.id,
        title=made.words(report)["title"],
        text=made.panel_text,
    )
