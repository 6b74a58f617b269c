"""The final report, who read it, and the decision that follows (Gunning 4)."""

from datetime import date

import pytest

from engage.accounts.models import Role
from engage.audit import queries as audit
from engage.audit.models import Action
from engage.consultations.models import Consultation, Stage, Weight
from engage.core.clock import today
from engage.core.errors import NotFound, RuleBroken, Stale
from engage.publishing import queries as publishing
from engage.publishing.models import ApprovalKind
from engage.reports import commands, rules
from engage.reports.models import Decision
from engage.reports.queries import decisions, drafts, final
from engage.reports.queries.written import gaps
from tests.factories.accounts import AccountFactory
from tests.factories.decisions import (
    POSITION,
    WEIGHED,
    approval_of,
    draft_decision,
    draft_final,
    final_report,
    made_of,
    open_report,
    publish_decision,
    published_decision,
    read_on_paper,
    refused,
    save,
    translate_decision,
)
from tests.factories.reports import (
    answered_consultation,
    consultation_of,
    days,
)

# Who opened it.


def test_nothing_is_decided_before_the_final_report_is_out(database):
    report = draft_final()
    slug = consultation_of(report).slug
    said, _field = refused(decisions.source_of, slug)
    assert said == "Publish the final report first. Whoever decides must read it."
    assert decisions.source_if_ready(slug) is None


def test_nothing_is_decided_about_what_was_stopped():
    row = Consultation(stage=Stage.WITHDRAWN)
    said, _field = refused(rules.check_may_decide, row, final_is_out=True)
    assert said == "This consultation was stopped. There is nothing to decide."


def test_who_opened_the_final_report_is_recorded_once(database):
    report, chair = final_report(), AccountFactory(role=Role.APPROVER)
    open_report(report, account=chair)
    (opening,) = made_of(report).openings
    assert (opening.account_id, opening.opened_on, opening.on_paper) == (chair.id, today(), False)
    lines = [each.action for each in audit.history(report.id)]
    assert Action.REPORT_OPENED in lines
    said = refused(open_report, report, account=chair)
    assert said == ("You have said that you read it. It is recorded.", "position")


def test_a_reading_on_paper_names_who_states_it(database):
    report, lead = final_report(), AccountFactory()
    read_on_paper(report, stated_by=lead)
    (opening,) = made_of(report).openings
    assert (opening.stated_by, opening.on_paper) == (lead.id, True)
    assert refused(read_on_paper, report, position="")[1] == "position"


def test_nobody_can_have_read_it_before_closing_or_in_the_future(database):
    report = final_report()
    closed = consultation_of(report).closes_on
    assert refused(read_on_paper, report, closed) == (
        "Give a day after the closing day.",
        "opened_on",
    )
    assert refused(read_on_paper, report, days(1)) == (
        "Give a day that has come already.",
        "opened_on",
    )


# The days of a decision.

CLOSED = Consultation(closes_on=date(2026, 5, 1), stage=Stage.ANALYSING)
TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("decided_on", "read_on", "said"),
    [
        (date(2026, 5, 1), None, "Give a day after 1 May 2026. A decision comes after"),
        (date(2026, 6, 2), None, "Give a day that has come already."),
        (date(2026, 5, 20), date(2026, 5, 21), "Give a day on or before the decision."),
        (None, date(2026, 6, 2), "Give a day on or before the decision."),
    ],
)
def test_a_decision_has_a_day_after_closing_and_not_in_the_future(decided_on, read_on, said):
    words, _field = refused(rules.check_days, CLOSED, decided_on, read_on, TODAY)
    assert words.startswith(said)


@pytest.mark.parametrize(
    ("decided_on", "read_on"),
    [
        (None, None),
        (date(2026, 5, 2), date(2026, 4, 1)),
        (date(2026, 6, 1), date(2026, 6, 1)),
    ],
)
def test_a_decision_may_be_of_the_day_after_closing_or_of_today(decided_on, read_on):
    rules.check_days(CLOSED, decided_on, read_on, TODAY)


# What a decision needs.


def missing(decision) -> list[str]:
    """The gates that are not passed."""
    return [gate.name for gate in decisions.gates(made_of(decision)) if not gate.passed]


def test_a_whole_decision_lacks_only_the_panel(database):
    assert missing(draft_decision()) == ["reading_panel"]


@pytest.mark.parametrize(
    ("facts", "gate"),
    [
        ({"decision": ""}, "decision"),
        ({"decided_by": ""}, "decided_by"),
        ({"how": ""}, "how"),
        ({"decided_on": None}, "decided_on"),
        ({"objections": ""}, "objections"),
        ({"equality": ""}, "equality"),
        ({"equality_read_by": ""}, "equality"),
        ({"equality_read_on": None}, "equality"),
    ],
)
def test_a_decision_tells_all_it_must(database, facts, gate):
    decision = draft_decision(**facts)
    assert gate in missing(decision)
    with pytest.raises(RuleBroken):
        publish_decision(decision)


def test_objections_need_an_answer_or_a_reason_for_none(database):
    assert missing(draft_decision(objections="", no_objections="Nobody was against it.")) == [
        "reading_panel"
    ]


