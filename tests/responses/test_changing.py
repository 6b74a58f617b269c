"""Changing an answer that was sent: a version more, until the answers are frozen."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.consultations.models import Stage
from engage.core import files
from engage.core.clock import days_away, today
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken
from engage.responses import commands, rules
from engage.responses.models import (
    FileUse,
    GroupVoice,
    Permission,
    RespondentKind,
    Response,
    ResponseFile,
    ResponseVersion,
    SavedDraft,
)
from tests.factories.consultations import open_consultation
from tests.factories.responses import SALT, asked_of, sent


@pytest.fixture
def made(database):
    return open_consultation(languages=("en_GB", "es"))


def reopened(made, response):
    visit = rules.new_visit()
    draft = commands.begin_change(visit=visit, response=response, consultation=made)
    return visit, draft


def change(made, response, visit, draft, language="en_GB"):
    return commands.change(
        visit=visit,
        draft=draft,
        response=response,
        consultation=made,
        asked=asked_of(made, language),
    )


def test_the_new_words_count_and_the_old_ones_stay_as_a_version(made):
    response = sent(made)
    visit, draft = reopened(made, response)
    assert draft.answers == response.answers
    draft.answers = {**draft.answers, "hard": "The bus stops at seven.", "postcode": "SE10"}
    change(made, response, visit, draft, "es")
    assert response.answers["hard"] == "The bus stops at seven."
    assert (response.district, response.language, response.current_version) == ("SE10", "es", 2)
    versions = db.session.scalars(
        select(ResponseVersion)
        .where(ResponseVersion.response_id == response.id)
        .order_by(ResponseVersion.number)
    ).all()
    assert [each.answers["hard"] for each in versions] == [
        "The bus stops at eight.",
        "The bus stops at seven.",
    ]
    gone = select(SavedDraft).where(SavedDraft.lookup_key == visit.lookup_key)
    assert db.session.scalars(gone).first() is None


def test_what_was_asked_around_it_can_be_changed_too(made):
    response = sent(made)
    visit, draft = reopened(made, response)
    draft.before = {"permission": "yes", "helper": "family", "own_words": "mostly"}
    change(made, response, visit, draft)
    assert (response.permission, response.helper) == (Permission.YES, "family")
    assert response.own_words is not None


def test_a_group_can_say_something_else_of_itself(made):
    response = sent(made, kind=RespondentKind.GROUP)
    response.speaks_for = 20
    db.session.add(GroupVoice(response_id=response.id, name="Lunch club", gathered="A vote"))
    db.session.flush()
    visit, draft = reopened(made, response)
    assert draft.voice == {"name": "Lunch club", "gathered": "A vote", "people": "20"}
    draft.voice = {**draft.voice, "people": "25", "disagreed": "On Sundays"}
    change(made, response, visit, draft)
    voice = db.session.scalars(select(GroupVoice)).one()
    assert (response.speaks_for, voice.disagreed) == (25, "On Sundays")


def test_an_organisation_can_say_who_it_is_later(made):
    response = sent(made, kind=RespondentKind.ORGANISATION)
    visit, draft = reopened(made, response)
    assert draft.voice == {}
    draft.voice = {"name": "A surgery"}
    change(made, response, visit, draft)
    assert db.session.scalars(select(GroupVoice)).one().name == "A surgery"


def test_a_file_that_was_taken_away_goes_for_good(made):
    response = sent(made)
    stored = files.store("answers", b"%PDF-1.7", "pdf")
    row = ResponseFile(
        response_id=response.id,
        use=FileUse.MEMBERS,
        name="members.pdf",
        media_type="application/pdf",
        size=8,
        stored=stored,
    )
    db.session.add(row)
    db.session.flush()
    visit, draft = reopened(made, response)
    commands.drop_file(draft=draft, file_id=str(row.id))
    assert files.stored_bytes(stored) == b"%PDF-1.7"
    change(made, response, visit, draft)
    assert db.session.scalars(select(ResponseFile)).all() == []
    with pytest.raises(NotFound):
        files.stored_bytes(stored)


def test_a_wrong_answer_changes_nothing(made):
    response = sent(made)
    visit, draft = reopened(made, response)
    draft.answers = {**draft.answers, "where": "elsewhere"}
    with pytest.raises(RuleBroken):
        change(made, response, visit, draft)
    assert (response.current_version, response.answers["where"]) == (1, "where_0")


def test_it_can_be_changed_after_closing_until_the_answers_are_frozen(made):
    response = sent(made)
    with days_away(30):
        made.stage = Stage.ANALYSING
        visit, draft = reopened(made, response)
        made.frozen_on = today()
        with pytest.raises(RuleBroken, match="stays as it is"):
            change(made, response, visit, draft)
        with pytest.raises(RuleBroken, match="stays as it is"):
            reopened(made, response)


def test_one_that_was_taken_back_cannot_be_changed(made):
    response = sent(made)
    commands.withdraw(response=response)
    with pytest.raises(RuleBroken, match="taken back"):
        reopened(made, response)


def test_words_are_hidden_on_every_device(made):
    response = sent(made)
    commands.hide_words(response=response, hidden=True)
    db.session.expire_all()
    assert db.session.get(Response, response.id).hidden
    commands.hide_words(response=response, hidden=False)
    assert not response.hidden


def test_a_change_is_not_sent_as_a_second_answer(made):
    response = sent(made)
    visit, draft = reopened(made, response)
    with pytest.raises(RuleBroken):
        commands.submit(
            visit=visit,
            draft=draft,
            consultation=made,
            asked=asked_of(made),
            grace=timedelta(),
            code=rules.mint(SALT),
        )
