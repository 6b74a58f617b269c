"""Writing, commenting, publishing, and keeping promises."""

import pytest
from sqlalchemy.exc import IntegrityError

from engage.accounts.models import Role
from engage.analysis.models import Coding
from engage.audit.models import Action, Entry
from engage.core.clock import today
from engage.core.db import db
from engage.core.errors import NotAllowed, RuleBroken, Stale
from engage.languages import commands as bench
from engage.languages import queries as languages
from engage.languages.commands.bench import mark_checked
from engage.languages.queries import bench as benches
from engage.languages.rules import State
from engage.publishing import queries as publishing
from engage.reading import queries as reading
from engage.reports import commands
from engage.reports.models import AnswerKind, PromiseState, Report, ReportState
from engage.reports.queries import documents, drafts, page, translations
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import open_consultation
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
    theme_with,
    translate_all,
)


def actions(database):
    """The history as tags, oldest first."""
    return [row.action for row in database.scalars(db.select(Entry).order_by(Entry.id))]


def statement_of(report, number=1):
    return drafts.source(report).statements[number - 1]


def test_a_report_begins_as_a_draft_with_its_words(database):
    report = empty_report(title="Letters")
    assert (report.state, report.slug, report.edition_id) == (ReportState.DRAFT, "letters", None)
    assert drafts.source(report).words(report) == {"title": "Letters", "intro": "Thank you."}
    assert Action.REPORT_CREATED in actions(database)


def test_a_second_report_gets_an_address_of_its_own(database):
    consultation = answered_consultation(people=1)
    empty_report(consultation)
    assert [empty_report(consultation).slug, empty_report(consultation).slug] == [
        "letters-2",
        "letters-3",
    ]


def test_a_chosen_address_must_be_free(database):
    consultation = answered_consultation(people=1)
    assert empty_report(consultation, slug="my-report").slug == "my-report"
    with pytest.raises(RuleBroken) as broken:
        empty_report(consultation, slug="my-report")
    assert broken.value.field == "slug"


def test_a_report_needs_a_title(database):
    with pytest.raises(RuleBroken) as broken:
        empty_report(answered_consultation(people=1), title="")
    assert broken.value.field == "title"


def test_an_open_consultation_has_no_report_yet(database):
    with pytest.raises(RuleBroken, match="closed"):
        empty_report(open_consultation(board_id=board().id))


def test_the_first_words_can_be_changed_while_it_is_a_draft(database):
    report = empty_report(answered_consultation(people=1))
    commands.edit(
        actor=AccountFactory(), report=report, title="New", intro="Hello.", version=report.version
    )
    assert drafts.source(report).words(report) == {"title": "New", "intro": "Hello."}


def test_the_first_words_keep_a_title(database):
    report = empty_report(answered_consultation(people=1))
    with pytest.raises(RuleBroken):
        commands.edit(actor=None, report=report, title="", intro="", version=report.version)


def test_saving_the_same_words_changes_nothing(database):
    report = empty_report(answered_consultation(people=1), title="Same", intro="")
    before = report.changed_at
    commands.edit(actor=None, report=report, title="Same", intro="", version=report.version)
    assert report.changed_at == before


def test_a_stale_save_loses_neither_text(database):
    report = empty_report(answered_consultation(people=1), title="Mine", intro="")
    with pytest.raises(Stale) as stale:
        commands.edit(actor=None, report=report, title="Yours", intro="", version=0)
    assert (stale.value.theirs["title"], stale.value.mine["title"]) == ("Mine", "Yours")


def test_a_statement_stands_on_a_theme_with_answers(database):
    report = empty_report()
    made = add(report, theme_with(drafts.source(report).consultation, people=18))
    source = drafts.source(report)
    assert source.words(made)["we_did"] == SAID["we_did"]
    assert (made.position, source.people[made.theme_id], source.everyone) == (1, 18, 40)
    assert source.promises[made.id].due_on == days(30)
    assert {Action.REPORT_CHANGED, Action.PROMISE_MADE} <= set(actions(database))


def test_there_is_no_statement_without_evidence(database):
    consultation = answered_consultation(people=3)
    report = empty_report(consultation)
    elsewhere = answered_consultation("other", people=3)
    for theme in (theme_with(consultation, people=0), theme_with(elsewhere, people=3)):
        with pytest.raises(RuleBroken) as broken:
            add(report, theme)
        assert broken.value.field == "theme_id"
    with pytest.raises(RuleBroken):
        commands.add_statement(
            actor=AccountFactory(), report=report, theme_id=None, kind=AnswerKind.DONE, **SAID
        )
    assert drafts.source(report).statements == []


def edit(report, statement, **changes):
    given = {
        "theme_id": statement.theme_id,
        "kind": AnswerKind.WILL_DO,
        "due_on": days(30),
        "version": statement.version,
        **SAID,
    }
    return commands.edit_statement(
        actor=AccountFactory(), report=report, statement=statement, **{**given, **changes}
    )