def test_every_main_theme_needs_a_line_and_a_hidden_one_may_have_one(database):
    decision = draft_decision(themes={})
    assert "themes" in missing(decision)
    report = made_of(decision).report
    main = final.shown_themes(report.edition_id)
    save(report, themes={main[0]: (WEIGHED, False)})
    assert "themes" in missing(decision)
    save(report, themes=dict.fromkeys(main, (WEIGHED, False)))
    assert "themes" not in missing(decision)


def test_the_final_report_was_opened_before_the_decision(database):
    report = final_report()
    decision = save(report)
    assert "opened" in missing(decision)
    open_report(report)
    assert "opened" in missing(decision), "it was read today, decided yesterday"
    save(report, decided_on=today())
    assert "opened" not in missing(decision)


@pytest.mark.parametrize(
    ("weight", "lacks"),
    [(Weight.LIGHT, []), (Weight.STANDARD, ["equality"]), (Weight.FORMAL, ["equality", "tests"])],
)
def test_the_law_asks_more_of_a_bigger_decision(weight, lacks):
    words = {"decision": "A", "decided_by": "B", "how": "C", "objections": "D"}
    facts = rules.DecisionFacts(
        decision=Decision(decided_on=TODAY),
        weight=weight,
        words=words,
        themes=(),
        weighed=(),
        opened=[TODAY],
        authors=(),
        publisher=None,
        signed=True,
    )
    assert [gate.name for gate in rules.decision_gates(facts) if not gate.passed] == lacks


def test_whoever_wrote_a_decision_does_not_publish_it(database):
    lead = AccountFactory(role=Role.ENGAGEMENT_LEAD)
    decision = draft_decision(lead=lead)
    said, _field = refused(publish_decision, decision, approver=lead)
    assert said == "Ask somebody who did not write this report to publish it."


def test_a_theme_of_another_report_is_refused(database):
    report = final_report()
    other = draft_final(answered_consultation("other"))
    strange = drafts.source(other).themes[0].id
    said, _field = refused(save, report, themes={strange: (WEIGHED, True)})
    assert said == "Choose themes of the final report."


def test_a_stale_decision_loses_neither_text(database):
    decision = draft_decision()
    with pytest.raises(Stale) as caught:
        save(made_of(decision).report, version=0, decision="Something else.")
    assert caught.value.theirs["decision"] == "Every letter will have one phone number."
    assert caught.value.mine["decision"] == "Something else."


def test_an_empty_line_of_a_theme_is_not_begun(database):
    decision = draft_decision(themes={})
    report = made_of(decision).report
    save(report, themes=dict.fromkeys(final.shown_themes(report.edition_id), ("", False)))
    assert made_of(decision).lines == {}


# Its publication.


def test_a_published_decision_leaves_its_approval_and_a_line_of_history(database):
    decision = draft_decision()
    approver = AccountFactory(role=Role.APPROVER)
    publish_decision(decision, approver=approver)
    kept = approval_of(decision.consultation_id, ApprovalKind.DECISION_RECORD)
    edition = publishing.latest_edition(decision.id)
    assert (edition.subject_kind, kept.text_hash) == ("decision", edition.hash)
    assert (kept.subject_kind, kept.given_by) == ("consultation", approver.id)
    assert audit.history(decision.id)[-1].action is Action.DECISION_PUBLISHED


def test_a_changed_decision_is_a_new_version_and_the_old_one_stays(database):
    decision = published_decision()
    first = decision.edition_id
    said, _field = refused(publish_decision, decision)
    assert said == "Nothing has changed since this was published."
    save(made_of(decision).report, how="By 5 votes to 4.")
    slug = made_of(decision).consultation.slug
    assert "All members agreed" in decisions.public_page(slug, "en_GB").words["how"]
    publish_decision(decision)
    shown = decisions.public_page(slug, "en_GB")
    assert (shown.number, shown.words["how"]) == (2, "By 5 votes to 4.")
    assert "All members agreed" in publishing.document(first, "en_GB").body["how"]


def test_a_decision_stands_in_each_language_that_is_complete(database):
    decision = draft_decision(answered_consultation(languages=("en_GB", "es")))
    publish_decision(decision)
    slug = made_of(decision).consultation.slug
    assert decisions.public_page(slug, "es").language == "en_GB"
    translate_decision(decision)
    assert gaps(made_of(decision)) == {"es": []}
    publish_decision(decision)
    shown = decisions.public_page(slug, "es")
    assert (shown.language, shown.openings[0].position) == ("es", f"{POSITION} (es)")
    assert shown.themes[0].name == "Who to ring (es)"


def test_a_decision_can_be_signed_by_the_panel(database):
    decision = draft_decision()
    made = made_of(decision)
    commands.send_decision_to_panel(actor=AccountFactory(), made=made)
    assert "Every letter will have one phone number." in made.panel_text
    assert WEIGHED in made.panel_text


def test_nothing_is_sent_to_the_panel_before_it_is_written(database):
    made = made_of(final_report())
    said, _field = refused(commands.send_decision_to_panel, actor=AccountFactory(), made=made)
    assert said == "Write the decision first."


def test_a_draft_decision_has_no_public_page(database):
    decision = draft_decision()
    with pytest.raises(NotFound):
        decisions.public_page(made_of(decision).consultation.slug, "en_GB")


def test_a_preview_begins_with_the_day(database):
    report = final_report()
    assert decisions.preview(made_of(report), today()) is None
    save(report, decided_on=None)
    assert decisions.preview(made_of(report), today()) is None
    save(report)
    assert decisions.preview(made_of(report), today()).decided_on == days(-1)
