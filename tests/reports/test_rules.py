"""The law of reports."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from engage.accounts.models import Account, Grant, Role
from engage.consultations.models import Consultation, Stage
from engage.core.clock import now
from engage.core.errors import NotAllowed, RuleBroken
from engage.figures.rules import Hidden, Mode, Reason, Shown
from engage.publishing.rules import check_gates, honest_lines
from engage.reports import rules
from engage.reports.models import AnswerKind, Promise, PromiseState, Report, ReportKind
from engage.reports.rules import Facts, Proposed, Standing

DAY = date(2026, 11, 21)
SAID = {"you_said": "Ring who?", "we_did": "One number.", "owner": "Head of appointments"}
WHY = {**SAID, "owner": "", "because": "It costs too much."}
NO_OWNER = {**SAID, "owner": ""}


@pytest.mark.parametrize(
    ("kind", "words", "due_on", "done_on"),
    [
        (AnswerKind.WILL_DO, SAID, DAY, None),
        (AnswerKind.DONE, SAID, DAY, DAY),
        (AnswerKind.DONE, NO_OWNER, None, None),
        (AnswerKind.ALREADY, NO_OWNER, None, None),
        (AnswerKind.CANNOT, WHY, None, None),
        (AnswerKind.NO_CHANGE, WHY, None, None),
        (AnswerKind.PARTLY, {**WHY, "owner": "Head of letters"}, DAY, DAY),
    ],
)
def test_a_statement_that_says_enough_may_stand(kind, words, due_on, done_on):
    rules.check_statement(Proposed(kind, words, due_on, done_on), people=1)


@pytest.mark.parametrize(
    ("kind", "words", "due_on", "done_on", "people", "field"),
    [
        (AnswerKind.WILL_DO, SAID, DAY, None, 0, "theme_id"),
        (AnswerKind.WILL_DO, {**SAID, "you_said": ""}, DAY, None, 5, "you_said"),
        (AnswerKind.WILL_DO, {**SAID, "we_did": ""}, DAY, None, 5, "we_did"),
        (AnswerKind.PARTLY, SAID, DAY, None, 5, "because"),
        (AnswerKind.CANNOT, NO_OWNER, None, None, 5, "because"),
        (AnswerKind.NO_CHANGE, NO_OWNER, None, None, 5, "because"),
        (AnswerKind.WILL_DO, SAID, None, None, 5, "due_on"),
        (AnswerKind.WILL_DO, NO_OWNER, DAY, None, 5, "owner"),
        (AnswerKind.DONE, SAID, None, None, 5, "due_on"),
        (AnswerKind.DONE, NO_OWNER, None, DAY, 5, "due_on"),
        (AnswerKind.WILL_DO, SAID, DAY, DAY, 5, "kind"),
        (AnswerKind.WILL_DO, {**SAID, "owner": "Mrs A Person"}, DAY, None, 5, "owner"),
    ],
)
def test_a_statement_names_the_field_that_is_missing(kind, words, due_on, done_on, people, field):
    with pytest.raises(RuleBroken) as broken:
        rules.check_statement(Proposed(kind, words, due_on, done_on), people)
    assert broken.value.field == field


@pytest.mark.parametrize("owner", ["someone@example.org", "Ms. Person", "Ring 02079460000", "MR P"])
def test_an_owner_is_never_a_private_person(owner):
    with pytest.raises(RuleBroken, match="role"):
        rules.check_owner(owner)


@pytest.mark.parametrize("owner", ["Head of appointments", "Programme board", "Mission lead"])
def test_an_owner_is_a_role(owner):
    rules.check_owner(owner)


def test_people_are_answered_within_twelve_weeks():
    assert rules.response_due(date(2026, 1, 1)) == date(2026, 3, 26)


@pytest.mark.parametrize(("after", "late"), [(0, 0), (84, 0), (85, 1), (100, 16)])
def test_a_late_report_counts_its_days(after, late):
    closes_on = date(2026, 1, 1)
    assert rules.days_late(closes_on, closes_on + timedelta(days=after)) == late


@pytest.mark.parametrize(
    ("state", "days", "standing"),
    [
        (PromiseState.OPEN, 0, Standing.ON_TIME),
        (PromiseState.OPEN, 1, Standing.LATE),
        (PromiseState.DONE, 9, Standing.DONE),
        (PromiseState.CHANGED, 9, Standing.CHANGED),
        (PromiseState.UNOWNED, -9, Standing.UNOWNED),
    ],
)
def test_a_promise_is_late_the_day_after_its_day(state, days, standing):
    promise = Promise(state=state, due_on=DAY)
    assert rules.standing(promise, DAY + timedelta(days=days)) is standing


@pytest.mark.parametrize(
    ("have", "to", "note", "allowed"),
    [
        (PromiseState.OPEN, PromiseState.DONE, "", True),
        (PromiseState.OPEN, PromiseState.CHANGED, "", False),
        (PromiseState.OPEN, PromiseState.CHANGED, "The law changed.", True),
        (PromiseState.OPEN, PromiseState.UNOWNED, "", False),
        (PromiseState.OPEN, PromiseState.OPEN, "", False),
        (PromiseState.OPEN, PromiseState.OPEN, "We found the money.", True),
        (PromiseState.DONE, PromiseState.OPEN, "", False),
        (PromiseState.DONE, PromiseState.DONE, "", False),
        (PromiseState.DONE, PromiseState.DONE, "It still works.", True),
    ],
)
def test_a_promise_never_moves_without_telling_people(have, to, note, allowed):
    promise = Promise(state=have, due_on=DAY)
    if allowed:
        rules.check_promise_move(promise, to, note)
        return
    with pytest.raises(RuleBroken) as broken:
        rules.check_promise_move(promise, to, note)
    assert broken.value.field == "note"


def test_a_promise_with_a_new_day_has_changed_and_is_not_on_time_again():
    promise, later = Promise(state=PromiseState.OPEN, due_on=DAY), DAY + timedelta(days=30)
    for to in set(PromiseState) - {PromiseState.CHANGED}:
        with pytest.raises(RuleBroken) as broken:
            rules.check_promise_move(promise, to, "News.", later)
        assert broken.value.field == "to"
        rules.check_promise_move(promise, to, "News.", DAY)
    rules.check_promise_move(promise, PromiseState.CHANGED, "News.", later)


def test_each_answer_and_each_standing_is_a_word_and_a_shape():
    shown = [(str(each.label), each.shape) for each in (*AnswerKind, *Standing)]
    assert all(word and shape for word, shape in shown)
    assert len({word for word, _shape in shown}) == len(AnswerKind) + len(Standing)


def _consultation(closes, stage=Stage.OPEN, board=True):
    today = now().date()
    return Consultation(
        stage=stage,
        opens_on=today - timedelta(days=90),
        closes_on=today + timedelta(days=closes),
        board_id=uuid4() if board else None,
    )


def test_a_report_begins_when_the_consultation_has_closed():
    rules.check_may_begin(_consultation(-2), ReportKind.YOU_SAID_WE_DID, now())
    rules.check_may_begin(_consultation(-2, Stage.DECIDED), ReportKind.YOU_SAID_WE_DID, now())
    with pytest.raises(RuleBroken, match="closed"):
        rules.check_may_begin(_consultation(2), ReportKind.YOU_SAID_WE_DID, now())


def test_a_report_needs_a_board_to_publish_it():
    with pytest.raises(RuleBroken, match="board"):
        rules.check_may_begin(_consultation(-2, board=False), ReportKind.YOU_SAID_WE_DID, now())


def _account(*grants):
    return Account(grants=list(grants))


def _grant(role=Role.BOARD_PUBLISHER, board_id=None, until_on=None):
    return Grant(role=role, organisation_id=board_id, from_on=DAY, until_on=until_on)


def test_only_the_publisher_of_its_own_board_may_act_for_it():
    report = Report(board_id=uuid4())
    rules.check_board(report, _account(_grant(board_id=report.board_id)), DAY)
    rules.check_board(report, _account(_grant()), DAY)
    for grants in (
        [],
        [_grant(Role.ENGAGEMENT_LEAD)],
        [_grant(Role.ADMIN)],
        [_grant(board_id=uuid4())],
        [_grant(until_on=DAY)],
    ):
        with pytest.raises(NotAllowed):
            rules.check_board(report, _account(*grants), DAY + timedelta(days=1))


LEAD, BOARD = uuid4(), uuid4()


def _facts(**changes):
    ready = {
        "statements": 3,
        "without_evidence": 0,
        "gaps": 0,
        "authors": [LEAD],
        "publisher": BOARD,
        "signed": True,
        "commented": True,
    }
    return Facts(**{**ready, **changes})


def test_a_report_with_everything_in_place_may_be_published():
    check_gates(rules.gates(_facts()))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"statements": 0}, "Add at least one thing"),
        ({"without_evidence": 1}, "Take out what nobody said"),
        ({"gaps": 2}, "Complete every language"),
        ({"publisher": LEAD}, "did not write this report"),
    ],
)
def test_a_gate_that_stops_says_what_to_do(changes, said):
    with pytest.raises(RuleBroken, match=said):
        check_gates(rules.gates(_facts(**changes)))


def test_a_missed_courtesy_is_told_and_does_not_stop():
    gates = rules.gates(_facts(signed=False, commented=False, publisher=None))
    check_gates(gates)
    assert honest_lines(gates) == [
        "Not yet read by residents.",
        "The board’s comments will follow.",
    ]


def test_the_panel_reads_the_first_words_and_then_each_line():
    said = [{"you_said": "A.", "we_did": "B.", "because": ""}, {"you_said": "C.", "we_did": "D."}]
    text = rules.panel_text({"title": "T", "intro": ""}, said)
    assert text == "T\n\nA.\n\nB.\n\nC.\n\nD."


@pytest.mark.parametrize(
    ("cell", "whole", "said"),
    [
        (Shown(184), Shown(402), "184 of 402 people"),
        (Hidden(Reason.SMALL, 8), Shown(400), "fewer than 8 of 400 people"),
        (Hidden(Reason.PROTECTS, 8), Shown(400), "a number we do not show"),
        (Shown(12), Hidden(Reason.SMALL, 8), "12 people"),
    ],
)
def test_a_count_is_said_as_it_may_be_shown(cell, whole, said):
    assert rules.count_words(cell, whole) == said


@pytest.mark.parametrize("cell", [Shown(184), Shown(0), Hidden(Reason.PROTECTS, 5)])
def test_an_edition_keeps_a_count_as_it_may_be_shown(cell):
    assert rules.cell_of(rules.kept(cell)) == cell


def test_a_small_count_never_leaves():
    table = rules.safe_counts({"a": 3, "b": 184}, 402, Mode.NHS)
    assert rules.kept(table.cell("a")) == {"hidden": "small", "limit": 8}
    assert rules.kept(table.cell("b")) == {"people": 185}
    assert rules.kept(table.grand_total) == {"people": 400}
