"""The final report: what people said, in words and in safe numbers."""

import pytest

from engage.accounts.models import Role
from engage.core.clock import days_away, today
from engage.core.errors import NotAllowed
from engage.publishing import queries as publishing
from engage.publishing.models import ApprovalKind
from engage.reports import commands, queries
from engage.reports.models import ReportKind
from engage.reports.queries import drafts, final, page, waiting
from engage.responses.commands import keep_ease
from engage.responses.models import RespondentKind
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import closed_consultation
from tests.factories.decisions import (
    FINAL,
    approval_of,
    draft_final,
    final_report,
    refused,
)
from tests.factories.reports import (
    add_answers,
    answered_consultation,
    consultation_of,
    draft_report,
    empty_report,
    publisher,
    responses_of,
)


def test_a_final_report_needs_no_board_and_stands_once(database):
    consultation = closed_consultation("no-board")
    empty_report(consultation, kind=ReportKind.FINAL)
    said = refused(empty_report, consultation, kind=ReportKind.FINAL)
    assert said == ("There is a final report already. Go on with that one.", "kind")


def test_a_second_person_publishes_a_final_report_and_that_is_kept(database):
    report = draft_final()
    approver = AccountFactory(role=Role.APPROVER)
    commands.publish_final(actor=approver, report=report)
    kept = approval_of(report.consultation_id, ApprovalKind.FINAL_REPORT)
    edition = publishing.latest_edition(report.id)
    assert (kept.subject_kind, kept.given_by) == ("consultation", approver.id)
    assert kept.text_hash == edition.hash
    assert report.published_on == today()


def test_whoever_wrote_a_final_report_does_not_publish_it(database):
    lead, other = AccountFactory(), AccountFactory()
    report = draft_final(lead=lead)
    words = drafts.source(report).words(report)
    commands.edit(actor=other, report=report, version=report.version, **{**words, "limits": "New."})
    for author in (lead, other):
        said, _field = refused(commands.publish_final, actor=author, report=report)
        assert said == "Ask somebody who did not write this report to publish it."


@pytest.mark.parametrize("field", ["said", "minority", "methods", "missing", "next_steps"])
def test_a_final_report_tells_all_it_must(database, field):
    report = draft_final(**{field: ""})
    gates = {gate.name: gate.passed for gate in drafts.gates(drafts.source(report))}
    assert [name for name, passed in gates.items() if not passed] == [field, "reading_panel"]


def test_a_final_report_waits_until_the_newest_answers_are_counted(database):
    report = draft_final()
    add_answers(consultation_of(report), 1)
    said, _field = refused(commands.publish_final, actor=AccountFactory(), report=report)
    assert said == "Wait a moment. We are counting the newest answers."


def test_the_board_does_not_publish_a_final_report_nor_staff_that_of_the_board(database):
    report = draft_final()
    with pytest.raises(NotAllowed):
        commands.publish(actor=publisher(), report=report)
    other = draft_report(answered_consultation("other"))
    said, _field = refused(commands.publish_final, actor=AccountFactory(), report=other)
    assert said == "The residents’ board publishes this report."


def test_the_numbers_of_a_final_report_are_safe_and_stay(database):
    report = final_report()
    shown = page.public_page(report.slug, "en_GB", today()).final
    assert [(row.label, row.people) for row in shown.themes] == [
        ("Who to ring", "18 of 40 people"),
        ("Text me too", "13 of 40 people"),
        ("Bigger print", "fewer than 5 of 40 people"),
    ]
    assert shown.hidden
    assert {key: table.base for key, table in shown.facts.items()}["channel"] == "40 people"
    assert [row.label for row in shown.facts["channel"].rows] == ["On a paper form"]
    add_answers(consultation_of(report), 30)
    commands.publish_final(actor=AccountFactory(role=Role.APPROVER), report=report)
    assert page.public_page(report.slug, "en_GB", today()).final == shown


def test_a_final_report_says_how_easy_people_found_it(database):
    report = draft_final()
    for ease, times in (("easy", 12), ("very_hard", 2)):
        for _each in range(times):
            keep_ease(consultation=consultation_of(report), said={"ease": ease}, language="en_GB")
    commands.publish_final(actor=AccountFactory(role=Role.APPROVER), report=report)
    ease, could_say = page.public_page(report.slug, "en_GB", today()).final.ease
    told = {row.code: row.people for row in ease.rows}
    assert ease.label == "How easy was this?"
    assert told["very_hard"].startswith("hidden")
    assert told["very_easy"] == "0"
    assert could_say.key == "could_say"


def test_a_final_report_without_such_answers_says_nothing_of_them(database):
    shown = page.public_page(final_report().slug, "en_GB", today()).final
    assert shown.ease == []


def test_a_final_report_makes_the_names_of_its_main_themes_public(database):
    report = final_report()
    themes = drafts.source(report).themes
    shown = {theme.name: theme.shown_on is not None for theme in themes}
    assert shown == {"Who to ring": True, "Text me too": True, "Bigger print": False}
    assert set(final.shown_themes(report.edition_id)) == {
        theme.id for theme in themes if theme.shown_on
    }


def test_a_final_report_is_told_among_the_reports_of_its_consultation_only(database):
    report = final_report()
    assert queries.published("en_GB") == []
    (told,) = queries.reports_of(report.consultation_id, "en_GB")
    assert (told.report, told.lines) == (report, ())


def test_a_final_report_waits_for_the_approver_and_not_for_the_board(database):
    draft_final()
    approver, board = AccountFactory(role=Role.APPROVER), publisher()
    (waits,) = waiting.waiting(approver, frozenset({Role.APPROVER}))
    assert waits.what == "Read this final report. Publish it when it is right."
    assert waiting.waiting(board, frozenset({Role.BOARD_PUBLISHER})) == []


def test_a_late_final_report_says_so(database):
    with days_away(-1):
        report = final_report(answered_consultation(opens=-200, closes=-94))
    assert page.public_page(report.slug, "en_GB", today()).days_late == 10
    assert FINAL["said"] in page.public_page(report.slug, "en_GB", today()).words["said"]


def test_groups_are_counted_apart_and_do_not_keep_a_report_waiting(database):
    consultation = answered_consultation()
    add_answers(consultation, 6)
    for response in responses_of(consultation)[40:]:
        response.respondent_kind, response.speaks_for = RespondentKind.GROUP, 10
    shown = page.public_page(final_report(consultation).slug, "en_GB", today())
    assert shown.everyone == "40 people"
    assert shown.final.voices == [final.Voice(RespondentKind.GROUP, "6", "60 people")]
