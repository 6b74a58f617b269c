"""What the public, followers of an answer and staff are given."""

import pytest

from engage.accounts.models import Role
from engage.analysis.models import Coding
from engage.core.clock import days_away, now, today
from engage.core.db import db
from engage.core.errors import NotFound
from engage.reports import commands, queries
from engage.reports.models import AnswerKind, PromiseState, ReportKind
from engage.reports.queries import drafts, page, waiting
from engage.reports.rules import Standing
from engage.responses.models import ResponseState
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import closed_consultation, open_consultation
from tests.factories.reports import (
    SAID,
    add,
    answered_consultation,
    board,
    days,
    draft_report,
    empty_report,
    promise_of,
    publish,
    published_report,
    publisher,
    responses_of,
    theme_with,
)


def test_published_reports_stand_newest_first_and_drafts_do_not(database):
    with days_away(-2):
        older = published_report(answered_consultation("older", closes=-5))
    newer = published_report(answered_consultation("newer"))
    draft_report(answered_consultation("draft"))
    assert [told.report for told in queries.published("en_GB")] == [newer, older]
    assert [told.report for told in queries.published("en_GB", most=1)] == [newer]


def test_a_report_in_a_list_speaks_the_reader_s_language_or_english(database):
    report = published_report(answered_consultation(languages=("en_GB", "es")))
    (spanish,) = queries.published("es")
    assert (spanish.language, spanish.lines[0].we_did) == ("es", f"{SAID['we_did']} (es)")
    (bengali,) = queries.reports_of(report.consultation_id, "bn")
    assert (bengali.language, bengali.lines[0].we_did) == ("en_GB", SAID["we_did"])
    assert [line.answer for line in bengali.lines] == [
        AnswerKind.WILL_DO,
        AnswerKind.DONE,
        AnswerKind.CANNOT,
    ]


def test_reports_are_found_by_their_consultation(database):
    report = published_report()
    other = published_report(answered_consultation("other"))
    assert [told.report for told in queries.reports_of(report.consultation_id, "en_GB")] == [report]
    assert other.consultation_id != report.consultation_id


def test_promises_stand_with_the_late_ones_first(database):
    report = published_report()
    commands.move_promise(
        actor=AccountFactory(),
        promise=promise_of(report, 2),
        to=PromiseState.CHANGED,
        note="We do it another way.",
    )
    assert [(each.standing, each.line.number) for each in queries.promises("en_GB", today())] == [
        (Standing.ON_TIME, 1),
        (Standing.CHANGED, 2),
    ]
    (late, _changed) = queries.promises("en_GB", days(31))
    assert (late.standing, late.line.owner) == (Standing.LATE, "Head of appointments")


def test_a_promise_of_a_draft_is_nobody_s_promise_yet(database):
    draft_report()
    assert queries.promises("en_GB", today()) == []


def test_an_answer_finds_the_lines_of_its_themes(database):
    consultation = answered_consultation(languages=("en_GB", "es"))
    report = published_report(consultation)
    first, _second, third = drafts.source(report).statements
    unsaid = theme_with(consultation, "Not answered", people=2)
    asked = {third.theme_id, first.theme_id, unsaid.id}
    promised, refused = queries.lines_for_themes(asked, "es")
    assert (promised.theme_id, promised.statement_number, promised.report_slug) == (
        first.theme_id,
        1,
        "letters",
    )
    assert (promised.what, promised.language) == (f"{SAID['we_did']} (es)", "es")
    assert (promised.due_on, promised.state_label) == (days(30), "On time")
    assert (refused.answer_label, refused.because) == (
        "We could not do this",
        "It costs too much. (es)",
    )
    assert (refused.due_on, refused.state_label) == (None, "")


def test_an_answer_finds_no_line_of_a_draft(database):
    report = draft_report()
    themes = [each.theme_id for each in drafts.source(report).statements]
    assert queries.lines_for_themes(themes, "en_GB") == []
    assert queries.lines_for_themes([], "en_GB") == []


def test_a_draft_has_no_public_page(database):
    report = draft_report()
    for slug in (report.slug, "nothing"):
        with pytest.raises(NotFound):
            page.public_page(slug, "en_GB", today())


def test_a_public_page_says_counts_as_they_were_frozen(database):
    report = published_report()
    database.execute(db.delete(Coding))
    shown = page.public_page(report.slug, "en_GB", today())
    assert [item.count for item in shown.items] == [
        "18 of 40 people",
        "13 of 40 people",
        "7 of 40 people",
    ]
    assert (shown.everyone, shown.rounded, shown.some_hidden) == ("40 people", False, False)


def test_in_nhs_mode_counts_are_rounded_and_small_ones_hidden(database):
    consultation = answered_consultation(people=42, disclosure_mode="nhs")
    shown = page.public_page(published_report(consultation).slug, "en_GB", today())
    assert [item.count for item in shown.items] == [
        "20 of 40 people",
        "15 of 40 people",
        "fewer than 8 of 40 people",
    ]
    assert (shown.rounded, shown.some_hidden) == (True, True)


