"""Staff begin a consultation, copy one, and change its facts."""

from datetime import timedelta

import pytest

from engage.consultations import queries
from engage.consultations.models import Weight
from engage.consultations.queries import launch
from engage.core.clock import today
from tests.consultations.building import DESK, fields_of, form_now, labels, said
from tests.factories.accounts import OrganisationFactory
from tests.factories.consultations import TopicFactory, draft_consultation, open_consultation
from tests.factories.places import AreaFactory


@pytest.fixture
def ground():
    """What a consultation needs to belong to."""
    return {
        "topic_id": str(TopicFactory().id),
        "organisation_id": str(OrganisationFactory().id),
        "areas": str(AreaFactory().id),
    }


def begun(client, ground, weight="light", **typed):
    data = {
        "title": "Name the health bus",
        "start": "",
        "weight": weight,
        "opens_on": today().isoformat(),
        "minutes": "3",
        **ground,
        **typed,
    }
    return client.send(f"/desk/consultations/new/{weight}/", data)


def test_the_size_of_the_decision_comes_first(as_lead):
    assert "Begin a consultation" in said(as_lead.get("/desk/consultations/"))
    page = said(as_lead.get("/desk/consultations/new/"))
    for weight in Weight:
        assert f'href="/desk/consultations/new/{weight.value}/"' in page
    assert as_lead.get("/desk/consultations/new/huge/").status_code == 404


def test_a_light_one_begins_with_words_days_and_an_address_of_its_own(as_lead, ground):
    answer = begun(as_lead, ground, start="template:poll", languages_offered="es")
    assert answer.status_code == 302
    made = queries.by_slug("name-the-health-bus")
    words = launch.own_words(made)
    assert (made.weight, made.created_by) == (Weight.LIGHT, as_lead.account.id)
    assert (made.closes_on - made.opens_on).days == 20
    assert made.languages == ["en_GB", "es"]
    assert words["title"] == "Name the health bus"
    assert words["undecided"]
    assert words["decision"]
    assert [len(page.questions) for page in form_now(made.slug).pages] == [1, 1]
    begun(as_lead, ground)
    assert queries.by_slug("name-the-health-bus-2").minutes == 3


def test_twelve_weeks_are_offered_for_a_bigger_decision(as_lead, ground):
    page = said(as_lead.get("/desk/consultations/new/formal/"))
    assert today().isoformat() in page
    assert 'value="12"' in page
    begun(as_lead, ground, "formal")
    made = queries.by_slug("name-the-health-bus")
    assert (made.closes_on - made.opens_on).days == 83
    assert launch.own_words(made)["undecided"] == ""


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"title": ""}, "Enter a title"),
        ({"title": "x" * 300}, "Use 200 characters or fewer"),
        ({"slug": "Not a slug"}, "Use small letters, digits and dashes"),
        ({"slug": "new"}, "Use small letters, digits and dashes"),
        ({"minutes": "three"}, "Enter a whole number"),
        ({"opens_on": ""}, "Enter the day it opens"),
        ({"closes_on": "2020-01-01"}, "Choose a closing day"),
        ({"topic_id": "nonsense"}, "Not a valid choice"),
        ({"languages_offered": "tlh"}, "Choose from the list"),
    ],
)
def test_what_is_wrong_with_a_new_one_is_told_and_nothing_is_made(as_lead, ground, typed, wrong):
    page = said(begun(as_lead, ground, **typed))
    assert wrong in page
    assert queries.all_consultations() == []


def test_an_address_that_is_in_use_is_refused(as_lead, ground):
    draft_consultation("parking")
    assert "This one is in use" in said(begun(as_lead, ground, slug="parking"))


def test_a_copy_has_everything_and_its_own_keys(as_lead, ground):
    draft_consultation("old", languages=("en_GB", "es"))
    begun(as_lead, ground, "standard", start="copy:old")
    old, new = form_now("old"), form_now("name-the-health-bus")
    assert labels(old) == labels(new)
    assert new.words["title"] == "Name the health bus"
    assert new.words["undecided"] == old.words["undecided"]
    keys = [{each.key for page in made.pages for each in page.questions} for made in (old, new)]
    assert not keys[0] & keys[1]
    first = new.pages[0].questions[0]
    assert new.said("question", first.id, "label", "es") == "Where? (es)"


def test_facts_of_a_draft_can_change_and_a_stale_save_shows_both(as_lead):
    made = draft_consultation()
    page = said(as_lead.get(f"{DESK}facts/"))
    typed = fields_of(page) | {
        "weight": "formal",
        "slug": "late-evenings",
        "topic_id": str(made.topic_id),
        "organisation_id": str(made.organisation_id),
        "areas": str(AreaFactory().id),
        "languages_offered": "es",
        "decision_on": (made.closes_on + timedelta(days=30)).isoformat(),
        "phone": "020 7946 0117",
    }
    assert as_lead.post(f"{DESK}facts/", data=typed).status_code == 302
    made = queries.by_slug("late-evenings")
    assert (made.weight, made.languages) == (Weight.FORMAL, ["en_GB", "es"])
    assert made.decision_on == made.closes_on + timedelta(days=30)
    assert (made.phone, made.post) == ("020 7946 0117", "")
    again = as_lead.post("/desk/consultations/late-evenings/facts/", data=typed)
    assert again.status_code == 409
    assert "What you wrote" in said(again)


def test_a_draft_cannot_take_the_address_of_another(as_lead):
    made = draft_consultation()
    draft_consultation("parking")
    typed = fields_of(said(as_lead.get(f"{DESK}facts/"))) | {
        "weight": "light",
        "slug": "parking",
        "topic_id": str(made.topic_id),
        "organisation_id": str(made.organisation_id),
    }
    assert "This one is in use" in said(as_lead.post(f"{DESK}facts/", data=typed))


def test_a_public_one_may_only_grow_heavier(as_lead):
    made = open_consultation()
    page = said(as_lead.get(f"{DESK}facts/"))
    assert 'value="formal"' in page
    assert 'value="light"' not in page
    wrong = as_lead.send(f"{DESK}facts/", {"weight": "light", "version": str(made.version)})
    assert queries.by_slug("evenings").weight is Weight.STANDARD
    assert "Error" in said(wrong)
    right = {"weight": "formal", "version": str(queries.by_slug("evenings").version)}
    assert as_lead.send(f"{DESK}facts/", right).status_code == 302
    assert queries.by_slug("evenings").weight is Weight.FORMAL


def test_an_empty_form_has_an_empty_route(as_lead, ground):
    begun(as_lead, ground)
    address = "/desk/consultations/name-the-health-bus/"
    assert "There is no page yet" in said(as_lead.get(f"{address}route/"))
    assert "There is no question yet" in said(as_lead.get(f"{address}questions/"))
