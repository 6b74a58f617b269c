"""Final reports and decisions as staff make them, with the real commands."""

import pytest

from engage.accounts.models import Role
from engage.analysis import commands as analysis
from engage.core.db import db
from engage.core.errors import RuleBroken
from engage.publishing.models import Approval
from engage.reports import commands
from engage.reports.models import Decision, Report, ReportKind
from engage.reports.queries import decisions, drafts
from tests.counting import not_counted
from tests.factories.accounts import AccountFactory
from tests.factories.reports import (
    answered_consultation,
    consultation_of,
    days,
    empty_report,
    put_translations,
    theme_with,
    translate_all,
)

FINAL = {
    "said": "Most people want one number to ring.",
    "minority": "Two people liked the letters as they are.",
    "effects": "Some people cannot use a phone.",
    "methods": "Two people read every answer.",
    "missing": "Few young people answered.",
    "limits": "People chose to answer. They do not stand for everybody.",
    "next_steps": "The Care Board decides in spring.",
}
WORDS = {
    "decision": "Every letter will have one phone number.",
    "decided_by": "The Care Board",
    "how": "All members agreed, because most people asked for it.",
    "objections": "Two people like the letters as they are. Only the number is new.",
    "equality": "Equality assessment, version 2. It found that people who sign need a text number.",
    "equality_read_by": "All members of the Care Board",
}
WEIGHED = "We agreed with what people said."
POSITION = "Chair of the Care Board"


@not_counted()
def draft_final(consultation=None, *, lead=None, **texts) -> Report:
    """A final report with every word, of a consultation with two large themes and a small one."""
    consultation = consultation or answered_consultation()
    codes = consultation.languages
    for name, people in (("Who to ring", 18), ("Text me too", 13), ("Bigger print", 2)):
        theme_with(consultation, name, people, codes)
    lead = lead or AccountFactory(role=Role.ENGAGEMENT_LEAD)
    report = empty_report(
        consultation, lead=lead, kind=ReportKind.FINAL, title="Hospital letters: what people said"
    )
    said = drafts.source(report).words(report)
    texts = {**said, **FINAL, **texts}
    commands.edit(actor=lead, report=report, version=report.version, **texts)
    analysis.count_anew(actor=None, consultation=consultation_of(report))
    return report


@not_counted()
def final_report(consultation=None, *, approver=None, **facts) -> Report:
    """A final report that a second person published."""
    report = draft_final(consultation, **facts)
    translate_all(report)
    approver = approver or AccountFactory(role=Role.APPROVER)
    return commands.publish_final(actor=approver, report=report)


def made_of(report_or_decision) -> decisions.Source:
    """A decision as it stands in the database, read anew."""
    db.session.flush()
    slug = consultation_slug(report_or_decision)
    return decisions.source_of(slug)


def consultation_slug(row) -> str:
    """The slug of the consultation of a report or a decision."""
    return drafts.consultations.by_id(row.consultation_id).slug


def open_report(report, *, account=None, position=POSITION):
    """Somebody who decides says that they have read a final report."""
    account = account or AccountFactory(role=Role.APPROVER)
    return commands.open_report(actor=account, made=made_of(report), position=position)


def read_on_paper(report, opened_on=None, *, stated_by=None, position=POSITION):
    """Somebody states that another has read a final report on paper."""
    return commands.state_reading(
        actor=stated_by or AccountFactory(),
        made=made_of(report),
        position=position,
        opened_on=opened_on or days(-2),
    )


def save(report, *, lead=None, version=None, **facts) -> Decision:
    """Write a decision of yesterday, on every theme; `facts` change words, days or `themes`."""
    made = made_of(report)
    named = {"decided_on": days(-1), "equality_read_on": days(-1), **facts}
    themes = named.pop("themes", None)
    if themes is None:
        themes = dict.fromkeys(made.order, (WEIGHED, True))
    known = {field: named.pop(field) for field in list(named) if not field.endswith("_on")}
    return commands.save_decision(
        actor=lead or AccountFactory(role=Role.ENGAGEMENT_LEAD),
        made=made,
        version=made.version if version is None else version,
        texts={**WORDS, **known},
        themes=themes,
        **named,
    )


@not_counted()
def draft_decision(consultation=None, **facts) -> Decision:
    """A decision that waits for a second person: the final report was read before."""
    report = final_report(consultation)
    read_on_paper(report)
    return save(report, **facts)


def translate_decision(decision, code="es") -> None:
    """Complete a language of a decision: the English with the code behind."""
    put_translations(made_of(decision), code)


def publish_decision(decision, *, approver=None) -> Decision:
    """Publish a decision as a second person."""
    actor = approver or AccountFactory(role=Role.APPROVER)
    return commands.publish_decision(actor=actor, made=made_of(decision))


@not_counted()
def published_decision(consultation=None, **facts) -> Decision:
    """A decision that the public sees."""
    return publish_decision(draft_decision(consultation, **facts))


def approval_of(consultation_id, kind):
    """The approval of a kind that stands at a consultation, if any."""
    wanted = db.select(Approval).where(
        Approval.subject_id == consultation_id, Approval.kind == kind
    )
    return db.session.scalars(wanted).first()


def refused(act, *words, **more):
    """What a rule says, and the field it names."""
    with pytest.raises(RuleBroken) as caught:
        act(*words, **more)
    return str(caught.value), caught.value.field
