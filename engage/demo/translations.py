"""Answers in other languages: some translated and checked, one drafted by a machine, others not."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Text, select, type_coerce

from engage.accounts.models import Role
from engage.consultations import queries as consultations
from engage.core.db import db
from engage.core.i18n import SOURCE
from engage.demo import files
from engage.demo.calendar import work_on
from engage.demo.consultations import keys
from engage.demo.responses import Sent
from engage.demo.world import person
from engage.reports.commands.quotes import add_quote
from engage.reports.models import Report, Statement
from engage.reports.queries.quotes import quotable
from engage.responses import queries as responses
from engage.responses.commands import spoken, translating
from engage.responses.models import Response
from engage.responses.queries import spoken as heard
from engage.responses.queries import translating as queries

MACHINE = "Made-up machine 1"


def translate(slug: str, sent: Sequence[Sent]) -> None:
    """Translate what has a translation written down, after it was published."""
    with work_on(files.consultation(slug)["published"]["out"], 14.0):
        for each in sent:
            if "translation" in each.reply.said:
                _translate(slug, each)


def _translate(slug: str, sent: Sent) -> None:
    said = sent.reply.said
    text, by = said["translation"]["text"], said["translation"]["by"]
    key = keys(consultations.by_slug(slug))[said["question"]].question
    one = _one(slug, sent.response_id, key)
    if by == "machine":
        translating.put_draft(actor=None, one=one, text=text, machine=MACHINE)
        return
    translating.write(
        actor=person(Role.ANALYST),
        one=one,
        text=text,
        answer_version=one.response.current_version,
        version=0,
    )
    if by == "checked":
        one = _one(slug, sent.response_id, key)
        assert one.row is not None, "it was written just now"
        lead = person(Role.ENGAGEMENT_LEAD)
        translating.check(actor=lead, one=one, version=one.row.version)


def _one(slug: str, response_id: UUID, key: str) -> queries.ToTranslate:
    consultation = consultations.by_slug(slug)
    asked = consultations.questionnaire(consultation, SOURCE)
    return queries.to_translate(consultation, asked, responses.by_id(response_id).reference, key)


def quote(report: Report, statement: Statement, written: Any) -> None:
    """Quote the words that were written down, with their checked translation."""
    consultation = consultations.by_id(report.consultation_id)
    stored = type_coerce(Response.answers, Text)
    wanted = select(Response.reference).where(
        Response.consultation_id == consultation.id,
        stored.contains(written["words"], autoescape=True),
    )
    reference = db.session.scalars(wanted.order_by(Response.id)).first()
    assert reference is not None, "somebody said so"
    add_quote(
        actor=person(Role.ENGAGEMENT_LEAD),
        report=report,
        one=quotable(consultation, reference),
        words=written["words"],
        translated=written["translated"],
        statement_id=statement.id,
    )


def listen() -> None:
    """Find which answers are in other languages, as the clock does, but at once."""
    spoken.begin_listening(actor=None)
    while found := heard.next_found(None, timedelta()):
        spoken.keep_found(actor=None, found=found)
