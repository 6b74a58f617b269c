"""A consultation is written, launched and moved on."""

import pytest
import sqlalchemy as sa

from engage.accounts.models import Role
from engage.audit.models import Action, Entry
from engage.audit.queries import history
from engage.consultations import commands, queries, tasks
from engage.consultations.models import DisclosureMode, Kind, Stage, Weight
from engage.consultations.queries import checklist, launch, sources
from engage.consultations.rules import AGREE_KEYS
from engage.core.clock import days_away, today
from engage.core.db import db
from engage.core.errors import NotFound, RuleBroken, Stale
from engage.languages import commands as languages
from engage.publishing import queries as publishing
from engage.publishing.models import ApprovalKind
from tests.factories.accounts import AccountFactory
from tests.factories.consultations import (
    WORDS,
    closed_consultation,
    draft_consultation,
    empty_consultation,
    open_consultation,
    send_to_panel,
    sign,
)
from tests.factories.languages import WordingFactory, check
from tests.factories.places import AreaFactory

pytestmark = pytest.mark.usefixtures("database")


def launched(consultation, *, actor=None):
    actor = actor or AccountFactory(role=Role.APPROVER)
    return commands.schedule(actor=actor, consultation=consultation)


def test_a_new_consultation_is_a_draft_that_its_author_began():
    lead = AccountFactory()
    areas = [AreaFactory(), AreaFactory()]
    made = empty_consultation("parking", lead=lead, areas=areas)
    assert queries.by_slug("parking") is made
    assert (made.stage, made.created_by) == (Stage.DRAFT, lead.id)
    assert (made.disclosure_mode, made.languages) == (DisclosureMode.NHS, ["en_GB"])
    assert [each.area_id for each in made.areas] == [area.id for area in areas]
    assert history(made.id)[0].action is Action.CONSULTATION_CREATED
    with pytest.raises(NotFound):
        queries.public_by_slug("parking")


def test_two_consultations_never_have_one_address():
    empty_consultation("parking")
    with pytest.raises(RuleBroken, match="Choose another address") as broken:
        empty_consultation("parking")
    assert broken.value.field == "slug"


def test_a_consultation_that_closes_before_it_opens_is_refused():
    with pytest.raises(RuleBroken, match="after the opening day"):
        empty_consultation(opens=5, closes=4)


def test_a_topic_has_a_place_in_the_order():
    for position, slug in ((2, "later"), (1, "first")):
        commands.create_topic(actor=None, slug=slug, position=position)
    assert [topic.slug for topic in queries.topics()] == ["first", "later"]


def test_keys_are_made_once_and_never_alike():
    made = empty_consultation()
    page = commands.add_page(actor=None, consultation=made, position=0)
    asked = [
        commands.add_question(
            actor=None, consultation=made, page=page, kind=kind, position=place, choices=3
        )
        for place, kind in enumerate((Kind.ONE_CHOICE, Kind.AGREE_SCALE, Kind.LONG_TEXT))
    ]
    options = [commands.add_option(actor=None, consultation=made, position=n) for n in (0, 1)]
    keys = [row.key for row in (*asked, *options)] + [each.key for each in asked[0].choices]
    assert len(set(keys)) == 8
    assert [each.key for each in asked[1].choices] == list(AGREE_KEYS)
    assert all(line.details for line in history(made.id)[1:])


# --- words


def test_the_words_of_a_draft_can_change_and_the_version_goes_up():
    made = draft_consultation()
    version = made.version
    lead = AccountFactory()
    texts = {**WORDS, "title": "A new title"}
    changed = commands.edit_words(actor=lead, consultation=made, texts=texts, version=version)
    assert changed == ["title"]
    assert launch.own_words(made)["title"] == "A new title"
    db.session.flush()
    assert made.version == version + 1


def test_saving_the_same_words_changes_no_version():
    made = draft_consultation()
    version = made.version
    again = commands.edit_words(actor=None, consultation=made, texts=WORDS, version=version)
    db.session.flush()
    assert again == []
    assert made.version == version


def test_a_stale_save_is_refused_with_both_texts():
    made = draft_consultation()
    opened_at = made.version
    commands.edit_words(actor=None, consultation=made, texts={"title": "Theirs"}, version=opened_at)
    db.session.flush()
    with pytest.raises(Stale) as stale:
        commands.edit_words(
            actor=None, consultation=made, texts={"title": "Mine"}, version=opened_at
        )
    assert stale.value.theirs["title"] == "Theirs"
    assert stale.value.mine == {"title": "Mine"}
    assert launch.own_words(made)["title"] == "Theirs"


def test_public_words_can_no_longer_be_changed():
    made = open_consultation()
    with pytest.raises(RuleBroken, match="This text is public"):
        commands.edit_words(actor=None, consultation=made, texts=WORDS, version=made.version)


# --- launch


