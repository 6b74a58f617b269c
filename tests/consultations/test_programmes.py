"""Programmes: phases in order, moves that keep their old days, consultations in them."""

import re
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from engage.audit.models import Action
from engage.audit.queries import history
from engage.consultations.commands import programmes as commands
from engage.consultations.models import Phase
from engage.consultations.queries import programmes as queries
from engage.consultations.rules import programmes as rules
from engage.core.clock import days_away, today
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken, Stale
from engage.languages import commands as languages
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import WORDS, draft_consultation, open_consultation
from tests.factories.programmes import programme

FIRST, LAST = date(2026, 3, 1), date(2026, 5, 9)


def said(answer):
    return answer.get_data(as_text=True)


def a_phase(**facts):
    return Phase(starts_on=FIRST, ends_on=LAST, done_on=None, **facts)


@contextmanager
def counted():
    seen = []

    def note(*given):
        if given[2].startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            seen.append(given[2])

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(db.engine, "before_cursor_execute", note)


# --- rules


@pytest.mark.parametrize(
    ("on", "done_on", "state", "late"),
    [
        (date(2026, 2, 28), None, rules.PhaseState.TO_COME, False),
        (FIRST, None, rules.PhaseState.NOW, False),
        (LAST, None, rules.PhaseState.NOW, False),
        (date(2026, 5, 10), None, rules.PhaseState.NOW, True),
        (date(2026, 5, 10), date(2026, 5, 10), rules.PhaseState.DONE, False),
        (date(2026, 5, 9), date(2026, 5, 10), rules.PhaseState.NOW, False),
    ],
)
def test_a_phase_is_done_only_when_people_say_so(on, done_on, state, late):
    phase = a_phase()
    phase.done_on = done_on
    assert (rules.phase_state(phase, on), rules.is_late(phase, on)) == (state, late)


def test_a_state_has_a_word_and_a_shape_of_its_own():
    assert {str(each.label) for each in rules.PhaseState} == {"Done", "Now", "To come"}
    assert len({each.value for each in rules.PhaseState}) == 3


@pytest.mark.parametrize(
    ("days", "field"),
    [((None, LAST), "starts_on"), ((FIRST, None), "ends_on"), ((LAST, FIRST), "ends_on")],
)
def test_days_of_a_phase_are_there_and_in_order(days, field):
    with pytest.raises(RuleBroken) as refused:
        rules.check_phase_days(*days)
    assert refused.value.field == field
    assert rules.check_phase_days(FIRST, FIRST) == (FIRST, FIRST)


@pytest.mark.parametrize(
    ("done_on", "days", "reason", "what"),
    [
        (None, (FIRST, date(2026, 6, 1)), " ", "Say why"),
        (None, (FIRST, LAST), "A reason", "Change a day"),
        (LAST, (FIRST, date(2026, 6, 1)), "A reason", "is done"),
    ],
)
def test_a_move_without_a_reason_or_without_a_change_is_refused(done_on, days, reason, what):
    phase = a_phase()
    phase.done_on = done_on
    with pytest.raises(RuleBroken, match=what):
        rules.check_phase_move(phase, days, reason)


# --- commands


@pytest.mark.usefixtures("database")
def test_a_programme_has_an_address_of_its_own_made_of_its_title():
    lead = AccountFactory()
    assert programme(phases=(), actor=lead).slug == "care-closer-to-home"
    second = programme(phases=(), actor=lead)
    assert second.slug == "care-closer-to-home-2"
    assert programme("مستقبل", phases=(), actor=lead).slug == "programme"
    assert second.position == 2
    assert Action.PROGRAMME_CREATED in {line.action for line in history(second.id)}
    with pytest.raises(RuleBroken, match="Enter a title"):
        commands.create(actor=lead, title=" ", summary="")


@pytest.mark.usefixtures("database")
def test_a_moved_phase_keeps_every_old_day_and_reason():
    made, lead = programme(), AccountFactory()
    phase = made.phases[2]
    before = (phase.starts_on, phase.ends_on)
    for number in (1, 2):
        days = {
            name: day + timedelta(days=number)
            for name, day in zip(("starts_on", "ends_on"), before, strict=True)
        }
        commands.move_phase(
            actor=lead, phase=phase, **days, reason=f"Reason {number}", version=phase.version
        )
        db.session.commit()
    moves = queries.shown(queries.by_slug(made.slug), "en_GB", today()).phases[2].moves
    assert (moves[0][0].old_starts_on, moves[0][0].old_ends_on) == before
    assert [str(why) for _move, why in moves] == ["Reason 1", "Reason 2"]
    assert {move.moved_on for move, _why in moves} == {today()}
    assert Action.PHASE_MOVED in {line.action for line in history(phase.id)}


