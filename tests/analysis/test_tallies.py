"""Consultations with very many answers: counted by the worker, read in stretches."""

from datetime import timedelta

import pytest

from engage.analysis import commands, queries, tasks
from engage.analysis.queries import numbers, stretches, tallies
from engage.core.clock import days_away, now
from engage.responses import commands as responses
from engage.responses import queries as answers_of
from engage.responses.commands import import_
from engage.responses.models import ImportBatch
from tests.factories.accounts import AccountFactory
from tests.factories.analysis import consultation_with_answers, tagged, theme
from tests.factories.responses import asked_of, entered


@pytest.fixture
def many(database, monkeypatch):
    """Five answers count as many; two are filed, one of them under what few speak of."""
    for module in (tallies, numbers):
        monkeypatch.setattr(module, "MANY_ANSWERS", 5)
    consultation, given = consultation_with_answers(5)
    bus, rare = theme(consultation), theme(consultation, "Parking")
    tagged(given[0], bus, about=["disability"])
    tagged(given[1], bus, rare)
    database.commit()
    assert commands.count_tallies() == 1
    return consultation, given, (bus, rare)


def page(consultation, number=1, after=None, **wanted):
    return queries.answers(
        consultation, asked_of(consultation), queries.Wanted(**wanted), number, after
    )


def keys(shown):
    return [each.response.id for each in shown.items]


def test_few_answers_are_counted_as_they_are_shown(database):
    consultation, _given = consultation_with_answers(3)
    database.commit()
    assert commands.count_tallies() == 0
    assert queries.tally(consultation.id) is None
    assert queries.overview(consultation).kept is None


def test_a_tally_holds_what_the_pages_would_count(many, database):
    consultation, _given, _themes = many
    kept = queries.overview(consultation)
    mode = queries.mode_of(consultation)
    lines, about = queries.theme_lines(consultation.id), queries.about_of(consultation.id, mode)
    tally = queries.tally(consultation.id)
    assert queries.theme_lines(consultation.id, tally) == lines
    assert queries.about_of(consultation.id, mode, tally) == about
    database.delete(tally)
    database.flush()
    live = queries.overview(consultation)
    for name in ("work", "waiting", "minutes_left", "themes", "since"):
        assert getattr(kept, name) == getattr(live, name), name


def test_a_tally_says_when_it_was_made_and_rests_until_something_happens(many, database):
    consultation, _given, _themes = many
    first = queries.tally(consultation.id).counted_at
    assert queries.to_count(now() + timedelta(minutes=5)) == []
    entered(consultation)
    database.commit()
    assert queries.to_count(now()) == []
    with days_away(1):
        tasks.count_tallies()
    kept = queries.tally(consultation.id)
    assert kept.counted_at > first
    assert sum(row[-1] for row in kept.numbers["work"]) == 6


def test_a_tally_that_took_long_rests_longer(many, database):
    consultation, _given, _themes = many
    queries.tally(consultation.id).took = 30.0
    entered(consultation)
    database.commit()
    assert queries.to_count(now() + timedelta(minutes=9)) == []
    assert queries.to_count(now() + timedelta(minutes=11)) == [consultation.id]


def test_the_pages_say_when_it_was_counted(many, as_lead):
    for place in ("", "themes/"):
        shown = as_lead.get(f"/desk/analysis/evenings/{place}").text
        assert "They were counted on" in shown


def test_a_long_list_is_read_by_page_with_the_whole_number(many):
    consultation, given, _themes = many
    shown = page(consultation)
    assert (shown.total, keys(shown)) == (5, [each.id for each in given])
    assert page(consultation, language="en_GB").total == 5
    assert page(consultation, language="es").total == 0


def test_what_no_index_holds_is_read_in_stretches(many, monkeypatch):
    consultation, given, _themes = many
    monkeypatch.setattr(stretches, "LOOKED_AT", 2)
    first = page(consultation, question="hard")
    assert not first.is_counted
    assert keys(first) == [given[0].id, given[1].id]
    second = page(consultation, 2, first.after, question="hard")
    assert keys(second) == [given[2].id, given[3].id]
    third = page(consultation, 3, second.after, question="hard")
    assert (keys(third), third.after) == ([given[4].id], None)


