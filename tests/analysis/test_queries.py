"""Themes and the people behind them, answers to read, numbers to show."""

from datetime import timedelta
from uuid import uuid4

import pytest

from engage.accounts.models import Role
from engage.analysis import commands, queries
from engage.analysis.queries import Wanted, labels, numbers
from engage.audit.models import Action
from engage.audit.queries import history
from engage.consultations.models import Stage
from engage.core.clock import now, today
from engage.core.errors import NotFound
from engage.figures.rules import Hidden, Mode, Reason, Shown
from engage.languages import commands as languages
from engage.responses.models import Channel, ResponseState
from tests.factories.analysis import analyst, consultation_with_answers, tagged, theme
from tests.factories.consultations import open_consultation
from tests.factories.responses import asked_of, entered


def read(consultation, number=1, **wanted):
    return queries.answers(consultation, asked_of(consultation), Wanted(**wanted), number)


def test_people_are_counted_and_not_mentions(app, database):
    consultation, (first, second) = consultation_with_answers(2)
    bus, dark = theme(consultation, "Bus"), theme(consultation, "Dark")
    tagged(first, bus)
    tagged(first, bus, question="street")
    tagged(second, bus, dark)
    assert queries.people_per_theme(consultation.id) == {bus.id: 2, dark.id: 1}
    assert [each.id for each in queries.responses_of_theme(bus.id)] == [first.id, second.id]


def test_an_answer_taken_back_or_changed_is_not_counted(app, database):
    consultation, (first, second) = consultation_with_answers(2)
    bus = theme(consultation)
    for response in (first, second):
        tagged(response, bus)
    first.state = ResponseState.WITHDRAWN
    second.current_version = 2
    database.flush()
    assert queries.people_per_theme(consultation.id) == {bus.id: 0}
    assert queries.waiting(consultation.id) == 1
    assert queries.themes_of(second.id) == []


def test_the_themes_of_an_answer_are_told_in_the_readers_language(app, database):
    consultation, (response,) = consultation_with_answers(1)
    bus = theme(consultation, "Bus", public_name="Getting there")
    languages.put(actor=None, subject=bus, texts={"name": "Cómo llegar"}, language="es")
    tagged(response, bus)
    (filed,) = queries.themes_of(response.id, "es")
    assert (filed.theme_id, filed.question_key, filed.name.text) == (bus.id, "hard", "Cómo llegar")
    assert queries.themes_of(response.id)[0].name.text == "Getting there"


def test_whom_words_are_about_is_counted_by_people_and_small_numbers_are_hidden(app, database):
    consultation, (first, second, *more) = consultation_with_answers(6)
    bus, dark = theme(consultation, "Bus"), theme(consultation, "Dark")
    tagged(first, bus, dark, about=["age"])
    tagged(second, bus, about=["age", "carers"])
    for response in more:
        tagged(response, bus, dark, about=["age"])
    about = queries.about_of(consultation.id, Mode.LT5)
    assert about == {"age": Shown(6), "carers": Hidden(Reason.SMALL, 5)}


def test_answers_come_twenty_to_a_page_oldest_first(app, database):
    consultation, responses = consultation_with_answers(21)
    page = read(consultation)
    assert (len(page.items), page.total, page.pages) == (20, 21, 2)
    assert page.items[0].response.id == responses[0].id
    assert [each.response.id for each in read(consultation, 2).items] == [responses[20].id]


def test_own_words_stand_apart_from_what_was_chosen(app, database):
    consultation, (response,) = consultation_with_answers(1)
    tagged(response, theme(consultation), about=["age"])
    (one,) = read(consultation).items
    assert [each.question.key for each in one.words] == ["hard", "street"]
    assert [each.text for each in one.chosen] == ["North", "Evenings, Sundays", "Agree"]
    assert one.words[0].about == {"age"}
    assert one.language.code == "en_GB"