def test_launching_freezes_an_edition_and_lets_the_clock_open_it():
    made = draft_consultation(opens=3)
    actor = AccountFactory(role=Role.APPROVER)
    launched(made, actor=actor)
    assert made.stage is Stage.SCHEDULED
    edition = publishing.latest_edition(made.id)
    assert made.edition_id == edition.id
    assert edition.frozen_by == actor.id
    assert made.scheduled_at is not None
    assert history(made.id)[-1].action is Action.CONSULTATION_SCHEDULED
    assert queries.public_by_slug(made.slug) is made


def test_an_empty_consultation_stays_a_draft():
    made = empty_consultation()
    with pytest.raises(RuleBroken, match="Enter a title"):
        launched(made)
    assert made.stage is Stage.DRAFT
    assert publishing.latest_edition(made.id) is None


def test_nothing_is_launched_twice():
    made = open_consultation()
    with pytest.raises(RuleBroken, match="launched already"):
        launched(made)


def test_nothing_opens_that_should_have_closed():
    made = draft_consultation(opens=-9, closes=-1)
    with pytest.raises(RuleBroken, match="still to come"):
        launched(made)


@pytest.mark.parametrize("weight", [Weight.STANDARD, Weight.FORMAL])
def test_whoever_wrote_it_asks_a_second_person_to_launch_it(weight):
    lead = AccountFactory()
    made = draft_consultation(lead=lead, weight=weight)
    with pytest.raises(RuleBroken, match="Ask a second person"):
        launched(made, actor=lead)
    sign(made)
    assert launched(made).stage is Stage.SCHEDULED


def unmet(made, viewer):
    lines = checklist.checklist(made, viewer).lines
    return {line.gate.name for line in lines if not line.gate.passed}


def test_whoever_wrote_a_part_of_it_is_not_its_second_person():
    made = draft_consultation(weight=Weight.STANDARD)
    other = AccountFactory(role=Role.ENGAGEMENT_LEAD)
    languages.put(actor=other, subject=made, texts={"summary": "Tell us what you think."})
    with pytest.raises(RuleBroken, match="Ask a second person"):
        launched(made, actor=other)
    assert "second_person" in unmet(made, other)
    assert "second_person" not in unmet(made, AccountFactory())
    languages.put(actor=other, subject=made, texts={"title": "Título"}, language="es")
    assert launched(made).stage is Stage.SCHEDULED


def test_a_light_one_may_be_launched_by_its_author():
    lead = AccountFactory()
    made = draft_consultation(lead=lead, weight=Weight.LIGHT)
    assert launched(made, actor=lead).stage is Stage.SCHEDULED


@pytest.mark.parametrize(
    ("signed", "honest"), [(False, ["Not yet read by residents."]), (True, [])]
)
def test_the_page_says_honestly_whether_residents_read_it(signed, honest):
    made = draft_consultation()
    if signed:
        sign(made)
    launched(made)
    assert publishing.document(made.edition_id, "en_GB").body["honest"] == honest


def edit(made, **texts):
    commands.edit_words(
        actor=AccountFactory(), consultation=made, texts=texts, version=made.version
    )
    db.session.flush()


def test_a_formal_one_opens_when_the_panel_had_its_days_and_a_small_fix_starts_no_new_ones():
    made = draft_consultation(
        weight=Weight.FORMAL, closes=60, words={"costs": "It costs £5 a head."}
    )
    with pytest.raises(RuleBroken, match="Send this text to the reading panel"):
        launched(made)
    until = send_to_panel(made).due_on
    with pytest.raises(RuleBroken, match="The panel reads it until"):
        launched(made)
    edit(made, costs="It costs £6 a head.")
    days = (until - today()).days + 1
    with days_away(days - 1), pytest.raises(RuleBroken, match="The panel reads it until"):
        launched(made)
    with days_away(days):
        assert send_to_panel(made).due_on == until
        edit(made, costs="Nobody knows what it costs.")
        with pytest.raises(RuleBroken, match="Send this text to the reading panel"):
            launched(made)
        edit(made, costs="It costs £6 a head.")
        with pytest.raises(RuleBroken, match="Send this text to the reading panel"):
            launched(made)
    with days_away(days + 9):
        assert send_to_panel(made).due_on > until
    with days_away(days + 19):
        launched(made)
    honest = publishing.document(made.edition_id, "en_GB").body["honest"]
    assert honest == ["Not yet read by residents."]


def test_a_formal_one_that_was_signed_opens_after_a_small_fix_and_after_no_other():
    made = draft_consultation(weight=Weight.FORMAL, words={"costs": "It costs £5 a head."})
    sign(made)
    edit(made, costs="Nobody knows what it costs.")
    with pytest.raises(RuleBroken, match="Send this text to the reading panel"):
        launched(made)
    edit(made, costs="It costs £6 a head.")
    launched(made)
    assert publishing.document(made.edition_id, "en_GB").body["honest"] == []