def test_a_stretch_ends_where_its_page_is_full(many, monkeypatch):
    consultation, given, _themes = many
    monkeypatch.setattr(queries.answers.__globals__["rules"], "PAGE", 2)
    first = page(consultation, question="hard")
    assert (keys(first), first.after) == ([given[0].id, given[1].id], given[1].id)
    assert keys(page(consultation, 2, first.after, question="hard"))[0] == given[2].id


def test_reading_begins_where_the_first_one_waits(many, database, monkeypatch):
    consultation, given, _themes = many
    monkeypatch.setattr(stretches, "LOOKED_AT", 1)
    assert queries.tally(consultation.id).first_waiting == given[2].id
    assert keys(page(consultation, untagged=True)) == [given[2].id]
    assert queries.next_waiting(consultation.id) == given[2].id
    for each in given[2:4]:
        commands.mark_read(actor=AccountFactory(), response=each)
    assert queries.next_waiting(consultation.id) == given[4].id
    commands.mark_read(actor=AccountFactory(), response=given[4])
    assert queries.next_waiting(consultation.id) is None


def test_a_theme_of_few_is_counted_and_one_of_many_is_not(many, monkeypatch):
    consultation, given, (bus, rare) = many
    monkeypatch.setitem(queries.answers.__globals__, "_FEW", 1)
    few, often = page(consultation, theme=rare.id.hex), page(consultation, theme=str(bus.id))
    assert (few.total, keys(few)) == (1, [given[1].id])
    assert (often.is_counted, keys(often)) == (False, [given[0].id, given[1].id])


def test_the_desk_shows_what_the_tally_counted(many, as_analyst):
    assert "Answers waiting to be read: 3." in as_analyst.get("/desk/").text


def test_the_page_of_a_stretch_leads_on_and_back(many, as_analyst, monkeypatch):
    _consultation, given, _themes = many
    monkeypatch.setattr(stretches, "LOOKED_AT", 2)
    place = "/desk/analysis/evenings/answers/"
    first = as_analyst.get(f"{place}?question=hard").text
    assert f"after={given[1].id}" in first
    assert "Go on to the next answers" in first
    last = as_analyst.get(f"{place}?question=hard&page=3&after={given[3].id}").text
    assert "This is the end of the list" in last
    assert "Back to the start" in last
    none = as_analyst.get(f"{place}?question=nothing").text
    assert "None of the next 10,000 answers fits" in none
    assert as_analyst.get(f"{place}?question=hard&after=nonsense").status_code == 200


def test_results_of_many_answers_are_those_of_the_tally(many, database):
    consultation, _given, _themes = many
    form = asked_of(consultation)
    kept = queries.results(consultation, form, "en_GB")
    database.delete(queries.tally(consultation.id))
    database.flush()
    assert queries.results(consultation, form, "en_GB") == kept


def test_numbers_of_many_answers_are_made_anew_after_ten_minutes(many, database):
    consultation, given, _themes = many
    commands.count_anew(actor=None, consultation=consultation)
    responses.withdraw(response=given[0])
    database.commit()
    assert queries.stale(now() + timedelta(minutes=9)) == []
    assert queries.stale(now() + timedelta(minutes=11)) == [consultation]


def test_an_undone_import_makes_the_numbers_anew(database):
    consultation, given = consultation_with_answers(3)
    batch = ImportBatch(
        consultation_id=consultation.id, name="a", file_hash="b", mapping={}, taken=1, refused=0
    )
    database.add(batch)
    database.flush()
    given[0].batch_id = batch.id
    commands.count_anew(actor=None, consultation=consultation)
    assert queries.stale(now()) == []
    import_.undo_import(actor=None, batch=batch)
    database.commit()
    assert queries.stale(now()) == [consultation]


def test_a_kept_work_count_is_the_same_again(database):
    consultation, _given = consultation_with_answers(2)
    counts = answers_of.work_counts(consultation.id)
    kept = [answers_of.plain_count(each) for each in counts]
    assert [answers_of.work_count(each) for each in kept] == counts