def test_a_public_page_tells_that_somebody_took_back_an_answer(database):
    report = published_report()
    assert not page.public_page(report.slug, "en_GB", today()).taken_back
    responses_of(drafts.source(report).consultation)[0].state = ResponseState.WITHDRAWN
    assert page.public_page(report.slug, "en_GB", today()).taken_back


def test_a_report_after_twelve_weeks_says_how_late_it_is(database):
    consultation = answered_consultation(opens=-200, closes=-94)
    shown = page.public_page(published_report(consultation).slug, "en_GB", today())
    assert (shown.days_late, shown.due_on) == (10, days(-10))


def test_the_news_of_a_promise_stands_newest_first(database):
    report = published_report()
    promise = promise_of(report)
    for day, note in ((-9, "It is late."), (-2, "It works.")):
        commands.move_promise(
            actor=AccountFactory(),
            promise=promise,
            to=PromiseState.OPEN,
            note=note,
            noted_on=days(day),
        )
    first = page.public_page(report.slug, "es", today()).items[0]
    assert [(news.noted_on, str(news.text), news.text.language) for news in first.news] == [
        (days(-2), "It works.", "en_GB"),
        (days(-9), "It is late.", "en_GB"),
    ]


def test_a_preview_shows_the_counts_of_today(database):
    made = drafts.source(draft_report())
    shown = page.preview(made, drafts.gates(made), today())
    assert shown.items[0].count == "18 of 40 people"
    assert shown.honest == ["reading_panel", "board_comment"]
    assert [bool(item.promise) for item in shown.items] == [True, True, False]


def test_a_draft_without_statements_has_a_preview(database):
    made = drafts.source(empty_report(answered_consultation(people=0)))
    shown = page.preview(made, drafts.gates(made), today())
    assert (shown.items, shown.everyone) == ([], "nobody")


def test_staff_choose_among_themes_that_people_spoke_of(database):
    consultation = answered_consultation(people=5)
    report = empty_report(consultation)
    theme_with(consultation, "Quiet", people=0)
    for name, people in (("Few", 2), ("Most", 5)):
        theme_with(consultation, name, people=people)
    choices = drafts.theme_choices(drafts.source(report))
    assert [(each.name, each.people) for each in choices] == [("Most", 5), ("Few", 2)]


def test_a_statement_and_a_promise_are_found_or_not(database):
    made = drafts.source(draft_report())
    first, _second, third = made.statements
    assert made.statement(first.id) is first
    assert made.promise(first).due_on == days(30)
    with pytest.raises(NotFound):
        made.promise(third)
    with pytest.raises(NotFound):
        made.statement(made.report.id)
    with pytest.raises(NotFound):
        drafts.source_of("nothing")


def test_staff_see_every_report_and_a_board_its_own(database):
    mine, other = board(), board()
    ours = empty_report(answered_consultation("ours", people=1, board_id=mine.id))
    late = empty_report(
        answered_consultation("theirs", people=1, board_id=other.id, opens=-120, closes=-100)
    )
    assert [work.report for work in drafts.all_reports({None})] == [late, ours]
    assert [work.report for work in drafts.all_reports({mine.id})] == [ours]
    assert [work.days_late for work in drafts.all_reports({other.id})] == [16]


def test_a_report_can_begin_where_a_kind_of_it_lacks(database):
    title = "Evening appointments: where and when?"
    empty_report(answered_consultation("told", people=1))
    empty_report(answered_consultation("counted", people=1), kind=ReportKind.FINAL)
    both = answered_consultation("both", people=1)
    for kind in ReportKind:
        empty_report(both, kind=kind)
    empty_report(closed_consultation("no-board-counted"), kind=ReportKind.FINAL)
    closed_consultation("no-board")
    open_consultation("open", board_id=board().id)
    found = {(row.slug, said) for row, said in drafts.without_report(now())}
    assert found == {("told", title), ("counted", title), ("no-board", title)}


def test_a_draft_waits_for_its_board(database):
    report = draft_report()
    roles = frozenset({Role.BOARD_PUBLISHER})
    (one,) = waiting.waiting(publisher(report), roles)
    assert (one.endpoint, one.values) == ("reports_desk.comment", {"slug": "letters"})
    assert waiting.waiting(publisher(board()), roles) == []
    publish_as = publisher(report)
    commands.publish(actor=publish_as, report=report)
    assert waiting.waiting(publish_as, roles) == []


def test_a_late_promise_waits_for_the_lead(database):
    consultation = answered_consultation(people=10)
    report = empty_report(consultation)
    late = add(report, theme_with(consultation, people=9), due_on=days(-1))
    publish(report)
    roles = frozenset({Role.ENGAGEMENT_LEAD})
    (one,) = waiting.waiting(AccountFactory(), roles)
    assert (one.title, one.values["statement_id"]) == (SAID["we_did"], late.id)
    assert waiting.waiting(AccountFactory(), frozenset({Role.READER})) == []