def test_every_promised_language_must_be_complete_and_fresh():
    made = draft_consultation(languages=("en_GB", "es"))
    assert launch.gaps(sources.source(made)) == {"es": 0}
    languages.put(actor=None, subject=made, texts={"title": "A new title"})
    assert launch.gaps(sources.source(made)) == {"es": 1}
    with pytest.raises(RuleBroken, match="Complete every language"):
        launched(made)
    languages.put(actor=None, subject=made, texts={"title": "Un título"}, language="es")
    with pytest.raises(RuleBroken, match="Spanish: title is not checked"):
        launched(made)
    check(made, ["es"])
    assert launched(made).stage is Stage.SCHEDULED


def test_what_is_not_written_in_english_is_missed_in_no_language():
    made = draft_consultation(languages=("en_GB", "es"))
    languages.put(actor=None, subject=made, texts={"costs": ""})
    languages.put(actor=None, subject=made, texts={"costs": ""}, language="es")
    assert launch.gaps(sources.source(made)) == {"es": 0}


# --- documents


def test_a_document_holds_all_that_was_written_in_each_language():
    made = open_consultation(languages=("en_GB", "es"))
    english = publishing.document(made.edition_id, "en_GB").body
    spanish = publishing.document(made.edition_id, "es").body
    assert english["undecided"] == ["Which two sites we use.", "Which evenings they open."]
    assert english["fixed"] == ["The total hours we can pay for."]
    assert [each["title"] for each in english["options"]] == ["One clinic", "Two clinics"]
    assert english["papers"][0]["body"].count("\n\n") == 1
    assert len(english["pages"]) == 3
    assert english["organisation"] == "The Care Partnership"
    assert (english["topic"], english["areas"]) == ("Care in the community", ["Bexley"])
    assert spanish["title"].endswith("(es)")
    assert spanish["pages"][0]["questions"][0]["choices"][0]["label"] == "North (es)"
    asked = [each["key"] for page in english["pages"] for each in page["questions"]]
    assert asked == ["where", "times", "bus", "hard", "street", "postcode"]


def test_an_easy_text_never_takes_the_place_of_the_plain_one():
    made = draft_consultation()
    WordingFactory(subject=made, field="title", variant="easy-read", text="Easy")
    launched(made)
    assert publishing.document(made.edition_id, "en_GB").body["title"] == WORDS["title"]


def test_an_area_without_a_translated_name_is_still_named():
    areas = [AreaFactory(name="Bexley", names={"es": "Bexley (es)"}), AreaFactory(name="Erith")]
    made = open_consultation(languages=("en_GB", "es"), areas=areas)
    assert publishing.document(made.edition_id, "es").body["areas"] == ["Bexley (es)", "Erith"]


def test_words_changed_after_launch_do_not_reach_the_public():
    made = open_consultation()
    languages.put(actor=None, subject=made, texts={"title": "Changed by mistake"})
    assert publishing.document(made.edition_id, "en_GB").body["title"] == WORDS["title"]


def test_meaning_is_keys_and_kinds_and_never_words():
    made = open_consultation()
    meaning = launch.meaning(sources.source(made))
    assert meaning[0] == ["where", "one_choice", ["where_0", "where_1", "where_2"]]
    assert "Where?" not in str(meaning)


# --- moving on


def test_a_closed_consultation_moves_on_step_by_step():
    made = closed_consultation(stage=Stage.FED_BACK)
    assert made.stage is Stage.FED_BACK
    said = [line.details for line in history(made.id) if line.action is Action.CONSULTATION_MOVED]
    assert [each["to"] for each in said] == ["analysing", "final_published", "decided", "fed_back"]


def test_an_open_consultation_does_not_move_on():
    with pytest.raises(RuleBroken, match="cannot move"):
        commands.move(actor=AccountFactory(), consultation=open_consultation(), to=Stage.ANALYSING)


def test_the_clock_opens_and_closes_and_it_is_written_down():
    made = open_consultation(opens=2, closes=4)
    draft_consultation("a-draft")
    assert commands.record_stages() == 0
    with days_away(3):
        assert commands.record_stages() == 1
        assert made.stage is Stage.OPEN
        assert commands.record_stages() == 0
    with days_away(5):
        tasks.record_stages()
        assert made.stage is Stage.CLOSED
    moved = sa.select(Entry).where(Entry.action == Action.CONSULTATION_MOVED).order_by(Entry.id)
    lines = db.session.scalars(moved).all()
    assert [(line.actor_id, line.details["to"]) for line in lines] == [
        (None, "open"),
        (None, "closed"),
    ]


def test_the_database_refuses_a_public_consultation_without_an_edition():
    made = empty_consultation()
    made.stage = Stage.OPEN
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()


def test_who_launched_it_beside_its_author_is_kept_with_the_exact_edition(database):
    made = open_consultation()
    edition = publishing.latest_edition(made.id)
    found = publishing.approval(ApprovalKind.SECOND_PERSON, made.id, edition.hash)
    assert found.given_by != made.created_by


def test_a_first_day_that_has_passed_becomes_the_day_of_the_launch(database):
    made = draft_consultation(opens=-2, closes=90)
    commands.schedule(actor=AccountFactory(role=Role.APPROVER), consultation=made)
    assert made.opens_on == today()