def test_a_statement_can_be_changed_and_its_promise_with_it(database):
    report = draft_report()
    statement = statement_of(report)
    edit(report, statement, due_on=days(60), we_did="We will answer each call.")
    assert promise_of(report).due_on == days(60)
    edit(report, statement, kind=AnswerKind.DONE, done_on=days(-1))
    assert (promise_of(report).state, promise_of(report).settled_on) == (
        PromiseState.DONE,
        days(-1),
    )
    edit(report, statement, kind=AnswerKind.DONE)
    assert promise_of(report).settled_on == today()


def test_a_statement_without_a_day_loses_its_promise(database):
    report = draft_report()
    statement = statement_of(report)
    changed = {"kind": AnswerKind.CANNOT, "because": "It costs too much.", "owner": ""}
    edit(report, statement, due_on=None, **changed)
    assert statement.id not in drafts.source(report).promises
    edit(report, statement, due_on=None, **changed)
    assert drafts.source(report).words(statement)["because"] == "It costs too much."


def test_a_stale_statement_loses_neither_text(database):
    report = draft_report()
    with pytest.raises(Stale) as stale:
        edit(report, statement_of(report), version=0, we_did="Mine")
    assert (stale.value.theirs["we_did"], stale.value.mine["we_did"]) == (SAID["we_did"], "Mine")


def test_a_statement_taken_out_lets_those_after_it_move_up(database):
    report = draft_report()
    first, second, third = drafts.source(report).statements
    for statement in (first, third):
        commands.remove_statement(actor=AccountFactory(), report=report, statement=statement)
    assert [(each.id, each.position) for each in drafts.source(report).statements] == [
        (second.id, 1)
    ]


def test_a_published_report_cannot_be_changed(database):
    report = published_report()
    for deed in (
        lambda: edit(report, statement_of(report)),
        lambda: add(report),
        lambda: commands.edit(actor=None, report=report, title="A", intro="", version=1),
        lambda: commands.remove_statement(
            actor=None, report=report, statement=statement_of(report)
        ),
    ):
        with pytest.raises(RuleBroken, match="public"):
            deed()


def test_staff_cannot_touch_the_comment_of_the_board(database):
    report = draft_report()
    for role in (Role.ENGAGEMENT_LEAD, Role.ANALYST, Role.APPROVER, Role.ADMIN):
        with pytest.raises(NotAllowed):
            commands.comment(
                actor=AccountFactory(role=role), report=report, text="All is well.", version=1
            )
    with pytest.raises(NotAllowed):
        commands.comment(actor=publisher(board()), report=report, text="No.", version=1)


def test_the_board_comments_in_a_promised_language(database):
    report = draft_report(answered_consultation(languages=("en_GB", "es")))
    actor = publisher(report)
    commands.comment(actor=actor, report=report, text="We want more.", version=1)
    commands.comment(actor=actor, report=report, text="Queremos más.", language="es", version=2)
    words = languages.words("report", [report.id], "es")[report.id]
    assert str(words["board_comment"]) == "Queremos más."
    with pytest.raises(RuleBroken) as broken:
        commands.comment(actor=actor, report=report, text="?", language="bn", version=3)
    assert broken.value.field == "language"
    assert "board_comment" not in bench_of(report)
    body = documents.documents(drafts.source(report), ())["es", ""]
    assert (body["board_comment"], body["board_comment_language"]) == ("Queremos más.", "es")
    assert "board_comment_translated" not in body


def bench_of(report):
    """The texts of a report on the bench in Spanish, by field."""
    db.session.expire_all()
    found = benches.bench(translations.work("reports", report.slug), "es")
    return {each.part.field: each for each in found.entries}


def test_the_board_s_comment_is_translated_checked_and_said_to_be_a_translation(database):
    report = published_report(answered_consultation(languages=("en_GB", "es")))
    writing = {"subject": report, "language": "es", "texts": {"board_comment": "Queremos más."}}
    bench.put(actor=AccountFactory(), **writing)
    assert bench_of(report)["board_comment"].state is State.DRAFT
    body = documents.documents(drafts.source(report), ())["es", ""]
    assert body["board_comment_language"] == "en_GB"
    row = bench_of(report)["board_comment"].wording
    mark_checked(actor=AccountFactory(), about=report, rows=[row], language="es")
    publish(report)
    body = publishing.document(report.edition_id, "es").body
    assert (body["board_comment"], body["board_comment_language"]) == ("Queremos más.", "es")
    assert body["board_comment_translated"]
    version = drafts.source(report).comment_version
    commands.comment(actor=publisher(report), report=report, text="No.", version=version)
    body = documents.documents(drafts.source(report), ())["es", ""]
    assert (body["board_comment"], body["board_comment_language"]) == ("No.", "en_GB")