def test_answers_are_found_by_question_theme_language_and_whether_read(app, database):
    consultation, (first, second) = consultation_with_answers(2, languages=("en_GB", "es"))
    third = entered(consultation, language="es", answers={"bus": "agree", "hard": "Está oscuro"})
    bus = theme(consultation)
    tagged(first, bus)

    def found(**wanted):
        return {each.response.id for each in read(consultation, **wanted).items}

    assert found(theme=str(bus.id)) == {first.id}
    assert found(untagged=True) == {second.id, third.id}
    assert found(language="es") == {third.id}
    assert found(question="street") == {first.id, second.id}
    assert [each.question.key for each in read(consultation, question="street").items[0].words] == [
        "street"
    ]
    with pytest.raises(NotFound):
        found(theme="bus")


def test_filters_stand_in_the_address():
    assert Wanted().address == {}
    assert Wanted("hard", "", "es", untagged=True).address == {
        "question": "hard",
        "language": "es",
        "untagged": "1",
    }


def test_an_answer_of_another_consultation_or_one_gone_is_not_found(app, database):
    consultation, (response,) = consultation_with_answers(1)
    form = asked_of(consultation)
    assert queries.answer(consultation, form, response.id).response is response
    other = open_consultation("other")
    with pytest.raises(NotFound):
        queries.answer(other, form, response.id)
    response.state = ResponseState.ERASED
    with pytest.raises(NotFound):
        queries.answer(consultation, form, response.id)
    with pytest.raises(NotFound):
        queries.coding(response.id, uuid4())


def test_the_longest_waiting_answer_is_next(app, database):
    consultation, (first, second) = consultation_with_answers(2)
    assert queries.next_waiting(consultation.id) == first.id
    for response in (first, second):
        commands.mark_read(actor=analyst(), response=response)
    assert queries.next_waiting(consultation.id) is None


def test_answers_wait_for_those_who_sort(app, database):
    consultation, (response, _second) = consultation_with_answers(2)
    commands.mark_read(actor=analyst(), response=response)
    (waits,) = queries.waiting_for(analyst(), frozenset({Role.ANALYST}))
    assert waits.what == "Answers waiting to be read: 1."
    assert (waits.endpoint, waits.values) == ("analysis_desk.overview", {"slug": consultation.slug})
    assert queries.waiting_for(analyst(), frozenset({Role.READER})) == []


def test_work_is_exact_by_day_channel_and_language(app, database):
    consultation, _responses = consultation_with_answers(2, languages=("en_GB", "es"))
    entered(consultation, language="es", channel=Channel.PHONE, received_on=today() - timedelta(1))
    theme(consultation)
    shown = queries.overview(consultation)
    assert shown.work.total == 3
    assert shown.work.by_channel == {Channel.PAPER: 2, Channel.PHONE: 1}
    assert shown.work.by_language == {"en_GB": 2, "es": 1}
    assert list(shown.work.by_day.items()) == [(today(), 2), (today() - timedelta(1), 1)]
    assert (shown.waiting, shown.minutes_left, shown.areas, shown.since) == (3, 3, None, 3)


def test_areas_are_never_exact(app, database):
    consultation, _responses = consultation_with_answers(3)
    commands.count_anew(actor=None, consultation=consultation)
    shown = queries.overview(consultation)
    assert shown.areas.grand_total.people == "fewer than 8 people"
    assert shown.since == 0


def test_a_question_is_compared_with_small_numbers_hidden(app, database):
    consultation, _responses = consultation_with_answers(60)
    commands.count_anew(actor=None, consultation=consultation)
    form = asked_of(consultation)
    shown = queries.comparison(consultation, form, "where", "channel")
    assert shown.table.cell("where_0", "paper") == Shown(30)
    assert shown.table.cell("where_2", "web") == Shown(0)
    assert shown.row_labels["where_1"] == "South"
    assert shown.column_labels["paper"] == "On a paper form"
    assert dict(shown.questions)["where"] == "Where?"
    assert queries.comparison(consultation, form, "", "channel").table is None


def test_under_fifty_answers_a_sentence_says_why_there_is_no_comparison(app, database):
    consultation, _responses = consultation_with_answers(3)
    commands.count_anew(actor=None, consultation=consultation)
    shown = queries.comparison(consultation, asked_of(consultation), "where", "age_band")
    assert shown.table is None
    assert "we show totals only" in shown.why_not