@pytest.mark.usefixtures("database")
def test_what_was_saved_in_between_is_never_overwritten():
    made, lead = programme(), AccountFactory()
    phase, day = made.phases[0], today()
    open_consultation()
    for call, more in (
        (commands.edit_words, {"programme": made, "title": "Mine", "summary": ""}),
        (commands.edit_phase, {"phase": phase, "title": "Mine", "output": ""}),
        (commands.move_phase, {"phase": phase, "starts_on": day, "ends_on": day, "reason": "x"}),
        (commands.finish_phase, {"phase": phase, "done": True}),
        (commands.reorder, {"programme": made, "phase": phase, "earlier": False}),
    ):
        with pytest.raises(Stale):
            call(actor=lead, version=999, **more)
    with pytest.raises(Stale) as stale:
        commands.edit_words(actor=lead, programme=made, title="Mine", summary="", version=0)
    assert stale.value.theirs["title"] == "Care closer to home"
    assert stale.value.mine["title"] == "Mine"


@pytest.mark.usefixtures("database")
def test_every_change_raises_the_version_that_forms_carry():
    made, lead = programme(), AccountFactory()
    at = made.version
    commands.edit_words(actor=lead, programme=made, title="New", summary="", version=at)
    db.session.commit()
    assert made.version > at
    phase = made.phases[0]
    at = phase.version
    assert commands.edit_phase(
        actor=lead, phase=phase, title="Listening", output="Other", version=at
    ) == ["output"]
    db.session.commit()
    assert phase.version > at
    same = commands.edit_phase(
        actor=lead, phase=phase, title="Listening", output="Other", version=phase.version
    )
    assert same == []
    with pytest.raises(RuleBroken, match="Enter a title"):
        commands.edit_phase(actor=lead, phase=phase, title="", output="", version=phase.version)


@pytest.mark.usefixtures("database")
def test_phases_change_places_and_stay_at_the_ends():
    made, lead = programme(), AccountFactory()
    first, _second, last = made.phases

    def order(phase, *, earlier):
        commands.reorder(
            actor=lead, programme=made, phase=phase, earlier=earlier, version=made.version
        )
        db.session.commit()
        db.session.expire_all()
        page = queries.shown(queries.by_slug(made.slug), "en_GB", today())
        return [str(each.title) for each in page.phases]

    assert order(last, earlier=True) == ["Listening", "Opening", "Choosing"]
    assert order(first, earlier=True) == ["Listening", "Opening", "Choosing"]
    assert order(first, earlier=False) == ["Opening", "Listening", "Choosing"]


@pytest.mark.usefixtures("database")
def test_a_phase_is_done_from_its_first_day_and_may_be_opened_again():
    made, lead = programme(), AccountFactory()
    first, _second, last = made.phases
    commands.finish_phase(actor=lead, phase=first, done=True, version=first.version)
    assert first.done_on == today()
    db.session.commit()
    commands.finish_phase(actor=lead, phase=first, done=False, version=first.version)
    assert first.done_on is None
    with pytest.raises(RuleBroken, match="has not begun"):
        commands.finish_phase(actor=lead, phase=last, done=True, version=last.version)


@pytest.mark.usefixtures("database")
def test_a_consultation_is_in_one_programme_at_most():
    one, lead = programme(), AccountFactory()
    other = programme("Another")
    row = open_consultation()
    commands.put_in(actor=lead, programme=one, consultation=row, version=one.version)
    db.session.commit()
    with pytest.raises(RuleBroken, match="already"):
        commands.put_in(actor=lead, programme=other, consultation=row, version=other.version)
    with pytest.raises(RuleBroken, match="not in this programme"):
        commands.take_out(actor=lead, programme=other, consultation=row, version=other.version)
    commands.take_out(actor=lead, programme=one, consultation=row, version=one.version)
    assert row.programme_id is None


