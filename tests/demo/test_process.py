"""The made-up world on its way: launches, decisions, corrections, and what was published."""

from collections import Counter

from sqlalchemy import func, select

from engage.bundle.models import RecordBundle
from engage.consultations import queries as consultations
from engage.consultations.models import Notice, NoticeKind, Poll, Stage
from engage.consultations.queries import launch, sources
from engage.core.db import db
from engage.core.files import storage_path
from engage.demo import files
from engage.demo.calendar import day
from engage.languages import queries as wordings
from engage.publishing import queries as publishing
from engage.publishing.models import ApprovalRequest
from engage.reports.queries import decisions
from engage.responses.models import (
    Channel,
    Concern,
    ConcernState,
    Export,
    GroupVoice,
    Inbound,
    Keying,
    PaperBatch,
    PaperForm,
    Permission,
    Publication,
    PublicationState,
    Redaction,
    RespondentKind,
    Response,
)


def _rows(model, *where):
    return db.session.scalars(select(model).where(*where)).all()


def _of(slug):
    return _rows(Response, Response.consultation_id == consultations.by_slug(slug).id)


def test_whoever_decided_read_the_final_report_first(whole):
    made = decisions.source_of("hospital-letters")
    assert made.report.published_on == day(-200)
    assert [(each.opened_on, each.on_paper) for each in made.openings] == [
        (day(-172), False),
        (day(-158), True),
    ]
    assert made.decision.decided_on == day(-150)
    assert made.decision.published_on == day(-143)
    assert set(made.weighed) == set(made.order)
    assert consultations.by_slug("hospital-letters").frozen_on == day(-199)


def test_the_decision_is_told_in_four_languages(whole):
    words = {
        code: decisions.public_page("hospital-letters", code).language
        for code in ("en_GB", "es", "ar", "bn")
    }
    assert words == {code: code for code in words}


def test_groups_speak_for_three_hundred_and_ten_people(whole):
    voices = [
        each
        for each in _of("hips-and-knees")
        if each.respondent_kind is not RespondentKind.INDIVIDUAL
    ]
    assert len(voices) == 9
    assert sum(each.speaks_for for each in voices) == 310
    named = {each.response_id: each.name for each in _rows(GroupVoice)}
    assert all(named[each.id] for each in voices)


def test_some_were_helped_and_used_their_own_words(whole):
    helped = [each for each in _of("hips-and-knees") if each.helper]
    assert {each.channel for each in helped} >= {
        Channel.PHONE,
        Channel.FACE_TO_FACE,
        Channel.PAPER,
        Channel.BSL_VIDEO,
    }
    assert {each.helper for each in helped} == {"staff", "family", "interpreter"}
    assert all(each.own_words for each in helped)


def test_answers_were_published_by_two_people_and_others_wait(whole):
    row = consultations.by_slug("hips-and-knees")
    found = _rows(Publication, Publication.consultation_id == row.id)
    states = Counter(each.state for each in found)
    assert states[PublicationState.PUBLISHED] == 7
    assert states[PublicationState.CHECKED_ONCE] == 1
    assert states[PublicationState.WAITING] >= 2
    out = [each for each in found if each.state is PublicationState.PUBLISHED]
    assert all(each.first_by and each.second_by not in {None, each.first_by} for each in out)
    said = {each.id: each for each in _of("hips-and-knees")}
    shown = [said[each.response_id] for each in out]
    assert {each.language for each in shown} >= {"es", "ar"}
    assert RespondentKind.ORGANISATION in {each.respondent_kind for each in shown}
    assert all(each.permission is Permission.YES for each in shown)
    parts = _rows(Redaction, Redaction.publication_id.in_([each.id for each in out]))
    assert any(part.made_by for part in parts)


def test_one_concern_is_open_and_one_is_closed(whole):
    states = {each.state: each for each in _rows(Concern)}
    assert states.keys() == {ConcernState.OPEN, ConcernState.CLOSED}
    held = db.session.get(Response, states[ConcernState.OPEN].response_id)
    free = db.session.get(Response, states[ConcernState.CLOSED].response_id)
    assert (held.held, free.held) == (True, False)


def test_parking_was_stopped_with_a_reason_in_every_language(whole):
    row = consultations.by_slug("clinic-parking")
    assert row.stage is Stage.WITHDRAWN
    assert len(_of("clinic-parking")) == 12
    assert all(each.received_on < day(-50) for each in _of("clinic-parking"))
    assert _said_in("clinic-parking", NoticeKind.WITHDRAWN) == {"en_GB", "es", "ar", "bn"}


def test_it_is_said_in_every_language_how_people_were_told_of_the_decision(whole):
    assert _said_in("hospital-letters", NoticeKind.TOLD) == {"en_GB", "es", "ar", "bn"}


def _said_in(slug, kind):
    """The languages of the one public note of a consultation, which is of this kind."""
    row = consultations.by_slug(slug)
    (notice,) = _rows(Notice, Notice.consultation_id == row.id)
    assert notice.kind is kind
    return {each.language for each in wordings.wordings_of([notice.id])}


def test_a_wrong_phone_number_was_put_right_in_public(whole):
    row = consultations.by_slug("gp-evenings")
    assert row.phone == "020 7946 0101"
    notice = _rows(Notice, Notice.consultation_id == row.id)
    assert [(each.kind, each.facts["old"], each.facts["new"]) for each in notice] == [
        (NoticeKind.CORRECTED, "020 7946 0107", "020 7946 0101")
    ]
    editions = {each.edition_id for each in _of("gp-evenings")}
    assert len(editions) == 2
    assert row.edition_id in editions
    assert {"en_GB", "ne", "ro", "pl", "pa", "ta"} < set(row.languages)
    for code in row.languages:
        paper = str(publishing.document(row.edition_id, code).body)
        assert ("020 7946 0101" in paper, "020 7946 0107" in paper) == (True, False)


def test_two_paper_forms_came_back_and_one_difference_waits(whole):
    batches = _rows(PaperBatch)
    assert [(each.number, each.size, each.variant) for each in batches] == [
        (1, 6, ""),
        (2, 3, "easy-read"),
        (3, 4, ""),
    ]
    assert db.session.scalar(select(func.count()).select_from(PaperForm)) == 13
    keyed = _rows(Keying)
    assert len(keyed) == 2
    assert [bool(each.differs) for each in keyed if each.second_by] == [True]
    assert [each.settled_at for each in _rows(Inbound)] == [None]


def test_a_draft_and_an_election_stand_in_each_others_way(whole):
    row = consultations.by_slug("health-visitors")
    made = sources.source(row)
    open_gates = {
        gate.name for gate in launch.gates(made, by_author=True) if gate.stops and not gate.passed
    }
    assert {"elections", "privacy_notice", "second_person", "languages"} <= open_gates
    asked = _rows(ApprovalRequest)
    assert [(each.subject_id, each.answered_at) for each in asked] == [(row.id, None)]
    assert [each.name for each in _rows(Poll)] == [files.world()["polls"][0]["name"]]


def test_somali_question_four_no_longer_matches_the_english(whole):
    made = sources.source(consultations.by_slug("health-visitors"))
    (gate,) = [gate for gate in launch.gates(made, by_author=False) if gate.name == "languages"]
    said = "Complete every language you promise. Somali: question 4 no longer matches the English."
    assert str(gate.what) == said


def test_a_file_of_answers_and_a_full_record_are_ready(whole):
    (export,) = _rows(Export)
    assert (export.done, export.failed) == (403, "")
    assert storage_path(export.stored).is_file()
    (record,) = _rows(RecordBundle)
    assert record.ready
    assert record.consultation_id == export.consultation_id
