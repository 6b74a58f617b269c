"""Consultations as cards for lists and as forms to fill."""

import pytest
import sqlalchemy as sa

from engage.consultations import queries
from engage.consultations.models import Stage
from engage.consultations.queries import launch, sources
from engage.core.clock import now
from engage.core.db import db
from engage.core.errors import NotFound
from engage.places.models import Tier
from engage.publishing import commands as publishing
from tests.factories.accounts import OrganisationFactory
from tests.factories.consultations import (
    TopicFactory,
    closed_consultation,
    draft_consultation,
    empty_consultation,
    open_consultation,
)
from tests.factories.places import AreaFactory

pytestmark = pytest.mark.usefixtures("database")


def slugs(language="en_GB", **wanted):
    return [card.consultation.slug for card in queries.cards(language, now(), **wanted)]


def test_a_consultation_is_found_by_its_slug_and_its_key():
    made = empty_consultation("parking")
    assert queries.by_slug("parking") is made
    assert queries.by_id(made.id) is made
    assert queries.slug_is_taken("parking")
    assert not queries.slug_is_taken("parks")
    for ask in (queries.by_slug, queries.public_by_slug):
        with pytest.raises(NotFound):
            ask("parks")
    with pytest.raises(NotFound):
        queries.by_id(OrganisationFactory().id)


def test_staff_see_all_of_them_newest_opening_first():
    empty_consultation("b", opens=-5)
    empty_consultation("a", opens=-5)
    empty_consultation("c", opens=1)
    rows = queries.all_consultations()
    assert [row.slug for row in rows] == ["c", "a", "b"]


def test_a_title_stands_in_for_itself_and_a_slug_for_none():
    written, empty = draft_consultation("written"), empty_consultation("empty")
    titles = launch.titles([written, empty])
    assert titles[written.id].startswith("Evening appointments")
    assert titles[empty.id] == "empty"


def test_a_draft_is_on_no_list():
    draft_consultation("draft")
    open_consultation("open")
    assert slugs() == ["open"]


def test_cards_come_soonest_closing_first_with_their_stage_and_their_words():
    open_consultation("later", closes=30)
    open_consultation("soon", closes=3)
    closed_consultation("gone")
    cards = queries.cards("en_GB", now())
    assert [card.consultation.slug for card in cards] == ["gone", "soon", "later"]
    assert [card.stage for card in cards] == [Stage.CLOSED, Stage.OPEN, Stage.OPEN]
    assert [card.closes_soon for card in cards] == [False, True, False]
    assert cards[1].words["title"] == "Evening appointments: where and when?"
    assert cards[1].words["language"] == "en_GB"


def test_cards_are_in_the_readers_language_where_it_is_offered():
    open_consultation("english", closes=5)
    open_consultation("spanish", closes=6, languages=("en_GB", "es"))
    said = [card.words["language"] for card in queries.cards("es", now())]
    assert said == ["en_GB", "es"]


def test_readers_see_what_is_open_then_what_comes_then_the_newest_past():
    closed_consultation("old", opens=-90, closes=-60)
    closed_consultation("newer", opens=-90, closes=-5)
    open_consultation("soon", closes=3)
    open_consultation("later", closes=30)
    open_consultation("next-month", opens=30, closes=40)
    open_consultation("next-week", opens=7, closes=50)
    cards = queries.cards("en_GB", now())

    def order(state):
        return [card.consultation.slug for card in queries.for_readers(cards, state)]

    assert order("") == ["soon", "later", "next-week", "next-month", "newer", "old"]
    assert order("open") == ["soon", "later"]
    assert order("closed") == ["newer", "old"]
    assert order("anything") == order("")


def test_a_topic_keeps_only_its_own():
    topic = TopicFactory(slug="teeth")
    open_consultation("dentist", topic_id=topic.id)
    open_consultation("evenings")
    assert slugs(topic="teeth") == ["dentist"]
    assert slugs(topic="nowhere") == []


def test_an_area_finds_what_is_about_it_its_parts_and_all_it_is_part_of():
    whole = AreaFactory(slug="south-east", tier=Tier.SCALE)
    borough = AreaFactory(slug="bexley", parent_id=whole.id)
    corner = AreaFactory(slug="erith", tier=Tier.LOCALITY, parent_id=borough.id)
    other = AreaFactory(slug="bromley", parent_id=whole.id)
    for area in (whole, borough, corner, other):
        open_consultation(f"about-{area.slug}", areas=[area])
    everywhere = {"about-south-east", "about-bexley", "about-erith", "about-bromley"}
    assert set(slugs(area="south-east")) == everywhere
    assert set(slugs(area="bexley")) == everywhere - {"about-bromley"}
    assert set(slugs(area="erith")) == everywhere - {"about-bromley"}
    assert set(slugs(area="bromley")) == {"about-bromley", "about-south-east"}
    assert slugs(area="atlantis") == []


@pytest.mark.parametrize("search", ["PARKING", "  parking  cost ", "parkíng", "aparcar"])
def test_words_are_found_in_any_case_and_language(search):
    made = draft_consultation("parking", words={"title": "Parking: what should it cost?"})
    made.languages = ["en_GB", "es"]
    open_consultation("evenings")
    _launch_with_spanish(made)
    assert slugs(search=search) == ["parking"]
    assert slugs(search=f"{search} dinosaurs") == []


def _launch_with_spanish(made):
    found = launch.documents(sources.source(made), [])
    found["es", ""] = {**found["en_GB", ""], "title": "Aparcar"}
    frozen = publishing.freeze(
        actor=type("Me", (), {"id": made.created_by}),
        subject=made,
        documents=found,
        cards={key: launch.card(body) for key, body in found.items()},
        meaning=[],
    )
    made.edition_id = frozen.id
    made.stage = Stage.OPEN


def test_only_the_words_of_the_present_edition_are_searched():
    made = open_consultation("evenings")
    assert slugs(search="evening") == ["evenings"]
    first = made.edition_id
    _launch_with_spanish(made)
    assert made.edition_id != first
    assert slugs(search="aparcar") == ["evenings"]


def test_a_list_takes_at_most_five_statements_whatever_its_length():
    for number in range(4):
        open_consultation(f"number-{number}")
    db.session.commit()
    said = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    assert len(queries.cards("es", now(), search="evening", area="", topic="")) == 4
    asked = [line for line in said if line.startswith("SELECT")]
    assert len(asked) <= 5


# --- the form


def test_the_public_form_is_in_the_readers_language_or_english():
    made = open_consultation(languages=("en_GB", "es"))
    assert queries.questionnaire(made, "es").language == "es"
    assert queries.questionnaire(made, "bn").language == "en_GB"
    assert len(queries.questionnaire(made, "es").questions) == 6


def test_a_draft_has_no_public_form():
    with pytest.raises(NotFound):
        queries.questionnaire(draft_consultation(), "en_GB")


def test_the_form_of_an_older_edition_can_still_be_asked_for():
    made = open_consultation()
    older = made.edition_id
    _launch_with_spanish(made)
    assert queries.questionnaire(made, "es").edition_id == made.edition_id
    assert queries.questionnaire(made, "es", edition_id=older).edition_id == older


def test_a_form_is_built_once_and_memory_stays_flat(monkeypatch):
    made = open_consultation()
    first = queries.questionnaire(made, "en_GB")
    assert queries.questionnaire(made, "en_GB") is first
    monkeypatch.setattr(queries, "_forms", {str(n): first for n in range(501)})
    assert queries.questionnaire(made, "en_GB") == first
    assert len(queries._forms) == 1
