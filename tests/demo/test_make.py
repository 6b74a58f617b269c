"""The made-up world: what stands in it."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from engage import demo
from engage.accounts import commands
from engage.accounts import queries as accounts
from engage.accounts.models import Role
from engage.analysis import queries as analysis
from engage.audit.models import Entry
from engage.consultations import queries as consultations
from engage.consultations.models import Stage
from engage.consultations.queries import launch, sources
from engage.core.clock import now, today
from engage.core.db import Base, db
from engage.core.errors import RuleBroken
from engage.core.text import fingerprint
from engage.demo import files, world
from engage.demo.calendar import day
from engage.equality.models import MonitoringAnswer
from engage.figures import queries as figures
from engage.reading import queries as reading
from engage.reports.models import AnswerKind
from engage.reports.queries import drafts
from engage.responses import rules
from engage.responses.models import Response, ResponseEquality, ResponseState
from engage.responses.queries import arrivals

PEOPLE = {"hospital-letters": 402, "hips-and-knees": 925, "gp-evenings": 214, "health-bus": 60}
SLUGS = ("hospital-letters", "hips-and-knees", "gp-evenings", "health-bus")


def _responses(slug):
    wanted = select(Response).where(Response.consultation_id == consultations.by_slug(slug).id)
    return db.session.scalars(wanted.order_by(Response.submitted_at)).all()


def _rows():
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
    }


def test_sixteen_hundred_people_answered(whole):
    counts = {slug: len(_responses(slug)) for slug in SLUGS}
    assert counts == {
        "hospital-letters": 403,
        "hips-and-knees": 934,
        "gp-evenings": 215,
        "health-bus": 61,
    }
    for slug, people in PEOPLE.items():
        assert arrivals.people_counted(consultations.by_slug(slug).id) == people - (
            slug == "hospital-letters"  # somebody took their answer back
        )


def test_they_answered_in_every_language_that_was_offered_and_several_ways(whole):
    for slug in SLUGS:
        rows = _responses(slug)
        languages = Counter(row.language for row in rows)
        assert languages.keys() == set(consultations.by_slug(slug).languages)
        assert languages["en_GB"] > len(rows) / 2
        channels = Counter(row.channel.value for row in rows)
        assert channels["web"] > len(rows) * 0.7
        assert channels["paper"] > 0


def test_everybody_answered_while_it_was_open(whole):
    for slug in SLUGS:
        consultation = consultations.by_slug(slug)
        for row in _responses(slug):
            assert consultation.opens_on <= row.received_on <= today()
            assert row.late == (row.received_on > consultation.closes_on)
            assert row.submitted_at < now()


def test_none_of_these_goes_with_no_other_time(whole):
    asked = consultations.questionnaire(consultations.by_slug("gp-evenings"), "en_GB")
    alone = [each.label for one in asked.questions for each in one.choices if each.alone]
    assert alone == ["None of these"]


def test_six_letters_about_hips_and_knees_came_late_by_post(whole):
    late = [row for row in _responses("hips-and-knees") if row.late]
    assert [row.channel.value for row in late] == ["letter"] * 6
    assert not any(row.late for slug in SLUGS[:1] + SLUGS[2:] for row in _responses(slug))


def test_every_voice_written_by_hand_is_heard_once(whole):
    for slug in SLUGS:
        heard = Counter(
            text
            for row in _responses(slug)
            for text in row.answers.values()
            if text
            if isinstance(text, str)
        )
        for voice in files.consultation(slug)["voices"]:
            assert heard[rules.clean(voice["text"])] == 1, voice["text"]


def test_about_two_thirds_say_who_they_are(whole):
    told = db.session.scalar(select(func.count()).select_from(MonitoringAnswer))
    assert 0.55 * 1600 < told < 0.72 * 1600


def test_black_residents_of_greenwich_are_still_to_be_heard_from(whole):
    links = db.session.execute(
        select(Response.district, MonitoringAnswer.answers)
        .join(ResponseEquality, ResponseEquality.response_id == Response.id)
        .join(MonitoringAnswer, MonitoringAnswer.id == ResponseEquality.monitoring_key)
        .where(Response.consultation_id == consultations.by_slug("gp-evenings").id)
    ).all()
    boroughs = files.world()["postcode_districts"]["districts"]
    groups = Counter(
        about.get("ethnic_group")
        for district, about in links
        if boroughs.get(district) == "greenwich"
    )
    assert groups.total() > 30
    assert groups["black"] / groups.total() < 0.15


def test_each_consultation_is_where_its_story_says(whole):
    stages = {each.slug: each.stage for each in consultations.all_consultations()}
    assert stages == {
        "hospital-letters": Stage.FED_BACK,
        "hips-and-knees": Stage.ANALYSING,
        "gp-evenings": Stage.OPEN,
        "health-bus": Stage.OPEN,
        "clinic-parking": Stage.WITHDRAWN,
        "health-visitors": Stage.DRAFT,
        "signs-at-the-walk-in-clinic": Stage.DRAFT,
    }


def test_what_is_public_was_signed_by_the_panel_and_launched_by_a_second_person(whole):
    for slug in SLUGS:
        row = consultations.by_slug(slug)
        text = launch.panel_text(sources.source(row))
        assert reading.panel_state("consultation", row.id, fingerprint(text)).signed
        document = consultations.questionnaire(row, "bn")
        assert document.language == "bn"
        lead = accounts.account_by_email("tamsin.okorley@example.org")
        assert row.created_by == lead.id


def test_hospital_letters_is_sorted_whole_and_its_counts_come_out(whole):
    row = consultations.by_slug("hospital-letters")
    people = {line.theme.name: line.people for line in analysis.theme_lines(row.id)}
    assert people["Nobody knows who to ring"] == 184
    assert list(people.values()) == [184, 131, 88, 74, 29]
    assert analysis.waiting(row.id) == 0


def test_hips_and_knees_is_sorted_to_seven_tenths(whole):
    row = consultations.by_slug("hips-and-knees")
    sorted_ = round(934 * 0.7)
    held = [each for each in _responses(row.slug) if each.held]
    assert len(held) == 1
    assert analysis.waiting(row.id) in {934 - sorted_, 934 - sorted_ - 1}


def test_some_words_are_about_somebody_who_is_not_the_speaker(whole):
    row = consultations.by_slug("hips-and-knees")
    about = analysis.about_of(row.id, analysis.mode_of(row))
    assert {"disability", "carers", "age"} <= about.keys()


def test_the_numbers_are_counted(whole):
    for slug in SLUGS[1:]:
        row = consultations.by_slug(slug)
        assert figures.rows_counted(row.id) == PEOPLE[slug]


def test_the_report_has_an_answer_of_each_sort_and_the_board_is_not_satisfied(whole):
    made = drafts.source_of("hospital-letters")
    assert made.report.published_on == day(-60)
    assert [each.kind for each in made.statements] == [
        AnswerKind.WILL_DO,
        AnswerKind.DONE,
        AnswerKind.CANNOT,
        AnswerKind.PARTLY,
    ]
    assert (made.statements[0].people, made.report.people) == (184, 402)


def test_one_person_took_their_answer_back_after_the_report(whole):
    states = Counter(row.state for row in _responses("hospital-letters"))
    assert states == {ResponseState.SUBMITTED: 402, ResponseState.WITHDRAWN: 1}


def test_a_draft_waits_for_its_author_with_two_hard_sentences(whole):
    row = consultations.by_slug("health-visitors")
    text = launch.panel_text(sources.source(row))
    state = reading.panel_state("consultation", row.id, fingerprint(text))
    assert (state.signed, state.readers) == (False, 1)
    marks = reading.marks(state.submission.id)
    assert [mark.answer for mark in marks] == [None, None]
    assert marks[0].words.startswith("Subject to workforce capacity")


def test_history_was_written_when_it_happened(whole):
    first = db.session.scalar(select(func.min(Entry.at)))
    last = db.session.scalar(select(func.max(Entry.at)))
    assert first.date() == day(-330)
    assert last <= now()


def test_each_step_is_told(made):
    _app, said = made
    assert said[0] == "Places and people"
    assert "  403 answers" in said


def test_making_it_again_changes_nothing(whole):
    before, said = _rows(), []
    demo.build(said.append)
    assert _rows() == before
    assert said == ["The example is there already."]


@pytest.mark.once
def test_a_world_half_made_is_not_gone_on_with(app):
    world.make()
    with pytest.raises(RuleBroken, match="not finished"):
        demo.build(print)


@pytest.mark.once
def test_an_engage_in_use_is_left_alone(app):
    commands.create_account(
        actor=None, email="real@example.org", name="A Real Person", role=Role.READER
    )
    with pytest.raises(RuleBroken, match="in use"):
        demo.build(print)
