"""What people answered: found again, listed for staff, handed to figures as codes."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from engage.core.clock import today
from engage.core.db import db
from engage.core.errors import NotFound
from engage.responses import commands, queries, rules
from engage.responses.models import Channel, RespondentKind
from tests.factories.consultations import draft_consultation, open_consultation
from tests.factories.figures import counted
from tests.factories.places import AreaFactory, PostcodeDistrictFactory
from tests.factories.responses import SALT, asked_of, begun, entered, sent

CLOSED = ("where", "times", "bus")


@pytest.fixture
def asked(database):
    return open_consultation(languages=("en_GB", "es"))


def test_a_public_consultation_is_found_apart_from_the_session(asked):
    found = queries.asked_now("evenings")
    assert (found.id, found.closes_on) == (asked.id, asked.closes_on)
    assert sa.inspect(found).transient


def test_a_draft_consultation_has_no_public_form(database):
    draft_consultation("hidden")
    for slug in ("hidden", "unheard"):
        with pytest.raises(NotFound):
            queries.asked_now(slug)


def test_a_draft_is_found_by_its_visit_only(asked):
    visit, _draft = begun(asked, answers={"street": "Mine"})
    assert queries.draft(visit).answers == {"street": "Mine"}
    assert queries.draft(visit, lock=True).consultation_id == asked.id
    assert queries.draft(rules.new_visit()) is None
    assert queries.draft(rules.Visit(visit.draft_id, b"x" * 32)) is None


def test_a_code_opens_the_draft_and_later_the_answer(asked):
    visit, draft = begun(asked)
    code = rules.mint(SALT)
    number = commands.make_code(visit=visit, draft=draft, code=code)
    assert queries.found_by_code(number, SALT) == visit
    assert queries.found_by_code(number, b"another site") is None
    assert queries.found_by_code((number + 1) % 10**11, SALT) is None


def test_an_answer_is_found_by_reference_secret_and_id(asked):
    visit, draft = begun(asked)
    response = commands.submit(
        visit=visit,
        draft=draft,
        consultation=asked,
        asked=asked_of(asked),
        grace=timedelta(),
        code=rules.mint(SALT),
    )
    secret = draft.receipt["secret"]
    assert queries.by_reference(response.reference) is response
    assert queries.by_reference("XXX") is None
    assert queries.by_secret(response.reference, secret) is response
    assert queries.by_secret(response.reference, "guess") is None
    assert queries.by_id(response.id) is response
    with pytest.raises(NotFound):
        queries.by_id(uuid4())


def test_work_is_counted_by_day_channel_and_language(asked):
    entered(asked)
    entered(asked, received_on=today() - timedelta(days=1), channel=Channel.PHONE)
    sent(asked, language="es")
    sent(asked, language="es")
    commands.withdraw(response=sent(asked))
    counts = queries.work_counts(asked.id)
    told = [(each.day, each.channel, each.language, each.count) for each in counts]
    assert told == [
        (today(), Channel.PAPER, "en_GB", 1),
        (today(), Channel.WEB, "es", 2),
        (today() - timedelta(days=1), Channel.PHONE, "en_GB", 1),
    ]
    assert len(queries.submitted(asked.id)) == 4


def test_figures_get_codes_and_never_words(asked):
    area = AreaFactory(slug="bexley")
    PostcodeDistrictFactory(district="DA6", area_id=area.id)
    about = {
        "age_band": "25_34",
        "long_term_condition": "yes",
        "activity_limit": "yes_a_lot",
        "main_language": "other_write_in_including_bsl",
        "main_language_text": "Somali",
    }
    response = sent(asked, about=about)
    sent(asked, kind=RespondentKind.ORGANISATION)
    entered(asked, answers={"bus": "disagree"})
    commands.withdraw(response=sent(asked))
    (read,) = queries.closed_columns(asked, CLOSED)
    columns = read.columns
    here = columns["channel"].index("web")
    assert sorted(columns["channel"]) == ["paper", "web"]
    assert {name: values[here] for name, values in columns.items() if values[here]} == {
        "language": "en_GB",
        "channel": "web",
        "area": "bexley",
        "variant": "plain",
        "own_time": "everybody",
        "late": "no",
        "where": "where_0",
        "times": ["times_0", "times_2"],
        "bus": "agree",
        "age_band": "25_34",
        "long_term_condition": "yes",
        "activity_limit": "yes_a_lot",
        "main_language": "other_write_in_including_bsl",
        "disabled": "yes",
    }
    assert {len(values) for values in columns.values()} == {2} == {len(set(read.keys))}
    assert str(response.id) not in read.keys


def test_columns_come_in_parts_out_of_one_statement(asked, monkeypatch):
    monkeypatch.setattr(queries, "_AT_ONCE", 2)
    for bus in ("agree", "disagree", "agree", "disagree", "agree"):
        sent(asked, answers={"bus": bus}, about={"sex": "male"})
    with counted(db.engine) as said:
        parts = list(queries.closed_columns(asked, CLOSED))
    assert len(said) == 1
    assert [len(read.keys) for read in parts] == [2, 2, 1]
    assert len({key for read in parts for key in read.keys}) == 5
    buses = [code for read in parts for code in read.columns["bus"]]
    assert sorted(buses) == ["agree"] * 3 + ["disagree"] * 2
    assert {code for read in parts for code in read.columns["sex"]} == {"male"}


def test_columns_stand_in_no_order(asked):
    came = ["agree"] * 12 + ["disagree"] * 12
    for bus in came:
        sent(asked, answers={"bus": bus})
    (read,) = queries.closed_columns(asked, CLOSED)
    assert sorted(read.columns["bus"]) == came != read.columns["bus"]


def test_columns_of_no_answers_are_empty(asked):
    (read,) = queries.closed_columns(asked, CLOSED)
    assert read.keys == []
    assert {len(values) for values in read.columns.values()} == {0}
    assert set(read.columns) >= {*CLOSED, "language", "channel", "area", "sex", "disabled", "late"}
