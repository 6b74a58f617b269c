"""Making themes and filing answers."""

import pytest

from engage.analysis import commands, queries, tasks
from engage.analysis.models import AnswerRead, Coding
from engage.audit.models import Action, Entry
from engage.core.clock import now
from engage.core.errors import NotFound, RuleBroken
from engage.core.i18n import SOURCE
from engage.figures import queries as figures
from engage.figures.rules import Mode, Shown
from engage.languages import queries as languages
from engage.responses.models import ResponseState
from tests.factories.analysis import analyst, consultation_with_answers, tagged, theme
from tests.factories.consultations import open_consultation


def actions(database) -> list:
    return [each.action for each in database.query(Entry).order_by(Entry.id)]


def test_a_theme_stands_after_the_others_with_a_name_for_the_public(app, database):
    consultation = open_consultation()
    theme(consultation, "Bus")
    second = theme(consultation, "Dark", public_name="Streets that are dark", description="Lamps")
    assert [each.name for each in queries.themes(consultation.id)] == ["Bus", "Dark"]
    names = languages.words("theme", [second.id], SOURCE)
    assert languages.name(names, second.id).text == "Streets that are dark"
    assert second.description == "Lamps"


def test_the_public_reads_the_same_name_when_no_other_was_written(app, database):
    made = theme(open_consultation(), " Bus ")
    names = languages.words("theme", [made.id], SOURCE)
    assert languages.name(names, made.id).text == "Bus"


def test_two_themes_cannot_share_a_name(app, database):
    consultation = open_consultation()
    theme(consultation, "Bus")
    with pytest.raises(RuleBroken, match="There is a theme with this name"):
        theme(consultation, "bus")


def test_tags_are_kept_with_who_whom_and_when(app, database):
    consultation, (response,) = consultation_with_answers(1)
    bus, actor = theme(consultation), analyst()
    (made,) = tagged(response, bus, about=["carers", "age"], actor=actor)
    assert (made.theme_id, made.coded_by, made.response_version) == (bus.id, actor.id, 1)
    assert made.about == ["age", "carers"]
    assert Action.ANSWER_TAGGED in actions(database)


def test_sending_the_tags_again_changes_only_what_changed(app, database):
    consultation, (response,) = consultation_with_answers(1)
    bus, dark, cost = (theme(consultation, name) for name in ("Bus", "Dark", "Cost"))
    first = {each.theme_id: each.id for each in tagged(response, bus, dark)}
    tagged(response, dark, cost, about=["sex"])
    now_there = queries.codings_of([response])[response.id]["hard"]
    assert {each.theme_id for each in now_there} == {dark.id, cost.id}
    assert first[dark.id] in {each.id for each in now_there}
    assert all(each.about == ["sex"] for each in now_there)
    assert actions(database).count(Action.ANSWER_UNTAGGED) == 1
    assert tagged(response, dark, cost) == []


def test_a_tag_on_a_part_of_an_answer_stays_when_the_whole_is_sorted(app, database):
    consultation, (response,) = consultation_with_answers(1)
    bus = theme(consultation)
    part = Coding(
        response_id=response.id,
        response_version=1,
        question_key="hard",
        theme_id=bus.id,
        start=0,
        stop=6,
    )
    database.add(part)
    tagged(response)
    assert queries.codings_of([response])[response.id]["hard"] == [part]


def test_a_theme_of_another_consultation_cannot_be_used(app, database):
    _consultation, (response,) = consultation_with_answers(1)
    other = theme(open_consultation("other"))
    with pytest.raises(NotFound):
        tagged(response, other)


def test_a_tag_can_be_taken_off(app, database):
    consultation, (response,) = consultation_with_answers(1)
    (made,) = tagged(response, theme(consultation))
    commands.untag(actor=analyst(), coding=made)
    assert queries.codings_of([response])[response.id] == {}


def test_an_answer_is_marked_as_read_once(app, database):
    consultation, (response,) = consultation_with_answers(1)
    assert queries.waiting(consultation.id) == 1
    commands.mark_read(actor=analyst(), response=response)
    commands.mark_read(actor=analyst(), response=response)
    assert queries.waiting(consultation.id) == 0
    assert database.query(AnswerRead).count() == 1
    assert actions(database).count(Action.ANSWERS_READ) == 1


def test_the_clock_counts_anew_what_changed_and_only_that(app, database):
    consultation, responses = consultation_with_answers(6)
    tasks.count_anew()
    assert figures.one_way(consultation.id, "where", mode=Mode.LT5).grand_total == Shown(6)
    assert queries.stale(now()) == []
    responses[0].state = ResponseState.WITHDRAWN
    database.flush()
    assert queries.stale(now()) == [consultation]
    tasks.count_anew()
    assert figures.base(consultation.id, mode=Mode.LT5) == Shown(5)