@pytest.mark.usefixtures("database")
def test_only_phases_of_a_programme_are_found_in_it():
    made, other = programme(), programme("Another")
    assert queries.phase_of(made, made.phases[0].id) is made.phases[0]
    for ask in (
        lambda: queries.phase_of(made, other.phases[0].id),
        lambda: queries.by_slug("nothing"),
    ):
        with pytest.raises(NotFound):
            ask()


# --- the public pages


def test_the_page_shows_each_phase_with_its_state_days_and_output(client):
    made = programme()
    phase = made.phases[0]
    commands.finish_phase(actor=AccountFactory(), phase=phase, done=True, version=phase.version)
    page = said(client.get("/programmes/care-closer-to-home/"))
    places = [page.index(words) for words in ("Listening", "Choosing", "Opening")]
    assert places == sorted(places)
    for words in ("Done", "Now", "To come", "A report of what people said", "Step by step."):
        assert words in page
    assert page.count("eg-tag__shape") >= 3
    assert "taking longer" not in page


def test_a_phase_past_its_last_day_says_that_it_takes_longer(client):
    programme()
    page = said(client.get("/programmes/care-closer-to-home/"))
    assert page.count("This is taking longer than we planned.") == 1


def test_a_moved_phase_tells_its_old_days_and_why(client):
    made = programme()
    phase = made.phases[2]
    commands.move_phase(
        actor=AccountFactory(),
        phase=phase,
        starts_on=phase.starts_on,
        ends_on=phase.ends_on + timedelta(days=30),
        reason="The building needs a lift.",
        version=phase.version,
    )
    page = said(client.get("/programmes/care-closer-to-home/"))
    assert re.search(r"Moved on .* Before, it was .* to ", page)
    assert "The building needs a lift." in page


def test_english_is_marked_where_a_programme_is_not_translated(client):
    made = programme()
    languages.put(actor=None, subject=made, texts={"title": "رعاية أقرب"}, language="ar")
    page = said(client.get("/ar/programmes/care-closer-to-home/"))
    assert re.search(r'<h1 class="govuk-heading-xl"\s*>رعاية أقرب', page)
    assert re.search(r'<p class="govuk-body-l" lang="en-GB" dir="ltr">\s*Step by step', page)
    assert re.search(r'lang="en-GB" dir="ltr">\s*Listening', page)


def test_its_public_consultations_stand_as_cards_and_drafts_do_not(client):
    made, lead = programme(), AccountFactory()
    for row in (open_consultation(), draft_consultation("a", words={"title": "A secret plan"})):
        db.session.commit()
        commands.put_in(actor=lead, programme=made, consultation=row, version=made.version)
    open_consultation("b", words={"title": "Something else"})
    page = said(client.get("/programmes/care-closer-to-home/"))
    assert WORDS["title"] in page
    assert "A secret plan" not in page
    assert "Something else" not in page


def test_a_programme_without_a_phase_is_not_public(client):
    programme(phases=())
    assert client.get("/programmes/care-closer-to-home/").status_code == 404
    assert client.get("/programmes/nothing/").status_code == 404
    assert "There is no programme yet" in said(client.get("/programmes/"))


def test_the_list_says_what_each_programme_does_now(client):
    made = programme()
    programme("All done", phases=(("Only", "", -9, -1),))
    last = queries.by_slug("all-done").phases[0]
    commands.finish_phase(actor=AccountFactory(), phase=last, done=True, version=last.version)
    page = said(client.get("/programmes/"))
    assert "Choosing" not in page  # the first phase that is not done is still “now”
    assert "Listening" in page
    assert "Done" in page
    with days_away(-100):
        page = queries.shown(queries.by_slug(made.slug), "en_GB", today())
        assert str(page.now.title) == "Listening"


def test_the_pages_are_kept_short_of_statements(client):
    made, lead = programme(), AccountFactory()
    for number in range(3):
        row = open_consultation(f"number-{number}", languages=("en_GB", "es"))
        db.session.commit()
        commands.put_in(actor=lead, programme=made, consultation=row, version=made.version)
    for address in ("/es/programmes/care-closer-to-home/", "/es/programmes/"):
        client.get(address)
        with counted() as seen:
            client.get(address)
        assert len(seen) <= 6, seen
