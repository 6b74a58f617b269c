"""What changed on the way is said in public: later days, pauses, withdrawals, delays."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from engage.accounts.models import Role
from engage.audit.models import Action
from engage.audit.queries import history
from engage.consultations import commands, queries, rules
from engage.consultations.models import NoticeKind, Programme, Stage
from engage.consultations.queries import corrections, process
from engage.consultations.queries.waiting import waiting
from engage.core.clock import days_away, now, today
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.languages import commands as languages
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import (
    closed_consultation,
    draft_consultation,
    open_consultation,
    poll,
    show_papers,
)
from tests.factories.languages import check

pytestmark = pytest.mark.usefixtures("database")
DESK = "/desk/consultations/evenings/"
PAGE = "/consultations/evenings/"
WHY = {"en_GB": "Many people asked for more time."}


def said(answer):
    return answer.get_data(as_text=True)


def lead():
    return AccountFactory(role=Role.ENGAGEMENT_LEAD)


# --- commands


def test_a_closing_day_never_moves_near_an_election():
    made = open_consultation()
    poll(notice=25, polls=60)
    near, after = today() + timedelta(days=30), today() + timedelta(days=90)
    with pytest.raises(RuleBroken, match="Borough election"):
        commands.extend(
            actor=lead(), consultation=made, closes_on=near, texts=WHY, decision_on=after
        )
    later = today() + timedelta(days=61)
    decided = today() + timedelta(days=90)
    commands.extend(
        actor=lead(), consultation=made, closes_on=later, texts=WHY, decision_on=decided
    )
    assert made.closes_on == later


def test_a_closing_day_moves_later_with_both_days_and_the_reason_in_public():
    made = open_consultation(languages=("en_GB", "es"))
    old, new = made.closes_on, made.closes_on + timedelta(days=7)
    texts = {**WHY, "es": "Mucha gente pidió más tiempo."}
    commands.extend(actor=lead(), consultation=made, closes_on=new, texts=texts)
    db.session.flush()
    assert made.closes_on == new
    (spanish,), (bengali,) = process.notices(made.id, "es"), process.notices(made.id, "bn")
    assert (spanish.kind, spanish.day("old"), spanish.day("new")) == (NoticeKind.EXTENDED, old, new)
    assert (spanish.text, spanish.language) == (texts["es"], "es")
    assert (bengali.text, bengali.language) == (WHY["en_GB"], "en_GB")
    assert history(made.id)[-1].action is Action.CONSULTATION_EXTENDED


def test_a_day_that_is_refused_leaves_no_note():
    made = open_consultation()
    with pytest.raises(RuleBroken, match="never moves earlier"):
        commands.extend(actor=lead(), consultation=made, closes_on=made.closes_on, texts=WHY)
    assert process.notices(made.id, "en_GB") == []


def test_the_day_of_the_decision_moves_along():
    made = open_consultation()
    new = made.decision_on + timedelta(days=1)
    with pytest.raises(RuleBroken, match="decision after closing"):
        commands.extend(actor=lead(), consultation=made, closes_on=new, texts=WHY)
    later = new + timedelta(days=20)
    notice = commands.extend(
        actor=lead(), consultation=made, closes_on=new, decision_on=later, texts=WHY
    )
    assert (made.decision_on, notice.facts["decision"]) == (later, later.isoformat())


@pytest.mark.parametrize(
    ("texts", "message", "field"),
    [
        ({}, "Say why", "text_en_GB"),
        ({"en_GB": "  ", "es": "Porque"}, "Say why", "text_en_GB"),
        ({"en_GB": "x" * 1_001}, "Make this shorter", "text_en_GB"),
    ],
)
def test_nothing_happens_without_a_reason(texts, message, field):
    made = open_consultation()
    with pytest.raises(RuleBroken, match=message) as broken:
        commands.pause(actor=lead(), consultation=made, texts=texts)
    assert broken.value.field == field
    assert made.stage is Stage.OPEN


def test_a_pause_holds_until_somebody_says_go_on():
    made = open_consultation(closes=3)
    commands.pause(actor=lead(), consultation=made, texts=WHY)
    with days_away(9):
        assert commands.record_stages() == 0
        assert rules.stage_in_force(made, now()) is Stage.PAUSED
        with pytest.raises(RuleBroken, match="closing day has passed"):
            commands.resume(actor=lead(), consultation=made, texts=WHY)
        commands.extend(
            actor=lead(), consultation=made, closes_on=today() + timedelta(5), texts=WHY
        )
        commands.resume(actor=lead(), consultation=made, texts=WHY)
        assert made.stage is Stage.OPEN
        assert rules.may_submit(made, now(), now(), timedelta())
    kinds = [each.kind for each in process.notices(made.id, "en_GB")]
    assert kinds == [NoticeKind.RESUMED, NoticeKind.EXTENDED, NoticeKind.PAUSED]


def test_a_draft_is_closed_down_and_never_public():
    made = draft_consultation()
    commands.withdraw(actor=lead(), consultation=made, texts=WHY)
    db.session.flush()
    assert made.stage is Stage.WITHDRAWN
    assert queries.cards("en_GB", now()) == []
    with pytest.raises(NotFound):
        queries.public_by_slug(made.slug)
    with pytest.raises(RuleBroken, match="too late"):
        commands.withdraw(actor=lead(), consultation=made, texts=WHY)


def test_a_late_answer_is_explained_with_its_new_day():
    made = closed_consultation(stage=Stage.ANALYSING, opens=-140, closes=-90)
    due, until = rules.response_due(made.closes_on), today() + timedelta(days=9)
    commands.tell_delay(actor=lead(), consultation=made, until=until, texts=WHY)
    told = process.notices(made.id, "en_GB")
    assert process.promised_on(told) == until
    assert told[0].day("due") == due
    with pytest.raises(RuleBroken, match="still to come"):
        commands.tell_delay(actor=lead(), consultation=made, until=today(), texts=WHY)
    with pytest.raises(RuleBroken, match="still wait for"):
        commands.tell_delay(
            actor=lead(), consultation=open_consultation("b"), until=until, texts=WHY
        )


@pytest.mark.parametrize(
    ("stage", "to", "message"),
    [
        (Stage.ANALYSING, Stage.FINAL_PUBLISHED, "Publish the final report first"),
        (Stage.FINAL_PUBLISHED, Stage.DECIDED, "Publish the record of the decision first"),
    ],
)
def test_a_report_and_a_decision_record_open_the_way(stage, to, message):
    made = closed_consultation(stage=stage)
    with pytest.raises(RuleBroken, match=message):
        commands.move(actor=lead(), consultation=made, to=to)
    show_papers(made, to)
    commands.move(actor=lead(), consultation=made, to=to)
    assert made.stage is to


def test_answers_are_frozen_by_hand_or_by_the_final_report():
    made = closed_consultation("a", stage=Stage.ANALYSING)
    commands.freeze_answers(actor=lead(), consultation=made)
    assert made.frozen_on == today()
    assert not rules.may_change_answer(made, now())
    assert history(made.id)[-1].action is Action.CONSULTATION_FROZEN
    assert closed_consultation("b", stage=Stage.FINAL_PUBLISHED).frozen_on == today()
    assert closed_consultation("c", stage=Stage.ANALYSING).frozen_on is None


# --- the public page


def test_the_page_shows_each_note_newest_first_and_in_one_statement(client):
    made = open_consultation()
    for days in (1, 2):
        commands.extend(
            actor=lead(),
            consultation=made,
            closes_on=made.closes_on + timedelta(days=days),
            texts={"en_GB": f"Reason {days}"},
        )
    commands.pause(actor=lead(), consultation=made, texts={"en_GB": "The form was broken."})
    db.session.commit()
    page = said(client.get(PAGE))
    places = [page.index(text) for text in ("The form was broken.", "Reason 2", "Reason 1")]
    assert places == sorted(places)
    assert "You cannot send an answer now." in page
    assert "Have your say" not in page
    asked = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    client.get(PAGE)
    assert len([line for line in asked if line.startswith("SELECT")]) <= 6, asked


def test_a_reason_that_is_not_translated_says_that_it_is_english(client):
    made = open_consultation(languages=("en_GB", "ar"))
    commands.pause(actor=lead(), consultation=made, texts=WHY)
    page = said(client.get(f"/ar{PAGE}"))
    assert f'lang="en-GB" dir="ltr">{WHY["en_GB"]}' in page


def test_a_note_says_when_its_translation_was_not_checked(client):
    made = open_consultation(languages=("en_GB", "ar"))
    note = commands.pause(actor=lead(), consultation=made, texts={**WHY, "ar": "طلب كثيرون وقتًا."})
    unchecked = "بعض هذه الترجمات لم يراجعها شخص ثانٍ."
    assert unchecked in said(client.get(f"/ar{PAGE}"))
    assert "not checked by a second person" not in said(client.get(PAGE))
    check(note, ("ar",))
    assert unchecked not in said(client.get(f"/ar{PAGE}"))


def test_what_was_withdrawn_says_why_and_takes_no_answers(client):
    commands.withdraw(actor=lead(), consultation=open_consultation(phone="020"), texts=WHY)
    page = said(client.get(PAGE))
    assert "We stopped this, because…" in page
    assert WHY["en_GB"] in page
    assert "Reply by phone" not in page
    assert "We stopped this" in said(client.get("/consultations/"))


def test_ways_to_reply_go_at_closing_and_the_page_says_that_we_read(client):
    open_consultation(phone="020 7946 0101", post="Freepost CARE")
    page = said(client.get(PAGE))
    assert "020 7946 0101" in page
    assert "Freepost CARE" in page
    with days_away(21):
        page = said(client.get(PAGE))
    assert "We are reading the answers" in page
    assert "020 7946 0101" not in page
    assert "Freepost CARE" not in page


def test_after_twelve_weeks_the_page_says_that_the_answer_is_late(client):
    made = closed_consultation(opens=-140, closes=-90)
    late = "It is late."
    assert late in said(client.get(PAGE))
    until = today() + timedelta(days=9)
    commands.tell_delay(actor=lead(), consultation=made, until=until, texts=WHY)
    page = said(client.get(PAGE))
    assert late not in page
    assert "We now expect to answer by" in page


def test_a_correction_shows_old_and_new(client):
    made = open_consultation(words={"summary": "Ring 020 7946 0100."})
    commands.correct_fact(actor=lead(), consultation=made, old="020 7946 0100", new="020 7946 0199")
    page = said(client.get(PAGE))
    assert "We corrected a mistake." in page
    assert re.search(r"Before</dt>\s*<dd[^>]*>020 7946 0100<", page)
    assert re.search(r"Now</dt>\s*<dd[^>]*>020 7946 0199<", page)


def test_a_closed_choice_is_named_in_public(client):
    made = open_consultation()
    question = corrections.question(made, "where")
    commands.correct_question(
        actor=lead(), consultation=made, question=question, texts={}, closed=["where_1"]
    )
    assert re.search(r"No longer offered</dt>\s*<dd[^>]*>South<", said(client.get(PAGE)))


def test_the_page_shows_what_was_turned_down_and_its_programme(client):
    programme = Programme(slug="closer", position=0)
    db.session.add(programme)
    languages.put(actor=None, subject=programme, texts={"title": "Care closer to home"})
    open_consultation(programme_id=programme.id, words={"one_option": "The law leaves one."})
    page = said(client.get(PAGE))
    assert "Opening on Sundays. Too few staff can work then." in page
    assert "The law leaves one." in page
    assert "there is less time" in page
    assert 'href="/programmes/closer/"' in page
    assert "Care closer to home" in page


# --- the desk


@pytest.mark.parametrize(
    ("deed", "typed", "stage"),
    [
        ("extend", {"closes_on": 30}, Stage.OPEN),
        ("pause", {}, Stage.PAUSED),
        ("withdraw", {}, Stage.WITHDRAWN),
    ],
)
def test_a_lead_does_it_with_a_reason(as_lead, client, deed, typed, stage):
    open_consultation(languages=("en_GB", "es"))
    assert f'href="{DESK}{deed}/"' in said(as_lead.get(DESK))
    form = said(as_lead.get(f"{DESK}{deed}/"))
    assert "Why, in English" in form
    assert "Why, in Spanish" in form
    days = {name: (today() + timedelta(day)).isoformat() for name, day in typed.items()}
    refused = as_lead.send(f"{DESK}{deed}/", {**days, "text_en_GB": " "})
    assert "Say why, in plain English." in said(refused)
    answer = as_lead.send(f"{DESK}{deed}/", {**days, "text_en_GB": "Because of snow."})
    assert answer.headers["Location"] == DESK
    assert queries.by_slug("evenings").stage is stage
    assert "Because of snow." in said(client.get(PAGE))
    assert "Because of snow." in said(as_lead.get(DESK))


def test_a_pause_is_ended_and_a_delay_told(as_lead):
    made = open_consultation()
    commands.pause(actor=lead(), consultation=made, texts=WHY)
    db.session.commit()
    as_lead.send(f"{DESK}resume/", {"text_en_GB": "It works again."})
    db.session.expire_all()
    assert queries.by_slug("evenings").stage is Stage.OPEN
    closed_consultation("late", opens=-140, closes=-90)
    db.session.commit()
    address = "/desk/consultations/late/"
    assert "Say why it is late" in said(as_lead.get(address))
    assert 'href="/desk/consultations/late/delay/"' in said(as_lead.get("/desk/"))
    until = (today() + timedelta(days=9)).isoformat()
    as_lead.send(f"{address}delay/", {"text_en_GB": "Many answers.", "until": until})
    assert "Say why it is late" not in said(as_lead.get(address))
    assert "/desk/consultations/late/delay/" not in said(as_lead.get("/desk/"))


def test_answers_are_frozen_on_the_desk(as_lead):
    made = closed_consultation(stage=Stage.ANALYSING)
    as_lead.send(DESK, to=f"{DESK}freeze/")
    db.session.refresh(made)
    assert made.frozen_on == today()
    assert "Answers are frozen since" in said(as_lead.get(DESK))


def test_a_draft_goes_to_review_and_back(as_lead, as_approver):
    made = draft_consultation()
    as_lead.send(DESK, to=f"{DESK}move/in_review/")
    db.session.refresh(made)
    assert made.stage is Stage.IN_REVIEW
    assert f'href="{DESK}checklist/"' in said(as_approver.get("/desk/"))
    as_lead.send(DESK, to=f"{DESK}move/draft/")
    db.session.refresh(made)
    assert made.stage is Stage.DRAFT


def test_only_some_do_it(as_analyst):
    open_consultation()
    for deed in ("extend", "pause", "withdraw", "resume", "delay", "correct", "corrections"):
        assert as_analyst.get(f"{DESK}{deed}/").status_code == 403


def test_the_list_of_staff_is_narrowed_by_stage(as_lead):
    draft_consultation("a", words={"title": "Number One"})
    open_consultation("b", words={"title": "Number Two"})
    page = said(as_lead.get("/desk/consultations/?stage=open"))
    assert "Number Two" in page
    assert "Number One" not in page
    assert "No consultation is in this state" in said(
        as_lead.get("/desk/consultations/?stage=withdrawn")
    )


def test_a_pause_past_its_closing_day_waits_for_the_lead():
    made = open_consultation(closes=2)
    commands.pause(actor=lead(), consultation=made, texts=WHY)
    db.session.flush()
    me = lead()
    assert waiting(me, frozenset({Role.ENGAGEMENT_LEAD})) == []
    with days_away(5):
        (one,) = waiting(me, frozenset({Role.ENGAGEMENT_LEAD}))
    assert "its closing day has passed" in one.what
    assert waiting(me, frozenset({Role.ADMIN})) == []


def test_what_is_paused_is_listed_after_what_is_open_and_is_not_past():
    made = open_consultation("a", closes=3)
    open_consultation("b", closes=9)
    open_consultation("c", opens=2, closes=9)
    commands.pause(actor=lead(), consultation=made, texts=WHY)
    db.session.flush()
    cards = queries.cards("en_GB", now())
    listed = [card.consultation.slug for card in queries.for_readers(cards)]
    assert listed == ["b", "a", "c"]
    assert queries.for_readers(cards, "closed") == []