def test_every_group_has_words_for_its_codes(app, database):
    for key in labels.groups():
        said = labels.of_group(key, "en_GB")
        assert said["not_answered"] == "Not answered"
    assert labels.fixed_codes("area", {"north": "North"}) == []
    assert labels.fixed_codes("sex", {"female": "Female", "not_answered": ""}) == ["female"]


def test_every_group_has_a_short_name_of_its_own(app, database):
    names = labels.groups()
    assert len(set(names.values())) == len(names)
    assert max(map(len, names.values())) <= 60
    assert names["age_band"] == "Age"
    assert names["ethnic_group"] == "Ethnic group"
    assert names["ethnic_group_asian"] == "Ethnic group: Asian or Asian British"
    assert names["disabled"] == "Disability (Equality Act)"
    assert names["activity_limit"] == "Condition limits daily activities"


def test_results_hold_themes_once_every_answer_was_read(app, database):
    consultation, responses = consultation_with_answers(12, closed=True)
    commands.count_anew(actor=None, consultation=consultation)
    bus = theme(consultation, "Bus", public_name="Getting there")
    theme(consultation, "Nobody said this")
    form = asked_of(consultation)
    for response in responses[:11]:
        tagged(response, bus)
    assert not queries.results(consultation, form, "en_GB").read
    commands.mark_read(actor=analyst(), response=responses[11])
    shown = queries.results(consultation, form, "en_GB")
    assert [(each.name.text, each.people) for each in shown.themes] == [
        ("Getting there", Shown(10))
    ]
    assert shown.themes[0].share == "10 people"
    assert shown.people == Shown(10)
    assert {each.key for each in shown.questions} == {"where", "times", "bus"}


def test_the_order_of_themes_tells_nothing_of_hidden_numbers(app, database):
    consultation, responses = consultation_with_answers(14, closed=True, stage=Stage.DECIDED)
    few, more, many = (theme(consultation, name) for name in ("Few", "More", "Many"))
    for group, people in ((few, responses[:1]), (more, responses[1:5]), (many, responses[5:])):
        for response in people:
            tagged(response, group)
    shown = queries.results(consultation, asked_of(consultation), "en_GB")
    assert [each.name.text for each in shown.themes] == ["Many", "Few", "More"]


def test_a_consultation_without_numbers_has_results_without_them(app, database):
    consultation, _responses = consultation_with_answers(2, closed=True, stage=Stage.DECIDED)
    shown = queries.results(consultation, asked_of(consultation), "en_GB")
    assert (shown.questions, shown.themes, shown.read) == ([], [], True)


def test_a_consultation_of_many_answers_rests_between_two_countings(app, monkeypatch, database):
    consultation, responses = consultation_with_answers(2)
    commands.count_anew(actor=None, consultation=consultation)
    monkeypatch.setattr(numbers, "MANY_ANSWERS", 1)
    responses[0].state = ResponseState.WITHDRAWN
    database.flush()
    assert queries.stale(now()) == []
    assert queries.stale(now() + timedelta(minutes=11)) == [consultation]


def test_a_consultation_has_a_title_or_its_slug(app, database):
    assert queries.title_of(open_consultation()) == "Evening appointments: where and when?"


def test_a_theme_that_a_report_speaks_of_is_named_before_all_is_read(app, database):
    consultation, _answers = consultation_with_answers(1, closed=True)
    spoken, _quiet = theme(consultation, "Parking"), theme(consultation, "Buses")
    lead = analyst()
    commands.show_themes(actor=lead, theme_ids=[spoken.id])
    commands.show_themes(actor=lead, theme_ids=[spoken.id])
    shown = queries.results(consultation, asked_of(consultation), "en_GB")
    assert [str(name) for _id, name in shown.spoken_of] == ["Parking"]
    assert shown.themes == []
    (line,) = [each for each in history(spoken.id) if each.action is Action.THEME_SHOWN]
    assert line.actor_id == lead.id


def test_a_change_of_whom_the_words_are_about_is_a_line_of_history(app, database):
    consultation, (first,) = consultation_with_answers(1)
    bus = theme(consultation)
    tagged(first, bus)
    tagged(first, bus, about=("disability",))
    tagged(first, bus, about=("disability",))
    tags = [each for each in history(first.id) if each.action is Action.ANSWER_TAGGED]
    assert len(tags) == 2