def test_news_of_a_promise_is_on_the_bench_and_shows_at_once(database):
    report = published_report(answered_consultation(languages=("en_GB", "es")))
    moving = {"promise": promise_of(report), "to": PromiseState.CHANGED}
    commands.move_promise(actor=AccountFactory(), note="It takes longer.", **moving)
    news = bench_of(report)["text"]
    assert (news.english.text, news.state) == ("It takes longer.", State.MISSING)
    bench.put(
        actor=AccountFactory(), subject=news.part.row, texts={"text": "Tarda más."}, language="es"
    )
    shown = page.public_page(report.slug, "es", today())
    assert [str(each.text) for item in shown.items for each in item.news] == ["Tarda más."]


def test_staff_cannot_publish(database):
    report = draft_report()
    with pytest.raises(NotAllowed):
        commands.publish(actor=AccountFactory(role=Role.ENGAGEMENT_LEAD), report=report)


def test_nobody_publishes_what_they_wrote(database):
    report = empty_report(answered_consultation(people=20))
    both = publisher(report)
    add(report, theme_with(drafts.source(report).consultation, people=20), author=both)
    with pytest.raises(RuleBroken, match="did not write"):
        commands.publish(actor=both, report=report)
    assert publish(report).state is ReportState.PUBLISHED


def test_a_report_without_statements_is_not_published(database):
    with pytest.raises(RuleBroken, match="at least one thing"):
        publish(empty_report(answered_consultation(people=20)))


def test_a_statement_whose_answers_were_taken_back_stops_the_report(database):
    consultation = answered_consultation(people=20)
    report = empty_report(consultation)
    theme = theme_with(consultation, people=1)
    add(report, theme)
    database.execute(db.delete(Coding).where(Coding.theme_id == theme.id))
    with pytest.raises(RuleBroken, match="nobody said"):
        publish(report)


def test_every_promised_language_is_complete_before_publishing(database):
    report = draft_report(answered_consultation(languages=("en_GB", "es")))
    with pytest.raises(RuleBroken, match="every language"):
        publish(report)
    translate_all(report)
    edit(report, statement_of(report), we_did="Changed since.")
    with pytest.raises(RuleBroken, match="every language"):
        publish(report)
    translate_all(report)
    assert publish(report).published_on == today()


def test_publishing_freezes_words_and_safe_counts(database):
    report = published_report(answered_consultation(languages=("en_GB", "es")))
    english = publishing.document(report.edition_id, "en_GB").body
    assert [each["people"] for each in english["statements"]] == [
        {"people": 18},
        {"people": 13},
        {"people": 7},
    ]
    assert english["everyone"] == {"people": 40}
    assert english["board_comment"] == "We are not satisfied with number 1."
    assert english["honest"] == ["reading_panel"]
    spanish = publishing.document(report.edition_id, "es").body
    assert spanish["statements"][0]["we_did"] == f"{SAID['we_did']} (es)"
    assert spanish["statements"][0]["theme_name"] == "Who to ring (es)"
    assert spanish["board_comment_language"] == "en_GB"
    assert Action.REPORT_PUBLISHED in actions(database)


def test_the_exact_counts_stay_with_staff(database):
    report = published_report()
    assert report.people == 40
    assert [each.people for each in drafts.source(report).statements] == [18, 13, 7]


def test_a_later_comment_of_the_board_makes_a_new_edition_with_the_same_counts(database):
    report = published_report(comment="")
    first, day = report.edition_id, report.published_on
    body = publishing.document(first, "en_GB").body
    assert body["honest"] == ["reading_panel", "board_comment"]
    database.execute(db.delete(Coding))
    publish(report, comment="We still wait.")
    assert (report.edition_id != first, report.published_on) == (True, day)
    newer = publishing.document(report.edition_id, "en_GB").body
    assert newer["statements"][0]["people"] == {"people": 18}
    assert newer["board_comment"] == "We still wait."


def test_the_reading_panel_gets_the_exact_text(database):
    report = draft_report()
    commands.send_to_panel(actor=AccountFactory(), report=report)
    state = reading.panel_state("report", report.id, drafts.source(report).text_hash)
    assert "Nobody knows who to ring." in state.submission.text


def test_a_promise_moves_with_its_news(database):
    report = published_report()
    promise = promise_of(report)
    commands.move_promise(
        actor=AccountFactory(),
        promise=promise,
        to=PromiseState.CHANGED,
        note="We need until spring.",
        due_on=days(90),
    )
    assert (promise.state, promise.due_on, promise.settled_on) == (
        PromiseState.CHANGED,
        days(90),
        None,
    )
    commands.move_promise(actor=AccountFactory(), promise=promise, to=PromiseState.DONE)
    assert promise.settled_on == today()
    assert Action.PROMISE_MOVED in actions(database)


def test_a_promise_does_not_change_in_silence(database):
    promise = promise_of(published_report())
    with pytest.raises(RuleBroken):
        commands.move_promise(actor=AccountFactory(), promise=promise, to=PromiseState.UNOWNED)


def test_the_database_refuses_a_public_report_without_an_edition(database):
    report = empty_report(answered_consultation(people=1))
    with pytest.raises(IntegrityError) as refused:
        database.execute(
            db.update(Report).where(Report.id == report.id).values(state=ReportState.PUBLISHED)
        )
    assert "published_whole" in str(refused.value)
