"""The final report of a consultation, who read it, and the decision that came of it."""

from typing import Any

from engage.accounts.models import Role
from engage.consultations import queries as consultations
from engage.core.i18n import SOURCE
from engage.demo import files, panel
from engage.demo.calendar import day, work_on
from engage.demo.codings import theme_ids
from engage.demo.world import person, put, put_name
from engage.reports import commands
from engage.reports.models import POSITION, WEIGHED, ReportKind, ReportOpening
from engage.reports.queries import decisions, drafts


def publish_final(slug: str) -> None:
    """Write the final report in every language, let the panel sign it, publish it."""
    written = files.read(f"final_{slug}")
    with work_on(written["written"]):
        _write(slug, written)
    report = drafts.final_report(consultations.by_slug(slug).id)
    assert report is not None, "it was written just now"
    panel.sign("report", report.id, written["read"])
    with work_on(written["published"]):
        final = drafts.final_report(consultations.by_slug(slug).id)
        assert final is not None, "it was written before"
        commands.publish_final(actor=person(Role.APPROVER), report=final)


def _write(slug: str, written: Any) -> None:
    lead, words = person(Role.ENGAGEMENT_LEAD), written["words"]
    report = commands.create(
        actor=lead,
        consultation_id=consultations.by_slug(slug).id,
        title=words[SOURCE]["title"],
        intro=words[SOURCE]["intro"],
        kind=ReportKind.FINAL,
    )
    commands.edit(actor=lead, report=report, version=report.version, **words[SOURCE])
    for language in written["languages"][1:]:
        put(report, {language: words[language]}, actor=lead)
    commands.send_to_panel(actor=lead, report=report)


def decide(slug: str) -> None:
    """People of the board open the final report; the decision is written, read, published."""
    written = files.read(f"final_{slug}")
    for opened in written["opened"]:
        with work_on(opened["day"]):
            _open(decisions.source_of(slug), opened)
    decision = written["decision"]
    with work_on(decision["written"]):
        _save(slug, decision)
        _translate(slug, written)
        lead = person(Role.ENGAGEMENT_LEAD)
        commands.send_decision_to_panel(actor=lead, made=decisions.source_of(slug))
    made = decisions.source_of(slug)
    assert made.decision is not None, "it was saved just now"
    panel.sign("decision", made.decision.id, decision["read"])
    with work_on(decision["published"]):
        commands.publish_decision(actor=person(Role.APPROVER), made=decisions.source_of(slug))


def _open(made: decisions.Source, opened: Any) -> ReportOpening:
    """One says it on the page; of another the lead states it, who read on paper."""
    position = opened["words"][SOURCE]
    if opened["on_paper"]:
        row = commands.state_reading(
            actor=person(Role.ENGAGEMENT_LEAD),
            made=made,
            position=position,
            opened_on=day(opened["day"]),
        )
    else:
        row = commands.open_report(actor=person(Role.APPROVER), made=made, position=position)
    put_name(row, opened["words"], actor=person(Role.ENGAGEMENT_LEAD), field=POSITION)
    return row


def _save(slug: str, written: Any) -> None:
    themes = theme_ids(slug)
    made = decisions.source_of(slug)
    commands.save_decision(
        actor=person(Role.ENGAGEMENT_LEAD),
        made=made,
        version=made.version,
        decided_on=day(written["decided"]),
        equality_read_on=day(written["equality_read"]),
        texts=written["words"][SOURCE],
        themes={
            themes[name]: (said["words"][SOURCE], said["answered"])
            for name, said in written["weighed"].items()
        },
    )


def _translate(slug: str, written: Any) -> None:
    decision, themes = written["decision"], theme_ids(slug)
    for language in written["languages"][1:]:
        made = decisions.source_of(slug)
        assert made.decision is not None, "it was saved before"
        lead = person(Role.ENGAGEMENT_LEAD)
        put(made.decision, {language: decision["words"][language]}, actor=lead)
        for name, said in decision["weighed"].items():
            line = made.lines[themes[name]]
            put(line, {language: {WEIGHED: said["words"][language]}}, actor=lead)
